"""Five million orders in twelve columns, made by DuckDB itself, in a snapshot that the real builder built."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from infra.local.cli.workspace import VIEWER, LocalCatalog
from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.app.take_snapshot import understand
from shared.core.codec import decode, encode
from shared.core.semantic.model import Calendar
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

ROWS = 5_000_000
_FORM = "1"
"""Part of the cached file's name: whoever changes the rows below changes it."""
FOLDER = Path(".local") / "bench"
_COLUMNS = (
    ("order_id", DataType.INTEGER),
    ("ordered_at", DataType.TIMESTAMP),
    ("delivered_on", DataType.DATE),
    ("customer_id", DataType.INTEGER),
    ("region", DataType.TEXT),
    ("product", DataType.TEXT),
    ("category", DataType.TEXT),
    ("channel", DataType.TEXT),
    ("quantity", DataType.INTEGER),
    ("price", DataType.FLOAT),
    ("amount", DataType.DECIMAL),
    ("returned", DataType.BOOLEAN),
)
_SQL = """
    WITH seeds AS (
        SELECT i, hash(i) AS a, hash(i + 1000000007) AS b, hash(i + 2000000011) AS c FROM range({rows}) t(i)),
    picked AS (SELECT *, CAST(a % 400 AS BIGINT) AS product_no, 1 + CAST(b % 9 AS BIGINT) AS pieces,
        TIMESTAMP '2022-01-01' + INTERVAL 1 SECOND * CAST(c % 78883200 AS BIGINT) AS moment FROM seeds)
    SELECT i AS order_id, moment AS ordered_at,
        CASE WHEN b % 20 = 0 THEN NULL ELSE CAST(moment AS DATE) + CAST(a % 12 AS INTEGER) END AS delivered_on,
        CAST(hash(i + 3000000019) % 200000 AS BIGINT) AS customer_id,
        ['North', 'South', 'East', 'West', 'Centre', 'Islands'][1 + CAST((a // 400) % 6 AS BIGINT)] AS region,
        'Product ' || CAST(product_no AS VARCHAR) AS product,
        'Category ' || chr(CAST(65 + product_no % 25 AS INTEGER)) AS category,
        ['web', 'store', 'phone', 'partner'][1 + CAST((b // 9) % 4 AS BIGINT)] AS channel,
        pieces AS quantity, 5 + product_no * 0.25 AS price,
        CAST(pieces * (5 + product_no * 0.25) AS DECIMAL(18, 2)) AS amount, c % 33 = 0 AS returned
    FROM picked ORDER BY i
"""


def orders(rows: int = ROWS, folder: Path = FOLDER) -> tuple[LocalCatalog, float]:
    """The orders as the one data set of a workspace, and the seconds it took to make them (0 when they were kept)."""
    folder.mkdir(parents=True, exist_ok=True)
    file, told = folder / f"orders-{_FORM}-{rows}.duckdb", folder / f"orders-{_FORM}-{rows}.json"
    started = time.perf_counter()
    if not (file.exists() and told.exists()):
        _build(rows, file)
        shape = _shape()
        model = understand(DuckDbTableProfiler(), {"orders": file}, "orders", (shape,), Calendar())
        snapshot = Snapshot("d_orders", 1, str(file), "1", datetime(2024, 7, 1, tzinfo=UTC), (("orders", rows),))
        dataset = Dataset("d_orders", VIEWER.workspace, VIEWER.channel, "orders", "Orders", "U1", model, snapshot)
        told.write_text(json.dumps(encode(dataset)), encoding="utf-8")
        return LocalCatalog(_placed(dataset, file)), time.perf_counter() - started
    return kept(told, file), 0.0


def kept(told: Path, file: Path) -> LocalCatalog:
    """The data set as it was written down, the way a function gets it from the catalogue."""
    return LocalCatalog(_placed(decode(Dataset, json.loads(told.read_text(encoding="utf-8"))), file))


def _placed(dataset: Dataset, file: Path) -> Dataset:
    assert dataset.snapshot is not None  # noqa: S101 - it was made with one
    return replace(dataset, snapshot=replace(dataset.snapshot, key=str(file.resolve())))


def _shape() -> TableShape:
    columns = tuple(ColumnShape(name, name.replace("_", " ").capitalize(), kind, "") for name, kind in _COLUMNS)
    return TableShape("orders", "Orders", columns)


def _build(rows: int, file: Path) -> None:
    """Write the rows as the CSV that leaves PostgreSQL, then build the snapshot from it."""
    with tempfile.TemporaryDirectory(dir=file.parent) as name:
        path = Path(name) / "orders.csv"
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({_SQL.format(rows=rows)}) TO '{path}' (HEADER, NULLSTR '')")
        DuckDbSnapshotBuilder().build(file, ((_shape(), path),))
