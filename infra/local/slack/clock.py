"""The stand-in's time: the machine's, shifted by an offset a test may move, so that nobody waits for an expiry."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Clock:
    """Seconds since the epoch from a source, plus an offset in seconds."""

    source: Callable[[], float] = time.time
    offset: float = 0.0

    def now(self) -> float:
        """Return the present moment in seconds since the epoch."""
        return self.source() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the present forward (or, with a negative figure, back)."""
        self.offset += seconds
