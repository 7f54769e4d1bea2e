"""A due time is one instant on the clock of its zone, to the minute and the weekday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.core.digests.digest import Cadence, Digest
from shared.core.digests.due import is_due, latest_due

MONDAY_NOON = datetime(2024, 6, 17, 12, tzinfo=UTC)


def digest(cadence: Cadence, hour: int, minute: int = 0, weekday: int = 0, zone: str = "UTC") -> Digest:
    """A digest of those times."""
    return Digest("d", "T1", "C1", "Sales", cadence, hour, zone, minute=minute, weekday=weekday)


@pytest.mark.parametrize(
    ("made", "due"),
    [
        (digest(Cadence.DAILY, 8, 30), "2024-06-17T08:30"),
        (digest(Cadence.DAILY, 12, 1), "2024-06-16T12:01"),
        (digest(Cadence.DAILY, 17, 30, zone="Asia/Kolkata"), "2024-06-17T12:00"),
        (digest(Cadence.WEEKLY, 9), "2024-06-17T09:00"),
        (digest(Cadence.WEEKLY, 13), "2024-06-10T13:00"),
        (digest(Cadence.WEEKLY, 9, 15, 4), "2024-06-14T09:15"),
        (digest(Cadence.WEEKLY, 9, 15, 6), "2024-06-16T09:15"),
        (digest(Cadence.HOURLY, 9, 30), "2024-06-17T12:00"),
    ],
)
def test_the_latest_due_time_is_the_one_before_now(made: Digest, due: str) -> None:
    """On a Monday at noon, UTC."""
    assert latest_due(made, MONDAY_NOON) == datetime.fromisoformat(f"{due}:00+00:00")


def test_each_weekday_comes_once_in_seven_days() -> None:
    """Whatever day it is asked on."""
    for weekday in range(7):
        made = digest(Cadence.WEEKLY, 9, 0, weekday)
        dues = {latest_due(made, MONDAY_NOON + timedelta(hours=hour)) for hour in range(7 * 24)}
        assert len([each for each in dues if each > MONDAY_NOON - timedelta(hours=3)]) in {1, 2}
        assert {each.weekday() for each in dues} == {weekday}
        assert not is_due(made, MONDAY_NOON - timedelta(days=20), timedelta(0)) or weekday == 1
