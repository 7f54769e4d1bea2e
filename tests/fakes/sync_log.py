"""A SyncLog in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.store.sync import SyncRecord, SyncReport, SyncState, SyncStatus

if TYPE_CHECKING:
    from datetime import datetime


class InMemorySyncLog:
    """The SyncLog port."""

    def __init__(self) -> None:
        self.records: dict[str, SyncRecord] = {}

    def begin(self, dataset_id: str, sync_id: str, at: datetime) -> None:
        """Record that a sync runs."""
        known = self.records.get(dataset_id, SyncRecord(sync_id, at))
        self.records[dataset_id] = known.begun(sync_id, at)

    def finish(self, report: SyncReport, at: datetime) -> None:
        """Record a success of the latest."""
        known = self.records.get(report.dataset_id)
        if known is not None:
            self.records[report.dataset_id] = known.finished(report, at)

    def fail(self, dataset_id: str, sync_id: str, error: str, at: datetime) -> None:
        """Record a failure of the latest."""
        known = self.records.get(dataset_id)
        if known is not None:
            self.records[dataset_id] = known.failed(sync_id, error, at)

    def status(self, dataset_id: str, now: datetime) -> SyncStatus:
        """Return where the data set stands."""
        known = self.records.get(dataset_id)
        return known.status(dataset_id, now) if known else SyncStatus(dataset_id, SyncState.NOT_SYNCED)
