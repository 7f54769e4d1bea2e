"""The calendar buckets that a period spans."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shared.core.semantic.model import Grain
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from shared.core.semantic.query import DimensionRef, SemanticQuery


def period_buckets(query: SemanticQuery, dimension: DimensionRef, week_start: int) -> tuple[date | None, date | None]:
    """Return the first and last bucket of the query's period on that dimension; None where it is open."""
    period, grain = query.period, dimension.grain
    if period is None or grain is None or period.field != FieldRef(dimension.entity, dimension.field):
        return None, None
    first = None if period.start is None else bucket_start(moment(period.start), grain, week_start)
    if period.end is None:
        return first, None
    return first, bucket_start(moment(period.end) - timedelta(microseconds=1), grain, week_start)


def bucket_start(moment: datetime, grain: Grain, week_start: int) -> date:
    """Return the start of the calendar span that a moment is in: a date, for hours a time."""
    day = moment.date()
    match grain:
        case Grain.HOUR:
            return moment.replace(minute=0, second=0, microsecond=0)
        case Grain.WEEK:
            return day - timedelta(days=(day.weekday() - week_start) % 7)
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case Grain.YEAR:
            return day.replace(month=1, day=1)
        case _:
            return day


def moment(value: date) -> datetime:
    """Return a day's first moment, or the moment itself."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())
