"""Workspaces that installed the app, and their bot tokens."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BotToken:
    """A workspace's bot: its token is a secret and must not be logged; repr hides it."""

    workspace: str
    token: str
    bot_user: str

    def __repr__(self) -> str:
        return f"BotToken(workspace={self.workspace!r}, bot_user={self.bot_user!r})"


class Installations(Protocol):
    """The installation store: tokens rest encrypted (KMS, context = workspace)."""

    def bot(self, workspace: str) -> BotToken | None:
        """Return the bot of a workspace, or None when the app is not installed there."""
        ...
