"""A query function in a process of its own, over the store: what its first query takes, cold and after a new version.

Run as a module it asks once for every line it is given and prints what that took.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from infra.local.bench.events import TABLE
from infra.local.cli.workspace import VIEWER
from shared.adapters.duckdb.layers_process import ApartLayerStacker
from shared.adapters.duckdb.local_snapshots import LocalVersions
from shared.adapters.duckdb.runner import DuckDbQueryRunner
from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.semantic.model import TableRef
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType

_DATASET = Dataset(
    "d_events",
    VIEWER.workspace,
    VIEWER.channel,
    "store",
    "Store",
    "U1",
    None,
    Snapshot("d_events", 1, "", "", datetime(2025, 1, 1, tzinfo=UTC), ()),
)
_QUERY = CompiledQuery(
    f"SELECT model, count(*) AS n FROM store.{TABLE} GROUP BY ALL",  # noqa: S608 - our own
    {},
    (TableRef("store", TABLE),),
    (
        ResultColumn("model", "Model", DataType.TEXT, Role.DIMENSION),
        ResultColumn("n", "N", DataType.INTEGER, Role.MEASURE),
    ),
    Dialect.DUCKDB,
    100,
)


class StoreReader:
    """Such a process over a snapshot's folder."""

    def __init__(self, snapshot: Path) -> None:
        self._snapshot = snapshot

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.bench.store_reader", str(self._snapshot)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self) -> tuple[float, int]:
        """Return the milliseconds of one query, and the rows it counted."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 - both are pipes
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        milliseconds, rows = json.loads(self._process.stdout.readline())
        return milliseconds, rows


def main(snapshot: Path) -> None:
    """Ask for every line; print the milliseconds and the rows it counted."""
    shelf = FolderShelf(snapshot)
    with tempfile.TemporaryDirectory(dir=snapshot.parent, prefix="reader-") as folder:
        versions = LocalVersions(lambda _: shelf, Path(folder), ApartLayerStacker())
        runner = DuckDbQueryRunner(versions)
        for _ in sys.stdin:
            started = time.perf_counter()
            found = runner.run(_QUERY, (_DATASET,), VIEWER)
            milliseconds = 1000 * (time.perf_counter() - started)
            print(json.dumps((milliseconds, sum(int(str(row[1])) for row in found.rows))), flush=True)
        runner.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
