"""Data sets of the store, a file a table, are asked like those of one file, and are as closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from infra.local.cli.workspace import LocalSnapshots
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.core.errors import InternalError, TooCostlyError
from shared.core.semantic.model import TableRef
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.store.manifest import JoinedView
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType
from tests.fakes import shop
from tests.fakes.layered import columns_of
from tests.fakes.publisher import READ_AT, Publisher
from tests.fakes.snapshot_shelf import FakeSnapshotShelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.table.types import Cell
    from shared.ports.snapshot_files import VersionFiles

RUNS = columns_of(
    dataset_id="BIGINT",
    name="VARCHAR",
    score="DECIMAL(12,2)",
    made_at="TIMESTAMP WITH TIME ZONE",
    span="INTERVAL",
    uid="UUID",
    raw="BLOB",
    tags="VARCHAR[]",
    rate="DOUBLE",
    day="DATE",
    hour="TIME",
    document="JSON",
)
UID = f"{'0' * 8}-0000-0000-0000-{'0' * 11}1"
REST = ("[x, y]", "nan", "2024-02-29", "12:30:00", '{"a": 1}')
ROWS = [
    ("1", "a", "1.50", "2024-03-10 07:59:59.5+00", "00:00:01", UID, "\\x00a", *REST),
    ("1", None, "2.25", "infinity", None, None, None, "[]", "inf", "infinity", "24:00:00", None),
    ("9", "c", None, "0044-03-15 (BC) 00:00:00+00", None, None, None, None, "0.5", "0044-03-15 (BC)", None, None),
]
SETS = columns_of(dataset_id="BIGINT", name="VARCHAR", owner="VARCHAR")
EVALS = Dataset("d_1", "T1", "C1", "evals", "Evals", "U1", None, Snapshot("d_1", 1, "", "", READ_AT, ()))


@dataclass(frozen=True)
class Mixed:
    """A SnapshotFiles of data sets of the store, and of others that are one file."""

    stored: LocalVersions
    others: LocalSnapshots

    @contextmanager
    def held(self, dataset: Dataset) -> Iterator[VersionFiles | None]:
        """Give what the store has, else the one file."""
        with self.stored.held(dataset) as files, self.others.held(dataset) as file:
            yield files or file


@dataclass(frozen=True)
class World:
    """A runner over a store that holds evals, beside the shop, which is one file."""

    runner: DuckDbQueryRunner
    shop: Dataset

    def ask(self, sql: str, *reads: str, limit: int = 100) -> tuple[tuple[Cell, ...], ...]:
        """Run a statement over evals, and over the shop where it reads that."""
        tables = tuple(TableRef(*each.split(".")) for each in reads or ("evals.runs",))
        width = sql.split(" FROM ", maxsplit=1)[0].count(",") + 1
        columns = tuple(ResultColumn(f"x{i}", "x", DataType.TEXT, Role.ATTRIBUTE) for i in range(width))
        query = CompiledQuery(sql, {}, tables, columns, Dialect.DUCKDB, limit)
        return self.runner.run(query, (EVALS, self.shop), shop.VIEWER).rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all tests."""
    writer = Publisher(FakeSnapshotShelf(), (JoinedView("evals", "sets", "runs"),))
    writer.publish(
        writer.whole("runs", RUNS, ROWS), writer.whole("sets", SETS, [("1", "first", "Ada"), ("2", "second", "Bo")])
    )
    versions = LocalVersions(
        lambda each: writer.shelf if each.id == "d_1" else None,
        tmp_path_factory.mktemp("versions"),
        DuckDbSnapshotEngine(200, 1),
    )
    limits = EngineLimits(seconds=10, memory_mb=200, rows_worked=1_000_000)
    runner = DuckDbQueryRunner(Mixed(versions, LocalSnapshots()), limits)
    yield World(runner, shop.dataset(shop.snapshot_file(tmp_path_factory.mktemp("shop"))))
    runner.close()


def test_cells_of_every_type_come_back(world: World) -> None:
    """Moments in UTC, what has no form of its own as text, and nothing that JSON or Python would bend."""
    columns = ", ".join(each.name for each in RUNS[:-1])
    first, second, third = world.ask(f"SELECT {columns} FROM evals.runs ORDER BY score NULLS LAST")
    moment = datetime(2024, 3, 10, 7, 59, 59, 500_000)
    assert first == (
        *(1, "a", Decimal("1.50"), moment, "00:00:01", UID, "\\x00a", "[x, y]", None),
        *(date(2024, 2, 29), time(12, 30)),
    )
    assert second == (1, None, Decimal("2.25"), "infinity", None, None, None, "[]", None, "infinity", "24:00:00")
    assert third[3] == "0044-03-15 (BC) 00:00:00"
    assert third[9] == "0044-03-15 (BC)"


