"""Sync a data set: its tables in PostgreSQL become the next version of its snapshot, or nothing changes."""

from __future__ import annotations

import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shared.app.held_lease import held_lease
from shared.app.sync_table import Synced, TableSyncer
from shared.core.errors import AvexraError, TransientError, UserError
from shared.core.store.manifest import Manifest
from shared.core.store.sync import SyncKind, SyncReport

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


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What is to be synced: every table of a data set, or only the one named; kind is the least that is done."""

    dataset_id: str
    sources: tuple[SourceTable, ...]
    views: tuple[JoinedView, ...] = ()
    kind: SyncKind = SyncKind.INCREMENTAL
    only: str = ""


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
                report = self._synced(request, sync_id, started, progress)
            except BaseException as error:
                with suppress(AvexraError):  # what went wrong first is what matters
                    self.log.fail(request.dataset_id, sync_id, _told(error), self.clock.now())
                raise
            self.log.finish(report, self.clock.now())
        with suppress(AvexraError):  # the next sync cleans as well
            self.shelf.clean(KEPT_VERSIONS, started - KEPT_FOR)
        return report

    def _synced(
        self, request: SyncRequest, sync_id: str, started: datetime, progress: Callable[[str, int], None] | None
    ) -> SyncReport:
        before, etag = self.shelf.current() or (None, "")
        asked = _asked(request)
        with (
            tempfile.TemporaryDirectory(dir=self.work, prefix="sync-") as folder,
            self.source.at_one_moment(asked) as moment,
        ):
            syncer = TableSyncer(moment, self.shelf, self.engine, self.files, sync_id, Path(folder))

            def synced_table(each: SourceTable) -> Synced:
                known = before.table(each.name) if before else None
                return syncer.sync(each, known, request.kind, _heard(each.name, progress))

            with ThreadPoolExecutor(AT_ONCE) as threads:
                synced = tuple(threads.map(synced_table, asked))
            manifest = _next(before, request, sync_id, moment, tuple(each.table for each in synced))
        is_new = before is None or (manifest.tables, manifest.views) != (before.tables, before.views)
        if is_new and self.shelf.move(manifest, etag) is None:
            raise TransientError("Another version of this data set was published meanwhile; sync again.")
        self.files.settle(manifest.tables)
        return SyncReport(
            dataset_id=request.dataset_id,
            sync_id=sync_id,
            version=manifest.version if is_new or before is None else before.version,
            started_at=started,
            seconds=(self.clock.now() - started).total_seconds(),
            tables=tuple(each.sync for each in synced),
            is_new=is_new,
        )


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
    version = before.version + 1 if before else 1
    known = tuple(each for each in tables if each is not None)
    return Manifest(request.dataset_id, version, sync_id, moment.read_at, known, request.views)


def _told(error: BaseException) -> str:
    """What happened in one plain sentence: our own exceptions hold no secrets and no text of a vendor."""
    if isinstance(error, UserError | TransientError):
        return str(error)
    return FAILED if isinstance(error, Exception) else STOPPED
