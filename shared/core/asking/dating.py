"""Dates in conditions: periods, bare years, and verbs that name a date column ("hired before 2002")."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from shared.core.asking.deeds import VERB_DATES
from shared.core.asking.draft import Group
from shared.core.asking.forms import (
    YEAR_WORDS,
)
from shared.core.asking.periods import reclock
from shared.core.asking.vocabulary import GRAINS
from shared.core.semantic.naming import words
from shared.core.semantic.query import AllOf, Condition, FieldRef, Operator, Period

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.asking.periods import FoundPeriod
    from shared.core.semantic.model import Entity, Field
    from shared.core.semantic.query import Filter

_VERB = r"(?P<verb>[a-z]+ed|left|born|bought|sold|paid|sent)(?: up| in)?"
_VERB_DATE = re.compile(rf" {_VERB} (?:(?:in|on|at|is|was|were|,) )*@p(?P<period>\d+)(?= )")
_VERB_YEAR = re.compile(rf" (?P<verb>[a-z]+ed|year) (?:{YEAR_WORDS} )?@y(?P<one>\d+)(?= )")
_VERB_YEARS = re.compile(
    rf" {_VERB} (?:between|from) @y(?P<one>\d+) (?:and|to|-|till|until|through) @y(?P<two>\d+)"
    r"(?: ,? ?(?:both )?(?:inclusive|included))?(?= )"
)
_WHO_DID = re.compile(
    r" @(?P<kind>[ef])(?P<whose>\d+)(?: @c\d+)? (?:who|that|which)(?: (?:were|was|have|has|had|been|first))* "
    r"(?:joined|signed|registered|enrolled|hired|recruited|fired|terminated|dismissed|left|resigned|born|created|opened|"
    r"closed|started|launched|founded|onboarded)(?: up| in)? $"
)
_EACH_PERIOD = re.compile(r" (?:(?:in|for|over|during|of|on) )*(?:each|every)(?: one)? @p(?P<period>\d+)(?= )")
_PERIOD = re.compile(r" (?:(?:in|on|during|for|from|made|dated|only|,) )*@p(?P<period>\d+)(?= )")
_YEAR_RANGE = re.compile(
    r" (?:between|from|in|during|for|over) @y(?P<one>\d+) (?:and|to|-|till|until|through) @y(?P<two>\d+)"
    r"(?: ,? ?(?:both )?(?:inclusive|included))?(?= )"
)
_EITHER_YEAR = re.compile(
    r" (?:(?:in|either|during|for|from|year) )*@y(?P<one>\d+) (?:or|and|, or|,) (?:in )?@y(?P<two>\d+)(?= )"
)
_ONE_YEAR = re.compile(rf" {YEAR_WORDS} (?:year )?@y(?P<one>\d+)(?= )")


def read_dates(draft: Draft) -> None:
    """Take dates, periods and years out of the text: after a verb, as the period, or on a year column."""
    _read_verb_dates(draft)
    _read_each_period(draft)
    _read_periods(draft)
    _read_years(draft)


def start_of_year(value: float) -> date:
    """The first of January."""
    return date(int(value), 1, 1)


def year_condition(draft: Draft, match: re.Match[str], operator: Operator) -> Filter | None:
    """A date compared with a bare year."""
    ref, thing = draft.ref(match["field"]), draft.things[int(match["one"])]
    if thing.tag != "y" or thing.number is None:
        return None
    first, after = start_of_year(thing.number), start_of_year(thing.number + 1)
    simple = {
        Operator.GT: Condition(ref, Operator.GE, (after,)),
        Operator.GE: Condition(ref, Operator.GE, (first,)),
        Operator.LT: Condition(ref, Operator.LT, (first,)),
        Operator.LE: Condition(ref, Operator.LT, (after,)),
    }
    if operator in simple:
        return simple[operator]
    return AllOf((Condition(ref, Operator.GE, (first,)), Condition(ref, Operator.LT, (after,))))


def dated(draft: Draft, match: re.Match[str]) -> Filter | None:
    """A condition on a date column by the period said beside it."""
    field = draft.field_at(match["field"])
    found = draft.things[int(match["period"])].period
    if found is None:
        return None
    if not field.type.is_temporal:
        return None
    return between_dates(draft.ref(match["field"]), reclock(found, draft, field.maximum))


def between_dates(ref: FieldRef, found: FoundPeriod) -> Filter | None:
    """The condition that a date lies within a period; None for a period open on both sides."""
    items: list[Filter] = []
    if found.start is not None:
        items.append(Condition(ref, Operator.GE, (found.start,)))
    if found.end is not None:
        items.append(Condition(ref, Operator.LT, (found.end,)))
    if not items:
        return None
    return items[0] if len(items) == 1 else AllOf(tuple(items))


def _read_verb_dates(draft: Draft) -> None:
    """As in "hired before 2002": the verb names the date column (hire_date)."""
    for match in list(_VERB_DATE.finditer(draft.text))[::-1]:
        ref = _dated_by(draft, match["verb"], temporal=True)
        found = draft.things[int(match["period"])].period
        if ref is not None and found is not None:
            condition = between_dates(ref, reclock(found, draft, draft.field_of(ref).maximum))
            if condition is not None:
                draft.add_condition(match, condition)
    for match in list(_VERB_YEARS.finditer(draft.text))[::-1]:
        ref = _dated_by(draft, match["verb"], temporal=True)
        years = sorted(int(draft.things[int(match[name])].number or 0) for name in ("one", "two"))
        if ref is not None and draft.field_of(ref).type.is_temporal:
            first, after = start_of_year(years[0]), start_of_year(years[1] + 1)
            both = (Condition(ref, Operator.GE, (first,)), Condition(ref, Operator.LT, (after,)))
            draft.add_condition(match, AllOf(both))
    for match in list(_VERB_YEAR.finditer(draft.text))[::-1]:
        ref = _dated_by(draft, match["verb"], temporal=False)
        if ref is not None:
            draft.add_condition(match, _year_filter(draft, ref, match.groupdict().get("word") or "in", match["one"]))


def _read_each_period(draft: Draft) -> None:
    """As in "in each of the last 8 weeks": the period, week by week."""
    match = _EACH_PERIOD.search(draft.text)
    found = draft.things[int(match["period"])].period if match else None
    if match is None or found is None or draft.root.time is None:
        return
    said = re.search(r"\b(day|week|month|quarter|year)s?\b", found.label.casefold())
    if said is None or not re.search(r"\d|\bpast\b|\blast\b", found.label):
        return
    draft.groups.append(Group(FieldRef(draft.root.name, draft.root.time), GRAINS[said[1]]))
    past = found.start is not None and found.end is not None and str(found.end)[:10] <= str(draft.clock.today)
    draft.complete = draft.complete or (past and " every " in match[0])
    draft.text = draft.text.replace(match[0], f" @g{len(draft.groups) - 1} @p{match['period']}", 1)


def _dated_by(draft: Draft, verb: str, *, temporal: bool) -> FieldRef | None:
    """The date that a verb speaks of: the rows' own, else that of what they refer to ("customers who joined")."""
    own = _date_of(draft.root, verb, temporal=temporal)
    if own is not None:
        return own
    near = sorted(draft.index.reach[draft.root.name].items(), key=lambda each: each[1])
    others = [entity for name, steps in near if steps and (entity := draft.model.entity(name))]
    found = [ref for entity in others if (ref := _date_of(entity, verb, temporal=True))]
    return found[0] if len(found) == 1 else None


