"""What groups, counts, values and bins mean together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Grain
from shared.core.semantic.query import Condition, DimensionRef, FieldRef, Operator, OrderBy
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

DATE, BRAND = FieldRef("sales_line_items", "date"), FieldRef("sales_line_items", "brand")


def test_compared_values_are_told_apart_along_time(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel
) -> None:
    """Comparing two brands by month takes a series each; their months without "compare" add up."""
    query = query_of("compare sales of Nike and Apple by month", sales)
    months = DimensionRef("sales_line_items", "date", Grain.MONTH)
    assert query.dimensions == (months, DimensionRef("sales_line_items", "brand"))
    assert query_of("sales of Nike and Apple by month", sales).dimensions == (months,)


def test_values_alone_are_compared_by_the_main_number(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel
) -> None:
    """Comparing two brands is comparing what they sold, not listing their lines."""
    query = query_of("compare Nike and Apple", sales)
    assert query.dimensions == (DimensionRef("sales_line_items", "brand"),)
    assert query.measures[0].field == "value"


def test_a_number_of_the_first_few_rows_is_not_that_of_all(ask: Callable[..., Reading], flights: SemanticModel) -> None:
    """The average of the largest five is refused, rather than answered by the average of all."""
    assert isinstance(ask("average seats of the top 5 planes", flights), NotUnderstood)


@pytest.mark.parametrize(
    "text", ["distribution of sale price of orders in 10 bins", "histogram of sale price with 10 buckets"]
)
def test_a_number_of_bins_is_kept(query_of: Callable[..., SemanticQuery], text: str) -> None:
    """A distribution is cut in as many spans as asked for."""
    (dimension,) = query_of(text, MODEL).dimensions
    assert (dimension.field, dimension.bins) == ("sale_price", 10)


def test_bins_of_no_distribution_are_not_understood(ask: Callable[..., Reading]) -> None:
    """A total has no bins."""
    assert isinstance(ask("total sale price in 10 bins", MODEL), NotUnderstood)


def test_rows_without_a_name_are_not_ranked_as_one(query_of: Callable[..., SemanticQuery]) -> None:
    """Orders without a payment are no payment; they stay where nothing is ranked."""
    known = Condition(FieldRef("orders", "payment"), Operator.NOT_NULL)
    assert query_of("top 1 payment by total sale price", MODEL).filters == known
    assert query_of("total sale price by payment", MODEL).filters is None


def test_every_day_of_a_past_month_is_shown(query_of: Callable[..., SemanticQuery], sales: SemanticModel) -> None:
    """Days without sales are days of that month; of a span that still runs, the days to come are not."""
    query = query_of("total sales for every day of last month", sales)
    assert query.complete
    assert query.dimensions == (DimensionRef("sales_line_items", "date", Grain.DAY),)
    assert query_of("total sales for every month of 2023", sales).complete
    assert not query_of("total sales by day last month", sales).complete
    assert not query_of("total sales for every day of this month", sales).complete


@pytest.mark.parametrize(
    ("text", "descending"),
    [("total seats over ascending years", False), ("total seats across descending years", True)],
)
def test_an_order_of_years_is_not_an_order_of_numbers(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel, text: str, *, descending: bool
) -> None:
    """What goes up along ascending years is the year."""
    query = query_of(text, flights)
    year = DimensionRef("planes", "year")
    assert query.dimensions == (year,)
    assert query.order == (OrderBy(year, descending=descending),)
