"""Conditions that name their field and its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.semantic.model import Aggregation, Entity, Field, Measure, SemanticModel, TableRef
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Operator
from shared.core.semantic.walk import conditions
from shared.core.table.types import DataType
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import Filter, SemanticQuery

GIFTS = Entity(
    "gifts",
    "Gifts",
    "gifts",
    TableRef("charity", "gifts"),
    (
        Field("id", "ID", DataType.INTEGER, identifier=True, distinct=700, nullable=False),
        Field("given_on", "Given on", DataType.DATE, distinct=300, nullable=False),
        Field("region", "Region", DataType.TEXT, values=("North", "South"), values_complete=True, distinct=2),
        Field("amount", "Amount", DataType.DECIMAL, distinct=400),
    ),
    (Measure("total_amount", "Total amount", Aggregation.SUM, "amount"),),
    key=("id",),
    time="given_on",
    rows=700,
)
CHARITY = SemanticModel((GIFTS,), ())
AMOUNT = FieldRef("gifts", "amount")
ORIGIN, CARRIER = FieldRef("flights", "origin"), FieldRef("flights", "carrier")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("number of gifts with amount between 100 and 200", Condition(AMOUNT, Operator.BETWEEN, (100, 200))),
        ("how many gifts with amount over 500", Condition(AMOUNT, Operator.GT, (500,))),
        ("how many gifts have no amount", Condition(AMOUNT, Operator.IS_NULL)),
    ],
)
def test_a_field_called_amount_is_a_field(
    query_of: Callable[..., SemanticQuery], text: str, condition: Condition
) -> None:
    """Beside a comparison, or after "no", the word is no "amount of" something."""
    assert query_of(text, CHARITY).filters == condition


@pytest.mark.parametrize("text", ["amount by region", "sum of amount by region"])
def test_a_field_called_amount_is_measured(query_of: Callable[..., SemanticQuery], text: str) -> None:
    """The amount by region is that column's sum, not the number of rows."""
    query = query_of(text, CHARITY)
    assert [(m.aggregation, m.field) for m in query.measures] == [(Aggregation.SUM, "amount")]


def test_an_amount_over_time_is_compared_with_nothing(query_of: Callable[..., SemanticQuery]) -> None:
    """Over is a comparison only where a number follows."""
    query = query_of("total amount over time", CHARITY)
    assert query.filters is None
    assert query.dimensions[0].field == "given_on"


def test_two_numbers_before_a_field_are_its_range(query_of: Callable[..., SemanticQuery]) -> None:
    """Both ends are included."""
    query = query_of("number of stock counts with 100 to 200 pieces", MODEL)
    assert query.filters == Condition(FieldRef("stock_counts", "pieces"), Operator.BETWEEN, (100, 200))


@pytest.mark.parametrize("said", ["not in", "outside", "except in"])
def test_a_denial_before_the_field_denies_its_value(query_of: Callable[..., SemanticQuery], said: str) -> None:
    """The field between "not in" and the value changes nothing."""
    query = query_of(f"number of products {said} category Boats", MODEL)
    assert query.filters == Condition(FieldRef("products", "category"), Operator.NE, ("Boats",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "number of flights with carrier UA or origin JFK",
            AnyOf((Condition(CARRIER, Operator.EQ, ("UA",)), Condition(ORIGIN, Operator.EQ, ("JFK",)))),
        ),
        (
            "number of flights where origin is JFK or EWR and carrier is UA",
            AllOf((Condition(ORIGIN, Operator.IN, ("JFK", "EWR")), Condition(CARRIER, Operator.EQ, ("UA",)))),
        ),
        (
            "number of flights with origin JFK or dest LAX",
            AnyOf(
                (
                    Condition(ORIGIN, Operator.EQ, ("JFK",)),
                    Condition(FieldRef("flights", "dest"), Operator.EQ, ("LAX",)),
                )
            ),
        ),
    ],
)
def test_each_field_has_the_values_said_after_it(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel, text: str, expected: Filter
) -> None:
    """A field named among values ends the list of the one before, and nothing is grouped by it."""
    query = query_of(text, flights)
    assert (query.filters, query.dimensions) == (expected, ())


@pytest.mark.parametrize("said", ['"Atl"', "Atl"])
def test_a_beginning_of_texts_is_no_value_of_another_table(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel, said: str
) -> None:
    """The airports are counted, though flights go to one called ATL."""
    query = query_of(f"how many airports have a name starting with {said}", flights)
    assert query.entity == "airports"
    assert isinstance(query.filters, Condition)
    assert (query.filters.field, query.filters.operator) == (FieldRef("airports", "name"), Operator.STARTS_WITH)


def test_names_have_no_range_of_numbers(ask: Callable[..., Reading], sales: SemanticModel) -> None:
    """Two to five products is how many there are of them, which is no condition on their names."""
    assert isinstance(ask("number of lines with 2 to 5 products", sales), NotUnderstood)


def test_members_without_rows_are_no_rows_without_a_number(ask: Callable[..., Reading], sales: SemanticModel) -> None:
    """Brands that sold nothing have no line to say so: lines without a value are something else."""
    reading = ask("which brands had no value in May 2024", sales)
    empty = Condition(FieldRef("sales_line_items", "value"), Operator.IS_NULL)
    assert not isinstance(reading, Understood) or empty not in conditions(reading.query.filters)


@pytest.mark.parametrize("text", ["total value by brand in 2023", "total value for brand in 2023"])
def test_a_year_after_a_group_says_when(
    text: str, sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """No brand is called 2023; the rows of that year are meant, by brand."""
    query = query_of(text, sales)
    assert [each.field for each in query.dimensions] == ["brand"]
    assert query.filters is None
    assert query.period is not None
    assert query.period.label == "2023"
