"""The bucket of snapshots: DuckDB files and the pointer to the current one."""

from pathlib import Path
from typing import Protocol

from shared.core.store.dataset import Snapshot


class SnapshotStore(Protocol):
    """Where published snapshots live."""

    def put(self, workspace: str, dataset_id: str, version: int, file: Path) -> tuple[str, str]:
        """Store a DuckDB file under a new key; returns (key, etag)."""
        ...

    def fetch(self, snapshot: Snapshot, folder: Path) -> Path:
        """Return a local copy in the folder, downloaded only if this key and etag are not there yet.

        Raises TransientError when it cannot be had.
        """
        ...

    def clean(self, workspace: str, dataset_id: str, keep: int) -> int:
        """Delete all but the newest `keep` versions; returns how many were deleted."""
        ...
