"""Whether a data set is to be synced now, and how thoroughly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.core.store.settings import SyncMode
from shared.core.store.sync import SyncKind, SyncState

if TYPE_CHECKING:
    from shared.core.store.sync import SyncStatus

EARLY = 0.1
"""A part of the interval by which a sync may come early: schedules come by now and then, and a little off."""
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def is_due(status: SyncStatus, every: timedelta, mode: SyncMode, now: datetime, *, at_startup: bool = False) -> bool:
    """Return True when a data set that is to be synced so often should be synced now, without being asked for.

    One that is being synced is not, nor is any by hand alone. What was never synced is due wherever syncs come by
    themselves; a failure is tried again when it is as old as the interval, as if it had been a success.
    """
    if mode is SyncMode.MANUAL or status.state is SyncState.SYNCING:
        return False
    if mode is SyncMode.STARTUP and not at_startup:
        return False
    tried = max((each for each in (status.synced_at, status.failed_at) if each is not None), default=None)
    return tried is None or now - tried >= every * (1 - EARLY)


def kind_due(status: SyncStatus, reconciles_every: timedelta, now: datetime) -> SyncKind:
    """Return how thorough the next sync is to be: RECONCILED where no success lies in this span of reconciling.

    Spans are counted from one moment for all, so that nothing but the last success needs to be known; a sync that
    fails leaves the next one as thorough.
    """
    if status.synced_at is None:
        return SyncKind.FULL
    spans = ((each - _BEGINNING) // reconciles_every for each in (status.synced_at, now))
    return SyncKind.INCREMENTAL if len(set(spans)) == 1 else SyncKind.RECONCILED