def date_by_verb(draft: Draft, verb: str) -> FieldRef | None:
    """The date, of the rows asked about or of what they refer to, that says when it was done."""
    return _dated_by(draft, verb, temporal=True)


def dates_of_verb(entity: Entity, verb: str) -> tuple[FieldRef, ...]:
    """The date columns of an entity that a verb may speak of: what was hired has a hire date."""
    dated = [(field.name, words(field.label)) for field in entity.fields if field.type.is_temporal]
    if not dated:
        return ()
    for root in (*VERB_DATES.get(verb, ()), re.sub(r"(?:ing|ed|d)$", "", verb)[:6]):
        found = [name for name, parts in dated if any(part.startswith(root) for part in parts if part != "date")]
        if found and len(root) > 2:  # noqa: PLR2004 - "as" says nothing
            return tuple(FieldRef(entity.name, name) for name in found)
    return ()


def _date_of(entity: Entity, verb: str, *, temporal: bool) -> FieldRef | None:
    if temporal:
        found = dates_of_verb(entity, verb)
        return found[0] if found else None
    root = re.sub(r"(?:ed|d)$", "", verb)[:6]
    for field in entity.fields:
        parts = words(field.label)
        dates = field.type.is_temporal or (field.type.is_numeric and "year" in parts)
        if dates and len(root) > 2 and any(part.startswith(root) for part in parts if part != "date"):  # noqa: PLR2004 - "as" says nothing
            return FieldRef(entity.name, field.name)
    return None


def _said_of_others(draft: Draft, position: int) -> bool:
    """As in "customers who joined in May" where no date says when: it is not the date of the rows asked about."""
    before = _WHO_DID.search(draft.text[: position + 1])
    if before is None:
        return False
    found = draft.things[int(before["whose"])].found[0]
    own = found.entity == draft.root.name
    return not own or (before["kind"] == "f" and (found.name,) != draft.root.key)


