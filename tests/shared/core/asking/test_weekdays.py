"""Recurring parts of the calendar as conditions, on all rows or on one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Condition, FieldRef, MeasureRef, Operator
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

ORDERED = FieldRef("orders", "ordered_at")
WEEKEND = Condition(ORDERED, Operator.IN, (6, 7), grain=Grain.WEEKDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how many orders on weekends", WEEKEND),
        ("number of weekend orders by payment", WEEKEND),
        ("how many orders on weekdays", Condition(ORDERED, Operator.IN, (1, 2, 3, 4, 5), grain=Grain.WEEKDAY)),
        ("how many orders on Mondays", Condition(ORDERED, Operator.EQ, (1,), grain=Grain.WEEKDAY)),
        ("how many orders on Monday or Friday", Condition(ORDERED, Operator.IN, (1, 5), grain=Grain.WEEKDAY)),
        ("how many orders not on weekends", Condition(ORDERED, Operator.NOT_IN, (6, 7), grain=Grain.WEEKDAY)),
        ("how many orders in December of any year", Condition(ORDERED, Operator.EQ, (12,), grain=Grain.MONTH_OF_YEAR)),
        ("how many orders after 6 pm", Condition(ORDERED, Operator.BETWEEN, (18, 23), grain=Grain.HOUR_OF_DAY)),
        (
            "how many orders between 9 am and 5 pm",
            Condition(ORDERED, Operator.BETWEEN, (9, 16), grain=Grain.HOUR_OF_DAY),
        ),
        ("how many orders in the morning", Condition(ORDERED, Operator.BETWEEN, (5, 11), grain=Grain.HOUR_OF_DAY)),
    ],
)
def test_a_recurring_part_of_the_calendar_keeps_rows(
    query_of: Callable[..., SemanticQuery], text: str, expected: Condition
) -> None:
    """It comes again and again, so it is a condition and no period."""
    query = query_of(text, MODEL)
    assert query.filters == expected
    assert query.period is None


def test_a_day_has_no_hours(ask: Callable[..., Reading]) -> None:
    """A column of dates cannot say what happened after six."""
    assert isinstance(ask("how many stock counts after 6 pm", MODEL), NotUnderstood)


@pytest.mark.parametrize(
    "text",
    [
        "How many orders were made in each of the last 8 weeks? How many of these were on weekends?",
        "how many orders in total and on weekends in each of the last 8 weeks",
    ],
)
def test_a_number_of_some_rows_stands_beside_the_number_of_all(
    query_of: Callable[..., SemanticQuery], text: str
) -> None:
    """The second number's condition leaves the first alone."""
    query = query_of(text, MODEL)
    count = MeasureRef("orders", Aggregation.COUNT)
    assert set(query.measures) == {count, MeasureRef("orders", Aggregation.COUNT, where=WEEKEND)}
    assert query.filters is None
    assert [each.grain for each in query.dimensions] == [Grain.WEEK]
