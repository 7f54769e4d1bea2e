"""How the syncs of data sets went."""

from datetime import datetime
from typing import Protocol

from shared.core.store.sync import SyncReport, SyncStatus


class SyncLog(Protocol):
    """Where the last success and the last failure of each data set are kept."""

    def begin(self, dataset_id: str, sync_id: str, at: datetime) -> None:
        """Record that a sync runs."""
        ...

    def finish(self, report: SyncReport, at: datetime) -> None:
        """Record a success; a failure before it is forgotten."""
        ...

    def fail(self, dataset_id: str, sync_id: str, error: str, at: datetime) -> None:
        """Record a failure in one sentence for people; the success before it stays."""
        ...

    def status(self, dataset_id: str, now: datetime) -> SyncStatus:
        """Return where the data set stands; one that was never synced is NOT_SYNCED.

        A sync that began longer ago than any may take (core/store/sync.LONGEST) was interrupted: an error.
        """
        ...
