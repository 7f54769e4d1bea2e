"""The lease of a data set: one sync at a time, and nobody waits for one that died."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may sync, and until when. A lease that was given back has no holder."""

    holder: str
    until: datetime

    def keeps_out(self, holder: str, now: datetime) -> bool:
        """Whether somebody else still has it."""
        return self.holder not in {"", holder} and now < self.until
