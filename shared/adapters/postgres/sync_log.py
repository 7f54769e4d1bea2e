"""How the syncs went, one row a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.postgres.documents import document, read
from shared.core.store.sync import SyncRecord, SyncReport, SyncState, SyncStatus

if TYPE_CHECKING:
    from datetime import datetime

    from shared.adapters.postgres.database import Database


class PostgresSyncLog:
    """The SyncLog port; what a sync reports that is no longer the latest is not kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, dataset_id: str, sync_id: str, at: datetime) -> None:
        """Record that a sync runs; nothing happens for a data set that is gone."""
        with self._database.transaction() as transaction:
            transaction.run("sync_begin", dataset_id=dataset_id, sync_id=sync_id, at=at)

    def finish(self, report: SyncReport, at: datetime) -> None:
        """Record a success."""
        kept = document(report)
        with self._database.transaction() as transaction:
            transaction.run("sync_finish", dataset_id=report.dataset_id, sync_id=report.sync_id, report=kept, at=at)

    def fail(self, dataset_id: str, sync_id: str, error: str, at: datetime) -> None:
        """Record a failure."""
        with self._database.transaction() as transaction:
            transaction.run("sync_fail", dataset_id=dataset_id, sync_id=sync_id, error=error, at=at)

    def status(self, dataset_id: str, now: datetime) -> SyncStatus:
        """Return where the data set stands."""
        with self._database.transaction() as transaction:
            row = transaction.row("sync_of", dataset_id=dataset_id)
        if row is None:
            return SyncStatus(dataset_id, SyncState.NOT_SYNCED)
        record = SyncRecord(
            sync_id=row["sync_id"],
            began_at=row["began_at"],
            ended=row["ended"],
            report=read(SyncReport, row["report"]),
            reported_at=row["reported_at"],
            error=row["error"],
            failed_at=row["failed_at"],
        )
        return record.status(dataset_id, now)
