"""Dates, times and timestamps as people write them.

Whether day or month comes first is settled for a column, never for a cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum

from shared.core.ingest.typed.characters import plain_characters

PIVOT_YEAR = 69
"""Two-digit years below this are of the 2000s, as POSIX has it."""
MONTHS = {
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
        if is_day(self.year, self.second, self.first):
            return DateOrder.EITHER if is_day(self.year, self.first, self.second) else DateOrder.DAY_FIRST
        return DateOrder.MONTH_FIRST if is_day(self.year, self.first, self.second) else DateOrder.NEITHER

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
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[-+][0-9]{2}:?(?:[0-9]{2})?)?"
)
_TAIL = rf"(?:(?:[T,]|,?\s+)\s*{_CLOCK})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TWO, _FOUR = "[0-9]{2}", "[0-9]{4}"
_SHORT = "[0-9]{1,2}"
FORMS = (
    re.compile(rf"(?P<year>{_FOUR})(?P<gap>[-/.])(?P<month>{_SHORT})(?P=gap)(?P<day>{_SHORT}){_TAIL}"),
    re.compile(rf"(?P<a>{_SHORT})(?P<gap>[-/.])(?P<b>{_SHORT})(?P=gap)(?P<year>{_FOUR}){_TAIL}"),
    re.compile(rf"(?P<a>{_SHORT})(?P<gap>[-/])(?P<b>{_SHORT})(?P=gap)(?P<year>{_TWO}){_TAIL}"),
    re.compile(rf"(?P<a>{_TWO})\.(?P<b>{_TWO})\.(?P<year>{_TWO}){_TAIL}"),
    re.compile(
        rf"{_WEEKDAY}(?P<day>{_SHORT})(?:st|[nr]d|th)?[-/ .]?\s?(?P<name>[a-z]{{3,9}})\.?[-/ .,']?\s?"
        rf"(?P<year>{_FOUR}|{_TWO}){_TAIL}",
        re.IGNORECASE | re.ASCII,
    ),
    re.compile(rf"(?P<year>{_FOUR})[-/ ](?P<name>[a-z]{{3,9}})[-/ ](?P<day>{_SHORT}){_TAIL}", re.IGNORECASE | re.ASCII),
    re.compile(
        rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?[- ](?P<day>{_SHORT})(?:st|[nr]d|th)?(?:,\s?|[- ])"
        rf"(?P<year>{_FOUR}){_TAIL}",
        re.IGNORECASE | re.ASCII,
    ),
)
"""The forms of dates, with the names of their parts; a and b are day and month in an order that is still open."""
_TIME = re.compile(_CLOCK)
_COMPACT = re.compile(r"(?:19|20)[0-9]{6}")
_COULD_BE = re.compile(r"(?=.*[0-9])[\w\s:./,+'\-]{6,40}")
_NOON = 12
_DAY_HOURS = 24


def match_moment(text: str) -> re.Match[str] | None:
    """The match of the form that text (in plain characters) is written in, or None."""
    if not _COULD_BE.fullmatch(text):
        return None
    return next((match for form in FORMS if (match := form.fullmatch(text))), None)


def read_moment(text: str) -> Moment | None:
    """The date or timestamp text is, or None."""
    match = match_moment(plain_characters(text))
    return _moment(match) if match else None


def read_compact_date(text: str) -> Moment | None:
    """The date written as eight digits, year first, or None."""
    if not _COMPACT.fullmatch(text) or not is_day(int(text[:4]), int(text[4:6]), int(text[6:])):
        return None
    return Moment(int(text[:4]), int(text[6:]), int(text[4:6]), settled=True)


def read_time(text: str) -> time | None:
    """The time of day text is, or None; one with an offset is none, for without a day it says nothing."""
    match = _TIME.fullmatch(plain_characters(text))
    if match is None or match["zone"] or ":" not in text:
        return None
    return _clock(match)


def _moment(match: re.Match[str]) -> Moment | None:
    """The parts of a match of one of the forms."""
    parts = match.groupdict()
    clock, offset = None, None
    if parts["hour"]:
        clock = _clock(match)
        if clock is None:
            return None
        offset = zone_offset(parts["zone"])
    year = full_year(parts["year"])
    if "a" in parts:
        return Moment(year, int(parts["a"]), int(parts["b"]), settled=False, clock=clock, offset=offset)
    month = MONTHS.get(parts["name"].lower()) if "name" in parts else int(parts["month"])
    if month is None or not is_day(year, month, int(parts["day"])):
        return None
    return Moment(year, int(parts["day"]), month, settled=True, clock=clock, offset=offset)


def full_year(digits: str) -> int:
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


def zone_offset(zone: str | None) -> timedelta | None:
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


def is_day(year: int, month: int, day: int) -> bool:
    """True when the calendar has that day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
