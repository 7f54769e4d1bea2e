"""Tier 3: a server-side cursor in chunks: slow (ten times ADBC's time), and needs nothing but psycopg and DuckDB.

Values come as the same texts as by COPY and are handed to DuckDB as lists, not as CSV: rows of any length pass.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg

from shared.adapters.postgres.source.copy_tier import in_snapshot
from shared.adapters.postgres.source.parquet import ROW_GROUP, engine, failures, write
from shared.adapters.postgres.source.session import meant
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from shared.adapters.postgres.source.reading import Place
    from shared.adapters.postgres.source.row_query import RowQuery
    from shared.adapters.postgres.source.session import Connection

_CHUNK_BYTES = 32 << 20
"""Chunks become smaller where rows are long."""
_ROWS_OF_FILE = 4 * ROW_GROUP
_BYTES_OF_FILE = 128 << 20
Row = tuple[str | None, ...]


class CursorReader:
    """A Reader by a cursor."""

    def __init__(self, table: str, connection: Connection, place: Place, into: duckdb.DuckDBPyConnection) -> None:
        self._table = table
        self._connection = connection
        self._place = place
        self._into = into

    def write(self, query: RowQuery, target: Path, heard: Callable[[int], None]) -> tuple[Part, ...]:
        """Write the rows into the target, and into files named after it as they grow."""
        try:
            return tuple(self._written(query, target, heard))
        except psycopg.Error as error:
            raise meant(error, self._table) from None

    def stop(self) -> None:
        """End the running statement, there and here."""
        self._into.interrupt()
        with contextlib.suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=5)

    def _written(self, query: RowQuery, target: Path, heard: Callable[[int], None]) -> Iterator[Part]:
        names = ", ".join(f"c{place} VARCHAR" for place in range(len(query.columns) + 1))
        select = f"SELECT {query.from_text} FROM chunks"  # noqa: S608
        made = rows = size = 0
        with failures(self._place.folder):
            self._into.execute(f"CREATE OR REPLACE TABLE chunks ({names})")
        for chunk, weight in self._chunks(query.written):
            self._take(chunk)
            heard(len(chunk))
            rows, size = rows + len(chunk), size + weight
            if rows >= _ROWS_OF_FILE or size >= _BYTES_OF_FILE:
                yield self._file(select, target, made)
                made, rows, size = made + 1, 0, 0
        if rows or not made:
            yield self._file(select, target, made)

    def _file(self, select: str, target: Path, made: int) -> Part:
        path = target.with_name(f"{target.stem}-{made}{target.suffix}") if made else target
        rows = write(self._into, select, path)
        with failures(self._place.folder):
            self._into.execute("TRUNCATE chunks")
        return Part(path, rows)

    def _take(self, chunk: list[Row]) -> None:
        columns = [list(each) for each in zip(*chunk, strict=True)]
        lists = ", ".join(f"unnest(${place + 1}::VARCHAR[])" for place in range(len(columns)))
        with failures(self._place.folder):
            self._into.execute(f"INSERT INTO chunks SELECT {lists}", columns)

    def _chunks(self, statement: str) -> Iterator[tuple[list[Row], int]]:
        """Chunks of rows as texts, with their characters."""
        with self._connection.cursor(name="avexra_rows") as cursor:
            cursor.execute(statement.encode())
            many = 100
            while chunk := cursor.fetchmany(many):
                weight = sum(len(cell) for row in chunk for cell in row if cell is not None)
                yield chunk, weight
                fitting = _CHUNK_BYTES * len(chunk) // max(weight, 1)
                many = max(1, min(self._place.chunk_rows, many * 10, fitting))


@contextlib.contextmanager
def cursor_reader(table: str, place: Place) -> Iterator[CursorReader]:
    """Open a reader. Raises TransientError."""
    with in_snapshot(place) as connection, engine(place.folder, place.memory_mb, place.threads) as into:
        yield CursorReader(table, connection, place, into)
