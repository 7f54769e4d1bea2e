"""The port to whatever turns a shared file into clean tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import FileReading
    from shared.core.ingest.rules.keys import Written


class ReadingProgress(Protocol):
    """Is told how far a long reading has come."""

    def __call__(self, rows: int, of: int | None) -> None:
        """So many rows are read, of about so many in all, where that can be known."""

    def check(self, what: str) -> None:
        """The rows that were read are looked at; what says where, in plain words: "column 3 of 12"."""


class FileReader(Protocol):
    """Reads files of the kinds people share."""

    def read(
        self,
        source: bytes | Path,
        name: str,
        folder: Path,
        progress: ReadingProgress | None = None,
        rules: tuple[Written, ...] = (),
    ) -> FileReading:
        """The tables of a file called name. What cannot be read is an issue in the reading, never an exception.

        folder is an empty folder for temporary files. Rows of the tables may lie in it: they can be read for as long as
        it is there. rules are those people wrote for the file's channel, applied after the reader's own; of rows with
        the same declared key the last one stays, and the others are rejects. Raises TransientError when the disk is
        full.
        """
