"""The port to whatever turns a shared file into clean tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import FileReading


class FileReader(Protocol):
    """Reads files of the kinds people share."""

    def read(self, source: bytes | Path, name: str) -> FileReading:
        """The tables of a file called name. What cannot be read is an issue in the reading, never an exception."""
