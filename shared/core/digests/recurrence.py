"""When something comes again, on the clock of a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.digests.digest import Cadence


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often, and when: hour and minute are local (an hourly one has only its minute); weekday 0 is Monday."""

    cadence: Cadence
    hour: int = 9
    minute: int = 0
    weekday: int = 0
