"""A semantic model from table profiles: the meaning of columns guessed from their names, types and values."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.semantic.column_words import IDENTIFIERS, PEOPLE, PERSONAL_WORDS
from shared.core.semantic.identifiers import is_identifier
from shared.core.semantic.model import Calendar, Entity, Field, Relationship, SemanticModel
from shared.core.semantic.naming import expand, label, plural, rows_called, singular, words
from shared.core.semantic.places import PLACES
from shared.core.semantic.relationships import candidate_relationships, column_words, is_key, needed_match
from shared.core.semantic.table_names import rows_said
from shared.core.semantic.usual_measures import MONEY, SALES, usual_measures
from shared.core.table.types import DataType
from shared.core.table.units import CURRENCIES, MONTH_OF_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.semantic.profile import ColumnProfile, TableProfile

__all__ = ["candidate_relationships", "infer_model"]

_PERSONAL_NAMES = frozenset(
    {("first", "name"), ("last", "name"), ("full", "name"), ("middle", "name"), ("birth", "date")}
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{7,17}\d")
_UNITS = {"percent": "%", "percentage": "%", "pct": "%", "usd": "$", "inr": "₹", "rs": "₹", "eur": "€", "gbp": "£"}
_TIME_WORDS = ("date", "time", "day", "timestamp")
_BOOKKEEPING = frozenset({"created", "updated", "modified", "loaded", "inserted", "synced", "deleted"})
_PARTIES = frozenset({"firm", "party", "company", "particulars", "buyer", "account", "name"})
_CUSTOMERS = frozenset({"customer", "client", "customer name"})
_DOCUMENTS = frozenset({"invoice", "bill", "order", "receipt", "quotation", "voucher"})
_SIGN = 3
_GLUED = re.compile(r"([a-z]{4,})(num|id|name|code|date|time|type|year|no)")
_CODES = 0.8


def infer_model(
    profiles: tuple[TableProfile, ...],
    matches: Mapping[Relationship, float],
    calendar: Calendar | None = None,
) -> SemanticModel:
    """The model that these tables suggest.

    matches gives, for each candidate relationship whose to-side was found unique, the fraction (0..1) of non-null
    referring rows that were found. A table that another refers to in several roles becomes an entity for each role.
    """
    tables = {profile.name: profile for profile in profiles}
    kept = _best(tuple(r for r, share in matches.items() if share >= needed_match(r, tables)), matches)
    cut = _table_prefix(profiles)
    base = {profile.name: _entity(profile, cut) for profile in profiles}
    entities, relationships = _with_roles(base, kept, tables)
    return SemanticModel(entities, relationships, calendar or Calendar())


def _table_prefix(profiles: tuple[TableProfile, ...]) -> int:
    """1 when all table names start with the same short sign ("sb", "dim") that nobody says, else 0."""
    names = [words(p.name) for p in profiles]
    firsts = {name[:1] for name in names}
    sign = next(iter(firsts), ())
    same = len(profiles) > 1 and len(firsts) == 1 and all(len(name) > 1 for name in names)
    return int(same and len(sign[0]) <= _SIGN)


def _best(kept: tuple[Relationship, ...], matches: Mapping[Relationship, float]) -> tuple[Relationship, ...]:
    """One target for each set of referring columns (the best matched), and never both directions of a pair."""
    best: dict[tuple[str, tuple[str, ...]], Relationship] = {}
    for each in sorted(kept, key=lambda r: -matches[r]):
        best.setdefault((each.from_entity, each.from_columns), each)
    chosen: list[Relationship] = []
    for each in best.values():
        backwards = any(o.from_entity == each.to_entity and o.to_entity == each.from_entity for o in chosen)
        composite = len(each.from_columns) > 1
        covered = composite and any(o.from_entity == each.from_entity and o.to_entity == each.to_entity for o in chosen)
        if not backwards and not covered:
            chosen.append(each)
    return tuple(sorted(chosen, key=kept.index))


def _entity(profile: TableProfile, cut: int) -> Entity:
    own_words = words(profile.name)[cut:] or words(profile.label) or (profile.name.casefold(),)
    name_words = _said_of(profile) or own_words
    whole, noun = rows_called(name_words), rows_called(rows_said(name_words))
    columns = column_words(profile)
    fields = tuple(_field(profile, column, columns[column.name], name_words) for column in profile.columns)
    fields = _with_everyday_names(fields, noun)
    spelled = expand(name_words)
    synonyms = dict.fromkeys((whole, " ".join(spelled), profile.label.casefold().strip(), " ".join(own_words)))
    synonyms.pop(noun, None)
    return Entity(
        name=profile.name,
        label=label(name_words),
        noun=noun,
        table=profile.table,
        fields=fields,
        measures=usual_measures(fields, noun, whole),
        key=_key(profile),
        time=_time(profile, columns),
        synonyms=tuple(synonym for synonym in synonyms if synonym),
        rows=profile.rows,
    )


def _said_of(profile: TableProfile) -> tuple[str, ...]:
    """What people call the table, where its reader says something else than the table's own name."""
    said = words(profile.label)
    return () if said == words(profile.name) or any(word.isdigit() for word in said) else said


