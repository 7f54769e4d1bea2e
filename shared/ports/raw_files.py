"""The bucket of files as they came."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class RawFiles(Protocol):
    """Uploaded files, never changed; metadata values may be any text (stored URL-quoted).

    Every method raises TransientError when the bucket is out of reach; what reads raises UserError when there is no
    such file.
    """

    def put_file(self, key: str, path: Path, metadata: Mapping[str, str]) -> None:
        """Store a file of any size, read in blocks: all of it or nothing. The same key twice overwrites."""
        ...

    def metadata(self, key: str) -> Mapping[str, str]:
        """Return the metadata alone."""
        ...

    def fetch(self, key: str, folder: Path) -> tuple[Path, Mapping[str, str]]:
        """Write the file into the folder, in blocks; returns its path there and its metadata.

        Raises TransientError when the disk is full.
        """
        ...
