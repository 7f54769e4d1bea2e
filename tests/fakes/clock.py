"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2024, 6, 12, 12, tzinfo=UTC)


class FixedClock:
    """The Clock port at one instant."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant set last."""
        return self._now

    def advance(self, **amount: float) -> None:
        """Move on by a timedelta's arguments."""
        self._now += timedelta(**amount)