def _field(profile: TableProfile, column: ColumnProfile, parts: tuple[str, ...], table_words: tuple[str, ...]) -> Field:
    personal = column.personal or _is_personal(column, parts, table_words)
    texts = column.type is DataType.TEXT and not personal
    return Field(
        name=column.name,
        label=_called(column, parts),
        type=column.type,
        synonyms=_synonyms(column, parts),
        values=column.values if texts else (),
        values_complete=texts and len(column.values) >= column.distinct,
        distinct=column.distinct,
        nullable=column.nulls > 0,
        personal=personal,
        unit=_unit(column, parts),
        identifier=is_identifier(profile, column, parts, rows_said(table_words)),
        minimum=None if personal else column.minimum,
        maximum=None if personal else column.maximum,
        zoned=column.zoned,
    )


def _called(column: ColumnProfile, parts: tuple[str, ...]) -> str:
    """What people call the column: their own label where it says more than the name does."""
    if "-" in column.label or words(column.label) != words(column.name):
        return column.label
    return label(parts)


def _unit(column: ColumnProfile, parts: tuple[str, ...]) -> str:
    if not column.type.is_numeric:
        return ""
    if parts[-1] == "month" and column.type is DataType.INTEGER and _within_a_year(column):
        return MONTH_OF_YEAR
    return column.unit or next((_UNITS[part] for part in parts if part in _UNITS), "")


def _within_a_year(column: ColumnProfile) -> bool:
    low, high = column.minimum or "", column.maximum or ""
    return low.isdigit() and high.isdigit() and 1 <= int(low) <= int(high) <= 12  # noqa: PLR2004 - the months of a year


def _synonyms(column: ColumnProfile, parts: tuple[str, ...]) -> tuple[str, ...]:
    plain = " ".join(parts)
    ways = dict.fromkeys((" ".join(expand(parts)), " ".join(words(column.label)), " ".join(words(column.name))))
    ways.update(dict.fromkeys(_kinds_of(column, parts)))
    glued = _GLUED.fullmatch(parts[-1])
    if glued is not None:
        ways[" ".join(expand((*parts[:-1], glued[1], glued[2])))] = None
    ways.pop(plain, None)
    ways.pop("", None)
    return tuple(ways)


def _kinds_of(column: ColumnProfile, parts: tuple[str, ...]) -> tuple[str, ...]:
    """What the values say the column is: names of countries are countries, whatever the column is called."""
    if column.type is not DataType.TEXT or not column.values:
        return ()
    places = sum(value.strip().casefold() in PLACES for value in column.values)
    if places >= _CODES * len(column.values) and "country" not in parts:
        return ("country", "nation", "region")
    return ()


