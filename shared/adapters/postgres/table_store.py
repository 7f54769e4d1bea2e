"""Tables in PostgreSQL: written whole by COPY, staging and swap; read whole as of one moment."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg.errors import UndefinedTable
from psycopg.sql import SQL, Identifier, Literal

from shared.adapters.postgres.data_schema import (
    StoredTable,
    begin_staging,
    checked,
    content_of,
    create_rejects,
    create_table,
    lock_writers_out,
    rejects_name,
    staging_of,
    stored_tables,
    swap_all,
    swap_one,
)
from shared.adapters.postgres.database import storable
from shared.core.errors import TransientError, UserError
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from psycopg.sql import Composed

    from shared.adapters.postgres.database import Database, Transaction
    from shared.core.ingest.report import CleanTable
    from shared.core.table.types import Cell

_LOAD_SECONDS = 240.0
"""A statement that loads or exports a table may take so long: less than the 300 s its function has."""
_BLOCK = 1 << 20
_BIGGEST = 2**63 - 1


class PostgresTableStore:
    """The TableStore port, and load_csv for data that needs no cleaning."""

    def __init__(self, database: Database, load_seconds: float = _LOAD_SECONDS) -> None:
        self._database = database
        self._load_seconds = load_seconds

    def replace(self, schema: str, tables: tuple[CleanTable, ...], content_hash: str) -> bool:
        """Let these tables be all the schema holds; False, writing nothing, when it holds this content already.

        Zone-aware timestamps are stored in UTC; a whole-number column with a value beyond 64 bits becomes DECIMAL.
        Raises UserError when a cell cannot be stored, TransientError and TimedOutError as the database does.
        """
        schema = checked(schema)
        with self._database.transaction(timeout_seconds=self._load_seconds) as transaction:
            begin_staging(transaction, schema)
            if content_of(transaction, schema) == content_hash:
                transaction.connection.rollback()
                return False
            names = {table.name for table in tables}
            for table in tables:
                with _fitting(table.label):
                    _write(transaction, schema, table)
                    if table.rejects:
                        rejects = rejects_name(table.name, names)
                        names.add(rejects)
                        _write_rejects(transaction, schema, rejects, table)
            swap_all(transaction, schema, content_hash)
        return True

    def load_csv(self, schema: str, shape: TableShape, path: Path, *, null: str = "") -> int:
        """Let a CSV file with a header, the shape's columns in order, be one table of the schema; returns its rows.

        An unquoted field that is null ("", or such as "NA") is NULL. The other tables stay. Raises UserError when a
        field does not fit its column.
        """
        schema = checked(schema)
        with self._database.transaction(timeout_seconds=self._load_seconds) as transaction:
            begin_staging(transaction, schema)
            create_table(transaction, schema, shape)
            into = SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER true, NULL {})").format(
                Identifier(staging_of(schema), shape.name), _names(shape.columns), Literal(null)
            )
            with _fitting(shape.label):
                rows = _copy_in(transaction, into, path)
            swap_one(transaction, schema, shape.name)
        return rows

    def tables(self, schema: str) -> tuple[TableShape, ...]:
        """Return the shape of each table, without rejects, by name."""
        with self._database.transaction() as transaction:
            found = stored_tables(transaction, checked(schema))
        return tuple(table.shape for table in found)

    def export(self, schema: str, folder: Path) -> tuple[tuple[str, Path, int], ...]:
        """Write each table as CSV into the folder, all of one moment: (table, path, rows).

        A replacement in between is noticed and the look repeated; the third look keeps writers out while it is taken.
        """
        schema = checked(schema)
        folder.mkdir(parents=True, exist_ok=True)
        for writers_wait in (False, False, True):
            with ExitStack() as open_transactions:
                gate = open_transactions.enter_context(self._database.transaction()) if writers_wait else None
                if gate is not None:
                    lock_writers_out(gate, schema)
                reading = open_transactions.enter_context(
                    self._database.transaction(timeout_seconds=self._load_seconds, one_snapshot=True)
                )
                tables = _held(reading, schema)
                if gate is not None:
                    gate.connection.rollback()
                if tables is not None:
                    return _copy_all_out(reading, schema, tables, folder)
        raise TransientError("The tables are being replaced just now.")

    def drop(self, schema: str) -> None:
        """Remove the schema and all in it."""
        with self._database.transaction() as transaction:
            lock_writers_out(transaction, schema)
            transaction.define(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(checked(schema))))


@contextmanager
def _fitting(label: str) -> Iterator[None]:
    try:
        yield
    except (psycopg.DataError, UnicodeError):
        raise UserError(f'"{label}" has a value that does not fit its column or cannot be stored.') from None


def _write(transaction: Transaction, schema: str, table: CleanTable) -> None:
    columns = tuple(
        ColumnShape(each.name, each.label, _roomy(each.type, table, i), each.unit)
        for i, each in enumerate(table.columns)
    )
    create_table(transaction, schema, TableShape(table.name, table.label, columns))
    zoned = [i for i, each in enumerate(table.columns) if each.type is DataType.TIMESTAMP]
    into = SQL("COPY {} ({}) FROM STDIN").format(Identifier(staging_of(schema), table.name), _names(columns))
    with transaction.connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in table.rows:
            copy.write_row(_in_utc(row, zoned) if zoned else row)


def _write_rejects(transaction: Transaction, schema: str, name: str, table: CleanTable) -> None:
    create_rejects(transaction, schema, name)
    into = SQL("COPY {} (line, reason, cells) FROM STDIN").format(Identifier(staging_of(schema), name))
    with transaction.connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["int8", "text", "text[]"])
        for reject in table.rejects:
            copy.write_row((reject.line, storable(reject.reason), [storable(cell) for cell in reject.cells]))


def _roomy(data_type: DataType, table: CleanTable, index: int) -> DataType:
    """The column's type, or DECIMAL where a whole number is beyond 64 bits."""
    if data_type is not DataType.INTEGER:
        return data_type
    cells = (row[index] for row in table.rows)
    beyond = any(isinstance(cell, int) and abs(cell) > _BIGGEST for cell in cells)
    return DataType.DECIMAL if beyond else data_type


