"""A PostgreSQL database in memory, whose reads are real Parquet files."""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import duckdb

from shared.core.errors import TransientError, UserError
from shared.core.store.manifest import Window
from shared.core.store.source import Relation, SourceTable, StoredColumn, Watermark
from shared.core.store.sync import Tier
from shared.ports.table_source import Part, ReadRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

Row = dict[str, Any]

STORED = {
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "double precision": "DOUBLE",
    "timestamp without time zone": "TIMESTAMP",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
    "time without time zone": "TIME",
    "numeric(12,2)": "DECIMAL(12,2)",
    "numeric(38,9)": "DECIMAL(38,9)",
    "jsonb": "JSON",
}
"""The types it has."""
OVERLAP = timedelta(minutes=5)


@dataclass
class FakeTable:
    """A table: PostgreSQL's type of each column, and rows as Python's values."""

    columns: dict[str, str]
    rows: list[Row] = field(default_factory=list)


class FakeTableSource:
    """The TableSource port; tables by schema and name, changed as a test likes between moments.

    rows_of_part cuts a read into files; fail is raised by every read while it is set.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), rows_of_part: int = 1_000) -> None:
        self.tables: dict[tuple[str, str], FakeTable] = {}
        self.rows_of_part = rows_of_part
        self.fail: Exception | None = None
        self._now = now

    def make(self, name: str, columns: dict[str, str], schema: str = "public") -> FakeTable:
        """Make a table, or another in its place."""
        self.tables[schema, name] = FakeTable(columns)
        return self.tables[schema, name]

    @contextmanager
    def at_one_moment(self, sources: tuple[SourceTable, ...] = ()) -> Iterator[FakeMoment]:
        """Open a moment."""
        moment = FakeMoment(deepcopy(self.tables), self._now(), self)
        for each in sources:
            moment.columns(each)
        yield moment


class FakeMoment:
    """The Moment port."""

    def __init__(self, tables: dict[tuple[str, str], FakeTable], read_at: datetime, source: FakeTableSource) -> None:
        self._tables = tables
        self._read_at = read_at
        self._source = source

    @property
    def read_at(self) -> datetime:
        """The moment."""
        return self._read_at

    def columns(self, source: SourceTable, known: tuple[StoredColumn, ...] = ()) -> tuple[StoredColumn, ...]:
        """Return the columns as they will be stored."""
        return _stored(self._table(source), known, ())

    def read(
        self,
        source: SourceTable,
        folder: Path,
        since: Watermark | None = None,
        progress: Callable[[int], None] | None = None,
        known: tuple[StoredColumn, ...] = (),
    ) -> ReadRows:
        """Write the rows into Parquet files."""
        if self._source.fail is not None:
            raise self._source.fail
        table = self._table(source)
        least = _least(table, source, since)
        rows = [each for each in table.rows if since is None or _is_past(each[source.incremental], least)]
        living = [each for each in rows if not _is_gone(source, each)]
        gone = [each for each in rows if _is_gone(source, each)] if since is not None else []
        kept = _newest(source, living)
        columns = _stored(table, known, kept)
        size = self._source.rows_of_part
        parts = tuple(_written(folder, columns, kept[first : first + size]) for first in range(0, len(kept), size))
        if progress is not None and kept:
            progress(len(kept))
        keys = tuple(each for each in columns if each.name in source.key)
        return ReadRows(
            columns,
            parts,
            Tier.ADBC,
            _watermark(table, source, [*kept, *gone], since),
            Window(source.incremental, _text(least)) if since is not None else None,
            _written(folder, keys, gone) if gone else None,
            len(kept) < len(living),
            tuple(
                f'"{c.name}" is kept as text.' for c in columns if (c.type != STORED[c.source_type]) and c not in known
            ),
        )

    def keys(self, source: SourceTable, folder: Path, known: tuple[StoredColumn, ...] = ()) -> Part:
        """Write the keys of all rows that live into one Parquet file."""
        if not source.key:
            raise UserError(f'"{source.name}" has no key.')
        table = self._table(source)
        told = {*source.key, source.incremental}
        columns = tuple(each for each in _stored(table, known, ()) if each.name in told)
        return _written(folder, columns, [each for each in table.rows if not _is_gone(source, each)])

    def read_by_key(
        self, source: SourceTable, folder: Path, keys: Part, known: tuple[StoredColumn, ...]
    ) -> ReadRows | None:
        """Write the rows of these keys into one Parquet file."""
        if self._source.fail is not None:
            raise self._source.fail
        kinds = {each.name: each.type for each in known}
        if any(kinds[each] == "JSON" for each in source.key):
            return None
        table = self._table(source)
        wanted = _keys_in(keys, source.key, kinds)
        rows = [each for each in table.rows if not _is_gone(source, each)]
        columns = _stored(table, known, ())
        ids = tuple(each for each in columns if each.name in source.key)
        all_keys = _keys_in(_written(folder, ids, rows), source.key, kinds)
        kept = [row for row, key in zip(rows, all_keys, strict=True) if key in set(wanted)]
        return ReadRows(columns, (_written(folder, columns, kept),) if kept else (), Tier.ADBC)

    def _table(self, source: SourceTable) -> FakeTable:
        if not isinstance(source.of, Relation):
            raise TransientError("The fake knows tables only.")
        table = self._tables.get((source.of.schema, source.of.name))
        if table is None:
            raise UserError(f'There is no table or view "{source.of.schema}.{source.of.name}".')
        for each in (*source.key, source.incremental, source.tombstone, source.partition):
            if each and each not in table.columns:
                raise UserError(f'"{source.name}" has no column "{each}".')
        return table


def _stored(table: FakeTable, known: tuple[StoredColumn, ...], rows: Sequence[Row]) -> tuple[StoredColumn, ...]:
    """The columns; a numeric with NaN among the rows, or known as text, is text."""
    texts = {each.name for each in known if each.type == "VARCHAR"}
    texts |= {name for row in rows for name, cell in row.items() if isinstance(cell, Decimal) and cell.is_nan()}
    return tuple(
        StoredColumn(name, "VARCHAR" if name in texts and kind != "text" else STORED[kind], kind)
        for name, kind in table.columns.items()
    )


def _written(folder: Path, columns: tuple[StoredColumn, ...], rows: Sequence[Row]) -> Part:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid4().hex}.parquet"
    names = ", ".join(f'"{each.name}" {each.type}' for each in columns)
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute(f"CREATE TABLE rows ({names})")
        lists = [[_text(row[each.name]) for row in rows] for each in columns]
        cells = ", ".join(f"CAST(unnest(${i + 1}::VARCHAR[]) AS {each.type})" for i, each in enumerate(columns))
        if rows:
            engine.execute(f"INSERT INTO rows SELECT {cells}", lists)
        engine.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return Part(path, len(rows))


def _keys_in(part: Part, key: tuple[str, ...], kinds: dict[str, str]) -> list[tuple[str, ...]]:
    """The keys of a file, each as DuckDB writes it."""
    cells = ", ".join(f'CAST(CAST("{each}" AS {kinds[each]}) AS VARCHAR)' for each in key)
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        return engine.execute(f"SELECT {cells} FROM read_parquet('{part.path}')").fetchall()


def _least(table: FakeTable, source: SourceTable, since: Watermark | None) -> Any:  # noqa: ANN401
    """The value at which a read begins: the watermark less the overlap."""
    if since is None:
        return None
    value = _value(since.value, table.columns[source.incremental])
    if isinstance(value, datetime):
        return value - OVERLAP
    return value - timedelta(days=1) if isinstance(value, date) else value


def _is_past(cell: Any, least: Any) -> bool:  # noqa: ANN401
    return cell is None or cell >= least


def _is_gone(source: SourceTable, row: Row) -> bool:
    cell = row[source.tombstone] if source.tombstone else None
    return cell if isinstance(cell, bool) else cell is not None


def _newest(source: SourceTable, rows: list[Row]) -> list[Row]:
    if not source.most_rows or len(rows) <= source.most_rows:
        return rows
    if source.incremental:
        column = source.incremental
        rows = sorted(rows, key=lambda row: (row[column] is not None, row[column]), reverse=True)
    return rows[: source.most_rows]


def _watermark(table: FakeTable, source: SourceTable, rows: Sequence[Row], since: Watermark | None) -> Watermark | None:
    if not source.incremental:
        return None
    values = [row[source.incremental] for row in rows if row[source.incremental] is not None]
    if since is not None:
        values.append(_value(since.value, table.columns[source.incremental]))
    return Watermark(source.incremental, str(_text(max(values)))) if values else None


def _text(cell: Any) -> str | None:  # noqa: ANN401
    """PostgreSQL's text of a value."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        written = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
        text = str(written)
        text = text.rstrip("0") if "." in text else text
        return text + ("+00" if cell.tzinfo else "")
    return str(cell)


def _value(text: str, kind: str) -> Any:  # noqa: ANN401
    """The value that PostgreSQL writes so."""
    if kind.startswith("timestamp"):
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    if kind in {"integer", "bigint"}:
        return int(text)
    return Decimal(text) if kind.startswith("numeric") else text
