"""The rows before a query's period that its numbers look back at: read to compute them, never shown.

"Growth over the year before by month in 2024" needs 2023. A change, growth or earlier value of each bucket looks at
the period moved back by its offset (none: by one bucket), so that a bucket cut off by the period's start or end is set
against the same part of the earlier one ("this year", on 20 March, holds March to the 20th against March to the 20th).
A running total since the start of a year counts from there, wherever in the year the period starts: "year to date by
month since May" shows May first, with what came since January. A running total of the period itself, a share and a
rank are of what is shown.

A period that is not on the field of the calendar grouping, or is open at its start, is left as it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.buckets import bucket_start, moment, period_buckets
from shared.core.semantic.compare import months_later
from shared.core.semantic.model import Grain
from shared.core.semantic.phrases import upper_first
from shared.core.semantic.query import Derivation, DimensionRef, Offset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.query import MeasureRef, Period, SemanticQuery

_BACKWARD = {Derivation.CHANGE, Derivation.GROWTH, Derivation.PRIOR}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_LENGTHS = {Grain.HOUR: timedelta(hours=1), Grain.DAY: timedelta(days=1), Grain.WEEK: timedelta(days=7)}
_WEEKS_IN = {Grain.YEAR: 52, Grain.QUARTER: 13}


def offset_by(offset: Offset, grain: Grain | None) -> Offset:
    """Return the offset in spans that hold whole buckets: by week, a year before is 52 weeks before."""
    if grain is Grain.WEEK and offset.grain in _WEEKS_IN:
        return Offset(Grain.WEEK, offset.spans * _WEEKS_IN[offset.grain])
    return offset


def line_dimension(query: SemanticQuery) -> DimensionRef | None:
    """Return the calendar grouping that running numbers run along: the first one."""
    return next((each for each in query.dimensions if each.grain), None)


def first_shown(query: SemanticQuery, week_start: int) -> date | None:
    """Return the first bucket to show where earlier rows are read; None where none are."""
    line = line_dimension(query)
    if line is None or not earlier_periods(query, week_start):
        return None
    return period_buckets(query, line, week_start)[0]


def bucket_before(query: SemanticQuery, week_start: int) -> date | None:
    """Return the bucket before the first one to show, where rows of still earlier ones are read."""
    line, first = line_dimension(query), first_shown(query, week_start)
    if line is None or line.grain is None or first is None:
        return None
    before = _moved_back(first, Offset(line.grain))
    starts = [each.start for each in earlier_periods(query, week_start) if each.start is not None]
    return before if any(moment(each) < moment(before) for each in starts) else None


def earlier_periods(query: SemanticQuery, week_start: int) -> tuple[Period, ...]:
    """Return the spans before the query's period that are read as well; they may overlap, and touch the period."""
    line, period = line_dimension(query), query.period
    if line is None or line.grain is None or line.grain.recurs or period is None or query.compare is not None:
        return ()
    first, _ = period_buckets(query, line, week_start)
    if first is None:
        return ()
    asked = walk.asked_measures(query)
    made = (_looked_at(each, period, first, line.grain, week_start) for each in asked)
    return tuple(dict.fromkeys(each for each in made if each is not None))


def joined(spans: tuple[Period, ...]) -> tuple[Period, ...]:
    """Return spans that have a start, on one field, with those that overlap or touch made one, in order of time."""
    made: list[Period] = []
    for start, each in sorted(((moment(x.start), x) for x in spans if x.start is not None), key=lambda pair: pair[0]):
        last = made[-1] if made else None
        if last is None or (last.end is not None and moment(last.end) < start):
            made.append(each)
        elif last.end is not None and (each.end is None or moment(each.end) > moment(last.end)):
            made[-1] = replace(last, end=each.end)
    return tuple(made)


def running_issues(query: SemanticQuery, week_start: int) -> Iterator[str]:
    """Yield what is wrong where a running total needs a whole first bucket, and other numbers a part of it."""
    line, period = line_dimension(query), query.period
    since = [each.since is not None for each in walk.asked_measures(query)]
    if line is None or period is None or period.start is None or all(since) or not any(since):
        return
    first, _ = period_buckets(query, line, week_start)
    if first is not None and moment(first) != moment(period.start):
        said = upper_first(period.label)
        yield (
            f"“{said}” begins within a {line.grain}: ask for the running total alone, "
            f"or for a period of whole {line.grain}s."
        )


def _looked_at(measure: MeasureRef, period: Period, first: date, grain: Grain, week_start: int) -> Period | None:
    """Return the span before the period that a number looks at; None when there is none."""
    if measure.derivation is Derivation.RUNNING_TOTAL and measure.since is not None and period.start is not None:
        start = bucket_start(moment(period.start), measure.since, week_start)
        return replace(period, start=start, end=period.start) if moment(start) < moment(period.start) else None
    if measure.derivation not in _BACKWARD or period.start is None:
        return None
    offset = offset_by(measure.offset or Offset(grain), grain)
    end = first if period.end is None else min(_end_moved_back(period.end, offset), first, key=moment)
    return replace(period, start=_moved_back(period.start, offset), end=end)


def _end_moved_back(end: date, offset: Offset) -> date:
    """Return the end moved back: after the last moment moved back as well, for months are of different lengths."""
    tick = timedelta(microseconds=1) if isinstance(end, datetime) else timedelta(days=1)
    return max(_moved_back(end, offset), _moved_back(end - tick, offset) + tick)


def _moved_back(value: date, offset: Offset) -> date:
    """Return the day or time so many spans earlier; the calendar's first where there is no such year."""
    try:
        if offset.grain in _MONTHS:
            return months_later(value, -offset.spans * _MONTHS[offset.grain])
        return (moment(value) if offset.grain is Grain.HOUR else value) - offset.spans * _LENGTHS[offset.grain]
    except (ValueError, OverflowError):
        return type(value).min
