"""The clock, as a port: core and app never ask the machine for the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current instant, zone-aware."""
        ...
