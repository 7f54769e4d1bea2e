"""The real parts of the snapshot door."""

from __future__ import annotations

from functools import cache

from functions.data_parts import database, runner, snapshots
from functions.slack_parts import messengers, outbox
from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.adapters.postgres.written_models import PostgresWrittenModels
from shared.adapters.system.clock import SystemClock
from shared.app.adopt_model import ModelAdopter
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.app.refresh_snapshots import SnapshotRefresher
from shared.app.take_snapshot import SnapshotTaker
from shared.config.semantic_models import load_domains


@cache
def refresher() -> SnapshotRefresher:
    """Return what keeps snapshots fresh, made once a container."""
    clock = SystemClock()
    catalog = PostgresDatasetCatalog(database())
    models = PostgresWrittenModels(database())
    tables = PostgresTableStore(database())
    taker = SnapshotTaker(catalog, tables, DuckDbSnapshotBuilder(), snapshots(), clock, load_domains(), models)
    announcer = IngestionAnnouncer(messengers(), catalog, runner(), PostgresIngestionLog(database()), clock, tables)
    return SnapshotRefresher(
        taker=taker,
        announcer=announcer,
        catalog=catalog,
        outbox=outbox(),
        adopter=ModelAdopter(messengers(), catalog, models, taker, announcer),
    )
