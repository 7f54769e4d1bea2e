"""Sync one table: read what is needed as of the moment, lay it over what stands, and put the files on the shelf."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.app.table_draft import TableDraft
from shared.core.errors import UserError
from shared.core.semantic.phrases import listed
from shared.core.store.manifest import TableSnapshot
from shared.core.store.planning import Planned, can_be_read_by_key, planned, wants_merging
from shared.core.store.statistics import TableStatistics
from shared.core.store.sync import SyncKind, TableSync

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.store.source import SourceTable
    from shared.ports.snapshot_engine import SnapshotEngine
    from shared.ports.snapshot_shelf import SnapshotShelf
    from shared.ports.table_files import TableFiles
    from shared.ports.table_source import Moment, Progress, ReadRows

NOT_ENOUGH = "Read whole: rows had come in behind the watermark, or with values that their columns could not hold."

LATE = "Rows that had come in behind the watermark were read by their keys."


@dataclass(frozen=True, slots=True)
class Synced:
    """A table's next state, and what its sync came to. The state is the very one from before where nothing changed."""

    table: TableSnapshot
    sync: TableSync

    def marked(self, mark: str) -> Synced:
        """Return it as read under this mark."""
        return replace(self, table=replace(self.table, mark=mark))


@dataclass(frozen=True, slots=True)
class TableSyncer:
    """What syncing the tables of one moment needs; work holds what this sync makes, and goes with it."""

    moment: Moment
    shelf: SnapshotShelf
    engine: SnapshotEngine
    files: TableFiles
    sync_id: str
    work: Path

    def sync(
        self, source: SourceTable, before: TableSnapshot | None, asked: SyncKind, progress: Progress | None = None
    ) -> Synced:
        """Return the table as it will stand; its files lie on the shelf then, and nobody knows of them yet.

        Raises as its parts do, and UserError when rows share a declared key.
        """
        started = time.perf_counter()
        plan = planned(source, self.moment.columns(source, before.columns if before else ()), before, asked)
        folder = self.work / uuid4().hex
        folder.mkdir(parents=True)
        synced = None
        if before is not None and plan.kind is not SyncKind.FULL:
            synced = self._laid_over(source, before, plan, folder, progress)
            plan = plan if synced is not None else Planned(SyncKind.FULL, NOT_ENOUGH)
        if synced is None:
            synced = self._whole(source, plan, folder, progress)
        return replace(synced, sync=replace(synced.sync, seconds=time.perf_counter() - started))

    def _whole(self, source: SourceTable, plan: Planned, folder: Path, progress: Progress | None) -> Synced:
        read = self.moment.read(source, folder, progress=progress)
        draft = TableDraft(self.engine, self.shelf, self.files, folder, self.sync_id, self.moment.read_at)
        layer = draft.layer(read.parts)
        table = TableSnapshot(
            source.name,
            read.columns,
            source.key,
            (layer,),
            rows=0,
            statistics=TableStatistics(()),
            watermark=read.watermark,
            truncated=read.truncated,
        )
        file = draft.laid(table, None)
        repeated = self.engine.repeats(file, source.name, source.key) if source.key else 0
        if repeated:
            raise UserError(
                f'{repeated:,} rows of "{source.name}" have a {listed(list(source.key))} that another row has too: '
                "declare another key, or none."
            )
        return self._told(draft.shelved(table, file, fast=True), read, plan, draft)

    def _laid_over(
        self, source: SourceTable, before: TableSnapshot, plan: Planned, folder: Path, progress: Progress | None
    ) -> Synced | None:
        """The table with what is new laid over it; None when only a whole read will do."""
        read = self.moment.read(source, folder, before.watermark, progress, before.columns)
        if read.columns != before.columns or not (source.key or read.window):
            return None
        draft = TableDraft(self.engine, self.shelf, self.files, folder, self.sync_id, self.moment.read_at)
        # With a key a changed row leaves its place wherever it lay; the window would leave its old self below.
        layer = draft.layer(read.parts, None if source.key else read.window, read.removed)
        table = replace(before, layers=(*before.layers, layer), watermark=read.watermark or before.watermark)
        # A row past the watermark is news; without one, those of its overlap may all be known.
        has_more = read.watermark is not None and read.watermark != before.watermark
        is_new = has_more or draft.changes(table)
        if plan.kind is SyncKind.RECONCILED:
            return self._reconciled(source, before, table if is_new else before, read, draft)
        if not is_new:
            return self._told(before, read, plan, draft)
        if wants_merging(table.layers):
            file = draft.laid(table, self.files.file_of(before))
            return self._told(self._merged(source, table, file, draft), read, plan, draft)
        draft.counted(table)
        return self._told(draft.shelved(table), read, plan, draft)

    def _reconciled(
        self, source: SourceTable, before: TableSnapshot, table: TableSnapshot, read: ReadRows, draft: TableDraft
    ) -> Synced | None:
        """The table, over what stands, as all keys of the source say; None when only a whole read will do."""
        plan = Planned(SyncKind.RECONCILED)
        file = self.files.file_of(before)
        if table is not before:
            file = draft.laid(table, file)
            table = replace(table, rows=draft.rows)
        found = self._with_late_rows(source, table, file, draft)
        if found is None:
            return None
        table, file, late = found
        read = _together(read, late)
        if table is before:
            return self._told(before, read, plan, draft)
        if wants_merging(table.layers):
            return self._told(self._merged(source, table, file, draft), read, plan, draft)
        return self._told(draft.shelved(table, file), read, plan, draft)

    def _with_late_rows(
        self, source: SourceTable, table: TableSnapshot, file: Path, draft: TableDraft
    ) -> tuple[TableSnapshot, Path, ReadRows | None] | None:
        """The table without rows that are gone and with those that are missing, as one layer; and what was read for it.

        None when only a whole read will do: many are missing, or the rows do not become as many as the source's.
        """
        keys = self.moment.keys(source, draft.folder, table.columns)
        gone, missing = self.engine.keys_apart(
            file, source.name, source.key, keys.path, draft.folder, source.incremental
        )
        late = None
        if missing is not None:
            if not can_be_read_by_key(missing.rows, keys.rows) or 0 < source.most_rows < keys.rows:
                return None
            late = self.moment.read_by_key(source, draft.folder, missing, table.columns)
            if late is None or late.columns != table.columns or late.rows != missing.rows:
                return None
        if gone is not None or late is not None:
            layer = draft.layer(late.parts if late is not None else (), removed=gone)
            table = replace(table, layers=(*table.layers, layer))
            file = draft.laid(table, file)
            table = replace(table, rows=draft.rows)
        return (table, file, late) if table.rows == keys.rows else None

    def _merged(self, source: SourceTable, table: TableSnapshot, file: Path, draft: TableDraft) -> TableSnapshot:
        """The table as one layer, written anew from a file of all."""
        order = tuple(each for each in (source.incremental or source.partition,) if each)
        parts = self.engine.write_back(file, source.name, draft.folder, order)
        return draft.shelved(replace(table, layers=(draft.layer(parts),)), file, fast=True)

    def _told(self, table: TableSnapshot, read: ReadRows, plan: Planned, draft: TableDraft) -> Synced:
        notes = (*((plan.note,) if plan.note else ()), *read.notes)
        sync = TableSync(
            name=table.name,
            kind=plan.kind,
            tier=read.tier,
            rows=table.rows,
            read=read.rows,
            size=draft.size,
            seconds=0.0,
            watermark=table.watermark,
            truncated=table.truncated,
            notes=notes,
        )
        return Synced(table, sync)


def _together(first: ReadRows, late: ReadRows | None) -> ReadRows:
    """What a sync's reads came to: the files of both, the slower way, and the notes of both."""
    if late is None:
        return first
    tier = max(first.tier, late.tier)
    return replace(first, parts=(*first.parts, *late.parts), tier=tier, notes=(*first.notes, LATE, *late.notes))
