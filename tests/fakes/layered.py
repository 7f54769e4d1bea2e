"""Tables of texts as Parquet: layers of every type, written by DuckDB itself and read by whatever is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from shared.core.store.manifest import Layer, StoredFile, TableSnapshot
from shared.core.store.source import StoredColumn
from shared.core.store.statistics import TableStatistics
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from shared.core.store.manifest import Window

Row = tuple[str | None, ...]
"""Cells as DuckDB writes them."""


def columns_of(**types: str) -> tuple[StoredColumn, ...]:
    """Return stored columns; what PostgreSQL calls their types does not matter here."""
    return tuple(StoredColumn(name, kind, kind.lower()) for name, kind in types.items())


def write_parquet(path: Path, columns: Sequence[StoredColumn], rows: Iterable[Row]) -> StoredFile:
    """Write rows of texts as Parquet of these columns, in that order; the key is the file's name."""
    rows = list(rows)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        names = [f'"{each.name}"' for each in columns]
        connection.execute(f"CREATE TABLE t ({', '.join(f'{name} VARCHAR' for name in names)})")
        for row in rows:
            connection.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(row))})", row)
        cells = ", ".join(
            name if each.type == "INTERVAL" else f"CAST({name} AS {each.type}) AS {name}"
            for name, each in zip(names, columns, strict=True)
        )
        connection.execute(f"COPY (SELECT {cells} FROM t) TO '{path}' (FORMAT parquet)")
    return StoredFile(path.name, path.stat().st_size, len(rows))


def layer_of(*files: StoredFile, replaces: Window | None = None, removed: StoredFile | None = None) -> Layer:
    """Return a layer of these files."""
    return Layer(files, sum(each.rows for each in files), "s", NOON, replaces, removed)


def table_of(
    columns: tuple[StoredColumn, ...], layers: Iterable[Layer], key: tuple[str, ...] = (), rows: int = 0
) -> TableSnapshot:
    """Return the table t of these layers."""
    return TableSnapshot("t", columns, key, tuple(layers), rows, TableStatistics(()))


def rows_in(file: Path, table: str = "t") -> list[Row]:
    """Return the rows of a table in a DuckDB file, in order, cells as DuckDB writes them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(f'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM "{table}"').fetchall()


def types_in(file: Path, table: str = "t") -> dict[str, str]:
    """Return the columns of a table in a DuckDB file with their types."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return {row[0]: row[1] for row in connection.execute(f'DESCRIBE "{table}"').fetchall()}
