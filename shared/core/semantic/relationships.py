"""Which tables may refer to which: candidates by name, type and uniqueness, to be checked against the data."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.core.semantic.model import Relationship
from shared.core.semantic.naming import expand, shared_prefix, singular, words
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.core.semantic.profile import ColumnProfile, TableProfile

KEY_WORDS = frozenset({"id", "key", "code", "number", "identifier", "guid", "uuid", "pk", "fk", "sk"})
_GENERIC = frozenset({"name", "date", "time", "type", "status", "year", "month", "day", "hour", "value", "amount"})
_LONGEST_CODE = 12
_MOST_COMPOSITES = 3
_SAME_NAME, _RELATED, _UNRELATED = 0.75, 0.75, 0.95
_PREFIX = 3
_FAMILY = {
    DataType.INTEGER: "number",
    DataType.DECIMAL: "number",
    DataType.FLOAT: "float",
    DataType.TEXT: "text",
    DataType.DATE: "date",
    DataType.TIMESTAMP: "timestamp",
}


def candidate_relationships(profiles: tuple[TableProfile, ...]) -> tuple[Relationship, ...]:
    """Every relationship worth checking against the data: many-to-one, from the referring to the referred table."""
    found: dict[Relationship, None] = {}
    for one in profiles:
        for other in profiles:
            if one.name != other.name:
                found.update(dict.fromkeys(_between(one, other)))
    return tuple(found)


def needed_match(relationship: Relationship, profiles: dict[str, TableProfile]) -> float:
    """The least fraction of referring rows that must be found: lower where names already tell, for dirty data."""
    if relationship.from_columns == relationship.to_columns:
        return _SAME_NAME
    from_table, to_table = profiles[relationship.from_entity], profiles[relationship.to_entity]
    named = _names_tell(from_table, relationship.from_columns[0], to_table, relationship.to_columns[0])
    return _RELATED if named else _UNRELATED


def column_words(table: TableProfile) -> Mapping[str, tuple[str, ...]]:
    """Every column's words without the prefix that all columns of the table share."""
    return _words_apart(tuple(column.name for column in table.columns))


@lru_cache(maxsize=128)
def _words_apart(names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Kept for a while: each pair of columns of a workbook's sheets asks for them."""
    split = {name: words(name) or (name.casefold(),) for name in names}
    cut = shared_prefix(tuple(split.values()))
    return MappingProxyType({name: parts[cut:] for name, parts in split.items()})


def is_key(table: TableProfile, column: ColumnProfile) -> bool:
    """True when the column tells the table's rows apart."""
    return table.rows > 0 and column.nulls == 0 and column.distinct == table.rows


def _between(one: TableProfile, other: TableProfile) -> Iterator[Relationship]:
    single = list(_single(one, other))
    yield from (Relationship(one.name, (a,), other.name, (b,)) for a, b in single)
    if not single:
        yield from (Relationship(one.name, names, other.name, names) for names in _composite(one, other))


def _single(one: TableProfile, other: TableProfile) -> Iterator[tuple[str, str]]:
    keys = [column for column in other.columns if is_key(other, column)]
    for key in keys:
        for column in one.columns:
            if _FAMILY.get(column.type) == _FAMILY.get(key.type) is not None and _may_refer(one, column, other, key):
                yield column.name, key.name


def _may_refer(one: TableProfile, column: ColumnProfile, other: TableProfile, key: ColumnProfile) -> bool:
    if column.distinct == 0 or key.type not in {DataType.TEXT, DataType.INTEGER}:
        return False
    if column.name.casefold() == key.name.casefold():
        return _tells(column_words(one)[column.name]) and not (is_key(one, column) and one.rows < other.rows)
    if _names_tell(one, column.name, other, key.name):
        return True
    return _same_codes(column, key) and not is_key(one, column)


def _tells(parts: tuple[str, ...]) -> bool:
    """True for a column name that says what it refers to: not "id", "name" or "date" alone."""
    return not (len(parts) == 1 and parts[0] in KEY_WORDS | _GENERIC)


def _names_tell(one: TableProfile, column: str, other: TableProfile, key: str) -> bool:
    """True when the column is named after the other table and ends as its key does ("car_id" and cars.id)."""
    parts = expand(column_words(one)[column])
    subject = tuple(part for part in parts if part not in KEY_WORDS)
    if not subject or len(subject) == len(parts):
        return False
    target = expand(column_words(other)[key])
    own = {singular(word) for word in (*expand(words(other.name)), *target)} - KEY_WORDS
    return any(_alike(singular(part), word) for part in subject for word in own if word not in _GENERIC)


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= _PREFIX and longer.startswith(shorter))


def _same_codes(column: ColumnProfile, key: ColumnProfile) -> bool:
    """Short texts of one length without blanks ("JFK"): the data must then show that nearly all are found."""
    if column.type is not DataType.TEXT or column.longest != key.longest or not 1 < key.longest <= _LONGEST_CODE:
        return False
    return column.distinct <= key.distinct and all(" " not in value for value in (*column.values, *key.values))


def _composite(one: TableProfile, other: TableProfile) -> Iterator[tuple[str, ...]]:
    """Two columns of the same names and types that could together tell the other table's rows apart."""
    if one.rows <= other.rows:
        return
    shared = [column for column in other.columns if _shared(one, column) and column.nulls == 0 and column.distinct > 1]
    pairs = [pair for pair in combinations(shared, 2) if pair[0].distinct * pair[1].distinct >= other.rows]
    pairs.sort(key=lambda pair: pair[0].distinct * pair[1].distinct)
    yield from ((first.name, second.name) for first, second in pairs[:_MOST_COMPOSITES])


def _shared(one: TableProfile, column: ColumnProfile) -> bool:
    same = one.column(column.name)
    return same is not None and same.type is column.type and not column.type.is_numeric
