"""While versions come, every answer is of one version."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.layers_process import ApartLayerStacker
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from shared.adapters.system.clock import SystemClock
from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.semantic.model import TableRef
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.store.manifest import Layer, Manifest, TableSnapshot
from shared.core.store.statistics import TableStatistics
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType
from tests.fakes import shop
from tests.fakes.layered import columns_of
from tests.fakes.publisher import READ_AT

if TYPE_CHECKING:
    from shared.ports.snapshot_shelf import SnapshotShelf

READS = int(os.environ.get("SWAP_READS", "300"))
"""Answers asked for beside the swaps; 10000 is the figure of the store's promise."""
SWAPS = int(os.environ.get("SWAP_VERSIONS", "12"))
"""Versions published; 50 go with 10000."""
READERS = 4
COLUMNS = columns_of(id="BIGINT", version="BIGINT")
ROWS = {"left": 1000, "right": 700}
KEPT_FOR = timedelta(seconds=5)
DATASET = Dataset("d_1", "T1", "C1", "d", "D", "U1", None, Snapshot("d_1", 1, "", "", READ_AT, ()))
QUERY = CompiledQuery(
    "SELECT (SELECT count(*) FROM d.left) AS a, (SELECT sum(version) FROM d.left) AS b, "
    "(SELECT count(*) FROM d.right) AS c, (SELECT sum(version) FROM d.right) AS e, "
    "(SELECT count(DISTINCT version) FROM (SELECT version FROM d.left UNION ALL SELECT version FROM d.right)) AS f",
    {},
    (TableRef("d", "left"), TableRef("d", "right")),
    tuple(ResultColumn(name, name, DataType.INTEGER, Role.MEASURE) for name in "abcef"),
    Dialect.DUCKDB,
    10,
)


class Writer:
    """Publishes versions whose rows all carry the version's number: whole, or as a layer of new rows for every key."""

    def __init__(self, path: Path) -> None:
        self.shelf = FolderShelf(path)
        self.tables: dict[str, TableSnapshot] = {}
        self.etag = ""
        self.number = 0

    def publish(self) -> None:
        """Publish the next version, then clean what nobody should need any more."""
        self.number += 1
        with tempfile.TemporaryDirectory() as folder:
            self.tables = {name: self._table(name, Path(folder)) for name in ROWS}
        manifest = Manifest("d_1", self.number, f"s{self.number}", READ_AT, tuple(self.tables.values()))
        etag = self.shelf.move(manifest, self.etag)
        assert etag is not None
        self.etag = etag
        self.shelf.clean(2, SystemClock().now() - KEPT_FOR)

    def _table(self, name: str, folder: Path) -> TableSnapshot:
        path = folder / f"{name}.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (SELECT range AS id, {self.number} AS version FROM range({ROWS[name]})) "
                f"TO '{path}' (FORMAT parquet)"
            )
        layer = Layer((self.shelf.add(path, path.name, ROWS[name]),), ROWS[name], "s", READ_AT)
        if self.number % 3 != 1:
            before = self.tables[name]
            return replace(before, layers=(*before.layers, layer))
        table = TableSnapshot(name, COLUMNS, ("id",), (layer,), ROWS[name], TableStatistics(()))
        paths = {each.key: self.shelf.fetch(each, folder) for each in layer.files}
        made = folder / f"{name}.duckdb"
        DuckDbSnapshotEngine(200, 1).lay(made, table, paths)
        return replace(table, fast=self.shelf.add(made, made.name, ROWS[name]), fast_layers=1)


@pytest.mark.timeout(3600)
def test_every_answer_is_of_one_version_and_none_goes_back(tmp_path: Path) -> None:
    """Of two tables at once, whole versions and layers; a reader sees them only grow, and the last one in the end."""
    writer = Writer(tmp_path / "shelf")
    writer.publish()
    reading: SnapshotShelf = FolderShelf(tmp_path / "shelf")
    versions = LocalVersions(lambda _: reading, tmp_path / "local", ApartLayerStacker(200, 1))
    runner = DuckDbQueryRunner(versions, EngineLimits(seconds=20, memory_mb=200))
    done = threading.Event()
    seen: list[list[int]] = [[] for _ in range(READERS)]
    began = time.perf_counter()

    def read(mine: list[int]) -> None:
        while not done.is_set():
            ((left, left_sum, right, right_sum, kinds),) = runner.run(QUERY, (DATASET,), shop.VIEWER).rows
            version = int(left_sum) // ROWS["left"]  # type: ignore[arg-type]
            assert (left, right, kinds) == (ROWS["left"], ROWS["right"], 1)
            assert (left_sum, right_sum) == (version * ROWS["left"], version * ROWS["right"])
            mine.append(version)

    try:
        with ThreadPoolExecutor(READERS) as pool:
            readers = [pool.submit(read, each) for each in seen]
            for number in range(1, SWAPS + 2):
                while sum(map(len, seen)) < READS * number // (SWAPS + 1) and not any(each.done() for each in readers):
                    time.sleep(0.002)
                if number <= SWAPS:
                    writer.publish()
            done.set()
            for each in readers:
                each.result()
        assert all(versions == sorted(versions) for versions in seen)
        assert runner.run(QUERY, (DATASET,), shop.VIEWER).rows[0][1] == (SWAPS + 1) * ROWS["left"]
    finally:
        runner.close()
    different = len(set().union(*seen))
    print(  # noqa: T201
        f"\n{sum(map(len, seen))} answers beside {SWAPS} swaps in {time.perf_counter() - began:.0f} s: "
        f"{different} versions seen"
    )
    assert sum(map(len, seen)) >= READS
    assert different > SWAPS // 2
