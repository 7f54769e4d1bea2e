"""A data set's shelf in a folder of one machine."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.core.errors import TransientError, UserError
from shared.core.store.layout import (
    FILES,
    LEASE,
    POINTER,
    VERSIONS,
    Shelved,
    check_follows,
    check_is_whole,
    file_key,
    kept_versions,
    unkept,
    version_key,
)
from shared.core.store.lease import Lease
from shared.core.store.manifest import StoredFile
from shared.core.store.written import lease_bytes, lease_from, manifest_bytes, manifest_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.core.store.manifest import Manifest

_LOCK = ".lock"
_INCOMING = ".incoming/"
"""Where things are written before they get their name, so that no name ever stands for half a thing."""
_LIKELY_A_WRONG_FOLDER = (PermissionError, NotADirectoryError, IsADirectoryError, FileExistsError)


class FolderShelf:
    """The SnapshotShelf port over a folder, which is made when something is first stored.

    Names change by rename after the content was flushed to the disk: kill -9 or a power failure leaves the old
    manifest or the new one. Moves, leases and cleaning take turns by flock on a file that stays, which the system lets
    go of when a process dies. Readers take no lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def current(self, known: str = "") -> tuple[Manifest, str] | None:
        """Return the manifest and its etag: a digest of its bytes."""
        with _disk("read the manifest"):
            found = _content(self._path / POINTER)
        if found is None or (etag := _etag(found)) == known:
            return None
        return manifest_from(found), etag

    def version(self, number: int) -> Manifest | None:
        """Return a version's manifest: the current one's first, since it is kept apart only when it is left."""
        now = self.current()
        return now[0] if now is not None and now[0].version == number else self._left(number)

    def _left(self, number: int) -> Manifest | None:
        with _disk("read a manifest"):
            found = _content(self._path / version_key(number))
        return None if found is None else manifest_from(found)

    def move(self, manifest: Manifest, expected: str) -> str | None:
        """Keep the current manifest apart, then let the new one take its name."""
        with _disk("publish a snapshot"), self._locked():
            last = _content(self._path / POINTER)
            if _etag(last) != expected:
                return None
            check_is_whole(manifest, {key: lying.size for key, lying in self._lying(FILES).items()})
            if last is not None:
                left = manifest_from(last)
                check_follows(manifest, left)
                self._write(version_key(left.version), last)
            content = manifest_bytes(manifest)
            self._write(POINTER, content)
        return _etag(content)

    def add(self, path: Path, name: str, rows: int) -> StoredFile:
        """Take the file into the folder: moved where it lies on the same disk, copied else."""
        key = file_key(uuid.uuid4().hex, name)
        with _disk("store a file of a snapshot"):
            part = self._incoming()
            try:
                _brought(path, part)
                os.utime(part)
                size = part.stat().st_size
                self._settle(part, key)
            finally:
                part.unlink(missing_ok=True)
        return StoredFile(key, size, rows)

    def fetch(self, file: StoredFile, folder: Path) -> Path:  # noqa: ARG002 - it need not go anywhere
        """Return the shelf's own file, which lies on this machine already and must not be changed."""
        own = self._path / file.key
        with _disk("read a file of a snapshot"):
            if own.exists() and own.stat().st_size == file.size:
                return own
        raise TransientError("A file of this snapshot is gone; a newer snapshot takes its place.")

    def clean(self, keep: int, before: datetime) -> int:
        """Delete what is not kept, and what killed processes left half written before that moment."""
        if not self._path.exists():
            return 0
        with _disk("clean old snapshots"), self._locked():
            kept, named = self._kept(keep, before)
            manifests, files = unkept(self._lying(VERSIONS) | self._lying(FILES), kept, named, before)
            broken = [key for key, part in self._lying(_INCOMING).items() if part.stored_at < before]
            for key in (*manifests, *files, *broken):
                (self._path / key).unlink(missing_ok=True)
        return len(files)

    def _kept(self, keep: int, before: datetime) -> tuple[frozenset[int], set[str]]:
        """Return the versions that stay, and the keys of their files."""
        now = self.current()
        kept = kept_versions(now[0].version if now else None, self._lying(VERSIONS), keep, before)
        manifests = [now[0] if now and now[0].version == number else self._left(number) for number in kept]
        return kept, {file.key for manifest in manifests if manifest for file in manifest.files}

    def claim(self, holder: str, now: datetime, until: datetime) -> str | None:
        """Write the lease unless another holder's has not run out."""
        with _disk("take the lease"), self._locked():
            lease = self._lease()
            if lease is not None and lease.keeps_out(holder, now):
                return lease.holder
            self._write(LEASE, lease_bytes(Lease(holder, until)))
        return None

    def release(self, holder: str) -> None:
        """Take the lease away where it is this holder's."""
        if not self._path.exists():
            return
        with _disk("give the lease back"), self._locked():
            lease = self._lease()
            if lease is not None and lease.holder == holder:
                (self._path / LEASE).unlink()

    def _lease(self) -> Lease | None:
        found = _content(self._path / LEASE)
        return None if found is None else lease_from(found)

    def _lying(self, under: str) -> dict[str, Shelved]:
        """Return what lies directly under a part of the folder."""
        found = {}
        for each in (self._path / under).glob("*"):
            with suppress(FileNotFoundError):  # a file that is being stored has just got its name
                about = each.stat()
                found[under + each.name] = Shelved(about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))
        return found

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Be the only one who moves, leases or cleans; a process that dies lets go."""
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, key: str, content: bytes) -> None:
        """Let these bytes have that name, at once."""
        part = self._incoming()
        try:
            part.write_bytes(content)
            self._settle(part, key)
        finally:
            part.unlink(missing_ok=True)

    def _incoming(self) -> Path:
        folder = self._path / _INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        return folder / uuid.uuid4().hex

    def _settle(self, part: Path, key: str) -> None:
        """Flush the content, give it its name, flush the name."""
        wanted = self._path / key
        wanted.parent.mkdir(parents=True, exist_ok=True)
        _flush(part)
        part.replace(wanted)
        _flush(wanted.parent)


def _brought(path: Path, part: Path) -> None:
    try:
        path.rename(part)
    except OSError:  # another disk, or a file that may be read but not taken
        shutil.copyfile(path, part)


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _etag(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()[:32]


@contextmanager
def _disk(action: str) -> Iterator[None]:
    """Turn the disk's errors into ours: a folder that cannot be written is the person's, a full disk may pass."""
    try:
        yield
    except _LIKELY_A_WRONG_FOLDER as error:
        raise UserError(f"The folder does not let us {action} ({error.strerror}); choose another.") from None
    except OSError as error:
        raise TransientError(f"The disk did not {action} ({error.strerror}).") from None