def _read_periods(draft: Draft) -> None:
    matches = list(_PERIOD.finditer(draft.text))
    if len(matches) != 1 or draft.root.time is None or _said_of_others(draft, matches[0].start()):
        return
    found = draft.things[int(matches[0]["period"])].period
    field = draft.root.find(draft.root.time)
    if found is None or field is None:
        return
    found = reclock(found, draft, field.maximum)
    draft.period = Period(FieldRef(draft.root.name, field.name), found.start, found.end, _label(found))
    draft.take(matches[0])


def _label(found: FoundPeriod) -> str:
    label = re.sub(r"(?i)^(?:(?:in|on|for|during|of|at|within|over|the|throughout|all of|whole of) )+", "", found.label)
    return re.sub(
        r"(?i)\s*,?\s*\(?(?:(?:both )?inclusive|including|excluding|exclusive|not including|not counting|without|"
        r"except)\b.*$",
        "",
        label,
    )


def _read_years(draft: Draft) -> None:
    """Bare years: on a year column when the rows have one, else on the rows' date."""
    match = _YEAR_RANGE.search(draft.text)
    if match is not None:
        low, high = (draft.things[int(match[name])].number for name in ("one", "two"))
        if low is not None and high is not None:
            _set_years(draft, match, int(low), int(high) + 1, f"{low} to {high}")
    _either_year(draft)
    match = _ONE_YEAR.search(draft.text)
    if match is not None and not _said_of_others(draft, match.start()):
        value = int(draft.things[int(match["one"])].number or 0)
        start, end = _year_bounds(match["word"], value)
        said = match["word"] if match["word"] in {"since", "before", "after", "until", "till"} else ""
        _set_years(draft, match, start, end, f"{said} {value}".strip())


def _either_year(draft: Draft) -> None:
    """As in "in 1999 or 2000"."""
    match = _EITHER_YEAR.search(draft.text)
    column = _year_column(draft)
    if match is None or column is None:
        return
    values = tuple(draft.things[int(match[name])].number for name in ("one", "two"))
    draft.add_condition(match, Condition(FieldRef(draft.root.name, column.name), Operator.IN, values))


def _year_column(draft: Draft) -> Field | None:
    """The column of the rows asked about that holds years as numbers."""
    return next(
        (f for f in draft.root.fields if f.type.is_numeric and "year" in words(f.label) and _holds_years(f)), None
    )


def _year_bounds(word: str, value: int) -> tuple[int | None, int | None]:
    if word in {"since", "from", "starting", "beginning"}:
        return value, None
    if word in {"before", "earlier than", "prior to", "until", "till"}:
        return None, value
    return (value + 1, None) if word in {"after", "later than"} else (value, value + 1)


def _set_years(draft: Draft, match: re.Match[str], start: int | None, end: int | None, label: str) -> None:
    column = _year_column(draft)
    if column is not None:
        ref = FieldRef(draft.root.name, column.name)
        less = _century(draft, ref)
        draft.add_condition(match, _years_on(ref, start - less if start else None, end - less if end else None))
    elif draft.root.time is not None and draft.period is None:
        ref = FieldRef(draft.root.name, draft.root.time)
        bounds = (date(start, 1, 1) if start else None, date(end, 1, 1) if end else None)
        draft.period = Period(ref, *bounds, label)
        draft.take(match)


def _holds_years(field: Field) -> bool:
    """Years in four digits, or in two (70 is 1970)."""
    return field.minimum is None or len(field.minimum.split(".")[0]) in {2, 4}


def _century(draft: Draft, ref: FieldRef) -> int:
    """What to take off a year to find it in the column: 1900 for columns of two digits."""
    most = draft.field_of(ref).maximum or ""
    return 1900 if len(most.split(".")[0]) == 2 else 0  # noqa: PLR2004 - "70"


def _years_on(ref: FieldRef, start: int | None, end: int | None) -> Filter:
    if start is not None and end is not None:
        last = end - 1
        return (
            Condition(ref, Operator.EQ, (start,)) if last == start else Condition(ref, Operator.BETWEEN, (start, last))
        )
    return Condition(ref, Operator.GE, (start,)) if start is not None else Condition(ref, Operator.LT, (end,))


def _year_filter(draft: Draft, ref: FieldRef, word: str, number: str) -> Filter:
    value = int(draft.things[int(number)].number or 0)
    start, end = _year_bounds(word, value)
    if draft.field_of(ref).type.is_numeric:
        return _years_on(ref, start, end)
    items = ([Condition(ref, Operator.GE, (date(start, 1, 1),))] if start else []) + (
        [Condition(ref, Operator.LT, (date(end, 1, 1),))] if end else []
    )
    return items[0] if len(items) == 1 else AllOf(tuple(items))
