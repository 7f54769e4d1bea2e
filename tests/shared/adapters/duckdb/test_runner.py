"""Queries run on snapshots in a process that holds nothing else and may be killed."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from infra.local.cli.workspace import LocalSnapshots
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.core.errors import InternalError, TimedOutError, TooCostlyError, TransientError
from shared.core.semantic.model import Aggregation, Grain, TableRef
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef, OrderBy, SemanticQuery
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType
from tests.fakes import shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.store.dataset import Dataset
    from shared.core.table.result import ResultTable

VALUE = MeasureRef("lines", Aggregation.SUM, "value")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The shop with its snapshot on disk."""
    return shop.dataset(shop.snapshot_file(tmp_path_factory.mktemp("shop")))


@pytest.fixture(scope="module")
def runner() -> Iterator[DuckDbQueryRunner]:
    """A runner with a short deadline."""
    made = DuckDbQueryRunner(LocalSnapshots(), EngineLimits(seconds=3, memory_mb=200, rows_worked=10**15))
    yield made
    made.close()


def hostile(sql: str) -> CompiledQuery:
    """Make a statement that no guard has seen."""
    column = ResultColumn("x", "x", DataType.TEXT, Role.ATTRIBUTE)
    return CompiledQuery(sql, {}, (TableRef("shop", "lines"),), (column,), Dialect.DUCKDB, 10)


def run(query: SemanticQuery, runner: DuckDbQueryRunner, dataset: Dataset, limit: int = 100) -> ResultTable:
    """Compile and run a query."""
    return runner.run(compile_query(query, shop.MODEL, Dialect.DUCKDB, limit), (dataset,), shop.VIEWER)


def test_cells_keep_their_types(runner: DuckDbQueryRunner, dataset: Dataset) -> None:
    """Dates, exact decimals, numbers and nulls come back as what they are."""
    by_month = DimensionRef("lines", "sold_on", Grain.MONTH)
    query = SemanticQuery("lines", (VALUE, MeasureRef("lines", Aggregation.COUNT)), (by_month,))
    first = run(query, runner, dataset).rows[0]
    rows = [row for row in shop.line_rows() if row[0] is not None and str(row[0]).startswith("2023-01")]
    values = [row[3] for row in rows if isinstance(row[3], Decimal)]
    assert first == (date(2023, 1, 1), sum(values), len(rows))


def test_rows_beyond_the_limit_are_told(runner: DuckDbQueryRunner, dataset: Dataset) -> None:
    """A result cut at the limit says so, and has exactly as many rows; a smaller one does not."""
    listing = SemanticQuery("lines", columns=(FieldRef("lines", "brand"),))
    cut = run(listing, runner, dataset, limit=10)
    assert (len(cut.rows), cut.truncated) == (10, True)
    whole = run(listing, runner, dataset, limit=600)
    assert (len(whole.rows), whole.truncated) == (600, False)


def test_a_data_set_of_another_workspace_is_never_opened(runner: DuckDbQueryRunner, dataset: Dataset) -> None:
    """Even when it is handed over by mistake."""
    query = SemanticQuery("lines", (VALUE,))
    with pytest.raises(TransientError):
        run(query, runner, replace(dataset, workspace="T2"))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT content FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/hostname'",
        "COPY (SELECT 1) TO '/tmp/avexra-leak.csv'",
        "INSERT INTO shop.lines (brand) VALUES ('x')",
        "ATTACH '/tmp/avexra-new.duckdb' AS n",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_the_process_reaches_nothing_but_the_snapshot(sql: str, runner: DuckDbQueryRunner, dataset: Dataset) -> None:
    """A statement past the guard still finds no file, no network and nothing to change."""
    with pytest.raises(InternalError, match="refused"):
        runner.run(hostile(sql), (dataset,), shop.VIEWER)


def test_the_process_holds_no_credentials(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment has nothing of ours in it."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    runner = DuckDbQueryRunner(LocalSnapshots())
    try:
        run(SemanticQuery("lines", (VALUE,)), runner, dataset)
        child = runner._child
        assert child is not None
        with open(f"/proc/{child.pid}/environ", "rb") as environment:  # noqa: PTH123 - not a file of ours
            assert b"canary" not in environment.read()
    finally:
        runner.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) AS x FROM range(100000000) a, range(100000) b",
        "SELECT repeat('x', 1000000000) AS x FROM range(1000)",
        "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT count(*) AS x FROM r",
    ],
)
def test_an_endless_statement_is_stopped_and_the_next_one_runs(
    sql: str, runner: DuckDbQueryRunner, dataset: Dataset
) -> None:
    """Time or memory ends it with a sentence for the person; the next question is answered as if nothing was."""
    with pytest.raises((TimedOutError, TransientError)):
        runner.run(hostile(sql), (dataset,), shop.VIEWER)
    query = SemanticQuery("lines", (VALUE,), (DimensionRef("lines", "brand"),), order=(OrderBy(VALUE),))
    assert len(run(query, runner, dataset).rows) == 6


def test_a_plan_above_the_budget_is_refused_before_it_is_run(dataset: Dataset) -> None:
    """In words that say how much it is and what to do; what is within the budget says what it was expected to cost."""
    runner = DuckDbQueryRunner(LocalSnapshots(), EngineLimits(seconds=3, rows_worked=1_000_000))
    try:
        with pytest.raises(TooCostlyError, match=r"about 216 million rows .* shorter period"):
            runner.run(
                hostile("SELECT count(*) AS x FROM shop.lines a, shop.lines b, shop.lines c"), (dataset,), shop.VIEWER
            )
        assert run(SemanticQuery("lines", (VALUE,)), runner, dataset).rows_worked >= len(shop.line_rows())
    finally:
        runner.close()


def test_a_dead_process_is_replaced(runner: DuckDbQueryRunner, dataset: Dataset) -> None:
    """A process that was killed from outside costs at most one answer."""
    query = SemanticQuery("lines", (VALUE,))
    expected = run(query, runner, dataset).rows
    child = runner._child
    assert child is not None
    os.kill(child.pid, 9)
    child.wait()
    assert run(query, runner, dataset).rows == expected
