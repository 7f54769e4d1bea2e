"""Tables become one published file with a meaning; a failure leaves the last good one."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.app.take_snapshot import KEPT_VERSIONS, SnapshotTaker
from shared.core.errors import TransientError, UserError
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Change
from shared.core.store.dataset import Dataset
from shared.core.table.types import DataType
from shared.ports.written_models import WrittenModel
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults
from tests.fakes.snapshot_store import InMemorySnapshotStore
from tests.fakes.table_store import InMemoryTableStore, origin_of
from tests.fakes.written_models import InMemoryWrittenModels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATASET = Dataset("d_1", "T1", "C1", "sales", "Sales", "U1")
CITY, VALUE = CleanColumn("city", "City", DataType.TEXT), CleanColumn("value", "Value", DataType.INTEGER)


class Darkroom:
    """A data set with a table of two rows, and what takes its snapshot."""

    def __init__(self) -> None:
        self.catalog = InMemoryDatasetCatalog(DATASET)
        self.tables = InMemoryTableStore()
        self.snapshots = InMemorySnapshotStore()
        self.faults = Faults()
        self.write((("Pune", 3), ("Agra", None)))
        self.taker = SnapshotTaker(
            self.faults.on(self.catalog),
            self.faults.on(self.tables),
            DuckDbSnapshotBuilder(),
            self.faults.on(self.snapshots),
            FixedClock(),
        )

    def write(self, rows: tuple[tuple[str, int | None], ...]) -> None:
        self.tables.write(
            "d_1", (CleanTable("sales", "Sales", (CITY, VALUE), rows),), Change.RENEWED, origin_of(str(rows))
        )

    def published(self, folder: Path) -> list[tuple[object, ...]]:
        """Return the rows of the snapshot that the catalogue points at."""
        dataset = self.catalog.by_id("d_1")
        assert dataset is not None
        assert dataset.snapshot is not None
        file = self.snapshots.fetch(dataset.snapshot, folder)
        with duckdb.connect(str(file), read_only=True) as connection:
            return connection.execute("SELECT city, value FROM sales ORDER BY city").fetchall()


@pytest.fixture
def darkroom() -> Darkroom:
    """Before the first snapshot."""
    return Darkroom()


def test_a_snapshot_holds_the_rows_and_what_they_mean(darkroom: Darkroom, tmp_path: Path) -> None:
    """Published with the time it was read and the rows of each table."""
    taken = darkroom.taker.take("d_1")
    assert darkroom.published(tmp_path) == [("Agra", None), ("Pune", 3)]
    assert taken.snapshot is not None
    assert (taken.snapshot.version, taken.snapshot.tables, taken.snapshot.read_at) == (1, (("sales", 2),), NOON)
    assert taken.model is not None
    assert [each.name for each in taken.model.entities] == ["sales"]


def test_what_the_channel_wrote_is_laid_over_its_data_sets(darkroom: Darkroom) -> None:
    """Over the models that came with the program; another channel's words are not, and the inferred is kept apart."""
    models = InMemoryWrittenModels()
    domain = {"entities": {"sales": {"label": "Of the domain", "synonyms": ["trade"]}}}
    form = {"entities": {"sales": {"label": "Of the channel"}}}
    taker = replace(darkroom.taker, written=(domain,), channels=models)
    models.put(WrittenModel("T1", "C2", "U1", "1.0", form))
    models.put(WrittenModel("T2", "C1", "U1", "1.0", form))
    for label in ("Of the domain", "Of the channel"):
        taken = taker.take_whole("d_1")
        assert taken.dataset.model is not None
        (entity,) = taken.dataset.model.entities
        assert (entity.label, entity.synonyms) == (label, ("trade",))
        assert taken.inferred.entities[0].label == "Of the domain"
        models.put(WrittenModel("T1", "C1", "U1", "1.0", form))


def test_the_next_snapshot_has_what_the_tables_have_by_then(darkroom: Darkroom, tmp_path: Path) -> None:
    """Under the next version; a few old ones stay for readers that still hold them."""
    for count in range(1, KEPT_VERSIONS + 3):
        darkroom.write((("Pune", count),))
        darkroom.taker.take("d_1")
    assert darkroom.published(tmp_path) == [("Pune", KEPT_VERSIONS + 2)]
    assert len(darkroom.snapshots.objects) == KEPT_VERSIONS


@pytest.mark.parametrize("method", ["tables", "export", "put", "publish"])
def test_a_failure_leaves_the_last_good_snapshot(darkroom: Darkroom, tmp_path: Path, method: str) -> None:
    """Whatever it was that failed; the next try publishes the new rows."""
    darkroom.taker.take("d_1")
    darkroom.write((("Delhi", 9),))
    darkroom.faults.plan("before", method, TransientError("away"))
    with pytest.raises(TransientError):
        darkroom.taker.take("d_1")
    assert darkroom.published(tmp_path) == [("Agra", None), ("Pune", 3)]
    darkroom.taker.take("d_1")
    assert darkroom.published(tmp_path) == [("Delhi", 9)]


def test_who_comes_second_takes_it_again(darkroom: Darkroom, tmp_path: Path) -> None:
    """Two containers take the same version: the second may hold the newer rows, so that it may not be dropped."""
    darkroom.taker.take("d_1")
    rival = SnapshotTaker(darkroom.catalog, darkroom.tables, DuckDbSnapshotBuilder(), darkroom.snapshots, FixedClock())
    darkroom.write((("Delhi", 9),))
    _during(darkroom.faults, "publish", lambda: rival.take("d_1"))
    with pytest.raises(TransientError):
        darkroom.taker.take("d_1")
    taken = darkroom.taker.take("d_1")
    assert taken.snapshot is not None
    assert taken.snapshot.version == 3
    assert darkroom.published(tmp_path) == [("Delhi", 9)]


def test_tables_that_change_while_they_are_read_are_read_again(darkroom: Darkroom) -> None:
    """The file was shared again with another sheet."""
    other = CleanTable("other", "Other", (CITY, VALUE), (("Goa", 1),))
    _during(darkroom.faults, "export", lambda: darkroom.tables.write("d_1", (other,), Change.RENEWED, origin_of("new")))
    with pytest.raises(TransientError):
        darkroom.taker.take("d_1")
    assert darkroom.taker.take("d_1").snapshot is not None


def _during(faults: Faults, method: str, happen: Callable[[], object]) -> None:
    """Let something happen just before the next call of a method."""

    def watch() -> None:
        if faults.seen[-1] == ("before", method):
            faults.watch = None
            happen()

    faults.watch = watch


def test_what_cannot_be_taken_is_said(darkroom: Darkroom) -> None:
    """A data set that is gone, or that has no tables."""
    with pytest.raises(UserError):
        darkroom.taker.take("d_2")
    darkroom.tables.drop("d_1")
    with pytest.raises(UserError):
        darkroom.taker.take("d_1")
