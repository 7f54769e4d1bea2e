"""Two named periods beside each other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Grain
from shared.core.semantic.query import AllOf, AnyOf, CompareTo, Condition, DimensionRef, FieldRef, Operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, SemanticQuery

DAY = FieldRef("sales_line_items", "date")


def within(start: date, end: date) -> Filter:
    """Rows from one day to before another."""
    return AllOf((Condition(DAY, Operator.GE, (start,)), Condition(DAY, Operator.LT, (end,))))


@pytest.mark.parametrize(
    ("text", "start", "compare"),
    [
        ("compare January and February sales", date(2024, 2, 1), CompareTo.PREVIOUS_PERIOD),
        ("compare sales in February and January", date(2024, 2, 1), CompareTo.PREVIOUS_PERIOD),
        ("total sales value in May vs April", date(2024, 5, 1), CompareTo.PREVIOUS_PERIOD),
        ("compare April and May sales", date(2024, 5, 1), CompareTo.PREVIOUS_PERIOD),
        ("sales in January 2024 vs January 2023", date(2024, 1, 1), CompareTo.PREVIOUS_YEAR),
        ("sales in February 2024 compared to the previous month", date(2024, 2, 1), CompareTo.PREVIOUS_PERIOD),
        ("compare brands in March and April", date(2024, 4, 1), CompareTo.PREVIOUS_PERIOD),
    ],
)
def test_the_later_of_two_neighbours_is_compared_with_the_earlier(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel, text: str, start: date, compare: CompareTo
) -> None:
    """Whichever was said first."""
    query = query_of(text, sales)
    assert query.period is not None
    assert (query.period.start, query.compare) == (start, compare)
    assert query.measures


def test_months_apart_are_two_groups(query_of: Callable[..., SemanticQuery], sales: SemanticModel) -> None:
    """Neither is the period before the other."""
    query = query_of("compare January and April sales", sales)
    january, april = within(date(2024, 1, 1), date(2024, 2, 1)), within(date(2024, 4, 1), date(2024, 5, 1))
    assert query.filters == AnyOf((january, april))
    assert query.dimensions == (DimensionRef("sales_line_items", "date", Grain.MONTH),)
    assert (query.period, query.compare) == (None, None)


@pytest.mark.parametrize("text", ["sales in May vs 2023", "total sales value in April and May", "can I march and go"])
def test_periods_of_two_lengths_or_side_by_side_are_no_comparison(
    ask: Callable[..., Reading], sales: SemanticModel, text: str
) -> None:
    """Nor is one of them quietly left out: a month beside a month is a month, even May."""
    assert isinstance(ask(text, sales), NotUnderstood)
