"""Progress of a long reading, told about every second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.ports.file_reader import ReadingProgress

_SECONDS = 1.0


class Ticks:
    """Tells how many rows are read; tables before it held so many rows already."""

    def __init__(self, progress: ReadingProgress | None) -> None:
        self._progress = progress
        self._before = 0
        self._next = time.monotonic() + _SECONDS

    def tell(self, rows: int, of: int | None) -> None:
        """Tell of so many rows of about so many, unless that was told a moment ago."""
        if self._progress is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SECONDS
        self._progress(self._before + rows, None if of is None else max(self._before + of, self._before + rows))

    def check(self, what: str) -> None:
        """Tell where the rows are looked at, unless something was told a moment ago."""
        if self._progress is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SECONDS
        self._progress.check(what)

    def begin_again(self, rows: int) -> None:
        """A table of so many rows, which was read, is to be read once more."""
        self._before -= rows

    def finish(self, rows: int) -> None:
        """A table of so many rows is read."""
        self._before += rows
        if self._progress is not None:
            self._progress(self._before, None)
