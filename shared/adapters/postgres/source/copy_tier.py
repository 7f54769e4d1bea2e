"""Tier 2: COPY as CSV over psycopg, through a named pipe into DuckDB's reader."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg

from shared.adapters.postgres.source.parquet import engine
from shared.adapters.postgres.source.pipe import write_from_csv
from shared.adapters.postgres.source.quoting import literal
from shared.adapters.postgres.source.session import beginning, connected, meant, run
from shared.core.errors import TransientError
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from shared.adapters.postgres.source.pipe import Block
    from shared.adapters.postgres.source.reading import Place
    from shared.adapters.postgres.source.row_query import RowQuery
    from shared.adapters.postgres.source.session import Connection

_TOLD_EVERY = 20_000


class CopyReader:
    """A Reader by COPY."""

    def __init__(self, table: str, connection: Connection, place: Place, into: duckdb.DuckDBPyConnection) -> None:
        self._table = table
        self._connection = connection
        self._place = place
        self._into = into

    def write(self, query: RowQuery, target: Path, heard: Callable[[int], None]) -> tuple[Part, ...]:
        """Write the rows into the target."""
        try:
            rows = write_from_csv(
                into=self._into,
                folder=self._place.folder,
                width=len(query.columns) + 1,
                blocks=lambda: self._blocks(query.written, heard),
                select=query.from_text,
                target=target,
            )
        except psycopg.Error as error:
            raise meant(error, self._table) from None
        return (Part(target, rows),)

    def stop(self) -> None:
        """End the running statement, there and here."""
        self._into.interrupt()
        with contextlib.suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=5)

    def _blocks(self, statement: str, heard: Callable[[int], None]) -> Iterator[Block]:
        """Rows as CSV, a block each."""
        came = 0
        command = f"COPY ({statement}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"
        with self._connection.cursor() as cursor, cursor.copy(command.encode()) as copy:
            for block in copy:
                yield block
                came += 1
                if came == _TOLD_EVERY:
                    heard(came)
                    came = 0
        heard(came)


@contextlib.contextmanager
def in_snapshot(place: Place) -> Iterator[Connection]:
    """A connection that shows the snapshot: one of its own, or the control's where none can be shared."""
    if not place.snapshot:
        with place.control.taken() as connection, connection.transaction():
            yield connection
        return
    with connected(place.address) as connection:
        try:
            for each in beginning(place.address, place.control.version):
                run(connection, each)
            run(connection, f"SET TRANSACTION SNAPSHOT {literal(place.snapshot)}")
        except psycopg.Error:
            raise TransientError("The database gave up the snapshot that is read.") from None
        yield connection


@contextlib.contextmanager
def copy_reader(table: str, place: Place) -> Iterator[CopyReader]:
    """Open a reader. Raises TransientError."""
    with in_snapshot(place) as connection, engine(place.folder, place.memory_mb, place.threads) as into:
        yield CopyReader(table, connection, place, into)
