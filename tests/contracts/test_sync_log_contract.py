"""The SyncLog port."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.sync_log import PostgresSyncLog
from shared.adapters.system.file_sync_log import FileSyncLog
from shared.core.store.dataset import Dataset
from shared.core.store.source import Watermark
from shared.core.store.sync import LONGEST, SyncKind, SyncReport, SyncState, SyncStatus, TableSync, Tier
from tests.fakes.sync_log import InMemorySyncLog

if TYPE_CHECKING:
    from pathlib import Path

    from shared.ports.sync_log import SyncLog

ID = "d_0123456789ab"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ORDERS = TableSync("orders", SyncKind.FULL, Tier.ADBC, 40, 40, 900, 0.5, Watermark("at", "2026-03-01 11:59:59.5+00"))
ITEMS = TableSync("items", SyncKind.INCREMENTAL, Tier.COPY, 2, 1, 90, 0.1, truncated=True, notes=("Slowly.", "Slowly."))


def report(sync_id: str = "s1", version: int = 1) -> SyncReport:
    """A sync of two tables that took a second."""
    return SyncReport(ID, sync_id, version, NOW, 1.0, (ORDERS, ITEMS))


@pytest.fixture(params=["fake", "file", "postgres"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> SyncLog:
    """Knows no sync; the data set is registered."""
    if request.param == "fake":
        return InMemorySyncLog()
    if request.param == "file":
        return FileSyncLog(tmp_path / "folder" / "status.json")
    database = request.getfixturevalue("database")
    PostgresDatasetCatalog(database).register(Dataset(ID, "T1", "C1", "orders", "Orders", "U1"))
    return PostgresSyncLog(database)


def test_nothing_was_synced_at_first(log: SyncLog) -> None:
    """Also of a data set nobody knows."""
    assert log.status(ID, NOW) == SyncStatus(ID, SyncState.NOT_SYNCED)
    assert log.status("d_ffffffffffff", NOW).state is SyncState.NOT_SYNCED


def test_a_success_is_told_with_what_all_tables_came_to(log: SyncLog) -> None:
    """Rows add up, one truncated table makes the whole so, the most thorough kind is told, each note once."""
    log.begin(ID, "s1", NOW)
    assert log.status(ID, NOW + SECOND).state is SyncState.SYNCING
    log.finish(report(), NOW + SECOND)
    assert log.status(ID, NOW + 2 * SECOND) == SyncStatus(
        ID,
        SyncState.READY,
        1,
        42,
        NOW + SECOND,
        SyncKind.FULL,
        truncated=True,
        notes=("Slowly.",),
        seconds=1.0,
        tables=(ORDERS, ITEMS),
    )


def test_a_failure_keeps_what_is_known_of_the_success_before(log: SyncLog) -> None:
    """The last good snapshot is still served; the next success takes the failure away."""
    log.begin(ID, "s1", NOW)
    log.finish(report(), NOW)
    log.begin(ID, "s2", NOW + SECOND)
    log.fail(ID, "s2", "The disk is full.", NOW + 2 * SECOND)
    status = log.status(ID, NOW + 3 * SECOND)
    assert (status.state, status.error, status.failed_at) == (SyncState.ERROR, "The disk is full.", NOW + 2 * SECOND)
    assert (status.version, status.rows, status.synced_at) == (1, 42, NOW)
    log.begin(ID, "s3", NOW + 4 * SECOND)
    assert log.status(ID, NOW + 4 * SECOND).state is SyncState.SYNCING
    log.finish(report("s3", 2), NOW + 5 * SECOND)
    again = log.status(ID, NOW + 6 * SECOND)
    assert (again.state, again.version, again.error, again.failed_at) == (SyncState.READY, 2, "", None)


def test_a_sync_that_never_ended_was_interrupted(log: SyncLog) -> None:
    """A killed function says nothing; after the longest time any may take, that is an error in plain words."""
    log.begin(ID, "s1", NOW)
    assert log.status(ID, NOW + LONGEST - SECOND).state is SyncState.SYNCING
    status = log.status(ID, NOW + LONGEST)
    assert status.state is SyncState.ERROR
    assert "interrupted" in status.error
    assert status.failed_at == NOW


def test_what_a_sync_says_that_is_no_longer_the_latest_is_not_kept(log: SyncLog) -> None:
    """It lost its lease; the later one tells how it stands."""
    log.begin(ID, "s1", NOW)
    log.begin(ID, "s2", NOW + LONGEST)
    log.finish(report("s1"), NOW + LONGEST + SECOND)
    log.fail(ID, "s1", "Too late.", NOW + LONGEST + SECOND)
    assert log.status(ID, NOW + LONGEST + SECOND).state is SyncState.SYNCING
    log.finish(report("s2", 5), NOW + LONGEST + SECOND)
    assert log.status(ID, NOW + LONGEST + SECOND).version == 5
