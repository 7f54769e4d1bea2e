"""Numbers made of two numbers, and of two columns of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic, FieldRef, Formula, MeasureRef, RowValue
from tests.fakes.bookings import COUNT, MODEL, REVENUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

GUESTS = MeasureRef("bookings", Aggregation.COUNT_DISTINCT, "customer_id")
DAYS = MeasureRef("bookings", Aggregation.COUNT_DISTINCT, "booked_on")
TAX = MeasureRef("bookings", Aggregation.SUM, "tax", "total_tax")
NIGHTS = MeasureRef("bookings", Aggregation.SUM, "nights", "total_nights")
PRICE_OF, NIGHTS_OF = FieldRef("bookings", "price"), FieldRef("bookings", "nights")


@pytest.mark.parametrize(
    ("text", "operator", "left", "right"),
    [
        ("average revenue per customer", Arithmetic.DIVIDE, REVENUE, GUESTS),
        ("revenue per customer by month", Arithmetic.DIVIDE, REVENUE, GUESTS),
        ("average number of bookings per customer", Arithmetic.DIVIDE, COUNT, GUESTS),
        ("average bookings per day", Arithmetic.DIVIDE, COUNT, DAYS),
        ("total revenue minus total tax", Arithmetic.SUBTRACT, REVENUE, TAX),
        ("total revenue minus tax by channel", Arithmetic.SUBTRACT, REVENUE, TAX),
        ("ratio of total tax to total revenue", Arithmetic.DIVIDE, TAX, REVENUE),
        ("difference between total revenue and total tax by country", Arithmetic.SUBTRACT, REVENUE, TAX),
        ("total revenue divided by number of bookings", Arithmetic.DIVIDE, REVENUE, COUNT),
        ("total tax plus total nights", Arithmetic.ADD, TAX, NIGHTS),
    ],
)
def test_two_numbers_become_one(
    text: str, operator: Arithmetic, left: MeasureRef, right: MeasureRef, query_of: Callable[..., SemanticQuery]
) -> None:
    """Each side is aggregated first; neither is shown beside the result."""
    (measure,) = query_of(text, MODEL).measures
    assert measure.aggregation is Aggregation.CALCULATED
    assert measure.formula == Formula(operator, left, right)
    assert measure.label


@pytest.mark.parametrize(
    ("text", "aggregation", "value"),
    [
        ("total of price times nights", Aggregation.SUM, RowValue(Arithmetic.MULTIPLY, PRICE_OF, NIGHTS_OF)),
        ("average price divided by nights", Aggregation.AVG, RowValue(Arithmetic.DIVIDE, PRICE_OF, NIGHTS_OF)),
        (
            "average difference between price and tax",
            Aggregation.AVG,
            RowValue(Arithmetic.SUBTRACT, PRICE_OF, FieldRef("bookings", "tax")),
        ),
    ],
)
def test_arithmetic_on_columns_is_done_row_by_row(
    text: str, aggregation: Aggregation, value: RowValue, query_of: Callable[..., SemanticQuery]
) -> None:
    """The columns are joined on each row, then aggregated."""
    (measure,) = query_of(text, MODEL).measures
    assert (measure.aggregation, measure.value) == (aggregation, value)


def test_a_difference_beside_its_parts(query_of: Callable[..., SemanticQuery]) -> None:
    """As in "A and B and their difference": three numbers."""
    first, second, third = query_of("total revenue and total tax and their difference", MODEL).measures
    assert third.formula == Formula(Arithmetic.SUBTRACT, first, second)


def test_per_a_category_is_a_group(query_of: Callable[..., SemanticQuery]) -> None:
    """Few values that come again are groups: "revenue per channel" has a row for each."""
    query = query_of("revenue per channel", MODEL)
    assert query.measures == (REVENUE,)
    assert query.dimensions[0].field == "channel"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("revenue per night by channel", Formula(Arithmetic.DIVIDE, REVENUE, NIGHTS)),
        ("average revenue per booking", Formula(Arithmetic.DIVIDE, REVENUE, COUNT)),
        ("sum of nights per booking", Formula(Arithmetic.DIVIDE, NIGHTS, COUNT)),
    ],
)
def test_per_an_amount_or_a_row_is_no_group(
    text: str, formula: Formula, query_of: Callable[..., SemanticQuery]
) -> None:
    """Nights add up, bookings are the rows: neither brings rows together."""
    query = query_of(text, MODEL)
    assert query.measures[0].formula == formula
    assert all(each.field == "channel" for each in query.dimensions)


def test_an_average_of_rows_needs_no_group(query_of: Callable[..., SemanticQuery]) -> None:
    """As in "average nights per booking"; the average of a sum is of what it adds up."""
    for text, field in (("average nights per booking", "nights"), ("average revenue by channel", "price")):
        measure = query_of(text, MODEL).measures[0]
        assert (measure.aggregation, measure.field) == (Aggregation.AVG, field)


@pytest.mark.parametrize(
    "text", ["average revenue per month", "total revenue and total tax by country and their ratio"]
)
def test_arithmetic_that_is_not_understood_is_not_left_out(text: str, ask: Callable[..., Reading]) -> None:
    """Better no answer than one without what was asked."""
    assert isinstance(ask(text, MODEL), NotUnderstood)
