"""A declared data set is synced as it is declared: filters hold after every sync, whatever happened in between."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg
import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app.act_on_store import StoreActor
from shared.app.messages import ActionKind
from shared.app.show_store import StoreDisplay
from shared.app.sync_store import StoreSyncer, SyncRequest
from shared.config.store import parse_store
from shared.core.store.dataset import Snapshot
from shared.core.store.declared import dataset_of, kind_of_sync, sources_of
from shared.core.store.sync import SyncKind
from tests.fakes.clock import FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.office import Office
from tests.fakes.sync_log import InMemorySyncLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.core.store.settings import DeclaredDataset

FILE = """
max_rows: 1000
datasets:
  - name: orders
    workspace: T1
    channel: C1
    table: orders
    key: id
    incremental_column: changed_at
    filters:
      - {column: region, operator: in, values: [north, East]}
      - {column: amount, operator: ">", values: 0}
"""
PARTS = """
datasets:
  - name: runs
    workspace: T1
    channel: C1
    dataset_query: SELECT i AS dataset_id, 'Set ' || i AS name FROM generate_series(1, 3) AS i
    results_query: SELECT id, 1 + id % 4 AS dataset_id, amount AS score, 'Run ' || id AS name FROM orders
    key: id
    filters:
      - {table: runs_results, column: score, operator: ">", values: 1}
