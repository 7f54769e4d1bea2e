"""The points of the period grammar: spans of days or months that one phrase names, relative to a clock."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shared.core.asking.calendar_units import MONTHS_OF, Bounds, Clock, move, start_of
from shared.core.semantic.compare import months_later

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import Calendar

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT_MONTHS = {name[:3]: i + 1 for i, name in enumerate(MONTHS)} | {"sept": 9}
_MONTH_NUMBERS = {name: i + 1 for i, name in enumerate(MONTHS)} | _SHORT_MONTHS
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?![\d-])"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_UNITS = {
    "hour": "hour",
    "ghante": "hour",
    "day": "day",
    "din": "day",
    "week": "week",
    "hafte": "week",
    "hafta": "week",
    "month": "month",
    "mahine": "month",
    "mahina": "month",
    "quarter": "quarter",
    "timahi": "quarter",
    "half": "half",
    "half year": "half",
    "year": "year",
    "saal": "year",
    "fiscal year": "fiscal",
    "financial year": "fiscal",
    "fiscal quarter": "fiscal quarter",
    "calendar year": "year",
    "calendar month": "month",
    "calendar week": "week",
}
_UNIT = (
    r"(?:(?:whole|full|complete|entire|completed|calendar|(?P<iso>iso))\s+)*(?P<unit>"
    + "|".join(sorted(_UNITS, key=len, reverse=True))
    + r")s?\b"
)
_NUMBERS = {
    word: i + 1
    for i, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"do": 2, "teen": 3, "char": 4, "paanch": 5, "couple of": 2, "few": 3, "dozen": 12}
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_LAST = (
    r"(?P<which>last|previous|prior|preceding|past|trailing|pichle|pichhle|pichla|"
    r"guzre|next|coming|upcoming|following|agle|agla|this|current|running|is|iss)"
)
_BACKWARD = frozenset(
    {"last", "previous", "prior", "preceding", "past", "trailing", "pichle", "pichhle", "pichla", "guzre"}
)
_FORWARD = frozenset({"next", "coming", "upcoming", "following", "agle", "agla"})
_ROLLING = frozenset({"past", "trailing", "guzre"})
_ORDINALS = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": 4}
_ORDINAL = r"(?P<ordinal>1st|first|2nd|second|3rd|third|4th|fourth|last)"
_OF = r"(?:\s+(?:of\s+)?(?:the\s+year\s+)?|\s*,\s*|-)?"
_LAST_MONTH = 12
_CENTURY = 100
_FIRST_HALF = 2


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(unit: str, start: date, match: re.Match[str], *, year_said: bool = True) -> Bounds:
    return Bounds(start, move(unit, start, 1), match.end(), year_said)


def _iso(match: re.Match[str], _: Clock) -> Bounds | None:
    day = _make_day(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    return _span("day" if match["day"] else "month", day, match) if day else None


def _written(match: re.Match[str], clock: Clock) -> Bounds | None:
    """5 March 2013, March 5, March 2013, March: without a year the latest one that has begun."""
    groups = match.groupdict()
    month, year, day = _MONTH_NUMBERS[match["month"]], groups.get("year"), groups.get("day")
    start = _make_day(int(year) if year else clock.today.year, month, int(day) if day else 1)
    if start is None:
        return None
    if not year and start > clock.today:
        start = months_later(start, -12)
    return _span("day" if day else "month", start, match, year_said=bool(year))


def _ordinal_part(match: re.Match[str], clock: Clock) -> Bounds | None:
    """Q1 2013, first quarter of 2013, H2, first half of the year."""
    groups = match.groupdict()
    unit = "half" if groups.get("half") else "quarter"
    number = groups.get("number") or str(_ORDINALS[match["ordinal"]])
    index = int(number) if not (unit == "half" and groups.get("ordinal") == "last") else _FIRST_HALF
    if index > 12 // MONTHS_OF[unit]:
        return None
    year = groups.get("year")
    fiscal = groups.get("fiscal") is not None
    first = date(int(year) if year else clock.today.year, 1, 1)
    if fiscal:
        first = _fiscal_first(_full_year(groups["fiscal"]), clock.calendar)
    start = move(unit, first, index - 1)
    if not year and not fiscal and start > clock.today:
        start = months_later(start, -12)
    return _span(unit, start, match, year_said=bool(year) or fiscal)


def _full_year(text: str) -> int:
    number = int(text)
    return number + 2000 if number < _CENTURY else number


def _fiscal_first(year: int, calendar: Calendar) -> date:
    """FY24 ends in 2024: it starts in 2023 unless the fiscal year is the calendar year."""
    return date(year if calendar.fiscal_start == 1 else year - 1, calendar.fiscal_start, 1)


def _fiscal(match: re.Match[str], clock: Clock) -> Bounds | None:
    """FY24, fiscal year 2024, FY 2023-24: named for the calendar year in which it ends."""
    year = _full_year(match["year"])
    if match["to"] and clock.calendar.fiscal_start != 1:
        year += 1
    return _span("fiscal", _fiscal_first(year, clock.calendar), match)


def _year(match: re.Match[str], _: Clock) -> Bounds | None:
    return _span("year", date(int(match["year"]), 1, 1), match)


def _named_day(match: re.Match[str], clock: Clock) -> Bounds | None:
    steps = {"today": 0, "aaj": 0, "yesterday": -1, "kal": -1, "tomorrow": 1, "day before yesterday": -2, "parso": -2}
    return _span("day", clock.today + timedelta(days=steps[match["name"]]), match)


def _relative(match: re.Match[str], clock: Clock) -> Bounds | None:
    """Last month, this fiscal year, next week: the whole unit beside or around today; "past month" rolls."""
    unit, which = _UNITS[match["unit"]], match["which"]
    if unit == "hour" or not _agrees(match, unit):
        return None
    clock = _iso_weeks(clock) if match["iso"] else clock
    if which in _ROLLING and not match["without"]:
        return _rolling(1, unit, match, clock)
    step = -1 if which in _BACKWARD else int(which in _FORWARD)
    return _span(unit, move(unit, start_of(unit, clock.today, clock.calendar), step), match)


def _agrees(match: re.Match[str], unit: str) -> bool:
    """What is left out is the running unit itself: "last 8 weeks excluding the current week"."""
    left_out = match["without"] and ("day" if "today" in match["without"] else _UNITS[match["running"] or "day"])
    return not left_out or left_out == unit


def _iso_weeks(clock: Clock) -> Clock:
    """ISO weeks start on Monday, whatever the calendar says."""
    return replace(clock, calendar=replace(clock.calendar, week_start=0))


def _counted(match: re.Match[str], clock: Clock) -> Bounds | None:
    """Last 3 months: the complete months before this one; last 30 days as the calendar says; past N rolls."""
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    unit, which = _UNITS[match["unit"]], match["which"]
    if count == 0 or (which not in _BACKWARD and which not in _FORWARD) or not _agrees(match, unit):
        return None
    clock = _iso_weeks(clock) if match["iso"] else clock
    if unit == "hour":
        return Bounds(clock.now - timedelta(hours=count), clock.now, match.end())
    here = start_of(unit, clock.today, clock.calendar)
    if match["without"] and which in _BACKWARD:
        return Bounds(move(unit, here, -count), here, match.end())
    if which in _FORWARD:
        first = move(unit, here, 1)
        return Bounds(first, move(unit, first, count), match.end())
    if which in _ROLLING or unit == "day":
        return _rolling(count, unit, match, clock)
    return Bounds(move(unit, here, -count), here, match.end())


def _rolling(count: int, unit: str, match: re.Match[str], clock: Clock) -> Bounds:
    """So many units back from today. Days: the calendar says whether today is the last of them."""
    if unit == "day" and not match.groupdict().get("today"):
        end = clock.today + timedelta(days=int(clock.calendar.last_days_include_today))
        return Bounds(end - timedelta(days=count), end, match.end())
    return Bounds(move(unit, clock.today, -count), clock.today + timedelta(days=1), match.end())


def _ago(match: re.Match[str], clock: Clock) -> Bounds | None:
    """3 months ago: the day or the month it was then."""
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    unit = _UNITS[match["unit"]]
    if unit == "hour":
        return None
    return _span(unit, start_of(unit, move(unit, clock.today, -count), clock.calendar), match)


def _to_date(match: re.Match[str], clock: Clock) -> Bounds | None:
    short = {"y": "year", "m": "month", "q": "quarter", "w": "week", "fy": "fiscal"}
    unit = short[match["letter"]] if match["letter"] else _UNITS[match["unit"]]
    start = start_of(unit, clock.today, clock.calendar)
    return Bounds(start, clock.today + timedelta(days=1), match.end())


def _half_of(match: re.Match[str], clock: Clock) -> Bounds | None:
    """First half of June (15 days), first half of last year."""
    month, year = _MONTH_NUMBERS[match["month"]], match["year"]
    start = _make_day(int(year) if year else clock.today.year, month, 1)
    if start is None:
        return None
    if not year and start > clock.today:
        start = months_later(start, -12)
    middle = start + timedelta(days=15)
    first = _ORDINALS[match["ordinal"]] == 1
    bounds = (start, middle) if first else (middle, months_later(start, 1))
    return Bounds(*bounds, match.end(), bool(year))


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_TODAY_TOO = (
    r"(?P<today>\s*,?\s*\(?(?:inclusive of|including) (?:today(?:'s date)?|"
    + _COUNT.replace("count", "again")
    + r" \w+ ago)\)?)?"
)

_WITHOUT = (
    r"(?P<without>\s*,?\s*\(?(?:excluding|exclusive of|not including|not counting|without|except(?: for)?)\s+"
    r"(?:today|(?:the\s+)?(?:current|this|ongoing|running)\s+"
    + _UNIT.replace("<iso>", "<again_iso>").replace("<unit>", "<running>")
    + r")\)?)?"
)

_NOT_WITH = r"(?!\s*,?\s*\(?(?:including|inclusive of|plus|and)\s+(?:the\s+)?(?:current|this|ongoing|running)\s)"
"""Last 2 months including this one: two or three is not said."""

POINTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Clock], Bounds | None]], ...] = (
    (_form(r"(?P<year>(?:19|20)\d{2})[-/](?P<month>[01]?\d)(?:[-/](?P<day>[0-3]?\d))?(?![\d/-])"), _iso),
    (_form(rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:\s*,?\s*{_YEAR})?(?!\w)"), _written),
    (_form(rf"{_MONTH}\s+{_DAY}(?!\d)(?:\s*,?\s*{_YEAR})?(?!\w)"), _written),
    (_form(rf"{_MONTH}(?:(?:\s+of)?[\s,]+{_YEAR})?(?!\w)"), _written),
    (_form(rf"q(?P<number>[1-4]){_OF}{_YEAR}"), _ordinal_part),
    (_form(rf"{_YEAR}[\s-]*q(?P<number>[1-4])\b"), _ordinal_part),
    (_form(r"q(?P<number>[1-4])\b"), _ordinal_part),
    (
        _form(r"q(?P<number>[1-4])\s*(?:of\s+)?(?:fy|fiscal year|financial year)\s*(?P<fiscal>(?:20)?\d{2})\b"),
        _ordinal_part,
    ),
    (_form(rf"(?P<half>h)(?P<number>[12]){_OF}{_YEAR}"), _ordinal_part),
    (_form(r"(?P<half>h)(?P<number>[12])\b"), _ordinal_part),
    (_form(rf"{_ORDINAL}\s+quarter(?:{_OF}{_YEAR})"), _ordinal_part),
    (_form(rf"{_ORDINAL}\s+(?P<half>half)(?:{_OF}{_YEAR})"), _ordinal_part),
    (
        _form(r"(?P<ordinal>1st|first|2nd|second|3rd|third|4th|fourth)\s+quarter\b(?:\s+of\s+(?:this|the)\s+year)?"),
        _ordinal_part,
    ),
    (_form(r"(?P<ordinal>first|second)\s+(?P<half>half)\b(?:\s+of\s+(?:this|the)\s+year)?"), _ordinal_part),
    (_form(rf"{_ORDINAL}\s+half\s+of\s+{_MONTH}(?:[\s,]+{_YEAR})?(?!\w)"), _half_of),
    (_form(r"(?:fy|fiscal year|financial year)\s*'?(?P<year>(?:20)?\d{2})(?P<to>\s*[-/–]\s*(?:20)?\d{2})?\b"), _fiscal),
    (_form(rf"(?:calendar\s+)?(?:year\s+)?{_YEAR}(?!\w)"), _year),
    (_form(r"(?P<name>day before yesterday|yesterday|today|tomorrow|aaj|kal|parso)\b(?:'s)?"), _named_day),
    (_form(rf"{_LAST}\s+{_UNIT}{_TODAY_TOO}{_WITHOUT}"), _relative),
    (_form(rf"{_LAST}\s+{_COUNT}\s+{_UNIT}{_NOT_WITH}{_TODAY_TOO}{_WITHOUT}"), _counted),
    (_form(rf"{_COUNT}\s+{_UNIT}\s+(?:ago|pehle)\b"), _ago),
    (_form(rf"(?P<letter>)(?:(?:the|this|current)\s+)*{_UNIT}[\s-]+(?:to[\s-]+date|so[\s-]+far)\b"), _to_date),
    (_form(r"(?P<letter>fy|[ymqw])td\b"), _to_date),
)
"""Every form of a point; the longest match wins."""
