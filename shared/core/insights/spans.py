"""The two spans of a change: which came before, how much of a running one has passed, and what people call them."""

from __future__ import annotations

import calendar as names
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.core.semantic.compare import compared_period, months_later
from shared.core.semantic.model import Grain
from shared.core.semantic.query import CompareTo, FieldRef, Period, SemanticQuery

if TYPE_CHECKING:
    from shared.core.semantic.model import Calendar, Field
    from shared.core.semantic.query import DimensionRef

_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_DAYS = {Grain.DAY: 1, Grain.WEEK: 7}


def earlier(period: Period, compare: CompareTo) -> Period:
    """Return the period that a closed one is compared with. Raises ValueError for an open one."""
    found = compared_period(SemanticQuery("", period=period, compare=compare))
    if found is None:
        raise ValueError(period.label)
    return replace(found, label=named(found))


def so_far(
    now: Period, before: Period, asked_at: datetime, calendar: Calendar, latest: str | None
) -> tuple[Period, Period, bool]:
    """Return both periods, and whether they were cut: of one that is still running, the days up to today.

    Where the data ends before today, up to its last day (latest, as ISO text).
    """
    start, end = _moment(now.start), _moment(now.end)
    zone = UTC if calendar.timezone == "UTC" else ZoneInfo(calendar.timezone)
    tomorrow = _moment(asked_at.astimezone(zone).date() + timedelta(days=1))
    if not start < tomorrow < end:
        return now, before, False
    known = _moment(date.fromisoformat(latest[:10]) + timedelta(days=1)) if latest else tomorrow
    passed = min(tomorrow, known) if known > start else tomorrow
    then = _moment(before.start)
    months = (start.year - then.year) * 12 + start.month - then.month
    aligned = months_later(then, months) == start
    last = passed - timedelta(days=1)
    until = months_later(last, -months) + timedelta(days=1) if aligned and months else then + (passed - start)
    until = min(until, _moment(before.end))
    now = replace(now, end=passed)
    before = replace(before, end=until)
    return replace(now, label=named(now)), replace(before, label=named(before)), True


def last_bucket(timed: DimensionRef, period: Period | None, field: Field, asked_at: datetime) -> Period | None:
    """Return the latest whole bucket of a trend: in its period where it has one, else in the data."""
    grain, ref = timed.grain, FieldRef(timed.entity, timed.field)
    if grain is None or (grain not in _MONTHS and grain not in _DAYS):
        return None
    last = _moment(asked_at.date())
    if field.maximum is not None:
        last = min(last, _moment(date.fromisoformat(field.maximum[:10]) + timedelta(days=1)))
    if period is not None and period.end is not None:
        last = min(last, _moment(period.end))
    if grain in _DAYS:
        days = _DAYS[grain]
        end = last - timedelta(days=last.weekday() if grain is Grain.WEEK else 0)
        found = Period(ref, end - timedelta(days=days), end, "")
    else:
        months = _MONTHS[grain]
        end = datetime(last.year, (last.month - 1) // months * months + 1, 1)  # noqa: DTZ001 - local to the calendar
        found = Period(ref, months_later(end, -months), end, "")
    return replace(found, label=named(found))


def whole_year(period: Period) -> Period:
    """Return the calendar year that a period starts in."""
    year = _moment(period.start).year
    start, end = _moment(date(year, 1, 1)), _moment(date(year + 1, 1, 1))
    return replace(period, start=start, end=end, label=str(year))


def named(period: Period) -> str:
    """Say a closed period by the calendar: March 2024, Q1 2024, 2024, 5 March 2024, 1 to 20 May 2024."""
    start, end = _moment(period.start), _moment(period.end)
    if start.time() != time.min or end.time() != time.min:
        return f"{start:%-d %B %Y %H:%M} to {end:%-d %B %Y %H:%M}"
    last = end - timedelta(days=1)
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 1:
            return f"{names.month_name[start.month]} {start.year}"
        if months == 3 and start.month % 3 == 1:  # noqa: PLR2004 - a quarter
            return f"Q{start.month // 3 + 1} {start.year}"
        if months == 12 and start.month == 1:  # noqa: PLR2004 - a year
            return str(start.year)
    return _days(start, last)


def _days(start: datetime, last: datetime) -> str:
    if start == last:
        return f"{start:%-d %B %Y}"
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day} to {last:%-d %B %Y}"
    year = "" if start.year == last.year else f" {start.year}"
    return f"{start:%-d %B}{year} to {last:%-d %B %Y}"


def _moment(given: date | datetime | None) -> datetime:
    if given is None:
        raise ValueError("an open period has no bound here")
    return given if isinstance(given, datetime) else datetime(given.year, given.month, given.day)  # noqa: DTZ001
