"""What people of a channel wrote about what is to be done with the files shared there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules that somebody shared in a channel, and that concerns the files shared in this channel only.

    shared_at is the Slack timestamp of our message about the file: later files have later ones. text is YAML that was
    read without a mistake when it was shared; an empty one says that the rules were taken away.
    """

    workspace: str
    channel: str
    user: str
    shared_at: str
    text: str


class WrittenRules(Protocol):
    """One file of rules a channel: the latest that was shared."""

    def put(self, file: RuleFile) -> bool:
        """Keep in place of an earlier one; False, and nothing changes, when a later one stands already."""
        ...

    def of(self, workspace: str, channel: str) -> RuleFile | None:
        """Return the channel's file, or None when none was ever shared."""
        ...
