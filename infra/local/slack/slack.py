"""The running workspace: its state, its clock, what it sends to the bot, what pages hear, and what tests may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.local.slack.faults import Faults
from infra.local.slack.hub import Hub
from infra.local.slack.ratelimits import RateLimits

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.clock import Clock
    from infra.local.slack.outbox import Outbox
    from infra.local.slack.state import SlackState

WARNINGS_MAX = 1000
CALLS_MAX = 5000


@dataclass(slots=True)
class Slack:
    """Everything one server works with, passed as an argument to what needs it."""

    state: SlackState
    clock: Clock
    outbox: Outbox
    files_dir: Path | None = None
    base_url: str = ""
    file_seconds: float = 0.0
    hub: Hub = field(default_factory=Hub)
    faults: Faults = field(default_factory=Faults)
    limits: RateLimits = field(default_factory=RateLimits)
    calls: list[Json] = field(default_factory=list)
    warnings: list[Json] = field(default_factory=list)

    def warn(self, where: str, message: str) -> None:
        """Keep something Slack lets pass but a bot should not do."""
        self.warnings.append({"where": where, "message": message})
        del self.warnings[:-WARNINGS_MAX]

    def record_call(self, call: Json) -> None:
        """Keep one Web API call for tests to read; it carries no token."""
        self.calls.append(call)
        del self.calls[:-CALLS_MAX]
