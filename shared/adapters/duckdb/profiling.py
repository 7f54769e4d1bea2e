"""DuckDbTableProfiler: what is in the tables of a snapshot, for the semantic model."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb

from shared.adapters.duckdb.literals import quoted, text
from shared.adapters.duckdb.matching import is_unique, sampled_matches
from shared.core.semantic.model import TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.store.fitting import kind_of
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from shared.core.semantic.model import Relationship
    from shared.core.table.shape import ColumnShape, TableShape

INDEXED_VALUES = 200
"""How many of a text column's most frequent values are indexed (spec: distinct filter values <= 200)."""

SAMPLED = 500
"""Rows whose values say what a column holds."""

COUNTED_AT_ONCE = 32
"""Columns whose distinct values one statement counts: each costs a hash table, about 3 MB even for a few rows."""

_ZONED = "TIMESTAMP WITH TIME ZONE"


class DuckDbTableProfiler:
    """A TableProfiler; memory_mb bounds what profiling may use."""

    def __init__(self, memory_mb: int = 1024, threads: int = 2) -> None:
        self._config: dict[str, Any] = {"memory_limit": f"{memory_mb}MB", "threads": threads}

    def samples(self, file: Path, table: str) -> dict[str, tuple[str, ...]]:
        """Return some different values of each column of text of a table, by its name."""
        with self._opened({table: file}) as connection:
            described = connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
            return {row[0]: _sample(connection, table, row[0]) for row in described if row[1] == "VARCHAR"}

    def profile(
        self, files: Mapping[str, Path], dataset: str, shapes: tuple[TableShape, ...]
    ) -> tuple[TableProfile, ...]:
        """Return statistics of each table, as one of this data set."""
        with self._opened(files) as connection:
            return tuple(_profile(connection, TableRef(dataset, shape.name), shape) for shape in shapes)

    def matches(
        self, files: Mapping[str, Path], profiles: tuple[TableProfile, ...], candidates: tuple[Relationship, ...]
    ) -> dict[Relationship, float]:
        """Return, for candidates whose to-side is unique, the fraction of non-null from-rows found there.

        Fractions below HOPELESS may be those of a thousand rows.
        """
        tables = {each.name: each for each in profiles}
        found = {}
        with self._opened(files) as connection:
            known = sampled_matches(connection, tables, candidates)
            unique: dict[tuple[str, ...], bool] = {}
            for each in candidates:
                if each in known:
                    found[each] = known[each]
                    continue
                here, there = (quoted(tables[name].table.table) for name in (each.from_entity, each.to_entity))
                side = (each.to_entity, *each.to_columns)
                if side not in unique:
                    unique[side] = _is_unique(connection, tables[each.to_entity], each.to_columns)
                if unique[side]:
                    found[each] = _fraction(connection, here, there, each)
        return found

    @contextmanager
    def _opened(self, files: Mapping[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that has every table under its own name, wherever its file is."""
        with duckdb.connect(config=self._config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            places = {path: f"file{i}" for i, path in enumerate(dict.fromkeys(files.values()))}
            for path, place in places.items():
                connection.execute(f"ATTACH {text(str(path))} AS {place} (READ_ONLY)")
            for table, path in files.items():
                connection.execute(f"CREATE VIEW {quoted(table)} AS FROM {places[path]}.main.{quoted(table)}")
            yield connection


def _sample(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> tuple[str, ...]:
    """Values of rows that lie anywhere in the table."""
    name = quoted(column)
    filled = f"(SELECT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL)"  # noqa: S608 - names are quoted
    sampled = f"(FROM {filled} USING SAMPLE reservoir({SAMPLED} ROWS) REPEATABLE (7))"
    return tuple(row[0] for row in connection.execute(f"SELECT DISTINCT {name} FROM {sampled}").fetchall())  # noqa: S608


def _profile(connection: duckdb.DuckDBPyConnection, ref: TableRef, shape: TableShape) -> TableProfile:
    table = quoted(ref.table)
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    names = [(row[0], row[1]) for row in described]
    said = {each.name: each for each in shape.columns}
    ((rows,),) = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchall()  # noqa: S608
    columns = tuple(
        replace(_column(connection, table, _typed(said[name], stored), rows, statistics), zoned=stored == _ZONED)
        for part in (names[i : i + COUNTED_AT_ONCE] for i in range(0, len(names), COUNTED_AT_ONCE))
        for (name, stored), statistics in zip(part, _all_statistics(connection, table, part), strict=True)
    )
    return TableProfile(ref.table, shape.label, ref, rows, columns)


def _typed(shape: ColumnShape, stored: str) -> ColumnShape:
    return replace(shape, type=kind_of(stored))


def _all_statistics(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the five figures of each column."""
    asked = ", ".join(_statistics(quoted(name), stored) for name, stored in columns)
    (row,) = connection.execute(f"SELECT {asked} FROM {table}").fetchall()  # noqa: S608
    return (row[5 * i : 5 * i + 5] for i in range(len(columns)))


def _statistics(name: str, stored: str) -> str:
    """Five aggregates; the extremes of days and moments are of those that Python can read, instants in UTC."""
    counts = f"COUNT(DISTINCT {name}), COUNT({name})"
    if kind_of(stored) is DataType.TEXT:
        return f"{counts}, NULL, NULL, {f'COALESCE(MAX(LENGTH({name})), 0)' if stored == 'VARCHAR' else '0'}"
    known = f" FILTER (WHERE {name} >= '0001-01-01' AND {name} <= '9999-12-31')" if _has_a_year(stored) else ""
    utc = " AT TIME ZONE 'UTC'" if stored == _ZONED else ""
    return f"{counts}, MIN({name}){known}{utc}, MAX({name}){known}{utc}, 0"


def _has_a_year(stored: str) -> bool:
    return kind_of(stored) in {DataType.DATE, DataType.TIMESTAMP}


def _column(
    connection: duckdb.DuckDBPyConnection, table: str, shape: ColumnShape, rows: int, statistics: tuple[Any, ...]
) -> ColumnProfile:
    kind = shape.type
    distinct, present, least, greatest, longest = statistics
    values: tuple[str, ...] = ()
    if kind is DataType.TEXT and not shape.personal:
        column = quoted(shape.name)
        found = connection.execute(
            f"SELECT {column}::VARCHAR FROM {table} WHERE {column} IS NOT NULL GROUP BY {column} "  # noqa: S608
            f"ORDER BY COUNT(*) DESC, {column} LIMIT {INDEXED_VALUES}"
        ).fetchall()
        values = tuple(row[0] for row in found)
    iso = [None if each is None else _iso(each) for each in (least, greatest)]
    return ColumnProfile(
        shape.name,
        shape.label,
        kind,
        distinct,
        rows - present,
        values,
        iso[0],
        iso[1],
        longest,
        shape.unit,
        shape.personal,
    )


def _iso(value: Any) -> str:  # noqa: ANN401 - a number, date or time
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _is_unique(connection: duckdb.DuckDBPyConnection, profile: TableProfile, columns: tuple[str, ...]) -> bool:
    if len(columns) == 1:
        return is_unique(profile, columns[0])
    names = ", ".join(quoted(each) for each in columns)
    present = " AND ".join(f"{quoted(each)} IS NOT NULL" for each in columns)
    table = quoted(profile.table.table)
    repeated = connection.execute(
        f"SELECT 1 FROM {table} WHERE {present} GROUP BY {names} HAVING COUNT(*) > 1 LIMIT 1"  # noqa: S608
    ).fetchall()
    return not repeated


def _fraction(connection: duckdb.DuckDBPyConnection, here: str, there: str, relationship: Relationship) -> float:
    pairs = list(zip(relationship.from_columns, relationship.to_columns, strict=True))
    equal = " AND ".join(f"f.{quoted(a)} = t.{quoted(b)}" for a, b in pairs)
    present = " AND ".join(f"f.{quoted(a)} IS NOT NULL" for a, _ in pairs)
    ((rows, found),) = connection.execute(
        f"SELECT (SELECT COUNT(*) FROM {here} f WHERE {present}), "  # noqa: S608
        f"(SELECT COUNT(*) FROM {here} f WHERE {present} AND EXISTS (SELECT 1 FROM {there} t WHERE {equal}))"
    ).fetchall()
    return found / rows if rows else 0.0
