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
from shared.core.store.planning import Planned, planned, wants_merging
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
        lower = self.files.file_of(before)
        read = self.moment.read(source, folder, before.watermark, progress, before.columns)
        if read.columns != before.columns or not (source.key or read.window):
            return None
        draft = TableDraft(self.engine, self.shelf, self.files, folder, self.sync_id, self.moment.read_at)
        table, file = before, lower
        # With a key a changed row leaves its place wherever it lay; the window would leave its old self below.
        layer = draft.layer(read.parts, None if source.key else read.window, read.removed)
        # A row past the watermark is news; without one, those of its overlap may all be known.
        has_more = read.watermark is not None and read.watermark != before.watermark
        if has_more or self.engine.changes(lower, before, layer, draft.paths):
            table = replace(before, layers=(*before.layers, layer), watermark=read.watermark or before.watermark)
            file = draft.laid(table, lower)
        if plan.kind is SyncKind.RECONCILED:
            keys = self.moment.keys(source, folder, before.columns)
            gone, missing = self.engine.keys_apart(file, source.name, source.key, keys.path, folder)
            if missing is not None:
                return None
            if gone is not None:
                table = replace(table, layers=(*table.layers, draft.layer((), removed=gone)))
                file = draft.laid(table, file)
        if table is before:
            return self._told(before, read, plan, draft)
        if wants_merging(table.layers):
            order = tuple(each for each in (source.incremental or source.partition,) if each)
            parts = self.engine.write_back(file, source.name, folder, order)
            table = replace(table, layers=(draft.layer(parts),))
            return self._told(draft.shelved(table, file, fast=True), read, plan, draft)
        return self._told(draft.shelved(table, file, fast=False), read, plan, draft)

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
