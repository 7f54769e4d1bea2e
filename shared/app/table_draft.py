"""A table's next state while it is being made: files that the shelf does not have yet, and what they lie over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.core.store.manifest import Layer, StoredFile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from shared.core.store.manifest import TableSnapshot, Window
    from shared.core.store.statistics import TableStatistics
    from shared.ports.snapshot_engine import SnapshotEngine
    from shared.ports.snapshot_shelf import SnapshotShelf
    from shared.ports.table_files import TableFiles
    from shared.ports.table_source import Part


@dataclass(slots=True)
class TableDraft:
    """Files made so far; size counts the bytes that went onto the shelf.

    paths: files by the keys they go by until the shelf gives them their own.
    """

    engine: SnapshotEngine
    shelf: SnapshotShelf
    files: TableFiles
    folder: Path
    sync_id: str
    read_at: datetime
    paths: dict[str, Path] = field(default_factory=dict)
    rows: int = 0
    size: int = 0

    def layer(self, parts: tuple[Part, ...], window: Window | None = None, removed: Part | None = None) -> Layer:
        """Return a layer of files that lie in the folder only."""
        gone = self._drafted(removed) if removed is not None else None
        files = tuple(self._drafted(each) for each in parts)
        return Layer(files, sum(each.rows for each in parts), self.sync_id, self.read_at, window, gone)

    def laid(self, table: TableSnapshot, lower: Path | None) -> Path:
        """Return a file of the table; lower is one of all layers but the uppermost, None for none of them."""
        target = self.folder / f"{uuid4().hex}.duckdb"
        below = len(table.layers) - 1 if lower is not None else 0
        self.rows = self.engine.lay(target, replace(table, fast_layers=below), self.paths, lower)
        return target

    def shelved(self, table: TableSnapshot, file: Path, *, fast: bool) -> TableSnapshot:
        """Return the table with its files on the shelf; file is what was laid of it, and goes there too where fast.

        A table keeps its earlier fast file where it still serves as the lowest layers; without a new one its statistics
        are widened, which takes no pass over the whole.
        """
        statistics = self.engine.statistics(file, table.name, table.columns) if fast else self._widened(table)
        layers = tuple(self._shelved_layer(table.name, each) for each in table.layers)
        shelved = replace(table, layers=layers, rows=self.rows, statistics=statistics)
        self.files.keep(shelved, file)
        if not fast:
            return shelved
        size = file.stat().st_size
        stored = self.shelf.add(file, f"{table.name}.duckdb", self.rows)
        self.size += size
        return replace(shelved, fast=stored, fast_layers=len(layers))

    def _widened(self, table: TableSnapshot) -> TableStatistics:
        added = tuple(self.paths[file.key] for layer in table.layers for file in layer.files if file.key in self.paths)
        if not added:
            return replace(table.statistics, is_exact=False)
        return table.statistics.widened(self.engine.statistics_of_rows(added, table.columns))

    def _drafted(self, part: Part) -> StoredFile:
        self.paths[part.path.name] = part.path
        return StoredFile(part.path.name, part.path.stat().st_size, part.rows)

    def _shelved_layer(self, name: str, layer: Layer) -> Layer:
        removed = layer.removed if layer.removed is None else self._shelved_file(f"{name}-removed", layer.removed)
        return replace(layer, files=tuple(self._shelved_file(name, each) for each in layer.files), removed=removed)

    def _shelved_file(self, name: str, file: StoredFile) -> StoredFile:
        path = self.paths.get(file.key)
        if path is None:
            return file  # it lies there since an earlier sync
        self.size += file.size
        return self.shelf.add(path, f"{name}.parquet", file.rows)
