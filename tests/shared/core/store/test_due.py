"""What is due, and how thoroughly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.store.due import is_due, kind_due
from shared.core.store.settings import SyncMode
from shared.core.store.sync import SyncKind, SyncState, SyncStatus

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
NEVER = SyncStatus("d_1", SyncState.NOT_SYNCED)
SCHEDULE = SyncMode.SCHEDULE


def ready(ago: timedelta) -> SyncStatus:
    """A success of so long ago."""
    return SyncStatus("d_1", SyncState.READY, 1, synced_at=NOW - ago)


def failed(ago: timedelta, synced: timedelta = 10 * DAY) -> SyncStatus:
    """A failure of so long ago, after a success."""
    return SyncStatus("d_1", SyncState.ERROR, 1, synced_at=NOW - synced, error="Away.", failed_at=NOW - ago)


@pytest.mark.parametrize(
    ("status", "due"),
    [
        (NEVER, True),
        (ready(HOUR), True),
        (ready(5 * HOUR), True),
        (ready(30 * MINUTE), False),
        (failed(30 * MINUTE), False),
        (failed(HOUR), True),
        (SyncStatus("d_1", SyncState.SYNCING, synced_at=NOW - 5 * HOUR), False),
    ],
)
def test_what_is_as_old_as_its_interval_is_due(status: SyncStatus, *, due: bool) -> None:
    """A failure waits as long as a success would; what is being synced is not begun twice."""
    assert is_due(status, HOUR, SCHEDULE, NOW) is due


def test_a_schedule_that_comes_a_little_early_skips_nothing() -> None:
    """An hourly one comes after 59 minutes and some; the next hour would be one too late."""
    assert is_due(ready(HOUR - 3 * MINUTE), HOUR, SCHEDULE, NOW)
    assert not is_due(ready(HOUR - 10 * MINUTE), HOUR, SCHEDULE, NOW)


@pytest.mark.parametrize(
    ("mode", "at_startup", "due"),
    [
        (SyncMode.MANUAL, False, False),
        (SyncMode.MANUAL, True, False),
        (SyncMode.STARTUP, False, False),
        (SyncMode.STARTUP, True, True),
        (SyncMode.SCHEDULE, False, True),
        (SyncMode.SCHEDULE, True, True),
    ],
)
def test_the_mode_says_what_comes_by_itself(mode: SyncMode, *, at_startup: bool, due: bool) -> None:
    """By hand means by hand, however old the data is."""
    assert is_due(ready(2 * HOUR), HOUR, mode, NOW, at_startup=at_startup) is due
    assert is_due(NEVER, HOUR, mode, NOW, at_startup=at_startup) is due


def test_keys_are_compared_once_in_each_span() -> None:
    """However often syncs come by; the first one of all is whole anyhow."""
    assert kind_due(NEVER, DAY, NOW) is SyncKind.FULL
    assert kind_due(ready(HOUR), DAY, NOW) is SyncKind.INCREMENTAL
    assert kind_due(ready(13 * HOUR), DAY, NOW) is SyncKind.RECONCILED
    assert kind_due(failed(HOUR, synced=13 * HOUR), DAY, NOW) is SyncKind.RECONCILED


@given(st.lists(st.integers(1, 300), min_size=1, max_size=200), st.integers(30, 3_000))
def test_no_two_comparisons_lie_farther_apart_than_a_span_and_a_sync(gaps: list[int], span: int) -> None:
    """Whenever the syncs come: from a comparison on, the next is the first sync of a later span."""
    every, at, compared, before = timedelta(minutes=span), NOW, NOW, NOW
    for gap in gaps:
        before, at = at, at + gap * MINUTE
        kind = kind_due(SyncStatus("d_1", SyncState.READY, 1, synced_at=before), every, at)
        if kind is SyncKind.RECONCILED:
            compared = at
        assert at - compared < every + gap * MINUTE
