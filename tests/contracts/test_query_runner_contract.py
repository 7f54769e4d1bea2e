"""What every QueryRunner promises: in a child process, over one file or the store's, and in ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from infra.local.cli.workspace import LocalSnapshots
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.runner import DuckDbQueryRunner
from shared.core.errors import InternalError, TransientError
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef, SemanticQuery
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from tests.fakes import shop
from tests.fakes.layered import columns_of
from tests.fakes.publisher import Publisher
from tests.fakes.query_engine import InProcessQueryRunner
from tests.fakes.snapshot_shelf import FakeSnapshotShelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.store.dataset import Dataset
    from shared.ports.query_runner import QueryRunner
    from shared.ports.snapshot_files import SnapshotFiles

TOTALS = SemanticQuery("lines", (MeasureRef("lines", Aggregation.SUM, "value"),), (DimensionRef("lines", "brand"),))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The shop."""
    return shop.dataset(shop.snapshot_file(tmp_path_factory.mktemp("shop")))


TYPES = ("DATE", "VARCHAR", "BIGINT", "DECIMAL(12,2)", "DOUBLE", "BOOLEAN", "TIMESTAMP", "VARCHAR")
LINES = columns_of(**{field.name: kind for field, kind in zip(shop.LINES, TYPES, strict=True)})


INVOICES = columns_of(voucher_no="VARCHAR", firm="VARCHAR", gross_total="DECIMAL(12,2)")


def shop_in_the_store() -> FakeSnapshotShelf:
    """Publish the shop's tables, each of its own."""
    shelf = FakeSnapshotShelf()
    writer = Publisher(shelf)
    lines, invoices = (
        [tuple(None if cell is None else str(cell) for cell in row) for row in rows]
        for rows in (shop.line_rows(), shop.invoice_rows())
    )
    writer.publish(writer.whole("lines", LINES, lines), writer.whole("invoices", INVOICES, invoices))
    return shelf


@pytest.fixture(scope="module", params=["fake", "child process", "child process over the store"])
def runner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryRunner]:
    """Each implementation in turn."""
    if request.param == "fake":
        yield InProcessQueryRunner()
        return
    files: SnapshotFiles = LocalSnapshots()
    if request.param.endswith("store"):
        shelf = shop_in_the_store()
        files = LocalVersions(lambda _: shelf, tmp_path_factory.mktemp("versions"), DuckDbSnapshotEngine(200, 1))
    real = DuckDbQueryRunner(files)
    yield real
    real.close()


def test_totals_are_the_rows_own(runner: QueryRunner, dataset: Dataset) -> None:
    """Exact decimals, by group, nulls a group of their own, in the order asked for."""
    table = runner.run(compile_query(TOTALS, shop.MODEL, Dialect.DUCKDB), (dataset,), shop.VIEWER)
    expected: dict[object, Decimal] = {}
    for row in shop.line_rows():
        expected[row[1]] = expected.get(row[1], Decimal(0)) + (row[3] if isinstance(row[3], Decimal) else 0)
    assert {row[0]: row[1] for row in table.rows} == expected
    assert [each.name for each in table.columns] == ["brand", "sum_value"]
    assert not table.truncated


def test_the_limit_is_kept_and_told(runner: QueryRunner, dataset: Dataset) -> None:
    """No more rows than the limit, and a word that there were more."""
    listing = SemanticQuery("lines", columns=(FieldRef("lines", "brand"),))
    table = runner.run(compile_query(listing, shop.MODEL, Dialect.DUCKDB, 7), (dataset,), shop.VIEWER)
    assert (len(table.rows), table.truncated) == (7, True)


def test_other_workspaces_and_missing_snapshots_are_not_ready(runner: QueryRunner, dataset: Dataset) -> None:
    """A data set is only there for its own workspace, and only with a snapshot."""
    query = compile_query(TOTALS, shop.MODEL, Dialect.DUCKDB)
    for absent in ((), (replace(dataset, workspace="T2"),), (replace(dataset, snapshot=None),)):
        with pytest.raises(TransientError):
            runner.run(query, absent, shop.VIEWER)


def test_what_the_engine_refuses_is_our_defect(runner: QueryRunner, dataset: Dataset) -> None:
    """And says nothing of the statement or the engine's own words."""
    broken = replace(compile_query(TOTALS, shop.MODEL, Dialect.DUCKDB), sql="SELECT secret_thing FROM shop.lines")
    with pytest.raises(InternalError) as caught:
        runner.run(replace(broken, params={}), (dataset,), shop.VIEWER)
    assert "secret_thing" not in str(caught.value)
