"""A span that is still going on is named, so that nobody takes a part of it for a fall."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.core.semantic.model import Aggregation, Calendar
from shared.core.semantic.query import CompareTo, FieldRef, MeasureRef, Period, SemanticQuery
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render.unfinished import unfinished_notes

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
AMOUNT = MeasureRef("orders", Aggregation.SUM, "amount")


def trend(grain: str, *starts: date) -> ResultTable:
    """A trend with a point at each start."""
    columns = (
        ResultColumn("time", "Time", DataType.DATE, Role.DIMENSION, grain=grain),
        ResultColumn("amount", "Amount", DataType.INTEGER, Role.MEASURE),
    )
    return ResultTable(columns, tuple((each, 1) for each in starts))


def notes(table: ResultTable, query: SemanticQuery | None = None, zone: str = "UTC") -> tuple[str, ...]:
    """What is said of a table whose data was read at NOW."""
    return unfinished_notes(query or SemanticQuery("orders", (AMOUNT,)), table, Calendar(timezone=zone), NOW)


@pytest.mark.parametrize(
    ("grain", "before", "last", "said"),
    [
        ("month", date(2026, 10, 1), date(2026, 11, 1), "Nov 2026"),
        ("quarter", date(2026, 7, 1), date(2026, 10, 1), "Q4 2026"),
        ("year", date(2025, 1, 1), date(2026, 1, 1), "2026"),
        ("week", date(2026, 11, 9), date(2026, 11, 16), "Week of 16 Nov 2026"),
    ],
)
def test_the_span_that_is_not_over_is_named(grain: str, before: date, last: date, said: str) -> None:
    """When it is the last of a trend; one that ended is not."""
    assert notes(trend(grain, before, last)) == (f"{said} is not over: it has the days up to 21 Nov 2026.",)
    assert notes(trend(grain, before)) == ()
    assert notes(trend(grain, date(2024, 1, 1), before)) == ()


def test_days_speak_for_themselves() -> None:
    """Nobody needs to be told that today is not over."""
    assert notes(trend("day", date(2026, 11, 20), date(2026, 11, 21))) == ()


def test_the_day_is_that_of_the_calendar() -> None:
    """At 20:00 in London it is tomorrow in Kolkata."""
    (said,) = notes(trend("month", date(2026, 10, 1), date(2026, 11, 1)), zone="Asia/Kolkata")
    assert said.endswith("22 Nov 2026.")


def test_a_part_compared_with_a_whole_is_said_to_be_one() -> None:
    """This year against last year; a period that is over needs no word."""
    period = Period(FieldRef("orders", "day"), date(2026, 1, 1), date(2027, 1, 1), "this year")
    total = ResultTable((ResultColumn("amount", "Amount", DataType.INTEGER, Role.MEASURE),), ((1,),))
    going_on = SemanticQuery("orders", (AMOUNT,), period=period, compare=CompareTo.PREVIOUS_YEAR)
    assert notes(total, going_on) == (
        "This year is not over: its days up to 21 Nov 2026 stand beside the whole of the span before.",
    )
    over = Period(period.field, date(2025, 1, 1), date(2026, 1, 1), "last year")
    assert notes(total, SemanticQuery("orders", (AMOUNT,), period=over, compare=CompareTo.PREVIOUS_YEAR)) == ()
    assert unfinished_notes(going_on, total, Calendar(), None) == ()
