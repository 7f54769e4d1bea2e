"""Where the parts of a date stand, known by its shape alone, so that a column of millions needs each form but once.

The shape of a text is the text with a nine for every digit; names of months stay in it. Which form a text
has depends on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.core.ingest.typed.characters import shape_of
from shared.core.ingest.typed.dates import MONTHS, PIVOT_YEAR, DateOrder, is_day, match_moment, zone_offset

if TYPE_CHECKING:
    import re

_LONGEST = 40
"""Characters of the longest timestamp."""
_SHAPES = 8_192
_COMPACT = "99999999"
_TWO_DIGITS = 2
_MONTHS = 12
_NOON = 12
_NONE = slice(0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class MomentShape:
    """A form of dates: slices of the text where its parts are; month is set where a name says it.

    is_settled: the form says which of the two is the day (first is the day then, second the month).
    """

    year: slice
    first: slice
    second: slice
    month: int
    is_settled: bool
    is_short: bool
    hour: slice | None
    minute: slice
    second_of_minute: slice
    fraction: slice
    half: str
    zone: slice | None

    def parts(self, text: str) -> tuple[int, int, int]:
        """The year, and the two numbers in the order they are written (day, month where that is settled)."""
        year = int(text[self.year])
        if self.is_short:
            year += 2000 if year < PIVOT_YEAR else 1900
        return year, int(text[self.first]), self.month or int(text[self.second])

    def orders(self, text: str) -> DateOrder:
        """The orders of day and month under which the text is a day of the calendar with a time there is."""
        year, first, second = self.parts(text)
        if self.hour and not self.has_time(text):
            return DateOrder.NEITHER
        if self.is_settled:
            return DateOrder.EITHER if is_day(year, second, first) else DateOrder.NEITHER
        if year and 0 < first <= _MONTHS and 0 < second <= _MONTHS:
            return DateOrder.EITHER
        if is_day(year, second, first):
            return DateOrder.DAY_FIRST
        return DateOrder.MONTH_FIRST if is_day(year, first, second) else DateOrder.NEITHER

    def day(self, text: str, *, day_first: bool) -> date:
        """The day as written. Raises ValueError where there is no such day."""
        year, first, second = self.parts(text)
        return date(year, second, first) if day_first or self.is_settled else date(year, first, second)

    def clock(self, text: str) -> time:
        """The time of day as written, midnight without one. Raises ValueError where there is no such time."""
        return time(*self._clock(text))

    def stamp(self, text: str, *, day_first: bool) -> datetime:
        """The moment, in UTC where an offset is written. Raises ValueError or OverflowError where there is none."""
        year, first, second = self.parts(text)
        if not (day_first or self.is_settled):
            first, second = second, first
        stamp = datetime(year, second, first, *self._clock(text))  # noqa: DTZ001 - tables keep moments without a zone
        offset = zone_offset(text[self.zone]) if self.zone else None
        return stamp - offset if offset else stamp

    def has_offset(self, text: str) -> bool:
        """True when the text has a UTC offset other than none at all."""
        return self.zone is not None and bool(zone_offset(text[self.zone]))

    def _clock(self, text: str) -> tuple[int, int, int, int]:
        """Hour, minute, second and microsecond. Raises ValueError where half a day has not so many hours."""
        if self.hour is None:
            return 0, 0, 0, 0
        hour = int(text[self.hour])
        if self.half:
            if not 1 <= hour <= _NOON:
                raise ValueError(text)
            hour = hour % _NOON + (_NOON if self.half == "p" else 0)
        fraction = text[self.fraction]
        return (
            hour,
            int(text[self.minute]),
            int(text[self.second_of_minute] or 0),
            int(fraction[:6].ljust(6, "0")) if fraction else 0,
        )

    def has_time(self, text: str) -> bool:
        """True when the clock shows such a time, and moving it to UTC stays within the calendar."""
        try:
            self.clock(text)
            offset = zone_offset(text[self.zone]) if self.zone else None
        except ValueError:
            return False
        year = self.parts(text)[0]
        return not offset or offset == timedelta(0) or date.min.year < year < date.max.year


def moment_shape(text: str) -> MomentShape | None:
    """The form of the date or timestamp text is (its characters plain already), or None."""
    return _by_shape(shape_of(text)) if len(text) <= _LONGEST else None


def compact_shape(text: str) -> MomentShape | None:
    """The form of a date of eight digits, year first, between 1900 and 2099; None for anything else."""
    if shape_of(text) != _COMPACT or text[:2] not in {"19", "20"}:
        return None
    return _COMPACT_SHAPE


_COMPACT_SHAPE = MomentShape(
    year=slice(0, 4),
    first=slice(6, 8),
    second=slice(4, 6),
    month=0,
    is_settled=True,
    is_short=False,
    hour=None,
    minute=_NONE,
    second_of_minute=_NONE,
    fraction=_NONE,
    half="",
    zone=None,
)


@lru_cache(maxsize=_SHAPES)
def _by_shape(shape: str) -> MomentShape | None:
    """The form of all texts of a shape."""
    match = match_moment(shape)
    if match is None:
        return None
    parts = match.groupdict()
    month = MONTHS.get(parts["name"].lower()) if "name" in parts else 0
    if month is None:
        return None
    is_open = "a" in parts
    return MomentShape(
        year=_place(match, "year"),
        first=_place(match, "a" if is_open else "day"),
        second=_NONE if month else _place(match, "b" if is_open else "month"),
        month=month,
        is_settled=not is_open,
        is_short=len(parts["year"]) == _TWO_DIGITS,
        hour=_place(match, "hour") if parts["hour"] else None,
        minute=_place(match, "minute"),
        second_of_minute=_place(match, "second"),
        fraction=_place(match, "fraction"),
        half=(parts["half"] or "")[:1].lower(),
        zone=_place(match, "zone") if parts["zone"] else None,
    )


def _place(match: re.Match[str], name: str) -> slice:
    """Where a part of a match stands; nowhere for one that is not there."""
    start, stop = match.span(name)
    return slice(start, stop) if start >= 0 else _NONE
