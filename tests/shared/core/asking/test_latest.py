"""The latest moment, flags, empty spans, and remarks that change nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Operator
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

COUNTED = FieldRef("stock_counts", "count_date")
ACTIVE = FieldRef("products", "is_active")
TITLE, NAME = FieldRef("products", "title"), FieldRef("customers", "name")


@pytest.mark.parametrize(
    "text",
    [
        "total pieces in the latest stock count",
        "total pieces as of the most recent count date",
        "total pieces by product in the latest stock count",
    ],
)
def test_the_latest_rows_are_those_of_the_latest_moment(query_of: Callable[..., SemanticQuery], text: str) -> None:
    """A level is asked for as it was counted last."""
    assert query_of(text, MODEL).filters == Condition(COUNTED, Operator.LATEST)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("how many products are active", True),
        ("how many products are not active", False),
        ("products that are no longer active", False),
        ("number of active products by category", True),
    ],
)
def test_a_flag_is_said_as_an_adjective(query_of: Callable[..., SemanticQuery], text: str, wanted: bool) -> None:  # noqa: FBT001 - the flag itself
    """A column that says yes or no keeps rows."""
    assert query_of(text, MODEL).filters == Condition(ACTIVE, Operator.EQ, (wanted,))


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("orders not shipped yet", FieldRef("orders", "ship_date")),
        ("how many orders have not been shipped?", FieldRef("orders", "ship_date")),
        ("names of employees who were hired but not terminated", FieldRef("employees", "termination_date")),
    ],
)
def test_what_was_not_done_has_no_date(query_of: Callable[..., SemanticQuery], text: str, empty: FieldRef) -> None:
    """The date that would say when is missing."""
    assert query_of(text, MODEL).filters == Condition(empty, Operator.IS_NULL)


@pytest.mark.parametrize(
    "text",
    [
        "number of orders per month in 2023, show all months including those with 0 orders",
        "number of orders per month in 2023. Return all months, even those without orders.",
    ],
)
def test_empty_spans_are_shown_on_request(query_of: Callable[..., SemanticQuery], text: str) -> None:
    """All months means those without rows too."""
    query = query_of(text, MODEL)
    assert query.complete
    assert query.filters is None


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("average cost of products, rounded to 2 decimal places", "average cost of products"),
        ("sale price by quarter. Represent each quarter as the first date in the quarter.", "sale price by quarter"),
        (
            "customers without orders, by doing a left join from the customers to orders table",
            "customers without orders",
        ),
    ],
)
def test_a_remark_on_how_to_compute_changes_nothing(
    query_of: Callable[..., SemanticQuery], said: str, plain: str
) -> None:
    """Joins and dates are made one way here, whatever is said of them."""
    assert query_of(said, MODEL) == query_of(plain, MODEL)


def test_a_remark_that_names_something_else_is_not_set_aside(ask: Callable[..., Reading]) -> None:
    """A table that is not here cannot be joined."""
    assert isinstance(ask("customers without orders, by joining the warehouses table", MODEL), NotUnderstood)


def test_an_age_is_counted_back_from_today(query_of: Callable[..., SemanticQuery]) -> None:
    """Older than 30 days is before the day that was 30 days ago."""
    period = query_of("number of orders older than 30 days", MODEL).period
    assert period is not None
    assert (period.start, period.end) == (None, date(2024, 4, 20))


def test_a_person_goes_by_two_names(query_of: Callable[..., SemanticQuery]) -> None:
    """Where a name stands in two columns, both are shown."""
    names = (FieldRef("employees", "first_name"), FieldRef("employees", "last_name"))
    assert query_of("names of employees hired after 2022", MODEL).columns == names


def test_rows_that_others_tell_of_are_listed_once(query_of: Callable[..., SemanticQuery]) -> None:
    """Products counted last are products, however often they were counted."""
    query = query_of("list products with pieces below 5 in the latest stock count", MODEL)
    assert {each.entity for each in query.columns} == {"products"}
    assert query.distinct


@pytest.mark.parametrize(
    "text",
    [
        "number of orders by customers who were onboarded in 2023",
        "number of orders in the last 2 months including the current month",
        "average time from joining to first order by city",
    ],
)
def test_what_would_be_read_in_two_ways_is_not_answered(ask: Callable[..., Reading], text: str) -> None:
    """The date of an order is not when its customer was onboarded; two months are not three."""
    assert isinstance(ask(text, MODEL), NotUnderstood)


def part(ref: FieldRef, kind: Operator, text: str) -> Condition:
    """A condition on a part of a text."""
    return Condition(ref, kind, (text,))


def test_parts_of_texts_are_joined_as_said(query_of: Callable[..., SemanticQuery]) -> None:
    """A second part belongs to the field of the first; "or" between fields stays an "or"."""
    either = query_of("customers whose name starts with J or ends with 'ez' and whose email contains 'x1'", MODEL)
    names = AnyOf((part(NAME, Operator.STARTS_WITH, "j"), part(NAME, Operator.ENDS_WITH, "ez")))
    assert either.filters == AllOf((names, part(FieldRef("customers", "email"), Operator.CONTAINS, "x1")))
    fields = query_of("products with 'Sea' in the title or 'Boat' in the category", MODEL)
    boats = part(FieldRef("products", "category"), Operator.CONTAINS, "Boat")
    assert fields.filters == AnyOf((part(TITLE, Operator.CONTAINS, "Sea"), boats))


def test_a_domain_is_the_end_of_an_address(query_of: Callable[..., SemanticQuery]) -> None:
    """What starts with a dot stands at the end."""
    query = query_of("number of customers with a .com email address", MODEL)
    assert query.filters == part(FieldRef("customers", "email"), Operator.ENDS_WITH, ".com")
