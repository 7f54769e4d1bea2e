"""An insight: one number, how it moved, and what moved it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Driver:
    """A member of a dimension and its part of a change, in the measure's unit."""

    dimension: str
    member: str
    change: float


@dataclass(frozen=True, slots=True)
class Insight:
    """A measure in a period beside the period before.

    previous is None when there was no data then. question asks for the same number and can be asked as it stands.
    """

    measure: str
    unit: str
    period: str
    current: float
    previous_period: str
    previous: float | None
    drivers: tuple[Driver, ...]
    question: str

    @property
    def growth(self) -> float | None:
        """Percent change against the period before; None when that was nothing."""
        if not self.previous:
            return None
        return 100 * (self.current - self.previous) / abs(self.previous)
