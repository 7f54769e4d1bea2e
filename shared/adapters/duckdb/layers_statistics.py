"""Statistics of a table's columns: one pass for all figures, and one more for each column of few values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.duckdb.literals import quoted
from shared.core.store.statistics import MOST_VALUES, ColumnStatistics, TableStatistics
from shared.ports.snapshot_engine import LONGEST_TEXT

if TYPE_CHECKING:
    import duckdb

    from shared.core.store.source import StoredColumn

_AT_ONCE = 32
"""Columns of one pass: each holds an estimator of its own, and a thousand would hold a thousand."""
_FIGURES = 6
_PERHAPS_FEW = 2 * MOST_VALUES
"""An estimate up to this may be of a column with few enough values; it errs by a few per cent."""
_LARGEST = "1e150"
"""The square of a larger number is no number any more, and the engine refuses to give a deviation of it."""
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FLOATS = ("DOUBLE", "FLOAT", "REAL")


def statistics_of(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[StoredColumn, ...]
) -> TableStatistics:
    """Return the statistics of the table's columns, in their order."""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()  # noqa: S608
    found: list[ColumnStatistics] = []
    for start in range(0, len(columns), _AT_ONCE):
        part = columns[start : start + _AT_ONCE]
        asked = ", ".join(_asked(each) for each in part)
        (figures,) = connection.execute(f"SELECT {asked} FROM {quoted(table)}").fetchall()  # noqa: S608
        found += [
            _column(connection, table, each, rows, figures[_FIGURES * i : _FIGURES * (i + 1)])
            for i, each in enumerate(part)
        ]
    return TableStatistics(tuple(found))


def _asked(column: StoredColumn) -> str:
    name = quoted(column.name)
    moments = "NULL, NULL"
    if column.type in _FLOATS:
        moments = ", ".join(f"{each}({name}) FILTER (abs({name}) < {_LARGEST})" for each in ("avg", "stddev_samp"))
    elif column.type in _NUMBERS or column.type.startswith("DECIMAL"):
        moments = f"CAST(avg({name}) AS DOUBLE), stddev_samp({name})"
    return (
        f"count({name}), approx_count_distinct({name}), "
        f"CAST(min({name}) AS VARCHAR), CAST(max({name}) AS VARCHAR), {moments}"
    )


def _column(
    connection: duckdb.DuckDBPyConnection, table: str, column: StoredColumn, rows: int, figures: tuple[Any, ...]
) -> ColumnStatistics:
    present, estimate, least, greatest, mean, deviation = figures
    values = _values(connection, table, column.name) if estimate <= _PERHAPS_FEW else None
    distinct = len(values) if values is not None else min(max(estimate, MOST_VALUES + 1), present)
    told = values or ()
    return ColumnStatistics(
        column.name,
        rows - present,
        distinct,
        _short(least),
        _short(greatest),
        told if all(len(each) <= LONGEST_TEXT for each in told) else (),
        mean,
        deviation,
    )


def _values(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> tuple[str, ...] | None:
    """The distinct values, the most frequent first; None when there are more than are kept."""
    name = quoted(column)
    found = connection.execute(
        f"SELECT CAST({name} AS VARCHAR) FROM {quoted(table)} WHERE {name} IS NOT NULL "  # noqa: S608
        f"GROUP BY {name} ORDER BY count(*) DESC, {name} LIMIT {MOST_VALUES + 1}"
    ).fetchall()
    return tuple(each for (each,) in found) if len(found) <= MOST_VALUES else None


def _short(value: str | None) -> str | None:
    return value if value is not None and len(value) <= LONGEST_TEXT else None
