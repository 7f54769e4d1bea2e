"""A table's next state while it is being made: files that the shelf does not have yet, and what they lie over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.core.errors import UserError
from shared.core.store.manifest import Layer, StoredFile
from shared.core.store.stacks import files_above
from shared.core.store.statistics import TableStatistics

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from shared.core.store.manifest import TableSnapshot, Window
    from shared.ports.snapshot_engine import SnapshotEngine
    from shared.ports.snapshot_shelf import SnapshotShelf
    from shared.ports.table_files import TableFiles
    from shared.ports.table_source import Part


@dataclass(slots=True)
class TableDraft:
    """Files made so far; size counts the bytes that went onto the shelf.

    paths: files by the keys they go by until the shelf gives them their own. between: copies of files it has by theirs.
    """

    engine: SnapshotEngine
    shelf: SnapshotShelf
    files: TableFiles
    folder: Path
    sync_id: str
    read_at: datetime
    paths: dict[str, Path] = field(default_factory=dict)
    between: dict[str, Path] = field(default_factory=dict)
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

    def changes(self, table: TableSnapshot) -> bool:
        """Return whether a table's uppermost layer, which is new, changes any row of those below."""
        lower, over, files = self._unlaid(table)
        return self.engine.changes(lower, over, files)

    def counted(self, table: TableSnapshot) -> None:
        """Count the rows of a table whose uppermost layer is new, without laying it: whoever asks of it does that."""
        lower, over, files = self._unlaid(table)
        self.rows = table.rows - self.engine.replaces(lower, over, files) + table.layers[-1].rows

    def shelved(self, table: TableSnapshot, file: Path | None = None, *, fast: bool = False) -> TableSnapshot:
        """Return the table with its files on the shelf; file is what was laid of it, and goes there too where fast.

        A table keeps its earlier fast file where it still serves as the lowest layers; without a new one its statistics
        are widened, which takes no pass over the whole. Raises UserError when rows have no key: nothing equals NULL, so
        that each later read of such a row would lay it once more.
        """
        whole = file if fast else None
        added = self._statistics(table, whole)
        _check_keys(table, added)
        types = {each.name: each.type for each in table.columns}
        statistics = added if whole is not None else table.statistics.widened(added, types)
        layers = tuple(self._shelved_layer(table.name, each) for each in table.layers)
        shelved = replace(table, layers=layers, rows=self.rows, statistics=statistics)
        if file is not None:
            self.files.keep(shelved, file)
        if whole is None:
            return shelved
        size = whole.stat().st_size
        stored = self.shelf.add(whole, f"{table.name}.duckdb", self.rows)
        self.size += size
        return replace(shelved, fast=stored, fast_layers=len(layers))

    def _unlaid(self, table: TableSnapshot) -> tuple[Path, TableSnapshot, dict[str, Path]]:
        """A file of some of the layers below the uppermost, the table as it lies over it, and the files between."""
        before = replace(table, layers=table.layers[:-1])
        lower, below = self.files.nearest(before)
        for each in files_above(before, below):
            if each.key not in self.between:
                self.between[each.key] = self.shelf.fetch(each, self.folder)
        return lower, replace(table, fast_layers=below), self.between | self.paths

    def _statistics(self, table: TableSnapshot, file: Path | None) -> TableStatistics:
        """Of the whole file, or without one of the rows that are new."""
        if file is not None:
            return self.engine.statistics(file, table.name, table.columns)
        added = tuple(self.paths[file.key] for layer in table.layers for file in layer.files if file.key in self.paths)
        return self.engine.statistics_of_rows(added, table.columns) if added else TableStatistics(())

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


def _check_keys(table: TableSnapshot, found: TableStatistics) -> None:
    """Raise UserError for a NULL in a key."""
    for each in found.columns:
        if each.name in table.key and each.nulls:
            rows, have = ("row", "has") if each.nulls == 1 else ("rows", "have")
            raise UserError(
                f'{each.nulls:,} {rows} of "{table.name}" {have} no "{each.name}", which tells its rows apart: '
                "declare another key, or none."
            )
