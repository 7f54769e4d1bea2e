"""Follow-ups change the last query; a full question starts over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.describe import describe
from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.infer import infer_model
from shared.core.table.chart import ChartKind
from tests.shared.core.asking.conftest import REAL, TEXT, WHOLE, column, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

    Asked = Callable[..., SemanticQuery]

CASES = [
    ("and by client type?", "Total value by brand and client type, highest first"),
    ("by category", "Total value by category, highest first"),
    ("by category instead", "Total value by category, highest first"),
    ("colour by client type", "Total value by brand and client type, highest first"),
    ("only Dealers", "Total value by brand, where client type is “Dealer”, highest first"),
    ("top 2", "Total value by brand, highest first, top 2"),
    ("bottom 2", "Total value by brand, lowest first, first 2"),
    ("sort ascending", "Total value by brand, lowest first"),
    ("what about quantity?", "Total quantity by brand, highest first"),
    ("and the average rate", "Total value and average rate by brand, highest first by total value"),
    ("only 2023", "Total value by brand, for 2023 (1 January 2023 to 31 December 2023), highest first"),
    ("same for last year", "Total value by brand, for last year (1 January 2023 to 31 December 2023), highest first"),
    ("exclude Apple", "Total value by brand, where brand is not “Apple”, highest first"),
    ("and by month", "Total value by brand and month"),
    ("how many invoices per firm", "Number of sales transactions by firm, highest first"),
]


@pytest.mark.parametrize(("text", "words"), CASES, ids=[text for text, _ in CASES])
def test_a_fragment_changes_one_thing(text: str, words: str, sales: SemanticModel, query_of: Asked) -> None:
    """What the fragment does not mention stays as it was."""
    first = query_of("total value by brand", sales)
    assert describe(query_of(text, sales, first), sales) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("top 3 customers by amount", "Total amount by customer, highest first, top 3"),
        ("bottom 2 by amount", "Total amount by city, lowest first, first 2"),
        ("customers by amount", "Total amount by customer, highest first"),
        ("top 3 customers by total quantity", "Total quantity by customer, highest first, top 3"),
        ("top 3 customers", "Revenue by customer, highest first, top 3"),
        ("by customer", "Average quantity by customer, highest first"),
    ],
)
def test_a_fragment_that_names_its_number_is_about_that(text: str, words: str, query_of: Asked) -> None:
    """As in "by amount" of a column so called: the average that was asked for before is gone."""
    orders = table(
        "orders",
        60,
        column("customer", TEXT, 6, "Asha Traders|Bharat Mills|Coral Foods"),
        column("city", TEXT, 5, "Mumbai|Pune|Delhi"),
        column("quantity", WHOLE, 39, low=1, high=39),
        column("amount", REAL, 60, low=100, high=9000),
    )
    model = infer_model((orders,), {})
    first = query_of("average quantity by city", model)
    assert describe(query_of(text, model, first), model) == words


def test_an_amount_that_no_column_is_called_is_what_the_rows_come_to(sales: SemanticModel, query_of: Asked) -> None:
    """An average that was asked for before is no amount; a total is."""
    average = query_of("average quantity by brand in 2023", sales)
    ranked = query_of("top 3 firms by amount", sales, average)
    assert describe(ranked, sales).startswith("Revenue by firm, for 2023")
    total = query_of("total quantity by brand", sales)
    assert describe(query_of("top 3 firms by amount", sales, total), sales).startswith("Total quantity by firm")


def test_instead_takes_the_place_of_a_time_line(sales: SemanticModel, query_of: Asked) -> None:
    """Without the word a category would be added to the months."""
    first = query_of("total value by month", sales)
    second = query_of("by category instead", sales, first)
    assert describe(second, sales) == "Total value by category, highest first"


def test_a_chart_wish_alone_keeps_the_query(sales: SemanticModel, query_of: Asked) -> None:
    """As in "as a line chart" shows the same numbers."""
    first = query_of("total value by brand", sales)
    second = query_of("as a line chart", sales, first)
    assert second.chart is ChartKind.LINE
    assert (second.measures, second.dimensions, second.order) == (first.measures, first.dimensions, first.order)


def test_a_new_value_takes_the_place_of_the_old(sales: SemanticModel, query_of: Asked) -> None:
    """Two conditions on one field would leave nothing."""
    first = query_of("total value of Apple by firm", sales)
    assert (
        describe(query_of("what about Nike", sales, first), sales)
        == "Total value by firm, where brand is “Nike”, highest first"
    )


def test_a_filter_can_be_removed(sales: SemanticModel, query_of: Asked) -> None:
    """As in "remove the filter" goes back to all rows."""
    first = query_of("total value of Apple by firm", sales)
    assert query_of("remove the filter", sales, first).filters is None


def test_a_full_question_starts_over(sales: SemanticModel, query_of: Asked) -> None:
    """Nothing of the last question sticks to a question of its own."""
    first = query_of("total value of Apple by firm in 2023", sales)
    assert query_of("average rate by category", sales, first) == query_of("average rate by category", sales)


def test_a_fragment_that_is_not_understood_says_so(
    sales: SemanticModel, ask: Callable[..., Reading], query_of: Asked
) -> None:
    """An unknown word in a follow-up is named too."""
    reading = ask("and by color?", sales, query_of("total value by brand", sales))
    assert isinstance(reading, NotUnderstood)
    assert reading.unknown_words == ("color",)


def test_a_grouping_asked_for_by_itself_holds_for_what_is_asked_next(sales: SemanticModel, query_of: Asked) -> None:
    """As in "group by brand", then a question; a number that was asked for by brand does not stick like that."""
    grouping = query_of("group by brand", sales)
    assert grouping.implied
    assert describe(query_of("total value by firm", sales, grouping), sales).startswith("Total value by firm and brand")
    asked = query_of("number of sales by brand", sales)
    assert not asked.implied
    assert describe(query_of("total value by firm", sales, asked), sales) == "Total value by firm, highest first"


@pytest.mark.parametrize("text", ["split it by firm", "split the bars by firm", "split splots by firm"])
def test_what_is_split_need_not_be_known(text: str, sales: SemanticModel, query_of: Asked) -> None:
    """It is what stands there already, however it is called or spelled."""
    first = query_of("total value by brand", sales)
    assert describe(query_of(text, sales, first), sales) == "Total value by brand and firm, highest first"


def test_a_group_is_not_shown_as_a_number_too(sales: SemanticModel, query_of: Asked) -> None:
    """As in "segregate the quantities by firm", where quantities stand on the axis: no average of a group by itself."""
    first = query_of("number of sales by quantity", sales)
    assert [each.field for each in first.dimensions] == ["quantity"]
    second = query_of("segregate the quantities by firm", sales, first)
    assert second.measures == first.measures
    assert [each.field for each in second.dimensions] == ["quantity", "firm"]
