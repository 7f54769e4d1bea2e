"""A circuit breaker: a provider that keeps failing is left alone for a while, then tried once.

closed --failures in a row--> open --rest over--> half open --success--> closed
^---------------------failure------'
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class BreakerState(StrEnum):
    """Whether calls go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """One provider's breaker; times are seconds of any clock that never goes back.

    It opens after that many failures in a row, rests, then lets one trial through. A trial that never reports back
    (its process was stopped) is given up after another rest.
    """

    failures_allowed: int = 5
    rest_seconds: float = 30.0
    state: BreakerState = BreakerState.CLOSED
    failures: int = 0
    since: float = 0.0

    def allows(self, now: float) -> bool:
        """True when a call may be made now."""
        return self.state is BreakerState.CLOSED or now - self.since >= self.rest_seconds

    def calling(self, now: float) -> Breaker:
        """Return the breaker as it stands while an allowed call is made: an open one is on trial."""
        if self.state is BreakerState.CLOSED:
            return self
        return replace(self, state=BreakerState.HALF_OPEN, since=now)

    def after_success(self) -> Breaker:
        """Return the breaker after a call that the provider answered."""
        return replace(self, state=BreakerState.CLOSED, failures=0)

    def after_failure(self, now: float) -> Breaker:
        """Return the breaker after a call that the provider did not answer."""
        failures = self.failures + 1
        opens = self.state is not BreakerState.CLOSED or failures >= self.failures_allowed
        if not opens:
            return replace(self, failures=failures)
        return replace(self, state=BreakerState.OPEN, failures=failures, since=now)
