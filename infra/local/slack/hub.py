"""News for open pages: every change is put in the queue of each page that listens (server-sent events)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json

QUEUE_MAX = 1000
"""A page that reads nothing for so many changes is dropped; it reconnects and reloads."""


class Hub:
    """The open pages and scripts that want to hear of changes."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json | None]] = set()
        self.changes = 0

    def listen(self) -> asyncio.Queue[Json | None]:
        """Return a queue of changes; None at its end means the server is closing."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(QUEUE_MAX)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Json | None]) -> None:
        """Stop listening."""
        self._listeners.discard(queue)

    def tell(self, kind: str, **details: object) -> None:
        """Tell every listener of a change."""
        self.changes += 1
        for queue in list(self._listeners):
            try:
                queue.put_nowait({"kind": kind, **details})
            except asyncio.QueueFull:
                self.leave(queue)

    def close(self) -> None:
        """Tell every listener that nothing more will come."""
        for queue in list(self._listeners):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