def test_the_day_is_that_of_utc() -> None:
    """Whatever zone the machine is in."""
    moment = "TIMESTAMPTZ '2024-03-10 23:00:00+00'"
    request = {
        "attach": {},
        "sql": f"SELECT date_trunc('day', {moment}), CAST({moment} AS DATE), strftime({moment}, '%H:%M')",
        "params": {},
        "fetch": 2,
        "memory_mb": 100,
        "threads": 1,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "shared.adapters.duckdb.child"],
        input=json.dumps(request) + "\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "Asia/Kolkata"},
    )
    assert json.loads(ended.stdout) == {
        "rows": [["2024-03-10 00:00:00", "2024-03-10", "23:00"]],
        "kinds": ["timestamp", "date", ""],
    }


def test_rows_keep_their_order_where_cells_become_text(world: World) -> None:
    """What was asked for last comes last."""
    rows = world.ask("SELECT name, made_at FROM evals.runs ORDER BY made_at DESC LIMIT 2")
    assert [row[0] for row in rows] == [None, "a"]


def test_the_view_joins_every_result_with_its_data_set(world: World) -> None:
    """A result without one is there all the same; a name that both have is told apart."""
    rows = world.ask(
        "SELECT name, dataset_name, owner, dataset_id FROM evals.evals ORDER BY score NULLS LAST", "evals.evals"
    )
    assert rows == (("a", "first", "Ada", 1), (None, "first", "Ada", 1), ("c", None, None, 9))


def test_both_kinds_are_asked_in_one_statement(world: World) -> None:
    """A file a table beside one file of all."""
    asked = "SELECT count(*), min(s.name) FROM shop.lines AS l, evals.sets AS s WHERE s.dataset_id = 1"
    assert world.ask(asked, "shop.lines", "evals.sets") == ((600, "first"),)


def test_a_plan_counts_the_rows_behind_a_view(world: World) -> None:
    """A filter reads all rows all the same; too many are refused."""
    query = CompiledQuery(
        "SELECT count(*) FROM evals.runs WHERE score = 2.00",
        {},
        (TableRef("evals", "runs"),),
        (ResultColumn("x", "x", DataType.INTEGER, Role.MEASURE),),
        Dialect.DUCKDB,
        10,
    )
    assert world.runner.run(query, (EVALS,), shop.VIEWER).rows_worked >= len(ROWS)
    with pytest.raises(TooCostlyError):
        world.ask(f"SELECT count(*) FROM {', '.join(f'evals.runs AS r{i}' for i in range(14))}")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT content FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '/tmp/avexra-leak.csv'",
        "INSERT INTO evals.runs (name) VALUES ('x')",
        "CREATE OR REPLACE VIEW evals.runs AS SELECT 1 AS score",
        "CREATE TABLE evals.more AS SELECT 1 AS x",
        "CREATE TEMP TABLE runs AS SELECT 1 AS x",
        "DROP VIEW evals.runs",
        "DETACH evals",
        "USE evals",
        "SELECT 1 AS x; DROP VIEW evals.runs",
        "BEGIN",
        "SET TimeZone = 'Asia/Kolkata'",
        "ATTACH '/tmp/avexra-new.duckdb' AS n",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "PRAGMA database_list",
        "",
    ],
)
def test_a_statement_reads_and_does_nothing_else(sql: str, world: World) -> None:
    """Not even to the views: the next question is answered from what was published."""
    with pytest.raises(InternalError, match="refused"):
        world.ask(sql)
    assert world.ask("SELECT sum(score) FROM evals.runs") == ((Decimal("3.75"),),)


def test_a_process_that_ended_opens_the_files_again(world: World) -> None:
    """It costs a few milliseconds and no answer."""
    before = world.ask("SELECT count(*) FROM evals.runs")
    child = world.runner._child
    assert child is not None
    os.kill(child.pid, 9)
    child.wait()
    assert world.ask("SELECT count(*) FROM evals.runs") == before


def test_the_moment_of_a_version_is_its_manifests(world: World) -> None:
    """What the files show is of one moment."""
    with world.runner._snapshots.held(EVALS) as files:
        assert files is not None
        assert (files.version, files.read_at) == (1, datetime(2024, 7, 1, tzinfo=UTC))
