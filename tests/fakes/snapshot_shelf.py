"""A data set's shelf in dictionaries."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.core.errors import TransientError
from shared.core.store.layout import (
    FILES,
    Shelved,
    check_follows,
    check_is_whole,
    file_key,
    kept_versions,
    unkept,
    version_key,
    version_of,
)
from shared.core.store.lease import Lease
from shared.core.store.manifest import StoredFile
from shared.core.store.written import manifest_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path

    from shared.core.store.manifest import Manifest


def _real_now() -> datetime:
    return datetime.now(UTC)


class FakeSnapshotShelf:
    """The SnapshotShelf port; now gives the moment at which things are stored, downloads counts what was brought."""

    def __init__(self, now: Callable[[], datetime] = _real_now) -> None:
        self.files: dict[str, bytes] = {}
        self.left: dict[int, Manifest] = {}
        self.pointer: Manifest | None = None
        self.lease: Lease | None = None
        self.downloads = 0
        self._stored: dict[str, Shelved] = {}
        self._now = now
        self._made = 0

    def current(self, known: str = "") -> tuple[Manifest, str] | None:
        """Return the manifest last moved to."""
        if self.pointer is None or _etag(self.pointer) == known:
            return None
        return self.pointer, _etag(self.pointer)

    def version(self, number: int) -> Manifest | None:
        """Return the current manifest or one that was left."""
        if self.pointer is not None and self.pointer.version == number:
            return self.pointer
        return self.left.get(number)

    def move(self, manifest: Manifest, expected: str) -> str | None:
        """Move on from the expected manifest."""
        if expected != ("" if self.pointer is None else _etag(self.pointer)):
            return None
        check_is_whole(manifest, {key: lying.size for key, lying in self._stored.items()})
        if self.pointer is not None:
            check_follows(manifest, self.pointer)
            self.left[self.pointer.version] = self.pointer
            self._stored[version_key(self.pointer.version)] = Shelved(0, self._now())
        self.pointer = manifest
        return _etag(manifest)

    def add(self, path: Path, name: str, rows: int) -> StoredFile:
        """Keep the file's bytes under a new key."""
        self._made += 1
        file = StoredFile(file_key(f"{self._made:032x}", name), path.stat().st_size, rows)
        self.files[file.key] = path.read_bytes()
        self._stored[file.key] = Shelved(file.size, self._now())
        return file

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        """Write what was kept into the folder."""
        local = folder / file.key.removeprefix(FILES)
        if local.exists() and local.stat().st_size == file.size:
            return local
        if len(self.files.get(file.key, b"")) != file.size or file.key not in self.files:
            raise TransientError("A file of this snapshot is gone; a newer snapshot takes its place.")
        folder.mkdir(parents=True, exist_ok=True)
        local.write_bytes(self.files[file.key])
        self.downloads += 1
        return local

    def clean(self, keep: int, before: datetime) -> int:
        """Forget what is not kept."""
        kept = kept_versions(self.pointer.version if self.pointer else None, self._stored, keep, before)
        manifests = [found for number in kept if (found := self.version(number)) is not None]
        named = {file.key for manifest in manifests for file in manifest.files}
        left, files = unkept(self._stored, kept, named, before)
        for key in (*left, *files):
            del self._stored[key]
            self.files.pop(key, None)
            self.left.pop(version_of(key) or 0, None)
        return len(files)

    def claim(self, holder: str, now: datetime, until: datetime) -> str | None:
        """Keep the lease unless another holder's has not run out."""
        if self.lease is not None and self.lease.keeps_out(holder, now):
            return self.lease.holder
        self.lease = Lease(holder, until)
        return None

    def release(self, holder: str) -> None:
        """Forget this holder's lease."""
        if self.lease is not None and self.lease.holder == holder:
            self.lease = None

    def age(self, by: timedelta) -> None:
        """Let everything have been stored that much earlier."""
        self._stored = {key: replace(lying, stored_at=lying.stored_at - by) for key, lying in self._stored.items()}


def _etag(manifest: Manifest) -> str:
    return hashlib.sha256(manifest_bytes(manifest)).hexdigest()[:32]
