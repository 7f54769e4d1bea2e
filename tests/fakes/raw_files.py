"""The raw bucket in a dictionary."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping


class InMemoryRawFiles:
    """The RawFiles port."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, Mapping[str, str]]] = {}

    def put(self, key: str, content: bytes, metadata: Mapping[str, str]) -> None:
        """Keep bytes as if they came from a file, in place of earlier ones."""
        self.files[key] = (content, dict(metadata))

    def put_file(self, key: str, path: Path, metadata: Mapping[str, str]) -> None:
        """Keep the file's bytes in place of earlier ones."""
        self.put(key, path.read_bytes(), metadata)

    def metadata(self, key: str) -> Mapping[str, str]:
        """Return what was kept beside the bytes."""
        return self._found(key)[1]

    def fetch(self, key: str, folder: Path) -> tuple[Path, Mapping[str, str]]:
        """Write what was kept into the folder."""
        content, metadata = self._found(key)
        path = folder / (PurePosixPath(key).name or "file")
        path.write_bytes(content)
        return path, metadata

    def _found(self, key: str) -> tuple[bytes, Mapping[str, str]]:
        if key not in self.files:
            raise UserError("That file is no longer stored; please share it again.")
        return self.files[key]
