"""The time from one date of a row to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, Elapsed, FieldRef, MeasureRef, RowValue
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

SHIPPED, DUE = FieldRef("orders", "ship_date"), FieldRef("orders", "due_date")
ORDERED, JOINED = FieldRef("orders", "ordered_at"), FieldRef("customers", "join_date")
HIRED, LEFT = FieldRef("employees", "hire_date"), FieldRef("employees", "termination_date")


def elapsed(
    entity: str, kind: Aggregation, left: FieldRef, right: FieldRef, unit: Elapsed = Elapsed.DAYS
) -> MeasureRef:
    """The measure of a time elapsed."""
    return MeasureRef(entity, kind, value=RowValue(unit, left, right))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("average number of days between ship date and due date", elapsed("orders", Aggregation.AVG, SHIPPED, DUE)),
        (
            "average time from ordered at to ship date in hours",
            elapsed("orders", Aggregation.AVG, ORDERED, SHIPPED, Elapsed.HOURS),
        ),
        ("longest time from ship date to due date", elapsed("orders", Aggregation.MAX, SHIPPED, DUE)),
        (
            "how long does it take on average from ordered at to ship date",
            elapsed("orders", Aggregation.AVG, ORDERED, SHIPPED),
        ),
        ("average time from hire date to getting fired", elapsed("employees", Aggregation.AVG, HIRED, LEFT)),
    ],
)
def test_time_elapses_between_two_dates(
    query_of: Callable[..., SemanticQuery], text: str, expected: MeasureRef
) -> None:
    """Each end is said by its name or by a verb."""
    assert query_of(text, MODEL).measures == (expected,)


def test_until_the_first_of_several_is_the_least_time(query_of: Callable[..., SemanticQuery]) -> None:
    """The first order of a customer is the one with the least time since joining."""
    query = query_of("customer id and the time from joining to their first order", MODEL)
    assert query.entity == "orders"
    assert query.measures == (elapsed("orders", Aggregation.MIN, JOINED, ORDERED),)
    assert query.dimensions == (DimensionRef("orders", "customer_id"),)


def test_who_has_the_shortest_time_comes_with_it(query_of: Callable[..., SemanticQuery]) -> None:
    """A superlative of a time chooses a row and shows what it is called."""
    query = query_of(
        "Return the name and phone number of the employee with the shortest time from hired to fired", MODEL
    )
    assert query.measures == (elapsed("employees", Aggregation.MIN, HIRED, LEFT),)
    assert {each.field for each in query.dimensions} == {"first_name", "last_name", "phone"}
    assert (query.limit, query.order[0].descending) == (1, False)


def test_dates_that_do_not_exist_are_not_guessed(ask: Callable[..., Reading]) -> None:
    """Nothing in orders says when one was tasted."""
    assert isinstance(ask("average days between ship date and tasting of each order", MODEL), NotUnderstood)
