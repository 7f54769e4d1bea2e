"""The bucket of snapshots in a dictionary."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from shared.core.errors import TransientError

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.store.dataset import Snapshot


class InMemorySnapshotStore:
    """The SnapshotStore port; downloads counts the fetches that were not served by a local copy."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[int, bytes]] = {}
        self.downloads = 0
        self._made = 0

    def put(self, workspace: str, dataset_id: str, version: int, file: Path) -> tuple[str, str]:
        """Keep the file's bytes under a new key."""
        self._made += 1
        key = f"snapshots/{workspace}/{dataset_id}/{version:010d}-{self._made}.duckdb"
        self.objects[key] = (version, file.read_bytes())
        return key, _etag(self.objects[key][1])

    def fetch(self, snapshot: Snapshot, folder: Path) -> Path:
        """Return a copy in the folder."""
        local = folder / f"{snapshot.dataset_id}-{_etag((snapshot.key + snapshot.etag).encode())}.duckdb"
        if local.exists():
            return local
        found = self.objects.get(snapshot.key)
        if found is None or _etag(found[1]) != snapshot.etag:
            raise TransientError("That snapshot cannot be had.")
        folder.mkdir(parents=True, exist_ok=True)
        local.write_bytes(found[1])
        self.downloads += 1
        return local

    def clean(self, workspace: str, dataset_id: str, keep: int) -> int:
        """Forget all but the newest versions."""
        mine = [key for key in self.objects if key.startswith(f"snapshots/{workspace}/{dataset_id}/")]
        kept = sorted({self.objects[key][0] for key in mine}, reverse=True)[:keep]
        old = [key for key in mine if self.objects[key][0] not in kept]
        for key in old:
            del self.objects[key]
        return len(old)


def _etag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
