"""Sync a data set: its tables in PostgreSQL become the next version of its snapshot, or nothing changes."""

from __future__ import annotations

import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shared.app.held_lease import held_lease
from shared.app.sync_table import Synced, TableSyncer
from shared.core.errors import AvexraError, TransientError, UserError
from shared.core.store.manifest import Manifest
from shared.core.store.sync import SyncKind, SyncReport, TableSync

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.core.store.manifest import JoinedView, TableSnapshot
    from shared.core.store.source import SourceTable
    from shared.ports.clock import Clock
    from shared.ports.snapshot_engine import SnapshotEngine
    from shared.ports.snapshot_shelf import SnapshotShelf
    from shared.ports.sync_log import SyncLog
    from shared.ports.table_files import TableFiles
    from shared.ports.table_source import Moment, TableSource

KEPT_VERSIONS = 3
"""Versions kept for a look back, the current one among them."""
KEPT_FOR = timedelta(hours=1)
"""Files of older versions stay so long for whoever still reads them: longer than any question or sync lives."""
AT_ONCE = 2
"""Tables read side by side: the two parts of a data set; each has its own limit of memory."""
FAILED = "Something went wrong on our side, and it has been reported."
STOPPED = "The sync was stopped."
OVERTAKEN = "Another version of this data set was published meanwhile; sync again."


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What is to be synced: every table of a data set, or only the one named; kind is the least that is done.

    after: the version that the first manifest follows, 0 for none.
    """

    dataset_id: str
    sources: tuple[SourceTable, ...]
    views: tuple[JoinedView, ...] = ()
    kind: SyncKind = SyncKind.INCREMENTAL
    only: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a sync: the version that stands now, its etag, and the moment at which its sources looked so."""

    report: SyncReport
    manifest: Manifest
    etag: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class StoreSyncer:
    """What syncing a data set needs of the world; work is a folder on the disk where large files may lie."""

    source: TableSource
    shelf: SnapshotShelf
    engine: SnapshotEngine
    files: TableFiles
    log: SyncLog
    clock: Clock
    work: Path

    def sync(self, request: SyncRequest, progress: Callable[[str, int], None] | None = None) -> SyncReport:
        """Do as sync_whole; returns the report."""
        return self.sync_whole(request, progress).report

    def sync_whole(self, request: SyncRequest, progress: Callable[[str, int], None] | None = None) -> Outcome:
        """Read what is asked for as of one moment and publish it as one version; nothing new is no new version.

        progress hears of a table's name and how many of its rows have come. A failure at any point leaves the version
        before, its watermarks, and a status that says what happened. Raises UserError when another sync of the data
        set runs or the request cannot be served, TransientError when PostgreSQL or the shelf cannot be reached or the
        disk is full, InternalError when what was read does not equal its source.
        """
        sync_id = uuid.uuid4().hex[:12]
        with held_lease(self.shelf, sync_id, self.clock):
            started = self.clock.now()
            self.log.begin(request.dataset_id, sync_id, started)
            try:
                outcome = self._synced(request, sync_id, started, progress)
            except BaseException as error:
                with suppress(AvexraError):  # what went wrong first is what matters
                    self.log.fail(request.dataset_id, sync_id, _told(error), self.clock.now())
                raise
            self.log.finish(outcome.report, self.clock.now())
        with suppress(AvexraError):  # the next sync cleans as well
            self.shelf.clean(KEPT_VERSIONS, started - KEPT_FOR)
        return outcome

    def forget_watermarks(self, dataset_id: str, only: str = "") -> tuple[Manifest, str] | None:
        """Publish what stands without watermarks, of every table or the one named: the next sync reads it whole.

        Returns the manifest and its etag, or None where nothing is published yet. Raises UserError where no table has
        that name, LeaseHeldError while a sync runs, and TransientError as the shelf does.
        """
        holder = uuid.uuid4().hex[:12]
        with held_lease(self.shelf, holder, self.clock):
            found = self.shelf.current()
            if found is None:
                return None
            before, etag = found
            if only and before.table(only) is None:
                raise UserError(f'There is no table "{only}" in this data set.')
            tables = tuple(
                replace(each, watermark=None, mark="") if only in {"", each.name} else each for each in before.tables
            )
            if tables == before.tables:
                return before, etag
            manifest = Manifest(dataset_id, before.version + 1, holder, before.read_at, tables, before.views)
            moved = self.shelf.move(manifest, etag)
        if moved is None:
            raise TransientError(OVERTAKEN)
        return manifest, moved

    def _synced(
        self, request: SyncRequest, sync_id: str, started: datetime, progress: Callable[[str, int], None] | None
    ) -> Outcome:
        before, etag = self.shelf.current() or (None, "")
        asked = _asked(request)
        with (
            tempfile.TemporaryDirectory(dir=self.work, prefix="sync-") as folder,
            self.source.at_one_moment(asked) as moment,
        ):
            syncer = TableSyncer(moment, self.shelf, self.engine, self.files, sync_id, Path(folder))

            def synced_table(each: SourceTable) -> Synced:
                known = before.table(each.name) if before else None
                if known is not None and _is_as_read(each, known) and request.kind is not SyncKind.FULL:
                    return _unread(known)
                synced = syncer.sync(each, known, request.kind, _heard(each.name, progress))
                return synced.marked(each.mark)

            with ThreadPoolExecutor(AT_ONCE) as threads:
                synced = tuple(threads.map(synced_table, asked))
            manifest = _next(before, request, sync_id, moment, tuple(each.table for each in synced))
        is_new = before is None or (manifest.tables, manifest.views) != (before.tables, before.views)
        if before is None or is_new:
            moved = self.shelf.move(manifest, etag)
            if moved is None:
                raise TransientError(OVERTAKEN)
            etag = moved
        else:
            manifest = before
        self.files.settle(manifest.tables)
        report = SyncReport(
            dataset_id=request.dataset_id,
            sync_id=sync_id,
            version=manifest.version,
            started_at=started,
            seconds=(self.clock.now() - started).total_seconds(),
            tables=tuple(each.sync for each in synced),
            is_new=is_new,
        )
        return Outcome(report, manifest, etag, moment.read_at)


