"""The period another one is compared with."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from shared.core.semantic.buckets import moment
from shared.core.semantic.query import CompareTo, Period

if TYPE_CHECKING:
    from shared.core.semantic.query import SemanticQuery

Moment = TypeVar("Moment", date, datetime)


def months_later(moment: Moment, months: int) -> Moment:
    """Return the same day and time that many months on, or the month's last day when it is shorter."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def compared_period(query: SemanticQuery) -> Period | None:
    """Return the period that query.period is compared with, or None when nothing is compared.

    The previous period is as long as the period itself: whole months move by months, anything else by its length.
    """
    period, kind = query.period, query.compare
    if period is None or kind is None or period.start is None or period.end is None:
        return None
    start, end = moment(period.start), moment(period.end)
    if kind is CompareTo.PREVIOUS_YEAR:
        return replace(
            period, start=months_later(start, -12), end=months_later(end, -12), label=f"{period.label}, a year before"
        )
    months = _whole_months(start, end)
    earlier = months_later(start, -months) if months else start - (end - start)
    return replace(period, start=earlier, end=start, label=f"the period before {period.label}")


def _whole_months(start: datetime, end: datetime) -> int:
    at_month_starts = all(each.day == 1 and each.time() == each.min.time() for each in (start, end))
    return (end.year - start.year) * 12 + end.month - start.month if at_month_starts else 0
