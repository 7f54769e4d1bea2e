"""A progress bar on a terminal; silent where the error stream is none, so that nothing is mixed into files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_WIDTH = 28
_CLEAR = "\r\x1b[K"


class Bar:
    """Draws what it is told on the error stream, and takes itself away at the end."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._is_shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Show that something has begun."""
        self._draw("")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave the line as it was."""
        if self._is_shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)

    def __call__(self, rows: int, of: int | None) -> None:
        """Draw so many rows, of about so many where that is known."""
        if of:
            share = min(1.0, rows / of)
            filled = round(share * _WIDTH)
            self._draw(f"{'█' * filled}{'░' * (_WIDTH - filled)} {share:4.0%}  {rows:,} of about {of:,} rows")
        else:
            self._draw(f"{rows:,} rows")

    def check(self, what: str) -> None:
        """Say what is looked at, now that the rows are read."""
        self._draw(f"checking {what}")

    def _draw(self, words: str) -> None:
        if self._is_shown:
            print(f"{_CLEAR}{self._title}  {words}", end="", file=sys.stderr, flush=True)
