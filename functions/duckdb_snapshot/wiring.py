"""The real parts of the snapshot door."""

from __future__ import annotations

from functools import cache

from functions.data_parts import database, runner, snapshots
from functions.slack_parts import messengers, outbox
from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.adapters.system.clock import SystemClock
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.app.refresh_snapshots import SnapshotRefresher
from shared.app.take_snapshot import SnapshotTaker
from shared.config.semantic_models import load_domains


@cache
def refresher() -> SnapshotRefresher:
    """Return what keeps snapshots fresh, made once a container."""
    clock = SystemClock()
    catalog = PostgresDatasetCatalog(database())
    return SnapshotRefresher(
        taker=SnapshotTaker(
            catalog, PostgresTableStore(database()), DuckDbSnapshotBuilder(), snapshots(), clock, load_domains()
        ),
        announcer=IngestionAnnouncer(messengers(), catalog, runner(), PostgresIngestionLog(database()), clock),
        catalog=catalog,
        outbox=outbox(),
    )
