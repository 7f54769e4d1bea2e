"""Files of whole tables are made once, and only those that were made here are ever deleted."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.errors import TransientError
from tests.fakes.layered import columns_of, rows_in
from tests.fakes.publisher import Publisher
from tests.fakes.snapshot_shelf import FakeSnapshotShelf

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = columns_of(id="BIGINT", note="VARCHAR")


def test_a_file_that_was_made_elsewhere_is_taken_into_use(tmp_path: Path) -> None:
    """Nothing is fetched for it, and it serves for what is laid over it, in later processes too."""
    shelf = FakeSnapshotShelf()
    writer = Publisher(shelf)
    table = writer.whole("t", COLUMNS, [("1", "a"), ("2", "b")], ("id",))
    grown = writer.grown(table, [("2", "c")], 2)
    made = tmp_path / "made.duckdb"
    DuckDbSnapshotEngine(200, 1).lay(made, table, {each.key: shelf.fetch(each, tmp_path) for each in table.files})
    tables = LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1))
    tables.keep(table, made)
    made.unlink()
    before = shelf.downloads
    kept = tables.file_of(table)
    assert rows_in(kept) == [("1", "a"), ("2", "b")]
    file = LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1)).file_of(grown)
    assert shelf.downloads == before + 1
    assert rows_in(file) == [("1", "a"), ("2", "c")]
    tables.settle([grown])
    assert (kept.exists(), file.exists()) == (False, True)
    tables.forget_all_but([])
    assert not file.exists()
    assert rows_in(tables.file_of(grown)) == [("1", "a"), ("2", "c")]


def test_a_shelf_of_the_same_disk_keeps_its_files(tmp_path: Path) -> None:
    """They are opened where they lie, and not changed."""
    shelf = FolderShelf(tmp_path / "shelf")
    writer = Publisher(shelf)
    table = writer.whole("t", COLUMNS, [("1", "a")], ("id",))
    tables = LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1))
    lying = {each: each.read_bytes() for each in (tmp_path / "shelf").rglob("*") if each.is_file()}
    assert tables.file_of(table).is_relative_to(tmp_path / "shelf")
    assert rows_in(tables.file_of(writer.grown(table, [("2", "b")], 2))) == [("1", "a"), ("2", "b")]
    tables.forget_all_but([])
    assert all(each.read_bytes() == content for each, content in lying.items())


def test_a_folder_that_takes_no_file_is_told_as_what_may_pass(tmp_path: Path) -> None:
    """As a full disk is."""
    shelf = FakeSnapshotShelf()
    table = Publisher(shelf).whole("t", COLUMNS, [("1", "a")])
    (tmp_path / "own").write_bytes(b"a file")
    with pytest.raises(TransientError):
        LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1)).file_of(table)


def test_the_nearest_file_is_had_without_laying(tmp_path: Path) -> None:
    """One that lies here, else the shelf's own; it stays while nothing nearer is here."""
    shelf = FakeSnapshotShelf()
    writer = Publisher(shelf)
    first = writer.whole("t", COLUMNS, [("1", "a")], ("id",))
    second = writer.grown(first, [("2", "b")], 2)
    third = writer.grown(second, [("3", "c")], 3)
    tables = LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1))
    lying, count = tables.nearest(third)
    assert (rows_in(lying), count) == ([("1", "a")], 1)
    tables.settle([third])
    assert tables.nearest(third) == (lying, 1)
    nearer = tables.file_of(second)
    assert tables.nearest(third) == (nearer, 2)
    tables.settle([third])
    assert [each.exists() for each in (lying, nearer)] == [False, True]
    unlaid = replace(third, fast=None, fast_layers=0)
    later = LocalTables(shelf, tmp_path / "other", DuckDbSnapshotEngine(200, 1))
    whole, count = later.nearest(unlaid)
    assert (rows_in(whole), count) == ([("1", "a"), ("2", "b"), ("3", "c")], 3)


def test_a_file_from_before_the_machine_last_started_is_made_anew(tmp_path: Path) -> None:
    """Nobody waited for it to be on the disk: what is there may be a part of it."""
    shelf = FakeSnapshotShelf()
    writer = Publisher(shelf)
    table = writer.whole("t", COLUMNS, [("1", "a")], ("id",))
    table = replace(table, fast=None, fast_layers=0)
    made = LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1)).file_of(table)
    made.write_bytes(made.read_bytes()[:4096])
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    os.utime(made, (started - 60, started - 60))
    later = LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1))
    assert rows_in(later.file_of(table)) == [("1", "a")]
    downloads = shelf.downloads
    assert rows_in(LocalTables(shelf, tmp_path / "own", DuckDbSnapshotEngine(200, 1)).file_of(table)) == [("1", "a")]
    assert shelf.downloads == downloads
