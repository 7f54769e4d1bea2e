"""Installations in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.ports.installations import BotToken


class InMemoryInstallations:
    """The Installations port."""

    def __init__(self, *bots: BotToken) -> None:
        self.bots = {bot.workspace: bot for bot in bots}

    def bot(self, workspace: str) -> BotToken | None:
        """Return the workspace's bot, or None."""
        return self.bots.get(workspace)
