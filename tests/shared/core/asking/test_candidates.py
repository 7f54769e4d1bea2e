"""Candidates: what else a question may mean, made one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.candidates import MOST
from shared.core.asking.question import Question
from shared.core.asking.reader import meanings
from shared.core.asking.turns import Change
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, FieldRef
from shared.core.semantic.rules import check

if TYPE_CHECKING:
    from shared.core.asking.candidates import Meaning
    from shared.core.semantic.model import SemanticModel

LINES = "sales_line_items"


def found(text: str, model: SemanticModel) -> dict[Change, Meaning]:
    """The meanings of a question by their change, the first of each."""
    asked = Question(text, Viewer("T1", "U1", "C1", Audience.CHANNEL), datetime(2024, 5, 20, 12, tzinfo=UTC))
    by_change: dict[Change, Meaning] = {}
    for each in meanings(asked, model).meanings:
        by_change.setdefault(each.change, each)
    return by_change


def test_a_number_that_is_implied_may_be_added_up_averaged_or_mean_rows(sales: SemanticModel) -> None:
    """As in "value by brand": it leaves open how values come together; "total value by brand" does not."""
    implied = found("value by brand", sales)
    assert implied[Change.NONE].query.measures[0].aggregation is Aggregation.SUM
    assert implied[Change.AVERAGED].query.measures[0].aggregation is Aggregation.AVG
    assert implied[Change.ROWS_COUNTED].query.measures[0].field is None
    assert implied[Change.LISTED].query.columns == (FieldRef(LINES, "brand"), FieldRef(LINES, "value"))
    said = found("average value by brand", sales)
    assert Change.ADDED_UP not in said
    assert Change.LISTED not in said


def test_rows_listed_by_name_and_number_may_be_a_number_for_each_name(sales: SemanticModel) -> None:
    """As in "brand and value": it lists rows; it may mean the value of each brand."""
    meaning = found("show brand and value", sales)
    assert meaning[Change.NONE].query.columns
    grouped = meaning[Change.GROUPED].query
    assert grouped.dimensions == (DimensionRef(LINES, "brand"),)
    assert grouped.measures[0].aggregation is Aggregation.SUM


def test_a_chart_of_one_number_may_be_of_one_for_each_name(flights: SemanticModel) -> None:
    """A bar chart of the planes' average seats is hardly of one bar; without a chart one number is meant."""
    charted = found("bar chart of the average seats of planes", flights)
    assert not charted[Change.NONE].query.dimensions
    assert charted[Change.BY_NAME].query.dimensions
    assert Change.BY_NAME not in found("average seats of planes", flights)


def test_different_values_counted_may_be_how_often_each_comes(sales: SemanticModel) -> None:
    """As in "number of brands": it is one number, or one for each brand."""
    each = found("number of brands", sales)[Change.COUNTED_EACH].query
    assert each.dimensions == (DimensionRef(LINES, "brand"),)
    assert each.measures[0].field is None


def test_an_order_that_names_no_axis_may_be_of_the_other_one(sales: SemanticModel) -> None:
    """As in "sorted descending": it sorts the numbers, or the names."""
    turned = found("total value by brand sorted descending", sales)[Change.OTHER_ORDER].query
    assert turned.order[0].by == DimensionRef(LINES, "brand")


def test_a_superlative_of_several_may_mean_all_in_that_order(sales: SemanticModel) -> None:
    """A limit that no number said can be left away; one that was said cannot."""
    assert found("which brand has the highest value", sales)[Change.NO_LIMIT].query.limit is None
    assert Change.NO_LIMIT not in found("top 3 brands by value", sales)


def test_the_rows_of_another_table_with_the_same_columns_may_be_meant(sales: SemanticModel) -> None:
    """Both tables have a firm; either's rows may be counted."""
    meaning = found("pie chart of the number of firms", sales)
    assert {meaning[Change.NONE].query.entity, meaning[Change.ROOT].query.entity} == {LINES, "sales_transactions"}


@pytest.mark.parametrize(
    "text",
    [
        "value by brand sorted descending",
        "average rate of Nike by firm and category",
        "number of firms and quantity by brand and category for Apple",
        "which product has the highest quantity per firm",
    ],
)
def test_meanings_are_few_different_and_sound(text: str, sales: SemanticModel, flights: SemanticModel) -> None:
    """At most eight, each once, each a query that every rule lets pass."""
    for model in (sales, flights):
        asked = Question(text, Viewer("T1", "U1", "C1", Audience.CHANNEL), datetime(2024, 5, 20, 12, tzinfo=UTC))
        queries = [each.query for each in meanings(asked, model).meanings]
        assert len(queries) <= MOST
        assert all(query not in queries[:i] for i, query in enumerate(queries))
        assert not any(check(query, model) for query in queries)
