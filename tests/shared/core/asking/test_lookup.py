"""A row is found by its number, code or name, whether the value was seen before or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import IntentKind
from shared.core.asking.reading import Understood
from shared.core.semantic.model import Entity, Field, SemanticModel, TableRef
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading

CUSTOMERS = Entity(
    "customers",
    "Customers",
    "customers",
    TableRef("main", "customers"),
    (
        Field("customer_id", "Customer ID", DataType.TEXT, identifier=True, distinct=500),
        Field("name", "Name", DataType.TEXT, personal=True, distinct=498),
        Field("phone_number", "Phone number", DataType.TEXT, personal=True, distinct=500),
        Field("city", "City", DataType.TEXT, values=("Pune", "Delhi"), values_complete=True, distinct=2),
    ),
    key=("customer_id",),
    rows=500,
)
TRIPS = Entity(
    "trips",
    "Flights",
    "flights",
    TableRef("main", "flights"),
    (
        Field("day", "Day", DataType.DATE, distinct=365),
        Field("carrier", "Carrier", DataType.TEXT, values=("UA", "AA"), values_complete=True, distinct=2),
        Field("flight", "Flight", DataType.INTEGER, identifier=True, distinct=3000),
        Field("month", "Month", DataType.INTEGER, identifier=True, distinct=12),
    ),
    time="day",
    rows=300_000,
)
MODEL = SemanticModel((CUSTOMERS, TRIPS))


def equal(entity: str, field: str, value: object) -> Condition:
    """The condition that finds a row."""
    return Condition(FieldRef(entity, field), Operator.EQ, (value,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("who is customer C001", 4),
        ("show customer C001", 4),
        ("details of customer C001", 4),
        ("tell me about customer number C001", 4),
        ("what is the phone number of customer C001?", 1),
        ("what is the city and phone number of customer C001", 2),
    ],
)
def test_a_code_after_what_a_row_is_called_finds_the_row(ask: Callable[..., Reading], text: str, columns: int) -> None:
    """With the columns that were named, else all of them."""
    reading = ask(text, MODEL)
    assert isinstance(reading, Understood)
    assert reading.intent.kind is IntentKind.LOOKUP
    assert reading.query.filters == equal("customers", "customer_id", "C001")
    assert len(reading.query.columns) == columns


def test_a_name_that_no_index_knows_is_looked_for_where_names_stand(ask: Callable[..., Reading]) -> None:
    """People's names are never indexed; the query carries the words, not a guess."""
    reading = ask("what is the phone number of customer Asha Verma", MODEL)
    assert isinstance(reading, Understood)
    assert reading.query.filters == equal("customers", "name", "Asha Verma")


def test_a_number_is_looked_for_in_the_column_that_bears_the_rows_name(ask: Callable[..., Reading]) -> None:
    """A flight by carrier, number and day; never by the month, whose codes tell no rows apart."""
    reading = ask("details of flight UA 123 on 2013-01-05", MODEL)
    assert isinstance(reading, Understood)
    assert reading.query.filters == AllOf((equal("trips", "carrier", "UA"), equal("trips", "flight", 123)))
    assert reading.query.period is not None
    assert str(reading.query.period.start)[:10] == "2013-01-05"
    alone = ask("show flight 1545", MODEL)
    assert isinstance(alone, Understood)
    assert alone.query.filters == equal("trips", "flight", 1545)


def test_the_table_where_a_column_is_the_key_is_meant(ask: Callable[..., Reading], sales: SemanticModel) -> None:
    """A voucher is a transaction, though every line names one."""
    reading = ask("show voucher 1234", sales)
    assert isinstance(reading, Understood)
    assert reading.query.entity == "sales_transactions"
    assert reading.query.filters == equal("sales_transactions", "voucher_no", "1234")


def test_capitals_may_be_a_name_or_a_code(ask: Callable[..., Reading], flights: SemanticModel) -> None:
    """Both columns are looked in."""
    reading = ask("what is the name of airline ZZ", flights)
    assert isinstance(reading, Understood)
    assert isinstance(reading.query.filters, AnyOf)


@pytest.mark.parametrize(
    "text", ["revenue 2023", "top 5 brands", "total value of brand Nike", "how many line items in March"]
)
def test_questions_for_numbers_are_no_lookups(ask: Callable[..., Reading], sales: SemanticModel, text: str) -> None:
    """A year or a known value after a number is a filter."""
    reading = ask(text, sales)
    assert reading.intent.kind is not IntentKind.LOOKUP
