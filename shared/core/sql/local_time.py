"""Instants as the clock on the wall shows them: what calendar buckets, periods and lists are made of.

DuckDB's own conversion (AT TIME ZONE) asks its calendar library for every row, which takes 7 to 10 times as long as
adding an offset. Between two changes of a zone's clocks the offset is one number, so that a CASE of the few changes in
the column's range gives the same result; instants outside that range, and infinite ones, still go the slow way.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from shared.core.sql.compiled import Dialect

if TYPE_CHECKING:
    from shared.core.semantic.model import Field
    from shared.core.sql.parameters import Parameters

MOST_CHANGES = 24
"""Changes of clocks in one CASE: a dozen years of summer time. Beyond, the slow way costs no more."""
_AHEAD = 366
"""Days after the latest known instant that the CASE covers: rows that came after the model was made."""
_STEP = timedelta(days=7)
"""No zone changes its clocks and back within a week but for a few that skipped Ramadan; those changes last a month."""
_MICROSECONDS = 1_000_000


def local_time(column: exp.Expr, field: Field, timezone: str, dialect: Dialect) -> exp.Expr:
    """Return an instant's column as a timestamp without zone: the local time there and then."""
    plain = exp.AtTimeZone(this=column, zone=exp.Literal.string(timezone))
    first, last = _range(field)
    if dialect is not Dialect.DUCKDB or first is None or last is None:
        return plain
    changes = clock_changes(timezone, first, last)
    if len(changes) > MOST_CHANGES:
        return plain
    within = exp.and_(
        exp.GTE(this=column.copy(), expression=instant(first)), exp.LT(this=column.copy(), expression=instant(last))
    )
    shifted = exp.UnixToTime(
        this=exp.Add(this=_microseconds(column), expression=_offset(column, timezone, first, changes)),
        scale=exp.UnixToTime.MICROS,
    )
    return exp.Case().when(within, shifted).else_(plain)


def local_bound(bound: datetime, timezone: str, parameters: Parameters) -> exp.Expr:
    """Return a local time as the instant it is, bound: so that a column of instants is compared as it is stored.

    Of a time that comes twice when clocks go back, the first.
    """
    at = bound.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    return exp.cast(parameters.bind(at.isoformat()), exp.DType.TIMESTAMPTZ)


def instant(at: datetime) -> exp.Expr:
    """Return a zone-aware time as a literal instant."""
    return exp.cast(exp.Literal.string(at.astimezone(UTC).isoformat()), exp.DType.TIMESTAMPTZ)


@lru_cache(maxsize=64)
def clock_changes(timezone: str, first: datetime, last: datetime) -> tuple[datetime, ...]:
    """Return the instants after first and before last at which the zone's offset from UTC changes, in order."""
    zone = ZoneInfo(timezone)
    changes = []
    here = first
    while here < last:
        there = min(here + _STEP, last)
        if here.astimezone(zone).utcoffset() != there.astimezone(zone).utcoffset():
            changes.append(_change_between(zone, here, there))
        here = there
    return tuple(changes)


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the later offset, by halving."""
    old = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _range(field: Field) -> tuple[datetime | None, datetime | None]:
    """The days that the column is known to span, and a year more; None where they are not known."""
    try:
        first, last = (datetime.fromisoformat(each) for each in (field.minimum or "", field.maximum or ""))
        days = timedelta(days=1), timedelta(days=_AHEAD)
        return first.replace(tzinfo=UTC) - days[0], last.replace(tzinfo=UTC) + days[1]
    except (ValueError, OverflowError):
        return None, None


def _offset(column: exp.Expr, timezone: str, first: datetime, changes: tuple[datetime, ...]) -> exp.Expr:
    """The microseconds to add: one number, or a CASE of the changes."""
    zone = ZoneInfo(timezone)
    starts = (first, *changes)
    offsets = [_literal(each.astimezone(zone).utcoffset()) for each in starts]
    if len(offsets) == 1:
        return offsets[0]
    case = exp.Case()
    for change, offset in zip(changes, offsets, strict=False):
        case = case.when(exp.LT(this=column.copy(), expression=instant(change)), offset)
    return case.else_(offsets[-1])


def _literal(offset: timedelta | None) -> exp.Expr:
    return exp.Literal.number(round((offset or timedelta()).total_seconds()) * _MICROSECONDS)


def _microseconds(column: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="EPOCH_US", expressions=[column.copy()])
