"""Written rules in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.ports.written_rules import RuleFile


class InMemoryWrittenRules:
    """The WrittenRules port."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], RuleFile] = {}

    def put(self, file: RuleFile) -> bool:
        """Keep unless a later one stands."""
        known = self.kept.get((file.workspace, file.channel))
        if known is not None and known.shared_at > file.shared_at:
            return False
        self.kept[file.workspace, file.channel] = file
        return True

    def of(self, workspace: str, channel: str) -> RuleFile | None:
        """Return the channel's, or None."""
        return self.kept.get((workspace, channel))
