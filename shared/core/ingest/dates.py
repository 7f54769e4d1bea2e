"""Dates, times and timestamps as people write them.

Whether day or month comes first is settled for a column, never for a cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum

PIVOT_YEAR = 69
"""Two-digit years below this are of the 2000s, as POSIX has it."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}


class DateOrder(IntEnum):
    """What may come first in a numeric date, as bits."""

    NEITHER = 0
    DAY_FIRST = 1
    MONTH_FIRST = 2
    EITHER = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, perhaps with a time, before the order of day and month is settled.

    first and second are day and month in the order they were written (day, month where the form says which is which,
    and settled is then True). clock is None for a date alone; offset is the UTC offset, where one was written.
    """

    year: int
    first: int
    second: int
    settled: bool
    clock: time | None = None
    offset: timedelta | None = None

    @property
    def orders(self) -> DateOrder:
        """The orders under which this is a day of the calendar."""
        if self.settled:
            return DateOrder.EITHER
        if _is_day(self.year, self.second, self.first):
            return DateOrder.EITHER if _is_day(self.year, self.first, self.second) else DateOrder.DAY_FIRST
        return DateOrder.MONTH_FIRST if _is_day(self.year, self.first, self.second) else DateOrder.NEITHER

    def day(self, order: DateOrder) -> date:
        """The date, with that order. Raises ValueError where there is no such day."""
        if self.settled or order is DateOrder.DAY_FIRST:
            return date(self.year, self.second, self.first)
        return date(self.year, self.first, self.second)

    def timestamp(self, order: DateOrder) -> datetime:
        """The moment without a zone: in UTC where an offset was written, as written otherwise; midnight for a date."""
        moment = datetime.combine(self.day(order), self.clock or time())
        if self.offset is None:
            return moment
        return moment.replace(tzinfo=timezone(self.offset)).astimezone(UTC).replace(tzinfo=None)


_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[-+]\d{2}:?(?:\d{2})?)?"
)
_TAIL = rf"(?:(?:[T,]|,?\s+)\s*{_CLOCK})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FORMS = (
    re.compile(rf"(?P<year>\d{{4}})(?P<gap>[-/.])(?P<month>\d{{1,2}})(?P=gap)(?P<day>\d{{1,2}}){_TAIL}"),
    re.compile(rf"(?P<a>\d{{1,2}})(?P<gap>[-/.])(?P<b>\d{{1,2}})(?P=gap)(?P<year>\d{{4}}){_TAIL}"),
    re.compile(rf"(?P<a>\d{{1,2}})(?P<gap>[-/])(?P<b>\d{{1,2}})(?P=gap)(?P<year>\d{{2}}){_TAIL}"),
    re.compile(rf"(?P<a>\d{{2}})\.(?P<b>\d{{2}})\.(?P<year>\d{{2}}){_TAIL}"),
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|[nr]d|th)?[-/ .]?\s?(?P<name>[a-z]{{3,9}})\.?[-/ .,']?\s?"
        rf"(?P<year>\d{{4}}|\d{{2}}){_TAIL}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?[- ](?P<day>\d{{1,2}})(?:st|[nr]d|th)?(?:,\s?|[- ])"
        rf"(?P<year>\d{{4}}){_TAIL}",
        re.IGNORECASE,
    ),
)
_TIME = re.compile(_CLOCK)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:\.\d{6})?)?")
"""The form that programs write, read by the standard library because it is by far the commonest."""
_COMPACT = re.compile(r"(?:19|20)\d{6}")
_COULD_BE = re.compile(r"(?=.*\d)[\w\s:./,+'\-]{6,40}")
_NOON = 12
_DAY_HOURS = 24


def read_moment(text: str) -> Moment | None:
    """The date or timestamp text is, or None."""
    if not _COULD_BE.fullmatch(text):
        return None
    if _ISO.fullmatch(text):
        return _iso_moment(text)
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _moment(match)
    return None


def read_compact_date(text: str) -> Moment | None:
    """The date written as eight digits, year first, or None."""
    if not _COMPACT.fullmatch(text) or not _is_day(int(text[:4]), int(text[4:6]), int(text[6:])):
        return None
    return Moment(int(text[:4]), int(text[6:]), int(text[4:6]), settled=True)


def read_time(text: str) -> time | None:
    """The time of day text is, or None; one with an offset is none, for without a day it says nothing."""
    match = _TIME.fullmatch(text)
    if match is None or match["zone"] or ":" not in text:
        return None
    return _clock(match)


def _iso_moment(text: str) -> Moment | None:
    """The date or timestamp of ISO 8601 without an offset."""
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    clock = stamp.time() if len(text) > len("2024-01-31") else None
    return Moment(stamp.year, stamp.day, stamp.month, settled=True, clock=clock)


def _moment(match: re.Match[str]) -> Moment | None:
    """The parts of a match of one of the forms."""
    parts = match.groupdict()
    clock, offset = None, None
    if parts["hour"]:
        clock = _clock(match)
        if clock is None:
            return None
        offset = _offset(parts["zone"])
    year = _full_year(parts["year"])
    if "a" in parts:
        return Moment(year, int(parts["a"]), int(parts["b"]), settled=False, clock=clock, offset=offset)
    month = _MONTHS.get(parts["name"].lower()) if "name" in parts else int(parts["month"])
    if month is None or not _is_day(year, month, int(parts["day"])):
        return None
    return Moment(year, int(parts["day"]), month, settled=True, clock=clock, offset=offset)


def _full_year(digits: str) -> int:
    """The year of two or four digits."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - two digits are what this is about
        return year
    return year + (2000 if year < PIVOT_YEAR else 1900)


def _clock(match: re.Match[str]) -> time | None:
    """The time of day of a match, to the microsecond; None where there is no such time."""
    hour, half = int(match["hour"]), (match["half"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    try:
        return time(
            hour, int(match["minute"]), int(match["second"] or 0), int((match["fraction"] or "0")[:6].ljust(6, "0"))
        )
    except ValueError:
        return None


def _offset(zone: str | None) -> timedelta | None:
    """The UTC offset a zone means; None without one or where it is out of range."""
    if not zone:
        return None
    if zone[0] not in "+-":
        return timedelta(0)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=_DAY_HOURS):
        return None
    return -offset if zone[0] == "-" else offset


def _is_day(year: int, month: int, day: int) -> bool:
    """True when the calendar has that day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
