"""Saying that the newest span of an answer is not over yet, so that nobody takes a part for a fall."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.core.semantic.buckets import bucket_start, moment
from shared.core.semantic.compare import compared_period
from shared.core.semantic.model import Grain
from shared.core.semantic.phrases import upper_first
from shared.render import dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Calendar
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.result import ResultTable

_LONG = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
"""Spans long enough that a part of one misleads; a day or an hour that has just begun shows itself."""


def unfinished_notes(
    query: SemanticQuery, table: ResultTable, calendar: Calendar, fresh_at: datetime | None
) -> tuple[str, ...]:
    """Return a sentence for a span of the answer that was still going on when its data was read (fresh_at)."""
    if fresh_at is None:
        return ()
    now = fresh_at.replace(tzinfo=fresh_at.tzinfo or UTC).astimezone(ZoneInfo(calendar.timezone)).replace(tzinfo=None)
    return tuple(_notes(query, table, calendar, now))


def _notes(query: SemanticQuery, table: ResultTable, calendar: Calendar, now: datetime) -> Iterator[str]:
    for place, column in enumerate(table.columns):
        if column.grain not in _LONG or len(table.rows) < 2:  # noqa: PLR2004 - a trend has two points
            continue
        last = max((cell for cell in table.column(place) if isinstance(cell, date)), default=None)
        if last == bucket_start(now, Grain(column.grain), calendar.week_start):
            span = upper_first(dates.temporal(last, column.grain))
            yield f"{span} is not over: it has the days up to {dates.day(now)}."
            return
    period, earlier = query.period, compared_period(query)
    if period is None or earlier is None or period.start is None or period.end is None:
        return
    if moment(period.start) < now < moment(period.end):
        yield (
            f"{upper_first(period.label)} is not over: its days up to {dates.day(now)} stand beside the whole of the "
            "span before."
        )
