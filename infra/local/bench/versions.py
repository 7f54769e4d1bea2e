"""What versions of a million rows take in PostgreSQL: writing, adding, comparing, restoring, reading out."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg

from infra.local.bench.table import Table
from infra.local.postgres.server import LocalPostgres
from infra.migrations.apply import apply
from shared.adapters.postgres.database import Database
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Change, Origin
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 1_000_000
_SCHEMA = "d_bench"
_COLUMNS = {
    "id": (DataType.INTEGER, "i + {first}"),
    "day": (DataType.DATE, "DATE '2024-01-01' + (i % 366)::INTEGER"),
    "town": (DataType.TEXT, "'Town ' || (i % 500)"),
    "customer": (DataType.TEXT, "'Customer ' || (i * 7919 % 70000)"),
    "quantity": (DataType.INTEGER, "i * 31 % 100 + CASE WHEN i % 10 = 0 THEN {more} ELSE 0 END"),
    "price": (DataType.DECIMAL, "((i * 104729 % 1000000) / 100)::DECIMAL(18,2)"),
    "is_paid": (DataType.BOOLEAN, "CASE WHEN i % 3 = 0 THEN 't' ELSE 'f' END"),
    "at": (DataType.TIMESTAMP, "TIMESTAMP '2024-01-01' + INTERVAL 1 SECOND * i"),
    "note": (DataType.TEXT, "CASE WHEN i % 5 = 0 THEN NULL ELSE 'note of row ' || i END"),
    "weight": (DataType.FLOAT, "i / 7.0"),
    "code": (DataType.TEXT, "'C' || (i % 1000)"),
    "tax": (DataType.DECIMAL, "((i % 1800) / 100)::DECIMAL(18,2)"),
}


@dataclass(frozen=True, slots=True)
class _RowsInFile:
    """Rows that lie in a CSV file."""

    path: Path
    rows: int

    def __len__(self) -> int:
        return self.rows

    def __getitem__(self, part: slice) -> list[tuple[object, ...]]:
        """Read the rows of a slice, which begins at none or more."""
        with duckdb.connect() as connection:
            reading = f"read_csv('{self.path}', header = false, nullstr = '')"
            start, stop, _ = part.indices(self.rows)
            return connection.execute(f"FROM {reading} LIMIT {stop - start} OFFSET {start}").fetchall()

    def write_csv(self, path: Path) -> None:
        """Copy the file."""
        shutil.copyfile(self.path, path)


def run(*, tiny: bool = False) -> Table:
    """Time each step once, on a durable server of its own; tiny takes fewer rows."""
    rows = 20_000 if tiny else ROWS
    with tempfile.TemporaryDirectory(prefix="avexra-versions-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with LocalPostgres(folder / "server") as server:
            url = server.create_database("versions")
            apply(url)
            database = Database(url)
            steps = _steps(PostgresTableStore(database), url, folder, rows)
            lines = tuple((step, f"{_seconds(do):.2f}") for step, do in steps.items())
            database.close()
    return Table(f"versions: {rows:,} rows x {len(_COLUMNS)} columns in PostgreSQL", ("", "seconds"), lines)


def _steps(store: PostgresTableStore, url: str, folder: Path, rows: int) -> dict[str, Callable[[], Any]]:
    """What is timed, in order; each stands on what the ones before it wrote."""
    one, other = _file(folder / "one.csv", rows, 0, 0), _file(folder / "other.csv", rows, rows // 100, 1)
    return {
        "plain COPY of the CSV": lambda: _copied(url, one),
        "first version, no key": lambda: _written(store, one, Change.FIRST, "1"),
        "new version, no key": lambda: _written(store, other, Change.RENEWED, "2"),
        "compared by a column that is found": lambda: store.compare(_SCHEMA, 1, 2),
        "new version, with a key": lambda: _written(store, one, Change.RENEWED, "3", ("id",)),
        "new version, with the same key": lambda: _written(store, other, Change.RENEWED, "4", ("id",)),
        "compared by key": lambda: store.compare(_SCHEMA, 3, 4),
        "looked for in it": lambda: store.overlap(_SCHEMA, (_table(other),)),
        "restored": lambda: store.restore(_SCHEMA, 3, "U1"),
        "the same rows added to them": lambda: _written(store, other, Change.APPENDED, "5"),
        "exported (twice the rows)": lambda: store.export(_SCHEMA, folder / "out"),
    }


def _seconds(do: Callable[[], Any]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _file(path: Path, rows: int, first: int, more: int) -> _RowsInFile:
    """A CSV file of so many rows; first moves the keys, more changes a tenth of the quantities."""
    cells = ", ".join(f"{cell.format(first=first, more=more)} AS {name}" for name, (_, cell) in _COLUMNS.items())
    duckdb.sql(f"COPY (SELECT {cells} FROM range({rows}) AS r(i)) TO '{path}' (HEADER false)")  # noqa: S608 - our own
    return _RowsInFile(path, rows)


def _written(
    store: PostgresTableStore, rows: _RowsInFile, change: Change, content: str, key: tuple[str, ...] = ()
) -> None:
    store.write(_SCHEMA, (_table(rows, key),), change, Origin("", "", rows.path.name, "U1", content))


def _table(rows: _RowsInFile, key: tuple[str, ...] = ()) -> CleanTable:
    columns = tuple(CleanColumn(name, name.capitalize(), kind) for name, (kind, _) in _COLUMNS.items())
    lines: Any = rows
    return CleanTable("orders", "Orders", columns, lines, key=key)


def _copied(url: str, rows: _RowsInFile) -> None:
    """What COPY alone takes, into a table of the same types."""
    types = "bigint date text text bigint numeric boolean timestamp text float8 text numeric".split()
    definitions = ", ".join(f"{name} {kind}" for name, kind in zip(_COLUMNS, types, strict=True))
    with psycopg.connect(url) as connection, connection.cursor() as cursor, rows.path.open("rb") as file:
        cursor.execute(f"CREATE TABLE public.plain ({definitions})".encode())
        with cursor.copy(b"COPY public.plain FROM STDIN (FORMAT csv)") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