def _is_as_read(source: SourceTable, known: TableSnapshot) -> bool:
    """True when whoever writes the table says that it holds what was read."""
    return bool(source.mark) and source.mark == known.mark


def _unread(known: TableSnapshot) -> Synced:
    """The table as it stands."""
    sync = TableSync(known.name, SyncKind.INCREMENTAL, None, known.rows, 0, 0, 0.0, known.watermark, known.truncated)
    return Synced(known, sync)


def _heard(name: str, progress: Callable[[str, int], None] | None) -> Callable[[int], None] | None:
    return None if progress is None else lambda rows: progress(name, rows)


def _asked(request: SyncRequest) -> tuple[SourceTable, ...]:
    asked = tuple(each for each in request.sources if request.only in {"", each.name})
    if not asked:
        raise UserError(
            f'There is no table "{request.only}" in this data set.' if request.only else "There is no table to sync."
        )
    return asked


def _next(
    before: Manifest | None, request: SyncRequest, sync_id: str, moment: Moment, synced: tuple[TableSnapshot, ...]
) -> Manifest:
    """The manifest with the synced tables in place of what they were; tables that are not declared any more go."""
    new = {each.name: each for each in synced}
    declared = [each.name for each in request.sources]
    tables = [new.get(name) or (before.table(name) if before else None) for name in declared]
    version = (before.version if before else request.after) + 1
    known = tuple(each for each in tables if each is not None)
    return Manifest(request.dataset_id, version, sync_id, moment.read_at, known, request.views)


def _told(error: BaseException) -> str:
    """What happened in one plain sentence: our own exceptions hold no secrets and no text of a vendor."""
    if isinstance(error, UserError | TransientError):
        return str(error)
    return FAILED if isinstance(error, Exception) else STOPPED
