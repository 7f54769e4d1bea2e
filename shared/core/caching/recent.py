"""What this process answered last: the first level of the caches, bounded in entries and in cells."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A value with when it was made, until when it is held, and how many cells it takes."""

    value: Any
    made_at: datetime
    until: datetime
    cells: int


@dataclass(slots=True)
class Recent:
    """The values used last; the longest unused ones make room. Threads may share it."""

    most_entries: int = 256
    most_cells: int = 400_000
    _held: OrderedDict[str, Held] = field(default_factory=OrderedDict)
    _cells: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: str, now: datetime) -> Held | None:
        """Return what is held under the key, while its time is not over."""
        with self._lock:
            held = self._taken(key)
            if held is None or held.until <= now:
                return None
            self._put(key, held)
            return held

    def hold(self, key: str, held: Held) -> None:
        """Hold a value, in place of an earlier one; what alone is larger than all the room is not held."""
        with self._lock:
            self._taken(key)
            if held.cells <= self.most_cells:
                self._put(key, held)
            while len(self._held) > self.most_entries or self._cells > self.most_cells:
                self._taken(next(iter(self._held)))

    def __len__(self) -> int:
        return len(self._held)

    def _put(self, key: str, held: Held) -> None:
        self._held[key] = held
        self._cells += held.cells

    def _taken(self, key: str) -> Held | None:
        held = self._held.pop(key, None)
        self._cells -= held.cells if held else 0
        return held
