"""A writer of versions: tables of texts laid by the real engine and published on any shelf."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.core.store.manifest import JoinedView, Layer, Manifest, TableSnapshot
from shared.core.store.statistics import TableStatistics
from tests.fakes.layered import write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.store.manifest import StoredFile, Window
    from shared.core.store.source import StoredColumn
    from shared.ports.snapshot_shelf import SnapshotShelf
    from tests.fakes.layered import Row

READ_AT = datetime(2024, 7, 1, tzinfo=UTC)


@dataclass
class Publisher:
    """Publishes version after version of the data set d_1; a table that is not told of keeps its layers."""

    shelf: SnapshotShelf
    views: tuple[JoinedView, ...] = ()
    etag: str = ""
    manifest: Manifest | None = None

    def publish(self, *tables: TableSnapshot) -> Manifest:
        """Publish the next version with these tables in place of those of their names."""
        others = self.manifest.tables if self.manifest else ()
        told = {each.name for each in tables}
        number = self.manifest.version + 1 if self.manifest else 1
        kept = tuple(each for each in others if each.name not in told)
        self.manifest = Manifest("d_1", number, f"s{number}", READ_AT, (*tables, *kept), self.views)
        etag = self.shelf.move(self.manifest, self.etag)
        assert etag is not None
        self.etag = etag
        return self.manifest

    def whole(
        self, name: str, columns: tuple[StoredColumn, ...], rows: Iterable[Row], key: tuple[str, ...] = ()
    ) -> TableSnapshot:
        """Return a table of one layer, with a fast file of it."""
        rows = list(rows)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.parquet"
            table = TableSnapshot(
                name, columns, key, (self._layer(path, columns, rows),), len(rows), TableStatistics(())
            )
            made = Path(folder) / "fast.duckdb"
            DuckDbSnapshotEngine(200, 1).lay(made, table, {table.files[0].key: self._again(path, columns, rows)})
            return replace(table, fast=self.shelf.add(made, "fast.duckdb", len(rows)), fast_layers=1)

    def grown(
        self, table: TableSnapshot, rows: Iterable[Row], left: int, replaces: Window | None = None
    ) -> TableSnapshot:
        """Return the table with one more layer, and with so many rows left by all."""
        with tempfile.TemporaryDirectory() as folder:
            layer = self._layer(Path(folder) / "rows.parquet", table.columns, list(rows))
        return replace(table, layers=(*table.layers, replace(layer, replaces=replaces)), rows=left)

    def _layer(self, path: Path, columns: tuple[StoredColumn, ...], rows: list[Row]) -> Layer:
        self._again(path, columns, rows)
        stored: StoredFile = self.shelf.add(path, "rows.parquet", len(rows))
        return Layer((stored,), len(rows), "s", READ_AT)

    @staticmethod
    def _again(path: Path, columns: tuple[StoredColumn, ...], rows: list[Row]) -> Path:
        """Write the rows once more: a shelf may have taken the file away."""
        write_parquet(path, columns, rows)
        return path
