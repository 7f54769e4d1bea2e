"""How the rows of two tables differ, counted by PostgreSQL: by their key or one that is found, else as bags.

Columns are matched by name; the cells of a column that one of the tables lacks are NULL. Cells of two types are
compared as numbers, as moments or as texts, whichever both can be, without losing digits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg.rows import tuple_row
from psycopg.sql import NULL, SQL, Identifier

from shared.adapters.postgres.data_schema import stored_as
from shared.adapters.postgres.telling_apart import found_key
from shared.core.ingest.versions.versions import TableComparison
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from psycopg.sql import Composable, Composed

    from shared.adapters.postgres.data_schema import StoredTable
    from shared.adapters.postgres.database import Transaction

WORK_MEMORY = SQL("SET LOCAL work_mem = '96MB'")
"""Of a million rows of a dozen columns most then stay in memory; the rest goes to disk."""


@dataclass(frozen=True, slots=True)
class Side:
    """A table of a version and the schema in which it is."""

    place: str
    table: StoredTable

    @property
    def source(self) -> Identifier:
        """Where its rows are."""
        return Identifier(self.place, self.table.shape.name)

    @property
    def types(self) -> dict[str, DataType]:
        """The types of its columns."""
        return {each.name: each.type for each in self.table.shape.columns}


def compared(transaction: Transaction, before: Side | None, after: Side | None) -> TableComparison:
    """Count how a table differs; a side that is None has no such table, the other one has."""
    if before is None or after is None:
        return _whole(transaction, before, after)
    transaction.define(WORK_MEMORY)
    key = before.table.key
    if key and set(key) == set(after.table.key):
        return _by_key(transaction, before, after, key)
    if found := found_key(transaction, before, after):
        return replace(_by_key(transaction, before, after, found), is_key_found=True)
    return _as_bags(transaction, before, after)


def _whole(transaction: Transaction, before: Side | None, after: Side | None) -> TableComparison:
    """A table that was added or removed."""
    side = before or after
    assert side is not None  # noqa: S101 - one of them has the table
    (rows,) = _counted(transaction, SQL("SELECT count(*) FROM {}").format(side.source))
    was, now = (rows, 0) if after is None else (0, rows)
    return TableComparison(side.table.shape.name, was, now, now, was, 0, side.table.key)


def _by_key(transaction: Transaction, before: Side, after: Side, key: tuple[str, ...]) -> TableComparison:
    """Rows of the same key are the same row."""
    pairs = _pairs(before, after)
    others = [name for name in pairs if name not in key]
    differ = [SQL("{} IS DISTINCT FROM {}").format(*pairs[name]) for name in others]
    counts = [SQL("count(*) FILTER (WHERE is_in_both AND {})").format(Identifier(f"d{i}")) for i in range(len(others))]
    any_differs = SQL(" OR ").join(Identifier(f"d{i}") for i in range(len(others))) if others else SQL("false")
    statement = SQL(
        "SELECT count(*) FILTER (WHERE NOT is_added), count(*) FILTER (WHERE NOT is_removed),"
        " count(*) FILTER (WHERE is_added), count(*) FILTER (WHERE is_removed),"
        " count(*) FILTER (WHERE is_in_both AND ({any}))"
        " {counts} FROM (SELECT b.{key} IS NULL AS is_added, a.{key} IS NULL AS is_removed,"
        " b.{key} IS NOT NULL AND a.{key} IS NOT NULL AS is_in_both {differ}"
        " FROM {before} AS b FULL JOIN {after} AS a ON {same}) AS joined"
    ).format(
        any=any_differs,
        counts=_also(counts),
        key=Identifier(key[0]),
        differ=_also([SQL("{} AS {}").format(each, Identifier(f"d{i}")) for i, each in enumerate(differ)]),
        before=before.source,
        after=after.source,
        same=SQL(" AND ").join(SQL("{} = {}").format(*pairs[name]) for name in key),
    )
    was, now, added, removed, changed, *cells = _counted(transaction, statement)
    columns = tuple((name, count) for name, count in zip(others, cells, strict=True) if count)
    return TableComparison(before.table.shape.name, was, now, added, removed, changed, key, columns)


def _as_bags(transaction: Transaction, before: Side, after: Side) -> TableComparison:
    """Equal rows cancel each other out, one for one."""
    pairs = _pairs(before, after)
    names = SQL(", ").join(Identifier(f"c{i}") for i in range(len(pairs)))
    was, now = (
        SQL(", ").join(SQL("{} AS {}").format(pair[side], Identifier(f"c{i}")) for i, pair in enumerate(pairs.values()))
        for side in (0, 1)
    )
    statement = SQL(
        "SELECT sum(was), sum(now), sum(greatest(now - was, 0)), sum(greatest(was - now, 0)) FROM ("
        "SELECT count(*) FILTER (WHERE NOT is_after) AS was, count(*) FILTER (WHERE is_after) AS now FROM ("
        "SELECT {was}, false AS is_after FROM {before} AS b UNION ALL SELECT {now}, true FROM {after} AS a"
        ") AS both_sides GROUP BY {names}) AS counted"
    ).format(was=was, before=before.source, now=now, after=after.source, names=names)
    rows_before, rows_after, added, removed = _counted(transaction, statement)
    return TableComparison(before.table.shape.name, rows_before, rows_after, added, removed, 0)


def _pairs(before: Side, after: Side) -> dict[str, tuple[Composable, Composable]]:
    """The cells of each column, before and after, made comparable."""
    mine, theirs = before.types, after.types
    return {
        name: comparable(name, mine.get(name), theirs.get(name))
        for name in (*mine, *(each for each in theirs if each not in mine))
    }


def comparable(name: str, mine: DataType | None, theirs: DataType | None) -> tuple[Composable, Composable]:
    """The cells of a column of the tables b and a, of these types, made comparable; NULL where one has none."""
    was, now = SQL("b.{}").format(Identifier(name)), SQL("a.{}").format(Identifier(name))
    if mine is None or theirs is None:
        return (NULL if mine is None else was), (NULL if theirs is None else now)
    if mine is theirs:
        return was, now
    if mine.is_numeric and theirs.is_numeric:
        return _exact(was, mine), _exact(now, theirs)
    kind = stored_as(DataType.TIMESTAMP if mine.is_temporal and theirs.is_temporal else DataType.TEXT)
    return SQL("{}::{}").format(was, kind), SQL("{}::{}").format(now, kind)


def _exact(cell: Composed, kind: DataType) -> Composed:
    """A number of any type as numeric; a float by its shortest text, of which a plain cast would cut digits."""
    return SQL("{}::text::numeric" if kind is DataType.FLOAT else "{}::numeric").format(cell)


def _also(columns: list[Composed]) -> Composed:
    return SQL("").join(SQL(", {}").format(each) for each in columns)


def _counted(transaction: Transaction, statement: Composed) -> tuple[int, ...]:
    """The counts in the only row of a statement; a sum over nothing is 0."""
    with transaction.connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(statement, binary=True).fetchone() or ()
    return tuple(int(each or 0) for each in row)
