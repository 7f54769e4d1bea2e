"""Tables become one published version with a meaning; a failure leaves the last good one."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.app.sync_store import KEPT_VERSIONS
from shared.app.take_snapshot import WAITED_FOR_OTHERS, SnapshotTaker
from shared.core.errors import TransientError, UserError
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Change
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.store.sync import SyncKind, SyncState
from shared.core.table.types import DataType
from shared.ports.written_models import WrittenModel
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.darkroom import Darkroom
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.table_store import InMemoryTableStore, origin_of
from tests.fakes.written_models import InMemoryWrittenModels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.faults import Faults

DATASET = Dataset("d_1", "T1", "C1", "sales", "Sales", "U1")
CITY, VALUE = CleanColumn("city", "City", DataType.TEXT), CleanColumn("value", "Value", DataType.INTEGER)


class Studio:
    """A data set with a table of two rows, and what takes its snapshot."""

    def __init__(self, folder: Path) -> None:
        self.catalog = InMemoryDatasetCatalog(DATASET)
        self.tables = InMemoryTableStore()
        self.clock = FixedClock()
        self.room = Darkroom(self.tables, self.clock, folder)
        self.faults = self.room.faults
        self.write((("Pune", 3), ("Agra", None)))
        self.pauses: list[float] = []
        self.taker = SnapshotTaker(
            self.faults.on(self.catalog),
            self.faults.on(self.tables),
            self.room.syncer_of,
            DuckDbTableProfiler(),
            self.clock,
            pause=self.pauses.append,
        )

    def write(self, rows: tuple[tuple[str, int | None], ...]) -> None:
        self.clock.advance(minutes=1)
        self.tables.write(
            "d_1", (CleanTable("sales", "Sales", (CITY, VALUE), rows),), Change.RENEWED, origin_of(str(rows))
        )

    def published(self) -> list[tuple[object, ...]]:
        """Return the rows that a reader finds for the data set as the catalogue has it."""
        dataset = self.catalog.by_id("d_1")
        assert dataset is not None
        with self.room.versions().held(dataset) as files:
            assert files is not None
            with duckdb.connect(str(files.tables[0].path), read_only=True) as connection:
                return connection.execute("SELECT city, value FROM sales ORDER BY city").fetchall()


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Before the first snapshot."""
    return Studio(tmp_path)


def test_a_snapshot_holds_the_rows_and_what_they_mean(studio: Studio) -> None:
    """Published with the time it was read and the rows of each table; the log knows of it."""
    taken = studio.taker.take("d_1")
    assert studio.published() == [("Agra", None), ("Pune", 3)]
    snapshot, model = taken.dataset.snapshot, taken.dataset.model
    assert snapshot is not None
    assert (snapshot.version, snapshot.tables) == (1, (("sales", 2),))
    assert snapshot.read_at > NOON
    assert model is not None
    assert [each.name for each in model.entities] == ["sales"]
    status = studio.room.log.status("d_1", studio.clock.now())
    assert (status.state, status.rows, status.version) == (SyncState.READY, 2, 1)


def test_what_the_channel_wrote_is_laid_over_its_data_sets(studio: Studio) -> None:
    """Over the models that came with the program; another channel's words are not, and the inferred is kept apart."""
    models = InMemoryWrittenModels()
    domain = {"entities": {"sales": {"label": "Of the domain", "synonyms": ["trade"]}}}
    form = {"entities": {"sales": {"label": "Of the channel"}}}
    taker = replace(studio.taker, written=(domain,), channels=models)
    models.put(WrittenModel("T1", "C2", "U1", "1.0", form))
    models.put(WrittenModel("T2", "C1", "U1", "1.0", form))
    for label in ("Of the domain", "Of the channel"):
        understood = taker.understand_anew("d_1")
        assert understood.dataset.model is not None
        (entity,) = understood.dataset.model.entities
        assert (entity.label, entity.synonyms) == (label, ("trade",))
        assert understood.inferred.entities[0].label == "Of the domain"
        models.put(WrittenModel("T1", "C1", "U1", "1.0", form))


def test_the_next_snapshot_has_what_the_tables_have_by_then(studio: Studio) -> None:
    """Under the next version; a few old ones stay for readers that still hold them."""
    for count in range(1, KEPT_VERSIONS + 3):
        studio.write((("Pune", count),))
        studio.taker.take("d_1")
    assert studio.published() == [("Pune", KEPT_VERSIONS + 2)]


def test_what_has_not_changed_is_not_read_again(studio: Studio) -> None:
    """It is said to be as fresh as this look, under the version it has; a whole sync reads it all the same."""
    first = studio.taker.take("d_1").dataset.snapshot
    again = studio.taker.take("d_1")
    second = again.dataset.snapshot
    assert first is not None
    assert second is not None
    assert second == replace(first, read_at=second.read_at)
    assert second.read_at > first.read_at
    assert studio.catalog.by_id("d_1") == again.dataset
    assert [(each.read, each.tier) for each in again.report.tables] == [(0, None)]
    (whole,) = studio.taker.take("d_1", SyncKind.FULL).report.tables
    assert whole.read == 2


