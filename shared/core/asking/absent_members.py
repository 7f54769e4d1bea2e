"""Whose rows are missing from a time: "firms that bought nothing in May", "clients who bought in May but not in June".

Such a clause is about the values of a column of the rows themselves, so nothing else could refer to them: they are
the groups whose number of rows in that time is zero. Without a time it would ask for values that no row has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.dating import between_dates, start_of_year
from shared.core.asking.deeds import DEEDS, TRADE
from shared.core.asking.draft import Group
from shared.core.asking.kinds import REPEATS
from shared.core.asking.periods import FoundPeriod, reclock
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import Condition, FieldRef, Having, MeasureRef, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

_DEED = "(?P<deed>" + "|".join(sorted(TRADE | DEEDS.keys(), key=len, reverse=True)) + ")"
_WHO = r"(?:(?:who|that|which) )?"
_AUX = r"(?:(?:have|has|had|did|do|does|were|was|are|is|been|be|made|placed) )*"
_NOT = r"(?:not|never|didnt|didn't|haven't|hasn't|weren't|wasn't)"
_ANY = r"(?:(?:any|an?|single|one) )*"
_WHEN = r"(?:(?:in|on|during|for|at all|at) )*@[py](?P<absent>\d+)"
_HEAD = r" @f(?P<head>\d+)"
_ROWS = r"(?P<rows>@[em]\d+)"
_FORMS = tuple(
    re.compile(rf"{_HEAD} {form}(?= )")
    for form in (
        (
            rf"{_WHO}{_AUX}{_DEED} @p(?P<present>\d+) but "
            rf"(?:(?:did|have|has|had|was|were) )?not (?:{_AUX}[a-z]+ )??{_WHEN}"
        ),
        rf"{_WHO}{_AUX}{_DEED} (?:nothing|none) {_WHEN}",
        rf"(?:that |which )?(?:nobody|no one) {_AUX}{_DEED} {_WHEN}",
        rf"{_WHO}{_AUX}{_NOT} {_AUX}{_DEED} (?:(?:anything|any|something|at all) )*{_WHEN}",
        (
            rf"(?:without|lacking|{_WHO}(?:with|having|have|has|had|made|placed) (?:no|zero)) "
            rf"{_ANY}(?:{_ROWS}|{_DEED}) {_WHEN}"
        ),
        rf"{_WHO}{_AUX}{_NOT} (?:have|had|made|placed|make|place) {_ANY}(?:{_ROWS}|{_DEED}) {_WHEN}",
    )
)

_COUNTED = re.compile(r" (?:how many|number of|count of)(?: (?:different|distinct|unique|all|the))*$")
"""How many such values there are would be a number of groups, which a query cannot ask for."""


def read_absent(draft: Draft) -> None:
    """Take a clause out of the text that asks for values without rows in a time; what it names is grouped by."""
    for form in _FORMS:
        match = form.search(draft.text)
        if match is None:
            continue
        absent, present = _within(draft, match, "absent"), _within(draft, match, "present")
        if _COUNTED.search(draft.text[: match.start()]) or not (
            absent and _is_told_apart(draft, match["head"]) and _records(draft, match)
        ):
            return
        ref = draft.ref(match["head"])
        draft.groups.append(Group(ref))
        draft.conditions.append(_having(draft, absent, Operator.EQ))
        said = f"@g{len(draft.groups) - 1} @c{len(draft.conditions) - 1}"
        if present is not None:
            draft.conditions.append(_having(draft, present, Operator.GT))
            said += f" @c{len(draft.conditions) - 1}"
        if draft.field_of(ref).nullable:
            draft.conditions.append(Condition(ref, Operator.NOT_NULL))
            said += f" @c{len(draft.conditions) - 1}"
        draft.text = f"{draft.text[: match.start()]} {said} {draft.text[match.end() :].lstrip()}"
        return


def _having(draft: Draft, where: Filter, operator: Operator) -> Having:
    return Having(MeasureRef(draft.root.name, Aggregation.COUNT, where=where), operator, (0,))


def _within(draft: Draft, match: re.Match[str], which: str) -> Filter | None:
    """The condition that a row's time lies in the named period."""
    number = match.groupdict().get(which)
    field = draft.root.find(draft.root.time or "")
    if not number or field is None:
        return None
    thing = draft.things[int(number)]
    found = thing.period
    if found is None:
        year = start_of_year(thing.number or 1)
        found = FoundPeriod(year, start_of_year(year.year + 1), thing.said, 0, 0)
    return between_dates(FieldRef(draft.root.name, field.name), reclock(found, draft, field.maximum))


def _is_told_apart(draft: Draft, number: str) -> bool:
    """True for a column of the rows whose values come again: a firm, not an invoice's number."""
    ref, field, rows = draft.ref(number), draft.field_at(number), draft.root.rows or 0
    repeats = field.distinct is None or not rows or field.distinct < REPEATS * rows
    return ref.entity == draft.root.name and field.type is DataType.TEXT and repeats


def _records(draft: Draft, match: re.Match[str]) -> bool:
    """True when the rows asked about record what was done: named themselves, or by the table or its revenue."""
    groups = match.groupdict()
    if groups.get("rows"):
        return draft.things[int(match["rows"][2:])].found[0].entity == draft.root.name
    names = {stem(word) for said in (draft.root.noun, draft.root.label, draft.root.name) for word in words(said)}
    earns = any(measure.goes_by("revenue") for measure in draft.root.measures)
    return bool(names & set(DEEDS.get(groups["deed"], ()))) or (earns and groups["deed"] in TRADE)
