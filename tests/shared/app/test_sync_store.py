"""After any sync the snapshot equals PostgreSQL; a failure leaves the one before, and says what happened."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg
import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app import sync_store, sync_table
from shared.app.sync_store import StoreSyncer, SyncRequest
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.store.manifest import JoinedView
from shared.core.store.planning import MOST_LAYERS
from shared.core.store.source import Relation, SourceQuery, SourceTable
from shared.core.store.sync import SyncKind, SyncState
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Faults, Killed
from tests.fakes.sync_log import InMemorySyncLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.core.store.manifest import Manifest
    from shared.core.store.sync import SyncReport, TableSync

ORDERS = SourceTable("orders", Relation("public", "orders"), key=("id",), incremental="changed_at")
COLUMNS = "id, city, amount::text, changed_at::text"


class Shop:
    """A table of orders, and what syncs it into a folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.run(
            "CREATE TABLE orders (id bigint, city text, amount numeric(12,2), changed_at timestamptz, gone boolean)"
        )
        self.shelf, self.log, self.clock, self.faults = (
            FolderShelf(folder / "shelf"),
            InMemorySyncLog(),
            FixedClock(),
            Faults(),
        )
        (folder / "work").mkdir()
        engine = DuckDbSnapshotEngine(200, 1)
        self.files = LocalTables(self.shelf, folder / "own", engine)
        at = self.faults.on
        self.syncer = StoreSyncer(
            PostgresTableSource(url), at(self.shelf), at(engine), at(self.files), self.log, self.clock, folder / "work"
        )

    def run(self, statement: str) -> None:
        self.connection.execute(statement.encode())

    def add(self, first: int, last: int, at: str = "2026-03-01 10:00+00", city: str = "Pune") -> None:
        self.run(f"INSERT INTO orders SELECT i, '{city}', i * 1.25, '{at}' FROM generate_series({first}, {last}) i")

    def sync(self, *sources: SourceTable, kind: SyncKind = SyncKind.INCREMENTAL, **more: Any) -> SyncReport:  # noqa: ANN401 - a request's own
        return self.syncer.sync(SyncRequest("shop", sources or (ORDERS,), kind=kind, **more))

    def one(self, source: SourceTable = ORDERS, kind: SyncKind = SyncKind.INCREMENTAL) -> TableSync:
        (table,) = self.sync(source, kind=kind).tables
        return table

    @property
    def manifest(self) -> Manifest:
        found = self.shelf.current()
        assert found is not None
        return found[0]

    def snapshot(self, name: str = "orders") -> list[tuple[Any, ...]]:
        table = self.manifest.table(name)
        assert table is not None
        with duckdb.connect(str(self.files.file_of(table)), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            rows = connection.execute(f"SELECT {COLUMNS} FROM {name} ORDER BY ALL").fetchall()
        assert len(rows) == table.rows
        return rows

    def truth(self, where: str = "true") -> list[tuple[Any, ...]]:
        rows = self.connection.execute(f"SELECT {COLUMNS} FROM orders WHERE {where}".encode()).fetchall()
        return sorted(rows, key=lambda row: tuple((cell is None, cell) for cell in row))


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A hundred orders of one morning, never synced."""
    made = Shop(database_url, tmp_path)
    spread = "timestamptz '2026-03-01 00:00+00' + i * interval '6 minutes'"
    made.run(f"INSERT INTO orders SELECT i, 'Pune', i * 1.25, {spread} FROM generate_series(1, 100) i")
    yield made
    made.connection.close()


def test_a_first_sync_reads_everything(shop: Shop) -> None:
    """And tells how far it went."""
    report = shop.sync()
    (told,) = report.tables
    assert (report.version, report.is_new, told.kind, told.rows, told.read) == (1, True, SyncKind.FULL, 100, 100)
    assert told.watermark is not None
    assert told.watermark.value == "2026-03-01 10:00:00+00"
    assert told.size > 0
    assert shop.snapshot() == shop.truth()
    status = shop.log.status("shop", shop.clock.now())
    assert (status.state, status.rows, status.version) == (SyncState.READY, 100, 1)


def test_what_is_new_changed_or_of_the_very_watermark_is_laid_over(shop: Shop) -> None:
    """Only that is read; the lowest layer's file stays where it is."""
    shop.sync()
    lowest = shop.manifest.tables[0].layers[0]
    shop.add(101, 103)  # at the very watermark
    shop.add(104, 110, "2026-03-02 09:00+00", "Agra")
    shop.run("UPDATE orders SET city = 'Delhi', changed_at = '2026-03-02 10:00+00' WHERE id = 7")
    shop.run("INSERT INTO orders VALUES (111, NULL, NULL, NULL)")
    told = shop.one()
    assert (told.kind, told.rows) == (SyncKind.INCREMENTAL, 111)
    assert shop.snapshot() == shop.truth()
    assert shop.manifest.tables[0].layers[0] == lowest
    assert (len(shop.manifest.tables[0].layers), shop.manifest.version) == (2, 2)


def test_nothing_new_is_no_new_version(shop: Shop) -> None:
    """Though the rows of the watermark are read again."""
    shop.sync()
    report = shop.sync()
    assert (report.version, report.is_new, report.tables[0].read, report.tables[0].size) == (1, False, 1, 0)
    assert shop.manifest.version == 1


def test_without_a_key_the_window_is_replaced(shop: Shop) -> None:
    """Rows at or past the watermark, and those without one; equal rows stay as many as they are."""
    keyless = replace(ORDERS, key=())
    shop.run("INSERT INTO orders VALUES (1, 'twice', 1, '2026-03-01 10:00+00'), (1, 'twice', 1, '2026-03-01 10:00+00')")
    shop.sync(keyless)
    shop.add(101, 105, "2026-03-03 00:00+00")
    shop.run("INSERT INTO orders VALUES (200, 'none', 1, NULL)")
    assert shop.one(keyless).kind is SyncKind.INCREMENTAL
    assert shop.snapshot() == shop.truth()
    shop.run("UPDATE orders SET city = 'late' WHERE id = 200")
    shop.sync(keyless)
    assert shop.snapshot() == shop.truth()


def test_deleted_rows_go_at_the_next_reconciliation(shop: Shop) -> None:
    """An incremental sync cannot see them."""
    shop.sync()
    shop.run("DELETE FROM orders WHERE id IN (3, 50, 100)")
    shop.sync()
    assert len(shop.snapshot()) == 100
    told = shop.one(kind=SyncKind.RECONCILED)
    assert (told.kind, told.rows) == (SyncKind.RECONCILED, 97)
    assert shop.snapshot() == shop.truth()


def test_rows_that_came_in_late_are_read_by_their_keys_at_the_next_reconciliation(shop: Shop) -> None:
    """Only they are read, together with what is new, and what is gone goes at once; the note tells."""
    shop.sync()
    shop.add(500, 502, "2020-01-01 00:00+00")
    shop.add(600, 601, "2026-03-05 00:00+00")
    shop.run("DELETE FROM orders WHERE id IN (1, 2)")
    shop.sync()
    assert len(shop.snapshot()) == 102
    told = shop.one(kind=SyncKind.RECONCILED)
    assert (told.kind, told.rows, told.read) == (SyncKind.RECONCILED, 103, 5)
    assert told.notes == (sync_table.LATE,)
    assert shop.snapshot() == shop.truth()
    assert len(shop.manifest.tables[0].layers) == 3
    assert shop.one(kind=SyncKind.RECONCILED).notes == ()


def test_a_row_that_went_back_behind_the_watermark_is_read_too(shop: Shop) -> None:
    """Its key is known, and what its incremental column says is not."""
    shop.sync()
    shop.run("UPDATE orders SET changed_at = '2020-01-01', city = 'Goa' WHERE id = 90")
    shop.run("UPDATE orders SET changed_at = NULL, city = 'Goa' WHERE id = 91")
    shop.run("DELETE FROM orders WHERE id = 92; INSERT INTO orders VALUES (92, 'back', 1, '2019-01-01')")
    told = shop.one(kind=SyncKind.RECONCILED)
    assert (told.kind, told.rows, told.notes) == (SyncKind.RECONCILED, 100, (sync_table.LATE,))
    assert shop.snapshot() == shop.truth()


def test_many_late_rows_are_read_with_all_others(shop: Shop) -> None:
    """By reading the table whole, which is told."""
    shop.sync()
    shop.add(500, 505, "2020-01-01 00:00+00")
    told = shop.one(kind=SyncKind.RECONCILED)
    assert told.kind is SyncKind.FULL
    assert told.notes == (sync_table.NOT_ENOUGH,)
    assert shop.snapshot() == shop.truth()


def test_a_late_row_without_a_key_is_refused(shop: Shop) -> None:
    """It is among the source's rows, and neither here nor missing."""
    shop.sync()
    shop.run("INSERT INTO orders VALUES (NULL, 'none', 1, '2020-01-01 00:00+00')")
    with pytest.raises(UserError, match='no "id"'):
        shop.one(kind=SyncKind.RECONCILED)


def test_a_tombstone_takes_its_row_away(shop: Shop) -> None:
    """At the first sync and at a later one; a row that came back is back."""
    buried = replace(ORDERS, tombstone="gone")
    shop.run("UPDATE orders SET gone = true WHERE id = 1")
    shop.sync(buried)
    assert shop.snapshot() == shop.truth("gone IS NOT true")
    shop.run("UPDATE orders SET gone = true, changed_at = '2026-03-02 10:00+00' WHERE id IN (2, 3)")
    assert shop.one(buried).rows == 97
    assert shop.snapshot() == shop.truth("gone IS NOT true")
    shop.run("UPDATE orders SET gone = false, changed_at = '2026-03-03 10:00+00' WHERE id = 2")
    assert shop.one(buried).rows == 98
    assert shop.snapshot() == shop.truth("gone IS NOT true")


def test_a_changed_schema_is_read_whole_and_told(shop: Shop) -> None:
    """A column more, and one of another type."""
    shop.sync()
    shop.run("ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders ALTER amount TYPE numeric(14,3)")
    told = shop.one()
    assert told.kind is SyncKind.FULL
    assert told.notes == ("Read whole: its columns have changed.",)
    assert shop.snapshot() == shop.truth()


def test_what_is_new_is_counted_without_laying_it(shop: Shop) -> None:
    """Over layers that nobody laid either; whoever asks of the snapshot lays them."""
    shop.sync()
    for day, city in enumerate(("Agra", "Delhi", "Goa"), start=2):
        shop.run(f"UPDATE orders SET city = '{city}', changed_at = '2026-03-0{day}' WHERE id IN (1, {day}, {day + 99})")
        shop.add(99 + day, 99 + day, f"2026-03-0{day}")
        shop.faults.seen.clear()
        assert shop.one().rows == 99 + day
        assert shop.one().rows == 99 + day
        assert ("before", "replaces") in shop.faults.seen
        assert {("before", "lay"), ("before", "file_of")}.isdisjoint(shop.faults.seen)
    assert shop.snapshot() == shop.truth()


def test_many_layers_become_one(shop: Shop) -> None:
    """So that a reader who comes fresh has little to lay."""
    shop.sync()
    for i in range(MOST_LAYERS + 1):
        shop.run(
            f"UPDATE orders SET city = 'v{i}', changed_at = timestamptz '2026-04-01' + {i} * interval '1 day' "
            f"WHERE id = {i + 1}"
        )
        shop.sync()
    (table,) = shop.manifest.tables
    assert len(table.layers) < MOST_LAYERS
    assert table.fast is not None
    assert shop.snapshot() == shop.truth()


def test_a_key_that_does_not_tell_rows_apart_is_refused(shop: Shop) -> None:
    """With how many, and what to do."""
    shop.run("INSERT INTO orders SELECT * FROM orders WHERE id < 4")
    with pytest.raises(UserError, match='3 rows of "orders" have a id'):
        shop.sync()
    assert shop.shelf.current() is None


def test_a_row_without_its_key_is_refused_at_the_first_sync(shop: Shop) -> None:
    """Nothing equals NULL: each overlapping sync would lay such a row once more."""
    shop.run("INSERT INTO orders VALUES (NULL, 'none', 1, '2026-03-01 10:00+00'), (NULL, 'none', 1, NULL)")
    with pytest.raises(UserError) as refused:
        shop.sync()
    assert str(refused.value) == (
        '2 rows of "orders" have no "id", which tells its rows apart: declare another key, or none.'
    )
    assert shop.shelf.current() is None


def test_a_row_without_its_key_is_refused_when_it_comes_later(shop: Shop) -> None:
    """The version before is still served, and the status says why; without that row all goes on."""
    twofold = replace(ORDERS, key=("id", "city"))
    shop.sync(twofold)
    before = shop.snapshot()
    shop.add(101, 103, "2026-03-02 10:00+00")
    shop.run("INSERT INTO orders VALUES (104, NULL, 1, '2026-03-02 10:00+00')")
    with pytest.raises(UserError, match='1 row of "orders" has no "city"'):
        shop.sync(twofold)
    assert shop.snapshot() == before
    assert shop.log.status("shop", shop.clock.now()).state is SyncState.ERROR
    shop.run("DELETE FROM orders WHERE id = 104")
    shop.sync(twofold)
    assert shop.snapshot() == shop.truth()


@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamptz"])
@pytest.mark.parametrize("key", [("id",), ()])
def test_moments_before_christ_and_without_an_end_are_moments_like_others(
    shop: Shop, kind: str, key: tuple[str, ...]
) -> None:
    """The window begins before Christ too, and an endless one stops nothing."""
    ancient = replace(ORDERS, key=key)
    shop.run(
        f"TRUNCATE orders; ALTER TABLE orders ALTER changed_at TYPE {kind} USING NULL; INSERT INTO orders VALUES "
        "(1, 'a', 1, '0100-07-12 BC'), (2, 'b', 1, '0044-03-15 BC'), (3, 'c', 1, '-infinity'), (4, 'd', 1, NULL)"
    )
    assert shop.one(ancient).rows == 4
    shop.run("INSERT INTO orders VALUES (5, 'e', 1, '0044-03-15 BC'), (6, 'f', 1, 'infinity')")
    assert shop.one(ancient).kind is SyncKind.INCREMENTAL
    shop.run("UPDATE orders SET city = 'g' WHERE id = 6; INSERT INTO orders VALUES (7, 'h', 1, '0014-08-19')")
    told = shop.one(ancient)
    assert (told.kind, told.rows) == (SyncKind.INCREMENTAL, 7)
    assert told.watermark is not None
    assert told.watermark.value.startswith("0014-08-19")
    there = shop.connection.execute("SELECT id, city FROM orders ORDER BY 1").fetchall()
    assert [row[:2] for row in shop.snapshot()] == there
    changed = shop.manifest.tables[0].statistics.columns[3]
    assert changed.greatest == "infinity"
    assert changed.least == "-infinity"


def test_two_parts_are_read_at_one_moment_and_joined(shop: Shop) -> None:
    """As dataset and results."""
    shop.run("CREATE TABLE sets (dataset_id int, amount int); INSERT INTO sets VALUES (1, 5)")
    dataset = SourceTable("runs_dataset", SourceQuery("SELECT * FROM sets"))
    results = SourceTable("runs_results", SourceQuery("SELECT 1 AS dataset_id, id, amount FROM orders"))
    view = JoinedView("runs", "runs_dataset", "runs_results")
    report = shop.sync(dataset, results, views=(view,))
    assert [(each.name, each.rows) for each in report.tables] == [("runs_dataset", 1), ("runs_results", 100)]
    assert shop.manifest.views == (view,)
    later = shop.sync(dataset, results, views=(view,), only="runs_results")
    assert [each.name for each in later.tables] == ["runs_results"]
    assert [each.name for each in shop.manifest.tables] == ["runs_dataset", "runs_results"]
    with pytest.raises(UserError, match="no table"):
        shop.sync(dataset, only="other")


def test_a_second_syncer_is_told(shop: Shop) -> None:
    """And changes nothing, not even the status."""
    shop.sync()
    now = shop.clock.now()
    shop.shelf.claim("another", now, now.replace(year=2030))
    with pytest.raises(UserError, match="being synced already"):
        shop.sync()
    assert shop.log.status("shop", now).state is SyncState.READY


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["current", "nearest", "replaces", "statistics_of_rows", "add", "move"])
@pytest.mark.parametrize("error", [TransientError("The disk is full."), InternalError("odd"), Killed()])
def test_a_failure_at_any_step_leaves_the_last_good_version(
    shop: Shop, when: str, step: str, error: BaseException
) -> None:
    """And a status that says what happened; the next sync has everything. After the move it has succeeded."""
    shop.sync()
    before = shop.snapshot()
    shop.add(101, 120, "2026-03-02 10:00+00")
    shop.faults.plan(when, step, error)
    with pytest.raises(type(error)):
        shop.sync()
    moved = (when, step) == ("after", "move")
    assert shop.snapshot() == (shop.truth() if moved else before)
    status = shop.log.status("shop", shop.clock.now())
    assert status.state is SyncState.ERROR
    said = {TransientError: "The disk is full.", InternalError: sync_store.FAILED, Killed: sync_store.STOPPED}
    assert status.error == said[type(error)]
    shop.sync()
    assert shop.snapshot() == shop.truth()
    assert shop.log.status("shop", shop.clock.now()).state is SyncState.READY


def test_a_version_that_lost_the_race_is_not_published(shop: Shop) -> None:
    """Somebody whose lease had ended published meanwhile."""
    shop.sync()
    shop.add(101, 102, "2026-03-02 10:00+00")
    found = shop.shelf.current()
    assert found is not None
    manifest, etag = found

    def publish() -> None:
        if shop.faults.seen[-1] == ("before", "move"):
            shop.faults.watch = None
            shop.shelf.move(replace(manifest, version=2, sync_id="rival"), etag)

    shop.faults.watch = publish
    with pytest.raises(TransientError, match="meanwhile"):
        shop.sync()
    assert shop.manifest.sync_id == "rival"
    shop.sync()
    assert shop.snapshot() == shop.truth()
