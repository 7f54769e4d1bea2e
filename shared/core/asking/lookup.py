"""Look-ups: one row found by a number, a code or a name: "show invoice 1234", "what is the city of firm “Asha”".

The value need not stand in the value index: codes and people's names never do. What says that it is one is the word
before it, a singular name of a row ("invoice") or of a column that tells rows apart ("voucher number").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.asking.grouping import naming_fields
from shared.core.asking.index import ReaderIndex
from shared.core.asking.kinds import is_amount
from shared.core.asking.naming_things import Kind
from shared.core.asking.periods import find_periods
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import Understood
from shared.core.semantic.naming import singular, stem, words
from shared.core.semantic.paths import reachable
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Operator, Period, SemanticQuery
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from shared.core.asking.naming_things import Candidate
    from shared.core.asking.question import Question
    from shared.core.semantic.model import Entity, Field, SemanticModel
    from shared.core.semantic.query import Filter

_OF_ONE = re.compile(
    r"(?:what(?:'s| is| are| was| were)|which is|show(?: me)?|give(?: me)?|tell me|get(?: me)?|find|list) "
    r"(?:the |all )?"
    r"(?P<fields>[\w ,]+?) (?:of|for|on) (?:the |our )?(?P<row>.+)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?:(?:please )?(?:show|find|get|open|pull up|look up|lookup|display|describe|fetch|give|see|check|bring up)"
    r"(?: me| up)?|"
    r"who is|who's|who was|what is|what's|which is|tell me about|what about|where is|"
    r"(?:show (?:me )?|give (?:me )?|get |see )?(?:all )?(?:the )?(?:details?|information|info|record|row|data|entry)"
    r" (?:of|for|on|about))? ?(?:the |our )?(?P<row>.+)",
    re.IGNORECASE,
)
_ALL = frozenset("detail details information info record row data everything entry".split())
_MARK = re.compile(r"(?:(?:number|no|nr|id|code|called|named|name|with|is|=|:|#)\.? ?)*", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”‘’'](?P<value>.+)[\"“”‘’']")
_CODE = re.compile(r"[\w./#&+-]*\d[\w./#&+-]*")
_NAME = re.compile(r"[A-Z][\w.&'-]*(?: (?:[A-Z&][\w.&'-]*|and|of|de|van|von|da|bin))*")
_NUMBER = re.compile(r"\d{1,18}")
_YEARS = range(1900, 2101)
_OWN = 0.86
_LONGEST = 4
_UNLIKE = 0.5
"""From this share of different values on a column tells rows apart."""
_FEW = 40
"""Codes of no more different values than this are groups: months, grades, states."""
_MARKS = frozenset({"number", "no", "id", "code", "num", "nr"})
_SURE = 0.9


_Span = tuple["date | datetime | None", "date | datetime | None", str]
"""Start, end and label of a period."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What the words before a value name: an entity, and the field that is said to hold it (None: left open)."""

    entity: Entity
    field: Field | None
    said: str
    singular: bool


def read_lookup(question: Question, model: SemanticModel) -> Understood | None:
    """Return the listing of the one row that is asked for; None for any other question."""
    text = re.sub(r"\s+", " ", question.text.strip()).rstrip(" ?!.")
    of_one = _OF_ONE.fullmatch(text)
    if of_one is not None:
        fields = of_one["fields"].strip().casefold()
        found = _row(of_one["row"], question, model, None if fields in _ALL else fields)
        if found is not None:
            return found
    one = _ONE.fullmatch(text)
    return _row(one["row"], question, model, None) if one else None


def _row(said: str, question: Question, model: SemanticModel, fields: str | None) -> Understood | None:
    rest, span = _without_period(said, question, model)
    index = ReaderIndex.of(model)
    for named in _named(rest, index):
        value = _MARK.sub("", rest[len(named.said) :].strip(), count=1).strip()
        marked = value != rest[len(named.said) :].strip()
        if not value or not (named.singular or marked):
            continue
        where = _where(named, value, index, marked=marked)
        columns = _columns(named.entity, fields, index) if where is not None else ()
        if where is None or not columns:
            continue
        period = None
        if span is not None and named.entity.time is not None:
            period = Period(FieldRef(named.entity.name, named.entity.time), *span)
        elif span is not None:
            continue
        query = SemanticQuery(named.entity.name, columns=columns, filters=where, period=period)
        return Understood(Intent(IntentKind.LOOKUP, _SURE), query)
    return None


def _without_period(said: str, question: Question, model: SemanticModel) -> tuple[str, _Span | None]:
    """The words without the date they end in ("on 5 January"), and that date."""
    for found in find_periods(said, question.asked_at, model.calendar):
        whole = said[found.begins : found.ends]
        if found.ends == len(said) and found.begins > 0 and not found.bare and re.search(r"\D", whole):
            label = re.sub(r"(?i)^(?:on|in|during|for|of) ", "", whole)
            return said[: found.begins].strip(" ,"), (found.start, found.end, label)
    return said, None


def _named(said: str, index: ReaderIndex) -> Iterator[_Named]:
    """What the first words name, longest first, rows before columns."""
    pieces = said.split(" ")
    for length in range(min(_LONGEST, len(pieces) - 1), 0, -1):
        lead = " ".join(pieces[:length])
        stems = tuple(stem(word) for word in words(lead))
        if not stems or any(character.isdigit() for character in lead):
            continue
        single = singular(pieces[length - 1].casefold()) == pieces[length - 1].casefold()
        known = [_as_named(each, lead, index.model, single=single) for each in index.look_up(stems)]
        called = [_Named(e, f, lead, single) for e in index.model.entities if (f := _called(e, lead)) is not None]
        ranked = [each for each in (*known, *called) if each is not None]
        yield from sorted(ranked, key=_likelihood)


