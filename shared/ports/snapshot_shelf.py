"""Where the files and manifests of snapshots lie: a bucket, or a folder of one machine."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from shared.core.store.manifest import Manifest, StoredFile


class SnapshotShelf(Protocol):
    """The files of one data set, its manifest and its lease.

    Files are immutable and have keys that no other publication has. The manifest is the pointer: what it does not name
    does not exist for a reader, and it moves by compare-and-swap. The lease saves work; it is not what keeps versions
    apart: a syncer that outlived its lease loses the move.

    A reader holds a version by holding its manifest. What the manifest names is never changed, and clean() deletes
    nothing of a version that was current at or after its `before`: a reader that began at most that long ago finds
    every file, however many publications came since. Each method may raise TransientError when the shelf is out of
    reach or full.
    """

    def current(self, known: str = "") -> tuple[Manifest, str] | None:
        """Return the manifest and its etag; None when nothing was published, or when known is its etag still.

        One conditional read. Raises TransientError when the shelf is out of reach, and InternalError for a manifest of
        a form that this release does not know.
        """
        ...

    def version(self, number: int) -> Manifest | None:
        """Return the manifest of the current version or of one that is still kept, or None."""
        ...

    def move(self, manifest: Manifest, expected: str) -> str | None:
        """Let this manifest be the current one if the current one's etag is still expected ("": none is published).

        Returns its etag, or None when somebody else was faster. After a TransientError it may have moved all the same:
        current() tells. Raises TransientError, too, when a file that it names does not lie here in its size (a clean
        took it while the syncer slept), and InternalError when its version is not the current one's and one.
        """
        ...

    def add(self, path: Path, name: str, rows: int) -> StoredFile:
        """Store a file under a new key that ends in name, where odd characters become a dash.

        The path may be gone afterwards. Nobody sees the file until a manifest that names it is the current one.
        """
        ...

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        """Return a local copy, brought into the folder only if it is not there whole.

        It appears there under a name of its own at once and whole, also when several processes fetch it. A shelf on the
        same disk may give its own file, which must not be changed. Raises TransientError when it cannot be had.
        """
        ...

    def clean(self, keep: int, before: datetime) -> int:
        """Delete files that no kept version names and that were stored before that moment; returns how many.

        Kept are the current version, the newest `keep` with it among them, and those that were still current at or
        after `before`. So `before` lies further back than the longest question and the longest publication (whose files
        are named by no manifest yet): an hour for functions that live for 15 minutes. What killed processes left
        behind goes the same way.
        """
        ...

    def claim(self, holder: str, now: datetime, until: datetime) -> str | None:
        """Take the lease, or renew it for the same holder: returns None, or the holder who has it still."""
        ...

    def release(self, holder: str) -> None:
        """Give the lease back; nothing happens when another holds it."""
        ...
