"""Tables in PostgreSQL: written whole by COPY, staging and swap; read whole as of one moment; older versions kept."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from psycopg.errors import InvalidSchemaName, UndefinedTable
from psycopg.sql import SQL, Identifier

from shared.adapters.postgres.comparison import Side, compared
from shared.adapters.postgres.copying import copy_file, copy_out, fitting
from shared.adapters.postgres.data_schema import (
    StoredTable,
    begin_staging,
    checked,
    create_table,
    drop_place,
    kept_place,
    lock_writers_out,
    rejects_of,
    stored_tables,
    swap_all,
    swap_one,
)
from shared.adapters.postgres.lost_keys import lost_keys
from shared.adapters.postgres.overlaps import overlap_of
from shared.adapters.postgres.staging import stage, stage_copy
from shared.adapters.postgres.versions import (
    Draft,
    adopt,
    forget,
    history_of,
    let_go,
    lose_current,
    place_of,
    record,
)
from shared.core.errors import TransientError, UserError
from shared.core.ingest.report import Reject
from shared.core.ingest.versions.versions import Change, Written, change_to, current_of, said_of_left_out, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from shared.adapters.postgres.database import Database, Transaction
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.versions.overlaps import Overlap
    from shared.core.ingest.versions.versions import Origin, TableComparison, Version
    from shared.core.table.shape import TableShape
    from shared.ports.table_store import WritingProgress

_LOAD_SECONDS = 840.0
"""A statement that loads or exports a table may take so long: less than the 900 s that ingestion and snapshots have."""
_LOOKS = 3
"""Looks at tables that are replaced while we look, before it is left for later."""
_Sides = dict[str, Side]
"""The tables of a version, by name."""
_GONE = "Version {} is not kept any more, or never was."


class PostgresTableStore:
    """The TableStore port, and load_csv for data that needs no cleaning."""

    def __init__(self, database: Database, load_seconds: float = _LOAD_SECONDS) -> None:
        self._database = database
        self._load_seconds = load_seconds

    def write(
        self,
        schema: str,
        tables: tuple[CleanTable, ...],
        change: Change,
        origin: Origin,
        progress: WritingProgress | None = None,
    ) -> Written:
        """Make a new version of what the schema holds, unless it was written or overtaken.

        Zone-aware timestamps are stored in UTC; a whole-number column with a value beyond 64 bits becomes DECIMAL.
        Raises UserError when a cell cannot be stored or columns do not match, TransientError and TimedOutError as the
        database does.
        """
        schema = checked(schema)
        with self._writing(schema) as transaction:
            history = adopt(transaction, schema)
            if (known := standing(history, change, origin)) is not None:
                return Written(known, is_new=False, lost_keys=lost_keys(transaction, schema, known, origin))
            current = current_of(history)
            change = change_to(current, change)
            is_added = change is Change.APPENDED
            begin_staging(transaction, schema)
            there = stored_tables(transaction, schema) if is_added else ()
            behind = said_of_left_out(history, current, origin) if is_added and current else ("", "")
            counts = stage(transaction, schema, there, tables, progress, behind=behind)
            of = current.number if is_added and current else None
            version = _swap(transaction, schema, history, Draft(change, origin, counts, of))
            return Written(version, is_new=True, lost_keys=lost_keys(transaction, schema, version, origin))

    def versions(self, schema: str) -> tuple[Version, ...]:
        """Return the versions, the newest first."""
        with self._database.transaction() as transaction:
            return history_of(transaction, checked(schema))

    def restore(self, schema: str, number: int, user: str) -> Written:
        """Make a copy of a kept version's content the current one. Raises UserError for versions not kept."""
        schema = checked(schema)
        with self._writing(schema) as transaction:
            history = adopt(transaction, schema)
            current = current_of(history)
            if current is not None and _holds(current, number):
                return Written(current, is_new=False)
            wanted = _kept(history, number)
            begin_staging(transaction, schema)
            place = place_of(schema, wanted)
            counts = stage_copy(transaction, schema, place, stored_tables(transaction, place))
            origin = replace(wanted.origin, user=user)
            draft = Draft(Change.RESTORED, origin, counts, number)
            return Written(_swap(transaction, schema, history, draft), is_new=True)

    def compare(self, schema: str, before: int, after: int) -> tuple[TableComparison, ...]:
        """Count how the tables of two kept versions differ, by name. Raises UserError for versions not kept."""
        schema = checked(schema)
        with self._database.transaction(timeout_seconds=self._load_seconds) as transaction:
            was, now = _both_held(transaction, schema, before, after)
            names = sorted(was.keys() | now.keys())
            return tuple(compared(transaction, was.get(name), now.get(name)) for name in names)

    def overlap(self, schema: str, tables: tuple[CleanTable, ...]) -> tuple[Overlap, ...]:
        """Return how much of these tables is there already, by 64-bit hashes of their rows."""
        schema = checked(schema)
        with self._database.transaction(timeout_seconds=self._load_seconds) as transaction:
            stored = _held(transaction, schema)
            if stored is None:
                raise TransientError("The tables are being replaced just now.")
            there = {each.shape.name: Side(schema, each) for each in stored}
            found = [overlap_of(transaction, there[each.name], each) for each in tables if each.name in there]
            return tuple(each for each in found if each is not None)

    def rejects(self, schema: str, table: str) -> Iterator[Reject]:
        """Yield the rejected rows of a table of the current version, by line; nothing is held in memory."""
        schema = checked(schema)
        with self._database.transaction(timeout_seconds=self._load_seconds, one_snapshot=True) as transaction:
            if _held(transaction, schema) is None:
                raise TransientError("The tables are being replaced just now.")
            name = rejects_of(transaction, schema, table)
            if name is not None:
                yield from _rejects(transaction, Identifier(schema, name))

    def load_csv(self, schema: str, shape: TableShape, path: Path, *, null: str = "") -> int:
        """Let a CSV file with a header, the shape's columns in order, be one table of the schema; returns its rows.

        An unquoted field that is null ("", or such as "NA") is NULL. The other tables stay. What is there then
        has no version until the next write. Raises UserError when a field does not fit its column.
        """
        schema = checked(schema)
        with self._writing(schema) as transaction:
            begin_staging(transaction, schema)
            create_table(transaction, schema, shape)
            with fitting(shape.label):
                rows = copy_file(transaction, schema, shape, path, null)
            lose_current(transaction, schema)
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
        """Remove the schema, its older versions and their history."""
        schema = checked(schema)
        with self._writing(schema) as transaction:
            forget(transaction, schema)
            drop_place(transaction, schema)

    @contextmanager
    def _writing(self, schema: str) -> Iterator[Transaction]:
        """A transaction of the only writer of the data set."""
        with self._database.transaction(timeout_seconds=self._load_seconds) as transaction:
            lock_writers_out(transaction, schema)
            yield transaction