def _in_utc(row: tuple[Cell, ...], zoned: list[int]) -> list[Cell]:
    cells = list(row)
    for i in zoned:
        cell = cells[i]
        if isinstance(cell, datetime) and cell.tzinfo is not None:
            cells[i] = cell.astimezone(UTC).replace(tzinfo=None)
    return cells


def _names(columns: Iterable[ColumnShape]) -> Composed:
    return SQL(", ").join(Identifier(each.name) for each in columns)


def _copy_in(transaction: Transaction, into: Composed, path: Path) -> int:
    with transaction.connection.cursor() as cursor, path.open("rb") as file:
        with cursor.copy(into) as copy:
            while block := file.read(_BLOCK):
                copy.write(block)
        return cursor.rowcount


def _held(transaction: Transaction, schema: str) -> tuple[StoredTable, ...] | None:
    """The schema's tables, locked against replacement; None when they were replaced while we looked.

    The transaction sees rows as of its start and names as of now: without the second look a table replaced in between
    would be read as empty.
    """
    tables = stored_tables(transaction, schema)
    if not tables:
        return ()
    places = SQL(", ").join(Identifier(schema, table.shape.name) for table in tables)
    try:
        transaction.define(SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(places))
    except UndefinedTable:
        transaction.connection.rollback()
        return None
    tables = stored_tables(transaction, schema)
    return tables if all(table.is_current for table in tables) else None


def _copy_all_out(
    transaction: Transaction, schema: str, tables: Iterable[StoredTable], folder: Path
) -> tuple[tuple[str, Path, int], ...]:
    exported = []
    for i, table in enumerate(tables):
        path = folder / f"{i:03d}.csv"
        exported.append((table.shape.name, path, _copy_out(transaction, schema, table, path)))
    return tuple(exported)


def _copy_out(transaction: Transaction, schema: str, table: StoredTable, path: Path) -> int:
    out = SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, HEADER true)").format(
        _names(table.shape.columns), Identifier(schema, table.shape.name)
    )
    with transaction.connection.cursor() as cursor, path.open("wb") as file:
        with cursor.copy(out) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount
