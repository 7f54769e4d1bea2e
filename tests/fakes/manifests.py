"""Manifests for tests that do not care what the tables hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.store.manifest import Layer, Manifest, TableSnapshot
from shared.core.store.source import StoredColumn
from shared.core.store.statistics import TableStatistics
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    from shared.core.store.manifest import StoredFile


def manifest_of(version: int, *files: StoredFile, sync_id: str = "") -> Manifest:
    """Return a version of a data set with one table that is made of these files."""
    rows = sum(file.rows for file in files)
    layer = Layer(files, rows, f"s{version}", NOON)
    table = TableSnapshot(
        "sales", (StoredColumn("id", "BIGINT", "bigint"),), ("id",), (layer,), rows, TableStatistics(())
    )
    return Manifest("d_1", version, sync_id or f"s{version}", NOON, (table,))
