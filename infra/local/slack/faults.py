"""Faults a test orders: a method (or a delivery to the bot) that fails, stalls or is refused, so many times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json


@dataclass(slots=True)
class Fault:
    """What happens to the next calls of a method ("*" is every method).

    status: an HTTP status; error: a Slack error code with HTTP 200; delay: seconds before the answer; retry_after:
    seconds for the header of a 429; after_effect: the call is carried out first, then the fault is told.
    """

    method: str
    times: int = 1
    status: int = 0
    error: str = ""
    delay: float = 0.0
    retry_after: int = 0
    after_effect: bool = False

    def as_json(self) -> Json:
        """Return the fault as the control API shows it."""
        return {
            "method": self.method,
            "times": self.times,
            "status": self.status,
            "error": self.error,
            "delay": self.delay,
            "retry_after": self.retry_after,
            "after_effect": self.after_effect,
        }


@dataclass(slots=True)
class Faults:
    """The faults still to come, oldest first."""

    pending: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call, counting it as used."""
        for fault in self.pending:
            if fault.method in (method, "*"):
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None
