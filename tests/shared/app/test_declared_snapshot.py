"""Tables of a production database that configuration declares are asked about like any other, and kept fresh."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.system.clock import SystemClock
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app.accept_event import viewer_in
from shared.app.answer_question import answer_question
from shared.app.schedule_syncs import SyncScheduler
from shared.app.sync_store import StoreSyncer
from shared.app.take_snapshot import SnapshotTaker
from shared.config.store import parse_store
from shared.core.asking.answer import Answer, Status
from shared.core.asking.question import Question
from shared.core.store.declared import declared_id
from shared.core.store.sync import SyncKind
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.outbox import InMemoryOutbox
from tests.fakes.sync_log import InMemorySyncLog
from tests.fakes.table_store import InMemoryTableStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.core.semantic.model import SemanticModel
    from shared.core.store.dataset import Dataset
    from shared.core.store.sync import SyncReport

STORE = """
max_rows: 5000
datasets:
  - name: market
    workspace: T1
    channel: C1
    tables:
      orders:
        table: public.orders
        key: id
        incremental_column: changed_at
      customers: {table: public.customers, key: customer_id}
    filters:
      - {table: orders, column: region, operator: in, values: [North, South]}
    visible_metrics: [total_amount]
"""
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Market:
    """A database with orders and customers, and all that makes them a data set."""

    def __init__(self, url: str, folder: Path, store: str = STORE) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.catalog = InMemoryDatasetCatalog()
        self.settings = parse_store(store)
        self.log, self.clock = InMemorySyncLog(), SystemClock()
        self.shelf = FolderShelf(folder / "shelf")
        self._url, self._folder = url, folder
        versions = LocalVersions(lambda _: self.shelf, folder / "reader", DuckDbSnapshotEngine(200, 1))
        self.runner = DuckDbQueryRunner(versions, EngineLimits(seconds=10, memory_mb=200))
        (folder / "work").mkdir()
        self.taker = SnapshotTaker(
            self.catalog,
            InMemoryTableStore(),
            self.syncer_of,
            DuckDbTableProfiler(),
            self.clock,
            settings=self.settings,
        )
        SyncScheduler(self.catalog, InMemoryOutbox(), self.log, self.clock, self.settings).ask_for_due()
        self.id = declared_id("T1", self.settings.datasets[0].name)

    def syncer_of(self, _: Dataset) -> StoreSyncer:
        engine = DuckDbSnapshotEngine(200, 1)
        return StoreSyncer(
            PostgresTableSource(self._url, Manner(measures_numerics=True)),
            self.shelf,
            engine,
            LocalTables(self.shelf, self._folder / "own", engine),
            self.log,
            self.clock,
            self._folder / "work",
        )

    def run(self, statement: str) -> None:
        self.connection.execute(statement.encode())

    def sync(self, kind: SyncKind = SyncKind.INCREMENTAL) -> SyncReport:
        return self.taker.take(self.id, kind).report

    @property
    def model(self) -> SemanticModel:
        found = self.catalog.by_id(self.id)
        assert found is not None
        assert found.model is not None
        return found.model

    def ask(self, text: str, channel: str = "C1") -> Answer:
        return answer_question(Question(text, viewer_in("T1", "U1", channel), NOW), self.catalog, self.runner)

    def number(self, text: str) -> object:
        answer = self.ask(text)
        assert answer.status is Status.ANSWERED, answer.headline
        assert answer.table is not None
        return answer.table.rows[0][0]


@pytest.fixture
def market(database_url: str, tmp_path: Path) -> Iterator[Market]:
    """A thousand orders of four regions by fifty customers."""
    made = Market(database_url, tmp_path)
    made.run(
        "CREATE TABLE customers (customer_id int PRIMARY KEY, customer_name text, email text, tier text);"
        "INSERT INTO customers SELECT i, 'Asha Rao ' || i, 'c' || i || '@example.com', (ARRAY['gold','plain'])[1+i%2] "
        "FROM generate_series(1, 50) i;"
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, region text, amount numeric(12,2), "
        "seats int, changed_at timestamptz);"
        "INSERT INTO orders SELECT i, 1 + i % 50, (ARRAY['North','South','East','West'])[1 + i % 4], i, i % 7, "
        "timestamptz '2026-03-01 00:00+00' + i * interval '1 minute' FROM generate_series(1, 1000) i"
    )
    yield made
    made.runner.close()
    made.connection.close()


def test_a_declared_data_set_is_asked_about_in_its_channel(market: Market) -> None:
    """Only rows that meet its filters were ever read; in another channel nobody knows of it."""
    report = market.sync()
    assert {each.name: each.rows for each in report.tables} == {"orders": 500, "customers": 50}
    assert market.number("how many orders?") == 500
    assert market.number("how many orders in the North?") == 250
    assert market.ask("how many orders in the East?").status is not Status.ANSWERED or (
        market.number("how many orders in the East?") == 0
    )
    assert market.ask("how many orders?", "C2").status is not Status.ANSWERED


def test_tables_refer_to_each_other_and_people_are_not_shown(market: Market) -> None:
    """The relationship is found; names and addresses are marked, and none of their values is in the model."""
    market.sync()
    assert [(each.from_entity, each.to_entity) for each in market.model.relationships] == [("orders", "customers")]
    answer = market.ask("orders by tier")
    assert answer.status is Status.ANSWERED
    assert answer.table is not None
    assert sorted(answer.table.rows, key=str) == [("gold", 250), ("plain", 250)]
    customers = next(each for each in market.model.entities if each.name == "customers")
    assert {each.name for each in customers.fields if each.personal} == {"customer_name", "email"}
    assert "Asha" not in repr(market.model)


def test_only_visible_numbers_are_known(market: Market) -> None:
    """By their names; what they are made of stays."""
    market.sync()
    measures = {each.name for entity in market.model.entities for each in entity.measures}
    assert measures == {"total_amount"}, measures


def test_new_changed_and_filtered_out_rows_come_with_the_next_sync(market: Market) -> None:
    """An order that moves to a region that is not read is gone from the snapshot, though no watermark tells of it."""
    market.sync()
    market.run(
        "INSERT INTO orders VALUES (2001, 1, 'North', 5, 1, now());"
        "UPDATE orders SET region = 'East', changed_at = now() WHERE id = 4"
    )
    (orders, _) = market.sync().tables
    assert orders.kind is SyncKind.RECONCILED
    assert orders.read < 500
    assert market.number("how many orders?") == 500
    assert market.number("how many orders in the North?") == 250
    fresh = market.ask("how many orders?").evidence
    assert fresh is not None
    assert fresh.fresh_at is not None
    known = market.catalog.by_id(market.id)
    assert known is not None
    assert known.snapshot is not None
    assert fresh.fresh_at == known.snapshot.read_at


def test_columns_of_odd_types_are_asked_about_as_text(market: Market) -> None:
    """What a uuid, a list, a span or bytes look like is what people filter and group by."""
    market.run(
        "CREATE TYPE mood AS ENUM ('glad', 'sad');"
        "ALTER TABLE customers ADD uid uuid, ADD tags text[], ADD feeling mood;"
        "ALTER TABLE customers ADD span interval, ADD doc jsonb, ADD raw bytea;"
        "UPDATE customers SET uid = ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd3800' || lpad(customer_id::text, 2, '0'))::uuid, "
        "tags = ARRAY['new', tier], feeling = (ARRAY['glad','sad'])[1 + customer_id % 2]::mood, "
        "span = customer_id % 3 * interval '1 day', doc = jsonb_build_object('tier', tier), raw = decode('ff00', 'hex')"
    )
    market.sync()
    for column, groups in (("tags", 2), ("feeling", 2), ("span", 3), ("doc", 2), ("raw", 1)):
        answer = market.ask(f"customers by {column}")
        assert answer.status is Status.ANSWERED, (column, answer.headline)
        assert answer.table is not None
        assert len(answer.table.rows) == groups, column
    assert market.number("how many customers where uid is 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380007'?") == 1
    assert market.number("how many customers with feeling sad?") == 25


def test_a_table_that_is_cut_says_so_in_every_answer(database_url: str, tmp_path: Path) -> None:
    """The newest rows are those that are read."""
    made = Market(database_url, tmp_path, STORE.replace("max_rows: 5000", "max_rows: 100"))
    made.run(
        "CREATE TABLE customers (customer_id int PRIMARY KEY, tier text); INSERT INTO customers VALUES (1, 'gold');"
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, region text, amount numeric(12,2), "
        "changed_at timestamptz);"
        "INSERT INTO orders SELECT i, 1, 'North', i, timestamptz '2026-03-01 00:00+00' + i * interval '1 minute' "
        "FROM generate_series(1, 1000) i"
    )
    try:
        made.sync()
        answer = made.ask("highest amount of orders")
        assert answer.table is not None
        assert answer.table.rows[0][-1] == 1000
        assert "Orders has more rows than are kept here: this is of those that were read." in answer.caveats
        assert made.ask("how many customers?").caveats == ()
    finally:
        made.runner.close()
        made.connection.close()
