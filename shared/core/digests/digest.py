"""What is told on schedule: a digest of what changed in a channel's data, or one question answered again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.semantic.query import SemanticQuery


class Cadence(StrEnum):
    """How often a digest is due."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Digest:
    """A subscription of a channel.

    hour and minute are local to timezone (ignored when hourly); weekday, 0 for Monday, says when a weekly one is due.
    last_due is the due time that was last served, zone-aware, None before the first. With a query it is a question of
    user's that is answered again; direct says that it goes to that user alone, not to the channel.
    """

    id: str
    workspace: str
    channel: str
    title: str
    cadence: Cadence
    hour: int
    timezone: str
    last_due: datetime | None = None
    minute: int = 0
    weekday: int = 0
    query: SemanticQuery | None = None
    user: str = ""
    direct: bool = False

    def shown_to(self, user: str) -> bool:
        """True unless it goes to somebody else alone."""
        return not self.direct or self.user == user
