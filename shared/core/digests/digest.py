"""A digest: what changed in a channel's data, told on schedule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Cadence(StrEnum):
    """How often a digest is due."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Digest:
    """A subscription of a channel.

    hour is local to timezone (ignored when hourly); weekly digests are due on Mondays. last_due is the due time that
    was last served, zone-aware, None before the first.
    """

    id: str
    workspace: str
    channel: str
    title: str
    cadence: Cadence
    hour: int
    timezone: str
    last_due: datetime | None = None
