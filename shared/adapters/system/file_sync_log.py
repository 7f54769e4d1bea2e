"""How the syncs of one data set went, in a file of one machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.core.codec import decode, encode
from shared.core.errors import UserError
from shared.core.store.sync import SyncRecord, SyncReport, SyncState, SyncStatus

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


class FileSyncLog:
    """The SyncLog port over a JSON file, for the command line, where a folder holds one data set.

    A file that cannot be read counts as absent: the snapshot beside it is whole all the same.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, dataset_id: str, sync_id: str, at: datetime) -> None:
        """Record that a sync runs."""
        known = self._read(dataset_id) or SyncRecord(sync_id, at)
        self._write(dataset_id, known.begun(sync_id, at))

    def finish(self, report: SyncReport, at: datetime) -> None:
        """Record a success of the latest."""
        known = self._read(report.dataset_id)
        if known is not None:
            self._write(report.dataset_id, known.finished(report, at))

    def fail(self, dataset_id: str, sync_id: str, error: str, at: datetime) -> None:
        """Record a failure of the latest."""
        known = self._read(dataset_id)
        if known is not None:
            self._write(dataset_id, known.failed(sync_id, error, at))

    def status(self, dataset_id: str, now: datetime) -> SyncStatus:
        """Return where the data set stands."""
        known = self._read(dataset_id)
        return known.status(dataset_id, now) if known else SyncStatus(dataset_id, SyncState.NOT_SYNCED)

    def _read(self, dataset_id: str) -> SyncRecord | None:
        try:
            kept = json.loads(self._path.read_bytes())
            return decode(SyncRecord, kept[dataset_id])
        except (OSError, ValueError, KeyError, TypeError, UserError):
            return None

    def _write(self, dataset_id: str, record: SyncRecord) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_name(self._path.name + ".new")
        new.write_text(json.dumps({dataset_id: encode(record)}, indent=1), encoding="utf-8")
        new.replace(self._path)