def test_forgotten_watermarks_let_the_next_sync_read_whole(studio: Studio) -> None:
    """Of a table by its name; until then questions are answered from what stands."""
    studio.taker.forget_watermarks("d_1")
    studio.taker.take("d_1")
    with pytest.raises(UserError, match='There is no table "sails"'):
        studio.taker.forget_watermarks("d_1", "sails")
    studio.taker.forget_watermarks("d_1", "sales")
    assert studio.published() == [("Agra", None), ("Pune", 3)]
    (table,) = studio.taker.take("d_1").report.tables
    assert table.read == 2
    studio.room.shelves["d_1"].claim("another", studio.clock.now(), studio.clock.now().replace(hour=23))
    with pytest.raises(UserError, match="being synced already"):
        studio.taker.forget_watermarks("d_1")


def test_a_data_set_that_went_and_came_back_is_read_again(studio: Studio) -> None:
    """Its versions count from one again: they are told apart by when they were written."""
    studio.tables.drop("d_1")
    studio.write((("Goa", 1),))
    studio.taker.take("d_1")
    studio.tables.drop("d_1")
    studio.write((("Goa", 2),))
    studio.taker.take("d_1")
    assert studio.published() == [("Goa", 2)]


def test_versions_go_on_from_those_before_the_store(studio: Studio) -> None:
    """A data set whose snapshots lay elsewhere, or whose shelf was lost, goes on counting."""
    old = Snapshot("d_1", 7, "elsewhere", "e", NOON, (("sales", 2),))
    studio.catalog.publish("d_1", old, studio.taker.understand_anew("d_1").inferred)
    studio.room.shelves.clear()
    snapshot = studio.taker.take("d_1").dataset.snapshot
    assert snapshot is not None
    assert snapshot.version == 8
    assert studio.published() == [("Agra", None), ("Pune", 3)]


@pytest.mark.parametrize("method", ["tables", "versions", "at_one_moment", "add", "move", "publish"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_failure_leaves_the_last_good_snapshot(studio: Studio, method: str, when: str) -> None:
    """Whatever it was that failed; the next try publishes the new rows.

    Once the manifest has moved, the new ones are what a reader finds.
    """
    studio.taker.take("d_1")
    studio.write((("Delhi", 9),))
    studio.faults.plan(when, method, TransientError("away"))
    with pytest.raises(TransientError):
        studio.taker.take("d_1")
    is_moved = (when, method) == ("after", "move") or method == "publish"
    assert studio.published() == ([("Delhi", 9)] if is_moved else [("Agra", None), ("Pune", 3)])
    studio.taker.take("d_1")
    assert studio.published() == [("Delhi", 9)]


def test_who_comes_second_takes_it_again(studio: Studio) -> None:
    """Two containers take the same data set: the second may hold the newer rows, so that it may not be dropped."""
    studio.taker.take("d_1")
    rival = replace(studio.taker, catalog=studio.catalog)
    studio.write((("Delhi", 9),))
    _during(studio.faults, "publish", lambda: rival.take("d_1"))
    with pytest.raises(TransientError):
        studio.taker.take("d_1")
    studio.taker.take("d_1")
    assert studio.published() == [("Delhi", 9)]


def test_a_sync_waits_for_another_one_of_its_data_set(studio: Studio) -> None:
    """Until that is done; after minutes it is left to a later try."""
    shelf = studio.room.shelves["d_1"]
    hour = studio.clock.now().replace(hour=23)
    shelf.claim("another", studio.clock.now(), hour)
    with pytest.raises(TransientError, match="takes long"):
        studio.taker.take("d_1")
    assert sum(studio.pauses) == WAITED_FOR_OTHERS
    patient = replace(studio.taker, pause=lambda _: shelf.release("another"))
    patient.take("d_1")
    assert studio.published() == [("Agra", None), ("Pune", 3)]


def test_tables_that_change_while_they_are_read_are_read_again(studio: Studio) -> None:
    """The file was shared again with another sheet."""
    other = CleanTable("other", "Other", (CITY, VALUE), (("Goa", 1),))
    _during(
        studio.faults,
        "at_one_moment",
        lambda: studio.tables.write("d_1", (other,), Change.RENEWED, origin_of("new")),
    )
    with pytest.raises((TransientError, UserError)):
        studio.taker.take("d_1")
    assert studio.taker.take("d_1").dataset.snapshot is not None


def _during(faults: Faults, method: str, happen: Callable[[], object]) -> None:
    """Let something happen just before the next call of a method."""

    def watch() -> None:
        if faults.seen[-1] == ("before", method):
            faults.watch = None
            happen()

    faults.watch = watch


def test_what_cannot_be_taken_is_said(studio: Studio) -> None:
    """A data set that is gone, or that has no tables."""
    with pytest.raises(UserError):
        studio.taker.take("d_2")
    studio.tables.drop("d_1")
    with pytest.raises(UserError):
        studio.taker.take("d_1")
