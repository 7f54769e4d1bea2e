"""Rows in and out of PostgreSQL by COPY."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Identifier, Literal

from shared.adapters.postgres.data_schema import staging_of
from shared.adapters.postgres.database import storable
from shared.core.errors import InternalError, UserError
from shared.core.ingest.report import CsvRows
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from psycopg.sql import Composed

    from shared.adapters.postgres.data_schema import StoredTable
    from shared.adapters.postgres.database import Transaction
    from shared.core.ingest.report import CleanTable
    from shared.core.table.shape import TableShape
    from shared.core.table.types import Cell

_BLOCK = 1 << 20
_ROWS_TOLD = 10_000


@contextmanager
def fitting(label: str) -> Iterator[None]:
    """Say of which table it is that PostgreSQL cannot hold it. Raises UserError."""
    try:
        yield
    except (psycopg.DataError, UnicodeError):
        raise UserError(f'"{label}" has a value that does not fit its column or cannot be stored.') from None
    except (errors.ProgramLimitExceeded, errors.TooManyColumns):
        raise UserError(f'"{label}" has more columns, or longer rows, than can be stored: leave some out.') from None


def copy_rows(transaction: Transaction, schema: str, table: CleanTable, told: Callable[[int], None]) -> int:
    """Add the rows to the staged table of that name; returns how many. Raises as psycopg and the rows do.

    Zone-aware timestamps are stored in UTC. told hears how many rows are about to be there.
    """
    return copy_rows_into(transaction, Identifier(staging_of(schema), table.name), table, told)


def copy_rows_into(
    transaction: Transaction, where: Identifier, table: CleanTable, told: Callable[[int], None] = lambda _: None
) -> int:
    """Add the rows to a table that has their columns; the same as copy_rows."""
    told(0)
    names = _names(each.name for each in table.columns)
    into = SQL("COPY {} ({}) FROM STDIN").format(where, names)
    copied = (
        _copy_csv(transaction, into, table.rows, len(table.rows), told) if isinstance(table.rows, CsvRows) else None
    )
    if copied is None:
        copied = _copy_each(transaction, into, table, told)
    if copied != len(table.rows):
        raise InternalError("PostgreSQL took another number of rows than there are.")
    return copied


def copy_file(transaction: Transaction, schema: str, shape: TableShape, path: Path, null: str) -> int:
    """Add the rows of a CSV file with a header to the staged table; returns how many."""
    names = (each.name for each in shape.columns)
    into = SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER true, NULL {})").format(
        Identifier(staging_of(schema), shape.name), _names(names), Literal(null)
    )
    return _copy_in(transaction, into, path)


def copy_reject_rows(transaction: Transaction, schema: str, name: str, table: CleanTable, behind: str = "") -> None:
    """Add the rejected rows to the staged table of that name; behind goes behind their reasons."""
    into = SQL("COPY {} (line, reason, cells) FROM STDIN").format(Identifier(staging_of(schema), name))
    with transaction.connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["int8", "text", "text[]"])
        for reject in table.rejects:
            copy.write_row(
                (reject.line, storable(f"{reject.reason}{behind}"), [storable(cell) for cell in reject.cells])
            )


def copy_out(transaction: Transaction, schema: str, table: StoredTable, path: Path) -> int:
    """Write a table as CSV with a header; returns its rows."""
    out = SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, HEADER true)").format(
        _names(each.name for each in table.shape.columns), Identifier(schema, table.shape.name)
    )
    with transaction.connection.cursor() as cursor, path.open("wb") as file:
        with cursor.copy(out) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount


def _copy_csv(transaction: Transaction, into: Composed, rows: CsvRows, count: int, told: Callable[[int], None]) -> int:
    """Have the rows write themselves into a file, and send it as it is; how many are sent, its bytes tell."""
    with tempfile.TemporaryDirectory(prefix="avexra-copy-") as folder:
        path = Path(folder) / "rows.csv"
        rows.write_csv(path)
        size = max(1, path.stat().st_size)
        into += SQL(" (FORMAT csv, NULL '')")
        return _copy_in(transaction, into, path, lambda sent: told(count * sent // size))


def _copy_each(transaction: Transaction, into: Composed, table: CleanTable, told: Callable[[int], None]) -> int:
    zoned = [i for i, each in enumerate(table.columns) if each.type is DataType.TIMESTAMP]
    with transaction.connection.cursor() as cursor:
        with cursor.copy(into) as copy:
            for number, row in enumerate(table.rows, 1):
                copy.write_row(_in_utc(row, zoned) if zoned else row)
                if not number % _ROWS_TOLD:
                    told(number)
        return cursor.rowcount


def _in_utc(row: tuple[Cell, ...], zoned: list[int]) -> list[Cell]:
    cells = list(row)
    for i in zoned:
        cell = cells[i]
        if isinstance(cell, datetime) and cell.tzinfo is not None:
            cells[i] = cell.astimezone(UTC).replace(tzinfo=None)
    return cells


def _copy_in(transaction: Transaction, into: Composed, path: Path, sent: Callable[[int], None] = lambda _: None) -> int:
    """Send a file; sent hears how many bytes of it are."""
    with transaction.connection.cursor() as cursor, path.open("rb") as file:
        with cursor.copy(into) as copy:
            while block := file.read(_BLOCK):
                copy.write(block)
                sent(file.tell())
        return cursor.rowcount


def _names(names: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
