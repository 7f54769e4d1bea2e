"""Answers given before, in a dictionary that threads may share."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.ports.answer_cache import MOST_BYTES, Entry

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.errors import AvexraError
    from shared.ports.clock import Clock


class InMemoryAnswerCache:
    """The AnswerCache port; failing is raised by every call, calls counts them by name."""

    def __init__(self, clock: Clock, items: dict[str, tuple[Entry | str, datetime]] | None = None) -> None:
        self._clock = clock
        self._items = items if items is not None else {}
        self._lock = threading.Lock()
        self.failing: AvexraError | None = None
        self.calls: list[str] = []

    def beside(self) -> InMemoryAnswerCache:
        """Return another process's view of the same store."""
        return InMemoryAnswerCache(self._clock, self._items)

    def find(self, key: str) -> Entry | None:
        """Return the entry while its time is not over."""
        self._called("find")
        found, until = self._items.get(key, ("", self._clock.now()))
        return found if isinstance(found, Entry) and until > self._clock.now() else None

    def keep(self, key: str, entry: Entry, seconds: int) -> bool:
        """Put the entry in its place."""
        self._called("keep")
        if len(entry.value) > MOST_BYTES:
            return False
        self._items[key] = (entry, self._clock.now() + timedelta(seconds=seconds))
        return True

    def lease(self, key: str, seconds: int) -> bool:
        """Put a lease there, if there is room for one."""
        self._called("lease")
        with self._lock:
            if key in self._items and self._items[key][1] > self._clock.now():
                return False
            self._items[key] = (str(id(self)), self._clock.now() + timedelta(seconds=seconds))
            return True

    def release(self, key: str) -> None:
        """Take one's own lease away."""
        self._called("release")
        if self._items.get(key, ("",))[0] == str(id(self)):
            del self._items[key]

    def forget(self, workspace: str) -> int:
        """Remove what begins with the workspace."""
        self._called("forget")
        own = [key for key in self._items if key.startswith(f"{workspace}#")]
        for key in own:
            del self._items[key]
        return len(own)

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.failing is not None:
            raise self.failing
