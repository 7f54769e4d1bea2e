"""Periods in words, by a grammar of our own: "last month", "Q1 2013", "from 5 March to 2 April", "since June".

A range is one point or two joined by words; a point is a span of days itself ("June 2013"). Every result is half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.core.asking.calendar_units import Bounds, Clock
from shared.core.asking.hinglish import HINGLISH_PERIODS
from shared.core.asking.spans import POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Calendar

_LEAD = re.compile(r"\b(?:in|during|on|for|within|throughout|over|of|at|dated|the|whole of|all of|month of|year of)\s+")
_OPEN = re.compile(
    r"\b(?P<word>on or after|on or before|not before|not after|starting from|"
    r"starting in|starting|beginning in|beginning|"
    r"since|after|later than|before|prior to|earlier than|until|till|up to|upto|through|by the end of)\s+(?:the\s+)?"
)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?")
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?")
_AND = re.compile(r"\s*,?\s*(?:and|to|till|until|through|thru|-|–)\s*(?:the\s+)?")
_TO = re.compile(r"\s*,?\s*(?:to|till|until|through|thru|up to|-|–)\s*(?:the\s+)?")
_BARE_TO = re.compile(r"\s*(?:to|till|through|thru|–|-)\s+")
_BOTH_INCLUDED = re.compile(
    r"\s*,?\s*\(?\s*(?:(?:both\s+)?(?:inclusive|included)(?:\s+of\s+(?:the\s+)?(?:both\s+)?(?:(?:start|first)\s+"
    r"(?:date\s+)?and\s+(?:the\s+)?(?:end|last)\s+)?(?:dates?|days?|ends?))?|inclusively|"
    r"including both(?:\s+(?:dates?|days?|ends?))?)\b(?!\s+of)\s*\)?"
)
_WORD = re.compile(r"(?<![\w'@])(?=[\w'])")
_SPANS = frozenset({"day", "week", "month", "year", "quarter", "hour"})
_NEEDS_LEAD = frozenset({"may", "march", "mar", "now", "sun", "kal", "second", "today's"})
_YEAR_ALONE = re.compile(r"\d{4}")
_AFTERS = frozenset({"after", "later than"})
_STARTS = frozenset(
    {"on or after", "not before", "starting from", "starting in", "starting", "beginning in", "beginning", "since"}
)
_ENDS_AFTER = frozenset({"on or before", "not after", "through", "by the end of"})
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_BESIDE = r"(?:and|or|vs\.?|versus|against|to|with|,)"
_MONTH_AFTER = re.compile(rf"\s*{_BESIDE}\s+(?:in\s+|the\s+)?{_MONTH_NAME}\b")
_MONTH_BEFORE = re.compile(rf"\b{_MONTH_NAME}(?:\s+\d{{4}})?\s*{_BESIDE}\s+$")


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period said at text[begins:ends]: start included, end not, None open; label as people said it.

    bare is True for a lone year, which may be an ordinary number. year_said is False when the year was understood.
    """

    start: date | datetime | None
    end: date | datetime | None
    label: str
    begins: int
    ends: int
    bare: bool = False
    year_said: bool = True


def find_periods(text: str, now: datetime, calendar: Calendar) -> tuple[FoundPeriod, ...]:
    """All periods of a text, left to right, without overlap. now is zone-aware; "today" is the calendar's zone's."""
    lower = text.casefold() if len(text.casefold()) == len(text) else text.lower()
    clock = clock_of(now, calendar)
    found, position = [], 0
    while position < len(lower):
        match = _WORD.search(lower, position)
        if match is None:
            break
        period = _period(lower, match.start(), clock)
        if period is not None and period.ends > match.start():
            found.append(period)
            position = period.ends
        else:
            position = _next_word(lower, match.start())
    return tuple(replace(each, label=in_english(text[each.begins : each.ends].strip())) for each in found)


def in_english(label: str) -> str:
    """A period said in Hinglish, for an answer in English: "pichle 3 mahine" is "last 3 months"."""
    said = label.casefold().split()
    if not set(said) & HINGLISH_PERIODS.keys():
        return label
    english = [HINGLISH_PERIODS.get(word, word) for word in said]
    many = any(word.isdigit() and word != "1" for word in english)
    return " ".join(f"{word}s" if many and word in _SPANS else word for word in english)


def clock_of(now: datetime, calendar: Calendar) -> Clock:
    """The calendar with its own present: raises ValueError for a zone nobody knows."""
    zone = UTC if calendar.timezone == "UTC" else ZoneInfo(calendar.timezone)
    local = (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None)
    return Clock(local, calendar)


def _next_word(text: str, position: int) -> int:
    match = re.compile(r"[\w']+").match(text, position)
    return match.end() if match else position + 1


def _period(text: str, begins: int, clock: Clock) -> FoundPeriod | None:
    for reader in (_between, _open, _single):
        period = reader(text, begins, clock)
        if period is not None:
            return period
    return None


