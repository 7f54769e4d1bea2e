"""The real parts of the snapshot door."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.data_parts import database, reading_address, runner, shelf_of
from functions.slack_parts import messengers, outbox
from functions.store_parts import store_settings
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.duckdb.local_folder import own_folder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.session import LONGEST_SECONDS
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.postgres.sync_log import PostgresSyncLog
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.adapters.postgres.written_models import PostgresWrittenModels
from shared.adapters.system.clock import SystemClock
from shared.app.adopt_model import ModelAdopter
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.app.refresh_snapshots import SnapshotRefresher
from shared.app.schedule_syncs import SyncScheduler
from shared.app.sync_store import StoreSyncer
from shared.app.take_snapshot import SnapshotTaker
from shared.config.semantic_models import load_domains
from shared.core.store.declared import declared_as

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
    taker = SnapshotTaker(
        catalog, tables, syncer_of, DuckDbTableProfiler(), clock, load_domains(), models, store_settings()
    )
    announcer = IngestionAnnouncer(messengers(), catalog, runner(), PostgresIngestionLog(database()), clock, tables)
    return SnapshotRefresher(
        taker=taker,
        announcer=announcer,
        scheduler=SyncScheduler(catalog, outbox(), PostgresSyncLog(database()), clock, store_settings()),
        adopter=ModelAdopter(messengers(), catalog, models, taker, announcer),
    )


def syncer_of(dataset: Dataset) -> StoreSyncer:
    """Return what syncs a data set: one that is declared within its own limit of time."""
    shelf, engine, said = shelf_of(dataset), DuckDbSnapshotEngine(), store_settings()
    declared = declared_as(dataset.id, said)
    manner = Manner(workers=said.workers, chunk_rows=said.chunk_size, measures_numerics=True)
    return StoreSyncer(
        source=PostgresTableSource(
            reading_address(), manner, declared.timeout_seconds if declared else LONGEST_SECONDS
        ),
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