def _swap(transaction: Transaction, schema: str, history: tuple[Version, ...], draft: Draft) -> Version:
    """Let what is staged be the current version, and the one before be kept or dropped."""
    current = current_of(history)
    is_kept = current is not None and draft.change is not Change.REPLACED
    swap_all(transaction, schema, kept_place(schema, current.number) if current and is_kept else None)
    version = record(transaction, schema, history, draft)
    let_go(transaction, schema, without=current.number if current and not is_kept else None)
    return version


def _kept(history: tuple[Version, ...], number: int) -> Version:
    found = next((each for each in history if each.number == number and each.is_kept), None)
    if found is None:
        raise UserError(_GONE.format(number))
    return found


def _holds(current: Version, number: int) -> bool:
    """True when the version's content is the current one already."""
    return current.number == number or (current.change is Change.RESTORED and current.of == number)


def _rejects(transaction: Transaction, source: Identifier) -> Iterator[Reject]:
    query = SQL("SELECT line, reason, cells FROM {} ORDER BY line").format(source)
    with transaction.connection.cursor(name="rejects") as cursor:
        cursor.itersize = 1000
        for row in cursor.execute(query):
            yield Reject(row["line"], row["reason"], tuple(row["cells"]))


def _both_held(transaction: Transaction, schema: str, before: int, after: int) -> tuple[_Sides, _Sides]:
    """The tables of two versions, locked against moving and going until the transaction ends."""
    for _ in range(_LOOKS):
        found = _sides(transaction, schema, before), _sides(transaction, schema, after)
        places = [side.source for sides in found for side in sides.values()]
        try:
            with transaction.connection.transaction():
                for place in places:
                    transaction.define(SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(place))
        except (UndefinedTable, InvalidSchemaName):
            continue
        if found == (_sides(transaction, schema, before), _sides(transaction, schema, after)):
            return found
    raise TransientError("The tables are being replaced just now.")


def _sides(transaction: Transaction, schema: str, number: int) -> _Sides:
    place = place_of(schema, _kept(history_of(transaction, schema), number))
    return {table.shape.name: Side(place, table) for table in stored_tables(transaction, place)}


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
        exported.append((table.shape.name, path, copy_out(transaction, schema, table, path)))
    return tuple(exported)
