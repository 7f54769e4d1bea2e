"""Who asks, and who will see the answer: carried by every read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who will see what is read: everyone in the channel, or the asker alone."""

    CHANNEL = "channel"
    ASKER = "asker"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The identity a read is decided for.

    workspace, user and channel are Slack ids (T..., U..., C... or D...); on the command line they are "local".
    """

    workspace: str
    user: str
    channel: str
    audience: Audience

    @property
    def key(self) -> str:
        """A stable text that any cache or store of results must include."""
        who = self.channel if self.audience is Audience.CHANNEL else f"{self.channel}:{self.user}"
        return f"{self.workspace}:{self.audience}:{who}"