def _with_everyday_names(fields: tuple[Field, ...], noun: str) -> tuple[Field, ...]:
    """Where rows are sales: the firm on them is the customer, and a document's full amount is its value."""
    parts = [singular(part) for part in noun.split()]
    if not set(parts) & SALES:
        return fields
    said: dict[str, tuple[str, ...]] = {}
    named = {singular(" ".join(words(each.label))) for each in fields}
    party = next((f for f in fields if f.type is DataType.TEXT and set(words(f.label)) <= _PARTIES), None)
    if party is not None and not named & _CUSTOMERS:
        said[party.name] = tuple(sorted(_CUSTOMERS))
    money = [f for f in fields if f.unit in CURRENCIES or set(words(f.label)) & set(MONEY)]
    full = next((f for f in money if {"gross", "grand"} & set(words(f.label))), None)
    if full is not None and parts[-1] in _DOCUMENTS:
        said[full.name] = tuple(f"{parts[-1]} {word}" for word in ("value", "amount", "total", "size"))
    return tuple(replace(f, synonyms=(*f.synonyms, *said[f.name])) if f.name in said else f for f in fields)


def _is_personal(column: ColumnProfile, parts: tuple[str, ...], table_words: tuple[str, ...]) -> bool:
    spelled = expand(parts)
    if PERSONAL_WORDS & set(parts) or any(pair in _PERSONAL_NAMES for pair in itertools.pairwise(spelled)):
        return column.type is not DataType.BOOLEAN
    if column.type is not DataType.TEXT:
        return False
    if spelled[-1] == "name":
        about = spelled[:-1] or table_words
        return bool(PEOPLE & {singular(word) for word in about[-1:]})
    return _looks(column.values, _EMAIL) or ("date" not in spelled and _looks(column.values, _PHONE))


def _looks(values: tuple[str, ...], form: re.Pattern[str]) -> bool:
    return bool(values) and sum(form.fullmatch(value.strip()) is not None for value in values) >= _CODES * len(values)


def _key(profile: TableProfile) -> tuple[str, ...]:
    keys = [column for column in profile.columns if is_key(profile, column)]
    named = [c for c in keys if (words(c.name) or ("",))[-1] in IDENTIFIERS and c.type is not DataType.FLOAT]
    texts = [c for c in keys[:1] if c.type in {DataType.TEXT, DataType.INTEGER} and c is profile.columns[0]]
    return tuple(c.name for c in (named or texts)[:1])


def _time(profile: TableProfile, columns: Mapping[str, tuple[str, ...]]) -> str | None:
    """The first date that is about the row rather than about its record keeping or a person's birth."""
    dates = [c for c in profile.columns if c.type.is_temporal]
    plain = [c for c in dates if not (_BOOKKEEPING | {"birth"}) & set(expand(columns[c.name]))]
    whole = [c for c in plain if c.nulls == 0 and expand(columns[c.name])[-1] in _TIME_WORDS]
    ordered = whole or plain or dates
    return ordered[0].name if ordered else None


def _with_roles(
    base: dict[str, Entity], kept: tuple[Relationship, ...], tables: dict[str, TableProfile]
) -> tuple[tuple[Entity, ...], tuple[Relationship, ...]]:
    """Entities with one more for each role in which a table is referred to, and the relationships between them."""
    entities, relationships = list(base.values()), list[Relationship]()
    for each in kept:
        twins = [o for o in kept if o.from_entity == each.from_entity and o.to_entity == each.to_entity]
        if len(twins) == 1:
            relationships.append(each)
            continue
        role = _role(base[each.to_entity], column_words(tables[each.from_entity])[each.from_columns[0]])
        if role.name not in {entity.name for entity in entities}:
            entities.append(role)
        relationships.append(replace(each, to_entity=role.name))
        onward = [replace(o, from_entity=role.name) for o in kept if o.from_entity == each.to_entity]
        relationships.extend(o for o in onward if o not in relationships)
    return tuple(entities), tuple(relationships)


def _role(entity: Entity, parts: tuple[str, ...]) -> Entity:
    subject = tuple(part for part in parts if part not in IDENTIFIERS) or parts
    nouns = entity.noun.split()
    one = (*nouns[:-1], singular(nouns[-1]))
    full = subject if set(one) <= set(subject) else (*subject, *one)
    spelled = " ".join(expand(full))
    return replace(
        entity,
        name="_".join(full),
        label=label(expand(full)),
        noun=plural(spelled),
        measures=(),
        synonyms=tuple(dict.fromkeys((" ".join(full), spelled))),
    )
