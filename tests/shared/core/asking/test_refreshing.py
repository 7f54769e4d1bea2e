"""A kept query moves with the calendar where its words do, and stands still where they do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.core.asking.refreshing import as_of
from shared.core.semantic.model import Aggregation, Calendar
from shared.core.semantic.query import FieldRef, MeasureRef, Period, SemanticQuery

LATER = datetime(2024, 9, 10, 9, tzinfo=UTC)


def kept(label: str) -> SemanticQuery:
    """A count that was kept on 20 May 2024, about April."""
    period = Period(FieldRef("lines", "day"), date(2024, 4, 1), date(2024, 5, 1), label)
    return SemanticQuery("lines", (MeasureRef("lines", Aggregation.COUNT),), period=period)


def test_last_month_moves() -> None:
    """In September it is August."""
    period = as_of(kept("last month"), LATER, Calendar()).period
    assert period is not None
    assert (str(period.start)[:10], str(period.end)[:10]) == ("2024-08-01", "2024-09-01")


@pytest.mark.parametrize("label", ["April 2024", "April", "2024", "the busy weeks", ""])
def test_a_span_of_the_calendar_stays(label: str) -> None:
    """And so does what no grammar reads."""
    query = kept(label)
    moved = as_of(query, LATER, Calendar())
    assert moved.period is not None
    assert str(moved.period.start)[:10] == "2024-04-01"


def test_a_query_without_a_period_is_itself() -> None:
    """There is nothing to move."""
    query = SemanticQuery("lines", (MeasureRef("lines", Aggregation.COUNT),))
    assert as_of(query, LATER, Calendar()) is query
