"""When a digest is due, on the clock of its time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.core.digests.digest import Cadence, Digest


def latest_due(digest: Digest, now: datetime) -> datetime:
    """Return the latest instant (UTC) at or before now at which the digest was due.

    A local hour that a clock change skips is due as much later as the clock jumped; one that comes twice is due the
    first time only.
    """
    if digest.cadence is Cadence.HOURLY:
        return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    zone = ZoneInfo(digest.timezone)
    local_day = now.astimezone(zone).date()
    back = (local_day.weekday() - digest.weekday) % 7 if digest.cadence is Cadence.WEEKLY else 0
    step = 7 if digest.cadence is Cadence.WEEKLY else 1
    for days in (back, back + step):
        day = local_day - timedelta(days=days)
        due = datetime(day.year, day.month, day.day, digest.hour, digest.minute, tzinfo=zone).astimezone(UTC)
        if due <= now:
            return due
    raise AssertionError("a day or a week ago a digest was due")  # pragma: no cover - arithmetic says so


def is_due(digest: Digest, now: datetime, since: timedelta) -> bool:
    """Return True when the latest due time was not served and lies no further back than since.

    A digest that was just made, or slept through an outage, does not come hours late.
    """
    due = latest_due(digest, now)
    if digest.last_due is not None and digest.last_due >= due:
        return False
    return now - due <= since
