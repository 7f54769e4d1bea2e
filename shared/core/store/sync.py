"""A sync: what is asked for, what it came to, and where a data set stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.store.source import Watermark

LONGEST = timedelta(minutes=20)
"""No sync lives longer: a function ends after 15 minutes, and clocks differ."""
INTERRUPTED = "The last sync was interrupted before it ended; what was there before it is still served."


class SyncKind(StrEnum):
    """INCREMENTAL reads what is past the watermark; RECONCILED that, and the keys of all rows; FULL everything."""

    INCREMENTAL = "incremental"
    RECONCILED = "reconciled"
    FULL = "full"


def thoroughness(kind: SyncKind) -> int:
    """Return the place of a kind among all: the later, the more is read."""
    return list(SyncKind).index(kind)


class Tier(IntEnum):
    """How rows are read, the fastest first."""

    ADBC = 1
    COPY = 2
    CURSOR = 3


class SyncState(StrEnum):
    """Where a data set stands."""

    NOT_SYNCED = "not_synced"
    SYNCING = "syncing"
    READY = "ready"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class TableSync:
    """What one table's sync came to.

    tier: None where nothing had to be read. rows: live rows of the snapshot; read: rows that came over the wire; size:
    bytes of the files written; notes: in plain words why a slower tier was taken or a whole read was needed.
    """

    name: str
    kind: SyncKind
    tier: Tier | None
    rows: int
    read: int
    size: int
    seconds: float
    watermark: Watermark | None = None
    truncated: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync came to; version is the published manifest's, and is_new False when nothing had changed."""

    dataset_id: str
    sync_id: str
    version: int
    started_at: datetime
    seconds: float
    tables: tuple[TableSync, ...]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Where a data set stands: state, the last success and the last failure, in one plain sentence.

    An error leaves the last good snapshot: version, rows and synced_at tell of it. tables and seconds are of the last
    success, which may have been of some tables only.
    """

    dataset_id: str
    state: SyncState
    version: int = 0
    rows: int = 0
    synced_at: datetime | None = None
    kind: SyncKind | None = None
    truncated: bool = False
    error: str = ""
    failed_at: datetime | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    tables: tuple[TableSync, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncRecord:
    """What is kept of a data set's syncs: the one that runs or ran last, the last success, the last failure.

    sync_id and began_at are of the latest that began; ended says that it succeeded or failed.
    """

    sync_id: str
    began_at: datetime
    ended: bool = False
    report: SyncReport | None = None
    reported_at: datetime | None = None
    error: str = ""
    failed_at: datetime | None = None

    def begun(self, sync_id: str, at: datetime) -> SyncRecord:
        """Return the record when a later sync has begun; what went well or ill before is kept until it ends."""
        return replace(self, sync_id=sync_id, began_at=at, ended=False)

    def finished(self, report: SyncReport, at: datetime) -> SyncRecord:
        """Return the record after a success; a sync that is no longer the latest changes nothing."""
        if self.sync_id != report.sync_id:
            return self
        return replace(self, ended=True, report=report, reported_at=at, error="", failed_at=None)

    def failed(self, sync_id: str, error: str, at: datetime) -> SyncRecord:
        """Return the record after a failure; a sync that is no longer the latest changes nothing."""
        return replace(self, ended=True, error=error, failed_at=at) if self.sync_id == sync_id else self

    def status(self, dataset_id: str, now: datetime) -> SyncStatus:
        """Return where the data set stands at this moment."""
        error, failed_at, state = self.error, self.failed_at, self._state(now)
        if state is SyncState.ERROR and not error:
            error, failed_at = INTERRUPTED, self.began_at
        known = SyncStatus(dataset_id, state, error=error, failed_at=failed_at)
        if self.report is None:
            return known
        tables = self.report.tables
        return replace(
            known,
            version=self.report.version,
            rows=sum(each.rows for each in tables),
            synced_at=self.reported_at,
            kind=max((each.kind for each in tables), default=None, key=thoroughness),
            truncated=any(each.truncated for each in tables),
            notes=tuple(dict.fromkeys(note for each in tables for note in each.notes)),
            seconds=self.report.seconds,
            tables=tables,
        )

    def _state(self, now: datetime) -> SyncState:
        if not self.ended:
            return SyncState.SYNCING if now - self.began_at < LONGEST else SyncState.ERROR
        return SyncState.ERROR if self.error else SyncState.READY
