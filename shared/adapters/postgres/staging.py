"""The next content of a data set, made beside the current one: new tables, those that are added to, those that stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg.errors import NumericValueOutOfRange

from shared.adapters.postgres.copying import copy_reject_rows, copy_rows, fitting
from shared.adapters.postgres.data_schema import (
    copy_rejects,
    copy_table,
    create_rejects,
    create_table,
    rejects_name,
    set_key,
)
from shared.core.errors import UserError
from shared.core.ingest.versions.drift import widened
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.adapters.postgres.data_schema import StoredTable
    from shared.adapters.postgres.database import Transaction
    from shared.adapters.postgres.versions import Counts
    from shared.core.ingest.report import CleanColumn, CleanTable
    from shared.ports.table_store import WritingProgress

_BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Next:
    """A table of the next content: its shape, what there is of it (was), and what comes to it (new)."""

    shape: TableShape
    was: StoredTable | None = None
    new: CleanTable | None = None

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Columns that may tell rows apart, the file's own word first."""
        return tuple(each.key for each in (self.new, self.was) if each is not None and each.key)


def stage(  # noqa: PLR0913 - what there is, what comes to it, and what is said of it
    transaction: Transaction,
    schema: str,
    current: tuple[StoredTable, ...],
    tables: tuple[CleanTable, ...],
    progress: WritingProgress | None = None,
    *,
    behind: tuple[str, str] = ("", ""),
) -> Counts:
    """Make these tables, added to those there are now (none where they take their place); returns all rows by table.

    progress is told of the rows of these tables as they are written; behind goes behind the reasons of the rows that
    are left out of those there, and of these. Raises UserError when a cell cannot be stored or columns do not match.
    """
    by_name = {each.shape.name: each for each in current}
    given = {each.name for each in tables}
    nexts = [_added_to(by_name.get(table.name), table) for table in tables]
    nexts += [_Next(each.shape, was=each) for each in current if each.shape.name not in given]
    told = _Told(progress, sum(len(each.rows) for each in tables))
    counts = [_stage_table(transaction, schema, each, told) for each in nexts]
    names = {each.shape.name for each in nexts}
    kept = copy_rejects(transaction, schema, schema, by_name, taken=names, behind=behind[0])
    _stage_rejects(transaction, schema, tables, (names, kept), behind[1])
    return tuple(sorted(counts))


def stage_copy(transaction: Transaction, schema: str, place: str, tables: tuple[StoredTable, ...]) -> Counts:
    """Make the same tables, with the same rejected rows, as there are in another schema; returns the rows by table."""
    counts = []
    for table in tables:
        rows = copy_table(transaction, schema, place, table.shape, table.shape)
        set_key(transaction, schema, table.shape.name, table.key)
        counts.append((table.shape.name, rows))
    copy_rejects(transaction, schema, place, [table.shape.name for table in tables])
    return tuple(counts)


def _added_to(was: StoredTable | None, table: CleanTable) -> _Next:
    """The table with the columns there are, some of them wider, and those that are new behind them."""
    if was is None:
        return _Next(table.shape, new=table)
    given = {each.name: each for each in table.columns}
    there = {each.name for each in was.shape.columns}
    columns = [_joined(each, given.get(each.name), table.label) for each in was.shape.columns]
    columns += [each.shape for each in table.columns if each.name not in there]
    return _Next(TableShape(was.shape.name, was.shape.label, tuple(columns)), was, table)


def _joined(column: ColumnShape, given: CleanColumn | None, label: str) -> ColumnShape:
    if given is None:
        return column
    joined = widened(column.type, given.type)
    if joined is None:
        raise UserError(f'"{label}" has another kind of values in "{column.label}" than the data set.')
    unit, personal = column.unit or given.unit, column.personal or given.personal
    return replace(column, type=joined, unit=unit, personal=personal)


@dataclass(slots=True)
class _Told:
    """Tells how many rows are written of all tables together; before are those of the tables that are done."""

    progress: WritingProgress | None
    of: int
    before: int = 0

    def __call__(self, rows: int) -> None:
        """So many rows of the table that is being written."""
        if self.progress is not None:
            self.progress(min(self.before + rows, self.of), self.of)


def _stage_table(transaction: Transaction, schema: str, table: _Next, told: _Told) -> tuple[str, int]:
    with fitting(table.shape.label):
        try:
            with transaction.connection.transaction():
                rows = _fill(transaction, schema, table, told)
        except NumericValueOutOfRange:
            roomy = _roomy(table)
            if roomy == table:
                raise
            rows = _fill(transaction, schema, roomy, told)
    told.before += len(table.new.rows) if table.new is not None else 0
    for key in table.keys:
        if set_key(transaction, schema, table.shape.name, key):
            break
    return table.shape.name, rows


def _fill(transaction: Transaction, schema: str, table: _Next, told: _Told) -> int:
    rows = 0
    if table.was is None:
        create_table(transaction, schema, table.shape)
    else:
        rows = copy_table(transaction, schema, schema, table.was.shape, table.shape)
    return rows + copy_rows(transaction, schema, table.new, told) if table.new is not None else rows


def _roomy(table: _Next) -> _Next:
    """The table with DECIMAL columns where whole numbers are beyond 64 bits."""
    if table.new is None:
        return table
    whole = {i: each.name for i, each in enumerate(table.new.columns)}
    beyond = {
        whole[i]
        for row in table.new.rows
        for i, cell in enumerate(row)
        if isinstance(cell, int) and not -_BIGGEST - 1 <= cell <= _BIGGEST
    }
    columns = tuple(
        replace(each, type=DataType.DECIMAL) if each.name in beyond and each.type is DataType.INTEGER else each
        for each in table.shape.columns
    )
    return replace(table, shape=replace(table.shape, columns=columns))


def _stage_rejects(
    transaction: Transaction,
    schema: str,
    tables: tuple[CleanTable, ...],
    there: tuple[set[str], dict[str, str]],
    behind: str,
) -> None:
    """Add the rows that these tables left out to those staged; there are the names of tables, and of their rejects."""
    names, kept = there
    taken = names | set(kept.values())
    for table in tables:
        if not table.rejects:
            continue
        name = kept.get(table.name)
        if name is None:
            name = rejects_name(table.name, taken)
            taken.add(name)
            create_rejects(transaction, schema, name, table.name)
        with fitting(table.label):
            copy_reject_rows(transaction, schema, name, table, behind)
