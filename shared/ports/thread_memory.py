"""What was said in our threads, kept by ourselves because Slack limits reading history."""

from typing import Protocol

from shared.core.security.viewer import Viewer
from shared.core.semantic.query import SemanticQuery


class ThreadMemory(Protocol):
    """The last query of each author in each thread; forgotten after 30 days."""

    def last_query(self, viewer: Viewer, thread: str) -> SemanticQuery | None:
        """Return what this viewer's user last had answered in the thread of the viewer's channel, or None."""
        ...

    def remember(self, viewer: Viewer, thread: str, query: SemanticQuery | None) -> None:
        """Record that the thread is ours and, where given, the query that was answered."""
        ...

    def is_ours(self, workspace: str, channel: str, thread: str) -> bool:
        """Return True when we have answered in this thread."""
        ...
