"""Values without rows in a time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Condition, DimensionRef, FieldRef, Having, MeasureRef, Operator
from shared.core.semantic.rules import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

LINES, INVOICES = "sales_line_items", "sales_transactions"


def rows_from(entity: str, start: date, end: date) -> MeasureRef:
    """The number of rows from one day to before another."""
    day = FieldRef(entity, "date")
    within = AllOf((Condition(day, Operator.GE, (start,)), Condition(day, Operator.LT, (end,))))
    return MeasureRef(entity, Aggregation.COUNT, where=within)


@pytest.mark.parametrize(
    ("text", "entity", "column"),
    [
        ("firms that bought nothing in April", LINES, "firm"),
        ("which firm did not buy anything last month", LINES, "firm"),
        ("brands that were not sold in April 2024", LINES, "brand"),
        ("products nobody bought in April", LINES, "product_name"),
        ("firms that have not ordered in April", LINES, "firm"),
    ],
)
def test_values_without_rows_in_a_time_are_groups_that_count_none_then(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel, text: str, entity: str, column: str
) -> None:
    """All their rows are read, so that those without any in April are still there."""
    query = query_of(text, sales)
    assert (query.entity, query.period, query.filters) == (entity, None, None)
    assert query.dimensions == (DimensionRef(entity, column),)
    april = rows_from(entity, date(2024, 4, 1), date(2024, 5, 1))
    assert query.having == (Having(april, Operator.EQ, (0,)),)
    assert query.measures == (MeasureRef(entity, Aggregation.COUNT),)
    assert not check(query, sales)


def test_rows_then_but_not_later_are_two_counts(query_of: Callable[..., SemanticQuery], sales: SemanticModel) -> None:
    """None in the one month, some in the other."""
    query = query_of("firms who bought in March but not in April", sales)
    assert set(query.having) == {
        Having(rows_from(LINES, date(2024, 3, 1), date(2024, 4, 1)), Operator.GT, (0,)),
        Having(rows_from(LINES, date(2024, 4, 1), date(2024, 5, 1)), Operator.EQ, (0,)),
    }


@pytest.mark.parametrize(
    "text",
    [
        "firms that bought nothing",
        "number of firms that bought nothing in April",
        "how many firms did not buy anything in April",
        "rates that bought nothing in April",
        "firms that played nothing in April",
    ],
)
def test_what_no_time_limits_or_no_group_can_say_is_refused(
    ask: Callable[..., Reading], sales: SemanticModel, text: str
) -> None:
    """A firm without any rows at all stands nowhere in the rows; a number of groups is no number of rows."""
    assert isinstance(ask(text, sales), NotUnderstood)
