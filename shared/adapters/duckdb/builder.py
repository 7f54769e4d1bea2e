"""DuckDbSnapshotBuilder: tables as CSV files become one DuckDB file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from shared.adapters.duckdb.literals import DUCKDB_TYPES, quoted, text
from shared.core.errors import InternalError
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.shape import TableShape

_MAX_DIGITS = 38
_SMALL_DIGITS = 18


class DuckDbSnapshotBuilder:
    """What `ask` makes of files that never were in PostgreSQL; memory_mb bounds what building may use."""

    def __init__(self, memory_mb: int = 1024, threads: int = 2) -> None:
        self._config: dict[str, Any] = {"memory_limit": f"{memory_mb}MB", "threads": threads}

    def build(self, target: Path, tables: tuple[tuple[TableShape, Path], ...]) -> None:
        """Create the file from the tables' CSV files; it appears under its name only when it is whole."""
        growing = target.with_name(target.name + ".building")
        growing.unlink(missing_ok=True)
        try:
            with duckdb.connect(str(growing), config=self._config) as connection:
                for shape, source in tables:
                    _load(connection, shape, source)
            growing.replace(target)
        finally:
            growing.unlink(missing_ok=True)


def _load(connection: duckdb.DuckDBPyConnection, shape: TableShape, source: Path) -> None:
    types = ", ".join(f"{text(each.name)}: {text(DUCKDB_TYPES[each.type])}" for each in shape.columns)
    name = shape.name
    reading = (
        f"read_csv({text(str(source))}, header=true, auto_detect=false, delim=',', quote='\"', escape='\"', "
        f"nullstr='', allow_quoted_nulls=false, parallel=false, max_line_size=20000000, columns={{{types}}})"
    )
    connection.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM {reading}")  # noqa: S608 - names are quoted
    for each in shape.columns:
        if each.type is DataType.DECIMAL:
            _make_decimal(connection, quoted(name), quoted(each.name))


def _make_decimal(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Turn a column of decimal texts into the narrowest exact type that holds every value.

    Raises InternalError when none of DuckDB's 38 digits suffice.
    """
    scale, whole = connection.execute(
        f"SELECT COALESCE(MAX(LENGTH(SPLIT_PART({column}, '.', 2))), 0), "  # noqa: S608
        f"COALESCE(MAX(LENGTH(LTRIM(SPLIT_PART({column}, '.', 1), '-'))), 1) FROM {table}"
    ).fetchall()[0]
    if scale + whole > _MAX_DIGITS:
        raise InternalError("a decimal column has more digits than the snapshot can hold")
    digits = _SMALL_DIGITS if scale + whole <= _SMALL_DIGITS else _MAX_DIGITS
    connection.execute(f"ALTER TABLE {table} ALTER {column} TYPE DECIMAL({digits}, {scale})")