def _between(text: str, begins: int, clock: Clock) -> FoundPeriod | None:
    """Between A and B, from A to B: both named spans are included."""
    for head, joiner in ((_BETWEEN, _AND), (_FROM, _TO)):
        match = head.match(text, begins)
        first = _point(text, match.end(), clock) if match else None
        if match is None or first is None:
            continue
        joint = joiner.match(text, first.ends)
        second = _point(text, joint.end(), clock) if joint else None
        if second is not None:
            first = _dated_like(second, first, text[match.end() :], clock)
            return _joined(text, begins, first, second)
        if head is _FROM and not _bare_year(text, first, match.end()):
            return _made(text, begins, first.start, None, first.ends)
    return None


def _bare_year(text: str, point: Bounds, begins: int) -> bool:
    """A lone "from 1990" is a number until a field says otherwise."""
    return _YEAR_ALONE.fullmatch(text[begins : point.ends]) is not None


def _joined(text: str, begins: int, first: Bounds, second: Bounds) -> FoundPeriod:
    start, end = first.start, second.end
    tail = _BOTH_INCLUDED.match(text, second.ends)
    if start is not None and end is not None and _day(start) > _day(end):
        start, end = second.start, first.end
    return _made(text, begins, start, end, tail.end() if tail else second.ends)


def _dated_like(second: Bounds, first: Bounds, said: str, clock: Clock) -> Bounds:
    """As in "from January to March 2013": the first takes the year of the second, or the one before."""
    if first.year_said or first.start is None or second.start is None:
        return first
    if not second.year_said and _day(first.start) <= _day(second.start):
        return first
    again = _point(said, 0, clock.at(_day(second.start)))
    return again or first


def _open(text: str, begins: int, clock: Clock) -> FoundPeriod | None:
    match = _OPEN.match(text, begins)
    point = _point(text, match.end(), clock) if match else None
    if match is None or point is None:
        return None
    word = match["word"]
    if word in _AFTERS:
        return _made(text, begins, point.end, None, point.ends)
    if word in _STARTS:
        return _made(text, begins, point.start, None, point.ends)
    return _made(text, begins, None, point.end if word in _ENDS_AFTER else point.start, point.ends)


def _single(text: str, begins: int, clock: Clock) -> FoundPeriod | None:
    at, led = begins, False
    while (match := _LEAD.match(text, at)) is not None:
        at, led = match.end(), True
    point = _point(text, at, clock)
    if point is None or point.start is None:
        return None
    said = text[at : point.ends]
    if said in _NEEDS_LEAD and not led and not _beside_month(text, begins, point.ends):
        return None
    joint = _BARE_TO.match(text, point.ends)
    second = _point(text, joint.end(), clock) if joint else None
    if second is not None:
        return _joined(text, begins, _dated_like(second, point, text[at:], clock), second)
    made = _made(text, begins, point.start, point.end, point.ends)
    bare = _YEAR_ALONE.fullmatch(said) is not None
    return FoundPeriod(made.start, made.end, made.label, made.begins, made.ends, bare, point.year_said)


def _beside_month(text: str, begins: int, ends: int) -> bool:
    """As in "April and May", "May vs June": joined to another month, the word is no verb."""
    return _MONTH_AFTER.match(text, ends) is not None or _MONTH_BEFORE.search(text[:begins]) is not None


def _made(text: str, begins: int, start: date | datetime | None, end: date | datetime | None, ends: int) -> FoundPeriod:
    return FoundPeriod(start, end, text[begins:ends].strip(), begins, ends)


def _point(text: str, position: int, clock: Clock) -> Bounds | None:
    """The longest point that starts exactly here."""
    best: Bounds | None = None
    for form, reader in POINTS:
        match = form.match(text, position)
        bounds = reader(match, clock) if match else None
        if bounds is not None and (best is None or bounds.ends > best.ends):
            best = bounds
    return best


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def days(period: FoundPeriod) -> Iterator[date]:
    """The days of a closed period, in order; none for an open one."""
    if period.start is None or period.end is None:
        return
    day, end = _day(period.start), _day(period.end)
    while day < end:
        yield day
        day += timedelta(days=1)


def reclock(period: FoundPeriod, draft: Draft, latest: str | None) -> FoundPeriod:
    """A month said without its year is the latest one in the data: read again as of the field's last day."""
    if period.year_said or latest is None or period.start is None:
        return period
    try:
        last = date.fromisoformat(latest[:10])
    except ValueError:
        return period
    if last >= draft.clock.today:
        return period
    then = datetime(last.year, last.month, last.day)  # noqa: DTZ001 - taken as it stands
    plain = replace(draft.model.calendar, timezone="UTC")
    again = find_periods(period.label, then, plain) or find_periods(f"in {period.label}", then, plain)
    return again[0] if again else period
