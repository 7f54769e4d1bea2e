"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The Clock port: real time, in UTC."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(tz=UTC)
