"""Numbers of fewer rows beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Condition, FieldRef, Operator
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

WEEKEND, WORKING = (6, 7), (1, 2, 3, 4, 5)


def half(entity: str, time: str, days: tuple[int, ...]) -> Condition:
    """Rows on these days of the week."""
    return Condition(FieldRef(entity, time), Operator.IN, days, grain=Grain.WEEKDAY)


@pytest.mark.parametrize(
    "text",
    [
        "weekend revenue vs weekday revenue",
        "compare weekend and weekday revenue",
        "revenue on weekends vs weekdays",
        "revenue on weekends compared to weekdays",
    ],
)
def test_the_halves_of_the_week_are_two_numbers(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel, text: str
) -> None:
    """Not one number of all seven days."""
    query = query_of(text, sales)
    assert query.filters is None
    assert [(each.aggregation, each.field, each.where) for each in query.measures] == [
        (Aggregation.SUM, "value", half("sales_line_items", "date", WEEKEND)),
        (Aggregation.SUM, "value", half("sales_line_items", "date", WORKING)),
    ]


def test_rows_are_counted_in_either_half(query_of: Callable[..., SemanticQuery]) -> None:
    """In the order in which they were said."""
    query = query_of("number of orders on weekdays vs weekends", MODEL)
    assert [(each.aggregation, each.where) for each in query.measures] == [
        (Aggregation.COUNT, half("orders", "ordered_at", WORKING)),
        (Aggregation.COUNT, half("orders", "ordered_at", WEEKEND)),
    ]
