"""The real parts of the snapshot door."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.data_parts import database, reading_address, runner, shelf_of
from functions.slack_parts import messengers, outbox
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.duckdb.local_folder import own_folder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.postgres.sync_log import PostgresSyncLog
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.adapters.postgres.written_models import PostgresWrittenModels
from shared.adapters.system.clock import SystemClock
from shared.app.adopt_model import ModelAdopter
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.app.refresh_snapshots import SnapshotRefresher
from shared.app.sync_store import StoreSyncer
from shared.app.take_snapshot import SnapshotTaker
from shared.config.semantic_models import load_domains

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.store.dataset import Dataset


@cache
def refresher() -> SnapshotRefresher:
    """Return what keeps snapshots fresh, made once a container."""
    clock = SystemClock()
    catalog = PostgresDatasetCatalog(database())
    models = PostgresWrittenModels(database())
    tables = PostgresTableStore(database())
    taker = SnapshotTaker(catalog, tables, syncer_of, DuckDbTableProfiler(), clock, load_domains(), models)
    announcer = IngestionAnnouncer(messengers(), catalog, runner(), PostgresIngestionLog(database()), clock, tables)
    return SnapshotRefresher(
        taker=taker,
        announcer=announcer,
        catalog=catalog,
        outbox=outbox(),
        adopter=ModelAdopter(messengers(), catalog, models, taker, announcer),
    )


def syncer_of(dataset: Dataset) -> StoreSyncer:
    """Return what syncs a data set. A table's numbers without a precision are those that ingestion writes."""
    shelf, engine = shelf_of(dataset), DuckDbSnapshotEngine()
    return StoreSyncer(
        source=PostgresTableSource(reading_address(), Manner(measures_numerics=True)),
        shelf=shelf,
        engine=engine,
        files=LocalTables(shelf, _folder() / dataset.id, engine),
        log=PostgresSyncLog(database()),
        clock=SystemClock(),
        work=_folder(),
    )


@cache
def _folder() -> Path:
    """Where tables lie while they are synced: the disk of the function."""
    return own_folder()
