"""What is or is not so of a row: "which tickers are active", "cars not in stock", "orders not shipped yet"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.dating import dates_of_verb
from shared.core.asking.naming_things import Candidate, Kind
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import Condition, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Field
    from shared.core.semantic.query import Filter

_BE = r"(?:are|is|was|were)"
_DENIED = r"(?P<not>(?:not|no longer|never) )?"
_THEN = rf"(?:currently |still )?{_DENIED}@f(?P<field>\d+)(?= )(?! (?:{_BE}|=))"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf" (?P<kept>@e\d+) (?:(?:that|which|who) )?{_BE} {_THEN}",
        rf" (?P<kept>@[ac]\d+) (?:that|which|who) {_BE} {_THEN}",
        rf" @f(?P<field>\d+) (?:{_BE}|=|==|equals?|equal to) {_DENIED}(?P<value>true|false|yes|no)(?= )",
        rf" {_DENIED}@f(?P<field>\d+)(?= @e\d+)",
    )
)
_UNDONE = re.compile(
    r"(?: (?:that|which|who|are|is|were|was|have|has|been|and|but))* (?:not|never)(?: (?:yet|been|ever|being))* "
    r"(?P<verb>[a-z]{3,}ed|paid|sent|left)(?: yet| so far)?(?= [.,?]| $| (?:by|per|for each|and|in each) @[efg])"
)
_HAVE = re.compile(
    r" (?P<counted>how many @e(?P<rows>\d+)) (?:(?:that|which|who) )?(?:have|has|had) (?:any |some )?"
    r"@f(?P<field>\d+)(?: date)?(?= [.]? ?$)"
)
_TWO = 2


def _undone(draft: Draft) -> None:
    """As in "orders not shipped yet": the date that would say when is empty."""
    match = _UNDONE.search(draft.text)
    dates = dates_of_verb(draft.root, match["verb"]) if match else ()
    if match is not None and len(dates) == 1 and draft.field_of(dates[0]).nullable:
        draft.add_condition(match, Condition(dates[0], Operator.IS_NULL))


def _part_rows(draft: Draft) -> None:
    """As in "insured patients": the flag before the rows it is said of, which were read as one name."""
    for number in draft.fields_left():
        thing, field = draft.things[int(number)], draft.field_at(number)
        said, entity = words(thing.said), draft.model.entity(draft.ref(number).entity)
        if entity is None or len(said) <= len(words(field.label)) or not _says_yes_or_no(field):
            continue
        if stem(said[-1]) == stem(words(entity.noun)[-1]):
            rows = Candidate(Kind.ENTITY, entity.name, entity.name, 1.0)
            draft.things.append(replace(thing, tag="e", found=(rows,)))
            draft.text = draft.text.replace(f" @f{number} ", f" @f{number} @e{len(draft.things) - 1} ", 1)


def _present(draft: Draft) -> None:
    """As in "how many planes have a speed": those where it is known."""
    match = _HAVE.search(draft.text)
    if match is None or draft.things[int(match["rows"])].found[0].entity != draft.root.name:
        return
    field = draft.field_at(match["field"])
    if not _says_yes_or_no(field):
        condition = Condition(draft.ref(match["field"]), Operator.NOT_NULL)
        draft.conditions.append(condition)
        draft.text = draft.text.replace(match[0], f" {match['counted']} @c{len(draft.conditions) - 1}", 1)


def read_flags(draft: Draft) -> None:
    """Take such conditions out of the text."""
    _part_rows(draft)
    _present(draft)
    _undone(draft)
    for form in _FORMS:
        position = 0
        while (match := form.search(draft.text, position)) is not None:
            condition = _flag(draft, match)
            if condition is None:
                position = match.start() + 1
                continue
            draft.conditions.append(condition)
            kept = match.groupdict().get("kept")
            made = f" {kept} @c{len(draft.conditions) - 1}" if kept else f" @c{len(draft.conditions) - 1}"
            draft.text = draft.text.replace(match[0], made, 1)


def _flag(draft: Draft, match: re.Match[str]) -> Filter | None:
    field = draft.field_at(match["field"])
    if not _says_yes_or_no(field) or _grouped(draft, match):
        return None
    wanted = (match.groupdict().get("value") or "true") in {"true", "yes"}
    wanted = wanted != bool(match["not"])
    return Condition(
        draft.ref(match["field"]), Operator.EQ, (wanted if field.type is DataType.BOOLEAN else int(wanted),)
    )


def _grouped(draft: Draft, match: re.Match[str]) -> bool:
    """As in "by active status": the flag divides the rows rather than choosing some."""
    return re.search(r"(?:by|per|each|every|and|,) $", draft.text[: match.start() + 1]) is not None


def _says_yes_or_no(field: Field) -> bool:
    """A boolean, or noughts and ones in a column called "is ..." or "has ..."."""
    if field.type is DataType.BOOLEAN:
        return True
    named = words(field.label)[:1]
    whole = field.type is DataType.INTEGER and (field.distinct or 0) <= _TWO
    return whole and named in ((("is",), ("has",))) and {field.minimum, field.maximum} <= {"0", "1"}
