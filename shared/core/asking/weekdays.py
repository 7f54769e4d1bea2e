"""Recurring parts of the calendar as conditions: "on weekends", "on Mondays", "after 6 pm", "every December"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.spans import MONTHS
from shared.core.semantic.model import Grain
from shared.core.semantic.query import Condition, FieldRef, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORKING, _WEEKEND = (1, 2, 3, 4, 5), (6, 7)
_PARTS_OF_DAY = {"morning": (5, 11), "afternoon": (12, 16), "evening": (17, 20)}
"""First and last hour of each."""
_DAY = rf"(?:{'|'.join(_DAYS)})s?"
_OR = r"(?: ,? ?(?:and|or|,)(?: on)? )"
_FIELD = r"(?: @f(?P<field>\d+) (?:(?:is|are|was|were|falls?|fell|being|lies|that|which) )*)?"
_ON = r"(?:on|during|over|at|in|only|for|falling on|fell on|made on)"
_NOT = r"(?P<not>(?:not|except|excluding|other than|but not) )?"
_CLOCK = r"@n(?P<{0}>\d+) ?(?P<{0}half>am|pm|a . m|p . m|o'clock)"


def _half(draft: Draft, number: str, half: str) -> int | None:
    """The hour of the day, 0 to 23."""
    hour = draft.things[int(number)].number
    if not isinstance(hour, int) or not 1 <= hour <= 12:  # noqa: PLR2004 - the face of a clock
        return None
    return hour % 12 + (12 if half.startswith("p") else 0)


def _time(draft: Draft, match: re.Match[str]) -> FieldRef | None:
    """The date that is meant: the one named, else the rows' own."""
    number = match.groupdict().get("field")
    if number is not None:
        return draft.ref(number) if draft.field_at(number).type.is_temporal else None
    return FieldRef(draft.root.name, draft.root.time) if draft.root.time else None


def _among(draft: Draft, match: re.Match[str], numbers: tuple[int, ...], grain: Grain) -> Filter | None:
    ref, denied = _time(draft, match), match.groupdict().get("not")
    if ref is None:
        return None
    if len(numbers) == 1:
        return Condition(ref, Operator.NE if denied else Operator.EQ, numbers, grain=grain)
    return Condition(ref, Operator.NOT_IN if denied else Operator.IN, numbers, grain=grain)


def week_part(draft: Draft, part: str) -> Filter | None:
    """The rows' own time on weekends or on working days; None for rows without a time."""
    if draft.root.time is None:
        return None
    numbers = _WEEKEND if part.startswith("weekend") else _WORKING
    return Condition(FieldRef(draft.root.name, draft.root.time), Operator.IN, numbers, grain=Grain.WEEKDAY)


def _week_part(draft: Draft, match: re.Match[str]) -> Filter | None:
    return _among(draft, match, _WEEKEND if match["part"].startswith("weekend") else _WORKING, Grain.WEEKDAY)


def _named_days(draft: Draft, match: re.Match[str]) -> Filter | None:
    said = re.findall("|".join(_DAYS), match["days"])
    return _among(draft, match, tuple(dict.fromkeys(_DAYS.index(day) + 1 for day in said)), Grain.WEEKDAY)


def _months(draft: Draft, match: re.Match[str]) -> Filter | None:
    """A month without its year."""
    found = draft.things[int(match["month"])].period
    said = found.label.casefold().split()[-1] if found else ""
    if said not in MONTHS:
        return None
    return _among(draft, match, (MONTHS.index(said) + 1,), Grain.MONTH_OF_YEAR)


def _hours(draft: Draft, match: re.Match[str], first: int, last: int) -> Filter | None:
    """Hours of moments only: a date has none."""
    ref = _time(draft, match)
    if ref is None or draft.field_of(ref).type is not DataType.TIMESTAMP:
        return None
    return Condition(ref, Operator.BETWEEN, (first, last), grain=Grain.HOUR_OF_DAY)


def _part_of_day(draft: Draft, match: re.Match[str]) -> Filter | None:
    first, last = _PARTS_OF_DAY[match["part"]]
    found = _hours(draft, match, first, last)
    if found is not None:
        draft.notes.append(f"took the {match['part']} as {first}:00 to {last + 1}:00")
    return found


def _clock(draft: Draft, match: re.Match[str]) -> Filter | None:
    hour = _half(draft, match["one"], match["onehalf"])
    if hour is None:
        return None
    return _hours(draft, match, 0, hour - 1) if match["word"] == "before" else _hours(draft, match, hour, 23)


def _clock_range(draft: Draft, match: re.Match[str]) -> Filter | None:
    first, end = _half(draft, match["one"], match["onehalf"]), _half(draft, match["two"], match["twohalf"])
    return _hours(draft, match, first, end - 1) if first is not None and end is not None and first < end else None


_RULES: tuple[tuple[re.Pattern[str], Callable[[Draft, re.Match[str]], Filter | None]], ...] = tuple(
    (re.compile(form), make)
    for form, make in (
        (
            rf"{_FIELD} {_NOT}{_ON} (?P<part>weekends?|weekdays|working days|business days)(?: days| only)?(?= )",
            _week_part,
        ),
        (r"(?<! by)(?<! per)(?<! each)(?<! and)(?<! ,) (?P<part>weekend|weekday)(?= @[em])", _week_part),
        (rf"{_FIELD} {_NOT}{_ON} (?:every |each |all )?(?P<days>{_DAY}(?:{_OR}{_DAY})*)(?: only)?(?= )", _named_days),
        (rf"{_FIELD} {_NOT}(?:(?:in|during|of) )*(?:any|every|each|all) @p(?P<month>\d+)(?= )", _months),
        (
            rf"{_FIELD} {_NOT}(?:(?:in|during|of) )*@p(?P<month>\d+) of (?:any|every|each|all)(?: the)? years?(?= )",
            _months,
        ),
        (rf" (?:in|during) (?:the )?(?P<part>{'|'.join(_PARTS_OF_DAY)})s?(?= )", _part_of_day),
        (
            rf" (?:between|from) {_CLOCK.format('one')} (?:and|to|-|till|until) {_CLOCK.format('two')}(?= )",
            _clock_range,
        ),
        (rf" (?P<word>after|before|since|from) {_CLOCK.format('one')}(?: onwards?)?(?= )", _clock),
    )
)


def read_weekdays(draft: Draft) -> None:
    """Take such conditions out of the text."""
    for form, make in _RULES:
        position = 0
        while (match := form.search(draft.text, position)) is not None:
            condition = make(draft, match)
            if condition is None:
                position = match.start() + 1
            else:
                draft.add_condition(match, condition)
                position = max(0, match.start() - 1)
