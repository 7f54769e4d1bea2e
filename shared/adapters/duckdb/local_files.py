"""LocalTables: the files of a data set's tables on this machine, made of as few bytes of the shelf as can be."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.core.errors import InternalError, TransientError
from shared.core.store.stacks import files_above, is_of_use, stack_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.core.store.manifest import StoredFile, TableSnapshot
    from shared.ports.snapshot_engine import LayerStacker
    from shared.ports.snapshot_shelf import SnapshotShelf


_LAYING = 4
"""Bytes that are fetched while one of Parquet is fetched and laid: 40 MB/s beside the 150 MB/s of a bucket."""

_STARTING = 16 << 20
"""Bytes that are fetched while a process starts that lays anything at all."""


_SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_FULL = "the disk for snapshots is full, or its folder is gone"


class LocalTables:
    """A TableFiles of one data set in a folder of its own; files are found by the layers that they are made of.

    A table whose layers grew is made from the file of the layers before; Parquet files go as soon as they are laid.
    """

    def __init__(self, shelf: SnapshotShelf, folder: Path, stacker: LayerStacker) -> None:
        self._shelf = shelf
        self._folder = folder
        self._stacker = stacker
        self._known: dict[str, Path] = {}

    def file_of(self, table: TableSnapshot) -> Path:
        """Return a file of the table as all its layers leave it.

        Raises TransientError when a file cannot be had, and InternalError when its rows are not as many as they should.
        """
        name = stack_name(table, len(table.layers))
        if name not in self._known or not self._known[name].exists():
            try:
                self._known[name] = self._made(table, self._own(name))
            except OSError as error:
                raise TransientError(_FULL) from error
        return self._known[name]

    def nearest(self, table: TableSnapshot) -> tuple[Path, int]:
        """Return a file of some of the lowest layers that is here, else the shelf's own; see the port."""
        for count, path in self._lying(table):
            return path, count
        if table.fast is None or not is_of_use(table, table.fast_layers):
            return self.file_of(table), len(table.layers)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._fetched(table, table.fast), table.fast_layers
        except OSError as error:
            raise TransientError(_FULL) from error

    def keep(self, table: TableSnapshot, file: Path) -> None:
        """Take a file of this state of the table into use: linked where it lies on the same disk, copied else."""
        name = stack_name(table, len(table.layers))
        own = self._own(name)
        part = own.with_name(f"{own.name}.{uuid4().hex[:8]}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _linked(file, part)
            part.replace(own)
        except OSError as error:
            raise TransientError(_FULL) from error
        finally:
            part.unlink(missing_ok=True)
        self._known[name] = own

    def settle(self, tables: Iterable[TableSnapshot]) -> None:
        """Delete the files of states that are not these, nor nearest to them."""
        found = (next((path for _, path in self._lying(each)), None) for each in tables)
        self.forget_all_but(path for path in found if path is not None)

    def forget_all_but(self, kept: Iterable[Path]) -> None:
        """Delete files that are not among these, those of earlier processes too; a shelf's own stay where they are."""
        wanted = frozenset(kept)
        self._known = {name: path for name, path in self._known.items() if path in wanted}
        for path in self._folder.glob("*.duckdb"):
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _made(self, table: TableSnapshot, target: Path) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        count = self._cheapest(table)
        lower = self._lower(table, count) if count else None
        if lower is not None and count == len(table.layers):
            return lower
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="layers-") as folder:
            files = {each.key: self._shelf.fetch(each, Path(folder)) for each in files_above(table, count)}
            rows = self._stacker.lay(target, replace(table, fast_layers=count), files, lower)
        if rows != table.rows:
            target.unlink(missing_ok=True)
            raise InternalError("the layers of a table leave another number of rows than its manifest says")
        return target

    def _cheapest(self, table: TableSnapshot) -> int:
        """How many of the lowest layers to take from a file, so that the least is to be fetched and laid."""
        costs = {0: _cost_of_laying(table, 0)}
        for count in range(1, len(table.layers) + 1):
            own = self._local(table, count)
            has_fast = table.fast is not None and count == table.fast_layers
            if is_of_use(table, count) and (own is not None or has_fast):
                fetched = table.fast.size if own is None and table.fast is not None else 0
                costs[count] = fetched + _cost_of_laying(table, count)
        return min(costs, key=lambda count: (costs[count], -count))

    def _lying(self, table: TableSnapshot) -> Iterator[tuple[int, Path]]:
        """The files here that save laying some of the lowest layers, the nearest first, and of how many they are."""
        for count in range(len(table.layers), 0, -1):
            path = self._local(table, count) if is_of_use(table, count) else None
            if path is not None:
                yield count, path

    def _lower(self, table: TableSnapshot, count: int) -> Path | None:
        found = self._local(table, count)
        return self._fetched(table, table.fast) if found is None and table.fast is not None else found

    def _fetched(self, table: TableSnapshot, fast: StoredFile) -> Path:
        found = self._shelf.fetch(fast, self._folder)
        self._known[stack_name(table, table.fast_layers)] = found
        return found

    def _local(self, table: TableSnapshot, count: int) -> Path | None:
        name = stack_name(table, count)
        known = self._known.get(name)
        if known is not None:
            return known if known.exists() else None
        own = self._own(name)
        return own if _is_whole(own) else None

    def _own(self, name: str) -> Path:
        return self._folder / f"{name}.duckdb"


def _is_whole(file: Path) -> bool:
    """False for no file, and for one from before the machine last started: its end may never have reached the disk."""
    try:
        return file.stat().st_mtime > time.time() - time.clock_gettime(_SINCE_START)
    except FileNotFoundError:
        return False


def _linked(file: Path, to: Path) -> None:
    try:
        to.hardlink_to(file)
    except OSError:  # another disk, or one without links
        shutil.copyfile(file, to)


def _cost_of_laying(table: TableSnapshot, count: int) -> int:
    """What laying all but the lowest layers costs, in bytes that are fetched meanwhile."""
    if count == len(table.layers):
        return 0
    return _STARTING + _LAYING * sum(each.size for each in files_above(table, count))
