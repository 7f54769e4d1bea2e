"""LocalVersions: the current version of each data set on this machine, as its manifest names it."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.adapters.duckdb.local_files import LocalTables
from shared.core.errors import AvexraError, TransientError
from shared.core.store.fitting import fits, is_other_than_text
from shared.ports.snapshot_files import TableFile, VersionFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.core.store.dataset import Dataset
    from shared.core.store.manifest import Manifest, TableSnapshot
    from shared.ports.snapshot_engine import LayerStacker
    from shared.ports.snapshot_shelf import SnapshotShelf

_UNPACKED = 2
"""Bytes of a DuckDB file for one of Parquet, at most."""
AFTER_FAILURE = 5.0
"""Seconds without a look at a shelf that failed: a question must not wait for it each time while it can be answered."""
_NOT_READY = "a snapshot is not ready"


@dataclass(slots=True)
class _Version:
    manifest: Manifest
    files: VersionFiles
    readers: int = 0


@dataclass(slots=True)
class _Known:
    """What is known of one data set; looking is held while somebody looks, fetches or lays."""

    shelf: SnapshotShelf
    tables: LocalTables
    looking: threading.Lock = field(default_factory=threading.Lock)
    current: _Version | None = None
    replaced: list[_Version] = field(default_factory=list)
    newest: int = 0
    etag: str = ""
    next_look: float = 0.0
    used_at: float = 0.0


def _silent(_: AvexraError) -> None:
    """Tell nobody."""


def _free(folder: Path) -> int:
    """Bytes that are left on the disk of a folder."""
    return shutil.disk_usage(folder).free


class LocalVersions:
    """A SnapshotFiles over shelves; shelf_of gives None for a data set that is not of the store.

    The manifest is asked for at every question, or every so many seconds. A newer version takes the place of the local
    one when all its files are here and it has the columns of the data set's model; until then, and while the shelf
    cannot be had, the local one goes on answering and report is told why. An older version never does. Where the disk
    has no room for what comes, the data sets go that were asked longest ago.
    """

    def __init__(  # noqa: PLR0913 - the last three have sound defaults
        self,
        shelf_of: Callable[[Dataset], SnapshotShelf | None],
        folder: Path,
        stacker: LayerStacker,
        *,
        every: float = 0.0,
        report: Callable[[AvexraError], None] = _silent,
        seconds: Callable[[], float] = time.monotonic,
        free: Callable[[Path], int] = _free,
    ) -> None:
        self._shelf_of = shelf_of
        self._folder = folder
        self._stacker = stacker
        self._every = every
        self._report = report
        self._seconds = seconds
        self._free = free
        self._counting = threading.Lock()
        self._known: dict[str, _Known] = {}

    @contextmanager
    def held(self, dataset: Dataset) -> Iterator[VersionFiles | None]:
        """Give the current version, whose files stay as long as the context; see the port."""
        known = self._of(dataset)
        if known is None:
            yield None
            return
        version = self._taken(known, dataset)
        try:
            yield version.files
        finally:
            with self._counting:
                version.readers -= 1

    def _of(self, dataset: Dataset) -> _Known | None:
        with self._counting:
            if dataset.id not in self._known:
                shelf = self._shelf_of(dataset)
                if shelf is None:
                    return None
                tables = LocalTables(shelf, self._folder / dataset.id, self._stacker)
                self._known[dataset.id] = _Known(shelf, tables)
            return self._known[dataset.id]

    def _taken(self, known: _Known, dataset: Dataset) -> _Version:
        with known.looking:
            if known.current is not None and not _is_here(known.current):
                known.current, known.etag = None, ""
            if known.current is None or self._seconds() >= known.next_look or not fits(known.current.manifest, dataset):
                self._look(known, dataset)
            version = known.current
            if version is None:
                raise TransientError(_NOT_READY)
            with self._counting:
                version.readers += 1
                known.used_at = self._seconds()
            self._forget(known)
        return version

    def _look(self, known: _Known, dataset: Dataset) -> None:
        """Ask for the manifest and make its version the current one, if that can be done."""
        try:
            found = known.shelf.current(known.etag)
            if found is not None:
                self._move_to(known, dataset, *found)
            known.next_look = self._seconds() + self._every
        except AvexraError as error:
            if known.current is None:
                raise
            known.next_look = self._seconds() + max(self._every, AFTER_FAILURE)
            self._report(error)

    def _move_to(self, known: _Known, dataset: Dataset, manifest: Manifest, etag: str) -> None:
        if not fits(manifest, dataset):
            if known.current is not None:
                return  # it is not opened before the model knows its columns
            manifest, etag = _fitting(known.shelf, dataset), ""
        if manifest.version < known.newest or (known.current is not None and manifest.version == known.newest):
            return
        self._make_room(known, sum(_size(each) for each in manifest.tables))
        files = VersionFiles(
            manifest.version,
            manifest.read_at,
            tuple(
                TableFile(
                    each.name,
                    known.tables.file_of(each),
                    tuple(c.name for c in each.columns),
                    each.rows,
                    each.truncated,
                    tuple(c.name for c in each.columns if is_other_than_text(c.type)),
                )
                for each in manifest.tables
            ),
            manifest.views,
        )
        if known.current is not None:
            known.replaced.append(known.current)
        known.current, known.newest, known.etag = _Version(manifest, files), manifest.version, etag

    def _make_room(self, coming: _Known, needed: int) -> None:
        """Let data sets go that nobody reads, those first that were asked longest ago, until the bytes have room."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._counting:
            others = sorted(
                (each for each in self._known.values() if each is not coming), key=lambda each: each.used_at
            )
        for each in others:
            if self._free(self._folder) >= needed:
                return
            if each.looking.acquire(blocking=False):
                try:
                    self._let_go(each)
                finally:
                    each.looking.release()

    def _let_go(self, known: _Known) -> None:
        with self._counting:
            versions = (*known.replaced, *([known.current] if known.current else []))
            if any(each.readers for each in versions):
                return
            known.current, known.replaced, known.etag = None, [], ""
        known.tables.forget_all_but(())

    def _forget(self, known: _Known) -> None:
        """Delete the files of replaced versions that nobody reads any more."""
        if not known.replaced:
            return
        with self._counting:
            known.replaced = [each for each in known.replaced if each.readers]
        alive = [*known.replaced, *([known.current] if known.current else [])]
        known.tables.forget_all_but(table.path for each in alive for table in each.files.tables)


def _size(table: TableSnapshot) -> int:
    """Bytes that a table may take on its way to this machine: its file, and as much again while layers are laid."""
    fast = table.fast.size if table.fast is not None else 0
    return fast + max(fast, _UNPACKED * sum(each.size for each in table.files)) if len(table.layers) > 1 else fast


def _is_here(version: _Version) -> bool:
    """False when somebody took a file away: a shelf on the same disk, or whoever tidies the system's folder."""
    return all(each.path.exists() for each in version.files.tables)


def _fitting(shelf: SnapshotShelf, dataset: Dataset) -> Manifest:
    """The version that the data set's model was made of, while the newest one has other columns."""
    older = shelf.version(dataset.snapshot.version) if dataset.snapshot is not None else None
    if older is None or not fits(older, dataset):
        raise TransientError(_NOT_READY)
    return older
