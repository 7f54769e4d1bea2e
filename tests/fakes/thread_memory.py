"""Thread memory in a dictionary."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.security.viewer import Viewer
    from shared.core.semantic.query import SemanticQuery
    from shared.ports.clock import Clock

_REMEMBERED = timedelta(days=30)


class InMemoryThreadMemory:
    """The ThreadMemory port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queries: dict[tuple[str, ...], tuple[datetime, SemanticQuery]] = {}
        self._threads: dict[tuple[str, str, str], datetime] = {}

    def last_query(self, viewer: Viewer, thread: str) -> SemanticQuery | None:
        """Return the viewer's last query of the thread while it is remembered."""
        at, query = self._queries.get(_key(viewer, thread), (None, None))
        return query if at is not None and self._clock.now() < at + _REMEMBERED else None

    def remember(self, viewer: Viewer, thread: str, query: SemanticQuery | None) -> None:
        """Record the thread and, where given, the query."""
        self._threads[viewer.workspace, viewer.channel, thread] = self._clock.now()
        if query is not None:
            self._queries[_key(viewer, thread)] = (self._clock.now(), query)

    def is_ours(self, workspace: str, channel: str, thread: str) -> bool:
        """Return True while the thread is remembered."""
        at = self._threads.get((workspace, channel, thread))
        return at is not None and self._clock.now() < at + _REMEMBERED


def _key(viewer: Viewer, thread: str) -> tuple[str, ...]:
    return viewer.key, viewer.channel, viewer.user, thread