def _likelihood(named: _Named) -> tuple[bool, bool]:
    """Rows by their name first, then a column where it is the key."""
    return named.field is not None, named.field is not None and named.field.name not in named.entity.key


def _as_named(found: Candidate, said: str, model: SemanticModel, *, single: bool) -> _Named | None:
    entity = model.entity(found.entity)
    if entity is None or found.score < _OWN:
        return None
    if found.kind is Kind.ENTITY:
        return _Named(entity, None, said, single)
    field = entity.find(found.name) if found.kind is Kind.FIELD else None
    if field is None or not _tells_apart(field, entity):
        return None
    return _Named(entity, field, said, single)


def _tells_apart(field: Field, entity: Entity) -> bool:
    """True for a column whose value picks one row, or nearly: a key, an id, a name, a column of its own values."""
    if field.name in entity.key or field.name in naming_fields(entity):
        return True
    if field.identifier and (field.distinct is None or field.distinct > _FEW):
        return True
    unlike = field.distinct is not None and bool(entity.rows) and field.distinct >= _UNLIKE * (entity.rows or 0)
    return unlike and not is_amount(field) and not field.type.is_temporal


def _where(named: _Named, value: str, index: ReaderIndex, *, marked: bool) -> Filter | None:
    """The condition that finds the row; None where the value may be something else."""
    quoted = _QUOTED.fullmatch(value)
    if quoted is not None:
        return _any(named, quoted["value"], names=True)
    if _CODE.fullmatch(value):
        year = value.isdigit() and int(value) in _YEARS and not (marked or named.singular)
        return None if year else _any(named, value.lstrip("#"), names=False)
    parts = value.split(" ")
    if len(parts) > 1 and all(_CODE.fullmatch(each) or each.isupper() for each in parts):
        return _several(named, parts, index)
    return _any(named, value, names=True) if _NAME.fullmatch(value) else None


def _any(named: _Named, value: str, *, names: bool) -> Filter | None:
    """Equal to the value in the column that was named or is known to hold it, else in any that tells rows apart."""
    entity = named.entity
    holding = [each for each in entity.fields if value.casefold() in {known.casefold() for known in each.values}]
    if named.field is not None:
        fields = [named.field]
    elif holding:
        fields = holding[:1]
    elif names:
        fields = [field for name in naming_fields(entity) if (field := entity.find(name)) is not None]
        fields = [field for field in fields if field.type is DataType.TEXT]
        fields = list(dict.fromkeys([*fields, *(_codes(named) if value.isupper() or not fields else ())]))
    else:
        fields = _codes(named)
    found = [each for field in fields if (each := _equal(entity, field, value)) is not None]
    if not found:
        return None
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _codes(named: _Named) -> list[Field]:
    """The column that bears the row's name, its key and its ids, as far as they tell rows apart."""
    entity, own = named.entity, _called(named.entity, named.said)
    if own is not None:
        return [own]
    if len(entity.key) == 1:
        return [field for field in entity.fields if field.name in entity.key]
    return [field for field in entity.fields if _tells_apart(field, entity)][:3]


def _equal(entity: Entity, field: Field, value: str) -> Condition | None:
    ref = FieldRef(entity.name, field.name)
    if field.type is DataType.TEXT:
        return Condition(ref, Operator.EQ, (value,))
    if field.type.is_numeric and _NUMBER.fullmatch(value):
        return Condition(ref, Operator.EQ, (int(value),))
    return None


def _several(named: _Named, parts: list[str], index: ReaderIndex) -> Filter | None:
    """As in "flight UA 123": a known value of one column, and a number of the column that bears the row's name."""
    entity = named.entity
    found: list[Filter] = []
    for part in parts:
        known = [
            each
            for each in index.look_up((stem(part.casefold()),))
            if each.kind is Kind.VALUE and each.entity == entity.name and each.value is not None
        ]
        if known:
            best = max(known, key=lambda each: each.score)
            found.append(Condition(FieldRef(entity.name, best.name), Operator.EQ, (best.value,)))
            continue
        field = _called(entity, named.said)
        equal = _equal(entity, field, part) if field else None
        if equal is None:
            return None
        found.append(equal)
    return AllOf(tuple(found))


def _called(entity: Entity, said: str) -> Field | None:
    """The column that bears the words as its name, such as flight number or invoice no, and tells rows apart."""
    name = {stem(word) for word in words(said)} - _MARKS
    found = [f for f in entity.fields if name and set(_stems(f)) - _MARKS == name and not f.type.is_temporal]
    return next((f for f in found if (f.distinct is None or f.distinct > _FEW)), None)


def _stems(field: Field) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(field.label))


def _columns(entity: Entity, fields: str | None, index: ReaderIndex) -> tuple[FieldRef, ...]:
    """The columns asked for, of the row or of what it refers to; all of the row's own when none were named."""
    if fields is None:
        return tuple(FieldRef(entity.name, field.name) for field in entity.fields)
    near = reachable(index.model, entity.name)
    found: list[FieldRef] = []
    for said in re.split(r",? and |, ?", fields):
        stems = tuple(stem(word) for word in words(re.sub(r"^(?:the|all|its) ", "", said.strip())))
        known = (
            [each for each in index.look_up(stems) if each.kind is Kind.FIELD and each.entity in near] if stems else []
        )
        best = max(known, key=lambda each: (each.entity == entity.name, each.score), default=None)
        if best is None or best.score < _OWN:
            return ()
        found.append(FieldRef(best.entity, best.name))
    return tuple(dict.fromkeys(found))
