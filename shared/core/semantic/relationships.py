"""Which tables may refer to which: candidates by name, type and uniqueness, to be checked against the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, TypeVar

from shared.core.semantic.model import Relationship
from shared.core.semantic.naming import expand, shared_prefix, singular, words
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shared.core.semantic.profile import ColumnProfile, TableProfile

_Name = TypeVar("_Name")
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
    sides = [_Side.of(profile) for profile in profiles]
    for one in sides:
        for other in sides:
            if one.table.name != other.table.name:
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


@dataclass(frozen=True, slots=True)
class _Key:
    """A column that tells its table's rows apart: its name as compared, and its own words and those of its table."""

    column: ColumnProfile
    name: str
    own: tuple[str, ...]
    is_code: bool


@dataclass(frozen=True, slots=True)
class _Side:
    """A table as it refers to others: columns by name, those named after something, codes by their length; its keys.

    Made once a table, for each pair of tables asks. Columns are told by their places.
    """

    table: TableProfile
    named: Mapping[str, tuple[int, ...]]
    subjects: Mapping[int, tuple[str, ...]]
    codes: Mapping[int, tuple[int, ...]]
    keys: tuple[_Key, ...]

    @classmethod
    def of(cls, table: TableProfile) -> Self:
        """The side of a table."""
        parts = column_words(table)
        filled = [(place, column) for place, column in enumerate(table.columns) if column.distinct]
        codes = ((column.longest, place) for place, column in filled if _is_code(column) and not is_key(table, column))
        return cls(
            table,
            _grouped((column.name.casefold(), place) for place, column in filled),
            {place: subject for place, column in filled if (subject := _subject(parts[column.name]))},
            _grouped(codes),
            tuple(_key(table, column) for column in table.columns if _may_be_referred_to(table, column)),
        )

    def referring(self, other: TableProfile, key: _Key) -> Iterator[ColumnProfile]:
        """The columns that may refer to a key of another table, in their order."""
        columns, same = self.table.columns, self.named.get(key.name, ())
        places = {place for place, subject in self.subjects.items() if _is_about(subject, key.own)}
        if key.is_code:
            codes = self.codes.get(key.column.longest, ())
            places.update(place for place in codes if columns[place].distinct <= key.column.distinct)
        places.difference_update(same)
        places.update(place for place in same if self._may_share(columns[place], other))
        found = (columns[place] for place in sorted(places))
        return (column for column in found if _FAMILY.get(column.type) == _FAMILY[key.column.type])

    def _may_share(self, column: ColumnProfile, other: TableProfile) -> bool:
        """True for a column that may have the name of another table's key: no key itself of a smaller table."""
        is_smaller_key = is_key(self.table, column) and self.table.rows < other.rows
        return _tells(column_words(self.table)[column.name]) and not is_smaller_key


def _grouped(pairs: Iterable[tuple[_Name, int]]) -> dict[_Name, tuple[int, ...]]:
    """The places of each name."""
    found: dict[_Name, list[int]] = {}
    for name, place in pairs:
        found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def _key(table: TableProfile, column: ColumnProfile) -> _Key:
    return _Key(column, column.name.casefold(), _own_words(table, column.name), _is_code(column))


def _between(one: _Side, other: _Side) -> Iterator[Relationship]:
    here, there = one.table, other.table
    single = [(column.name, key.column.name) for key in other.keys for column in one.referring(there, key)]
    yield from (Relationship(here.name, (a,), there.name, (b,)) for a, b in single)
    if not single:
        yield from (Relationship(here.name, names, there.name, names) for names in _composite(here, there))


def _may_be_referred_to(table: TableProfile, column: ColumnProfile) -> bool:
    return column.type in {DataType.TEXT, DataType.INTEGER} and is_key(table, column)


def _tells(parts: tuple[str, ...]) -> bool:
    """True for a column name that says what it refers to: not "id", "name" or "date" alone."""
    return not (len(parts) == 1 and parts[0] in KEY_WORDS | _GENERIC)


def _names_tell(one: TableProfile, column: str, other: TableProfile, key: str) -> bool:
    """True when the column is named after the other table and ends as its key does ("car_id" and cars.id)."""
    return _is_about(_subject(column_words(one)[column]), _own_words(other, key))


@lru_cache(maxsize=4_096)
def _subject(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What a column with the words of a key is named after; nothing for any other."""
    written = expand(parts)
    subject = tuple(singular(part) for part in written if part not in KEY_WORDS)
    return subject if len(subject) < len(written) else ()


def _own_words(table: TableProfile, key: str) -> tuple[str, ...]:
    """The words by which a key may be called elsewhere: its own and those of its table."""
    target = expand(column_words(table)[key])
    own = {singular(word) for word in (*expand(words(table.name)), *target)}
    return tuple(sorted(own - KEY_WORDS - _GENERIC))


@lru_cache(maxsize=65_536)
def _is_about(subject: tuple[str, ...], own: tuple[str, ...]) -> bool:
    return any(_alike(part, word) for part in subject for word in own)


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= _PREFIX and longer.startswith(shorter))


def _is_code(column: ColumnProfile) -> bool:
    """Short texts without blanks ("JFK"), as other tables may have them: the data must show that nearly all do."""
    is_short = column.type is DataType.TEXT and 1 < column.longest <= _LONGEST_CODE
    return is_short and all(" " not in value for value in column.values)


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