"""
KEPT = "lower(region) IN ('north', 'east') AND amount > 0"


class Mart:
    """Orders of several regions, and what syncs those that are declared."""

    def __init__(self, url: str, folder: Path) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.run("CREATE TABLE orders (id bigint, region text, amount numeric(9, 2), changed_at timestamptz)")
        engine, self.shelf = DuckDbSnapshotEngine(200, 1), FolderShelf(folder / "shelf")
        self.files = LocalTables(self.shelf, folder / "own", engine)
        (folder / "work").mkdir()
        source, log = PostgresTableSource(url), InMemorySyncLog()
        self.syncer = StoreSyncer(source, self.shelf, engine, self.files, log, FixedClock(), folder / "work")
        self.clock = FixedClock()
        self.declare(FILE)

    def run(self, statement: str) -> None:
        self.connection.execute(statement.encode())

    def declare(self, text: str) -> None:
        self.settings = parse_store(text)
        (self.declared,) = self.settings.datasets

    def sync(self, declared: DeclaredDataset | None = None) -> tuple[SyncKind, bool]:
        """Sync what is new; returns what that took, and whether rows are left out."""
        said = declared or self.declared
        kind = kind_of_sync(said, SyncKind.INCREMENTAL)
        sources = sources_of(said, self.settings.max_rows)
        *_, table = self.syncer.sync(SyncRequest(dataset_of(said).id, sources, said.views, kind)).tables
        return table.kind, table.truncated

    def snapshot(self) -> list[tuple[Any, ...]]:
        found = self.shelf.current()
        table = found[0].table("orders") if found else None
        assert table is not None
        with duckdb.connect(str(self.files.file_of(table)), read_only=True) as connection:
            return connection.execute("SELECT id, region, amount FROM orders ORDER BY id").fetchall()

    def truth(self, where: str = KEPT) -> list[tuple[Any, ...]]:
        said = f"SELECT id, region, amount FROM orders WHERE {where} ORDER BY id"
        return self.connection.execute(said.encode()).fetchall()


@pytest.fixture
def mart(database_url: str, tmp_path: Path) -> Iterator[Mart]:
    """Sixty orders, a third of them in the North."""
    made = Mart(database_url, tmp_path)
    made.run(
        "INSERT INTO orders SELECT i, (array['North', 'south', 'East', NULL])[1 + i % 4], (i % 7) - 1, "
        "timestamptz '2026-03-01 00:00+00' + i * interval '1 minute' FROM generate_series(1, 60) i"
    )
    yield made
    made.connection.close()


def test_only_rows_that_meet_the_filters_are_in_the_snapshot(mart: Mart) -> None:
    """The others never leave PostgreSQL."""
    assert mart.sync() == (SyncKind.FULL, False)
    assert mart.snapshot() == mart.truth()
    assert 0 < len(mart.snapshot()) < 60


def test_a_row_that_moves_out_of_the_filter_goes_with_the_next_sync(mart: Mart) -> None:
    """And one that moves in comes, though neither moved past the watermark; new rows come as ever."""
    mart.sync()
    (first, *_), (other, *_) = mart.truth()[:2]
    mart.run(f"UPDATE orders SET region = 'South' WHERE id = {first}")
    mart.run(f"UPDATE orders SET region = 'West', changed_at = '2026-03-02 00:00+00' WHERE id = {other}")
    mart.run(
        "INSERT INTO orders VALUES (100, 'north', 5, '2026-03-02 00:00+00'), (101, 'south', 5, '2026-03-02 00:00+00')"
    )
    assert mart.sync()[0] is SyncKind.RECONCILED
    assert mart.snapshot() == mart.truth()
    mart.run(f"UPDATE orders SET region = 'EAST' WHERE id = {first}")
    mart.sync()
    assert mart.snapshot() == mart.truth()
    assert first in {row[0] for row in mart.snapshot()}


@pytest.mark.parametrize("key", [("id",), ()])
def test_a_filter_that_is_declared_later_takes_rows_away(mart: Mart, key: tuple[str, ...]) -> None:
    """What may no longer be seen is gone after one sync, with a key or without."""
    table = replace(mart.declared.tables[0], key=key)
    mart.sync(replace(mart.declared, tables=(table,), filters=()))
    assert len(mart.snapshot()) == 60
    mart.sync(replace(mart.declared, tables=(table,)))
    assert mart.snapshot() == mart.truth()


def test_no_more_rows_are_read_than_the_store_takes(mart: Mart) -> None:
    """The newest, and the snapshot says that it lacks some."""
    mart.settings = replace(mart.settings, max_rows=5)
    assert mart.sync() == (SyncKind.FULL, True)
    assert mart.snapshot() == mart.truth()[-5:]


def test_the_two_parts_of_a_data_set_are_one_page_of_rows(mart: Mart, tmp_path: Path) -> None:
    """From PostgreSQL over the shelf to the engine's own process: joined, filtered, searched, sorted."""
    mart.declare(PARTS)
    mart.sync()
    manifest = mart.shelf.current()
    assert manifest is not None
    snapshot = Snapshot("d", 1, "manifest.json", "e", manifest[0].read_at, (("runs_results", 1),))
    dataset = replace(dataset_of(mart.declared), snapshot=snapshot)
    files = LocalVersions(lambda _: mart.shelf, tmp_path / "local", DuckDbSnapshotEngine(200, 1))
    runner, office = DuckDbQueryRunner(files, EngineLimits(10, 200, 1)), Office(dataset=dataset)
    catalog, log = InMemoryDatasetCatalog(dataset), InMemorySyncLog()
    display = StoreDisplay(catalog, runner, lambda _: mart.shelf, log, mart.clock, mart.settings)
    words = "store rows runs columns id, score, dataset_name sort score, -id search “set 2” size 3"
    StoreActor(display, office.outbox).act(office.action(ActionKind.STORE, words), office.bot)
    runner.close()
    _, text, blocks, _ = office.bot.responses[-1]
    (table,) = [each for each in blocks if each["type"] == "data_table"]
    truth = mart.connection.execute(
        "SELECT id, amount FROM orders WHERE amount > 1 AND 1 + id % 4 = 2 ORDER BY amount, id DESC"
    ).fetchall()
    assert f"1 to 3 of {len(truth)} rows of runs that contain “set 2”" in text
    shown = [tuple(cell["text"] for cell in row) for row in table["rows"][1:]]
    assert shown == [(str(number), f"{score:.0f}", "Set 2") for number, score in truth[:3]]
