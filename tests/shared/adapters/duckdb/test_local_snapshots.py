"""The newest version that can be had answers; what it needs is fetched once, and what nobody reads is deleted."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_snapshots import AFTER_FAILURE, LocalVersions
from shared.core.errors import InternalError, TransientError
from shared.core.semantic.model import Entity, Field, SemanticModel, TableRef
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.store.manifest import Window
from shared.core.table.types import DataType
from tests.fakes.layered import columns_of, rows_in
from tests.fakes.publisher import READ_AT, Publisher
from tests.fakes.snapshot_shelf import FakeSnapshotShelf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shared.core.errors import AvexraError
    from shared.core.store.manifest import Manifest, StoredFile, TableSnapshot

COLUMNS = columns_of(id="BIGINT", note="VARCHAR")


@dataclass
class Shelf(FakeSnapshotShelf):
    """A shelf that counts what it is asked, and fails when it is told to."""

    looks: int = 0
    brought: list[int] = field(default_factory=list)
    failure: Exception | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def current(self, known: str = "") -> tuple[Manifest, str] | None:
        """Return the manifest, or fail."""
        self.looks += 1
        if self.failure is not None:
            raise self.failure
        return super().current(known)

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        """Note how many rows are brought."""
        self.brought.append(file.rows)
        return super().fetch(file, folder)


class Stacker(DuckDbSnapshotEngine):
    """An engine that counts what it lays."""

    laid = 0

    def lay(self, target: Path, table: TableSnapshot, files: Mapping[str, Path], lower: Path | None = None) -> int:
        """Lay and count."""
        self.laid += 1
        return super().lay(target, table, files, lower)


class World:
    """A shelf with a writer and a reader, whose clock stands still until it is moved."""

    def __init__(self, folder: Path, every: float = 0.0) -> None:
        self.folder = folder
        self.shelf = Shelf()
        self.writer = Publisher(self.shelf)
        self.stacker = Stacker(200, 1)
        self.now = 100.0
        self.reports: list[AvexraError] = []
        self.versions = LocalVersions(
            lambda _: self.shelf,
            folder,
            self.stacker,
            every=every,
            report=self.reports.append,
            seconds=lambda: self.now,
        )

    def read(self, dataset: Dataset | None = None) -> tuple[int, list[str | None]]:
        """Return the version and the ids of its table t."""
        with self.versions.held(dataset or DATASET) as files:
            assert files is not None
            (table,) = (each for each in files.tables if each.name == "t")
            return files.version, [row[0] for row in rows_in(table.path)]

    def files(self) -> list[Path]:
        """Return all local files."""
        return [each for each in self.folder.rglob("*") if each.is_file()]


def dataset(version: int, *fields: str) -> Dataset:
    """Return a data set whose model, made of that version, knows these fields of t."""
    known = tuple(Field(each, each, DataType.TEXT if each != "id" else DataType.INTEGER) for each in fields)
    model = SemanticModel((Entity("t", "T", "rows", TableRef("d", "t"), known),))
    return Dataset("d_1", "T1", "C1", "d", "D", "U1", model, Snapshot("d_1", version, "", "", READ_AT, ()))


DATASET = dataset(1, "id", "note")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A reader that looks at every question."""
    return World(tmp_path)


def test_a_fast_file_is_opened_as_it_is(world: World) -> None:
    """Nothing is laid, and Parquet is not even fetched."""
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a"), ("2", "b")]))
    assert world.read() == (1, ["1", "2"])
    assert world.read() == (1, ["1", "2"])
    assert (world.shelf.downloads, world.stacker.laid, world.shelf.looks) == (1, 0, 2)


def test_only_new_layers_are_fetched(world: World) -> None:
    """They are laid over the file of the version before, which goes as soon as nobody reads it."""
    table = world.writer.whole("t", COLUMNS, [(str(i), "x" * 10) for i in range(50)], ("id",))
    other = world.writer.whole("o", COLUMNS, [("1", "a")])
    world.writer.publish(table, other)
    world.read()
    world.shelf.brought.clear()
    for version in (2, 3):
        table = world.writer.grown(table, [("0", f"v{version}")], 50)
        world.writer.publish(table)
        assert world.read() == (version, [*map(str, range(1, 50)), "0"])
    assert world.shelf.brought == [1, 1]
    assert len(world.files()) == 2


def test_a_fresh_reader_takes_the_fast_file_and_the_layers_above(tmp_path: Path) -> None:
    """Or the layers alone where one of them replaces everything."""
    world = World(tmp_path)
    table = world.writer.whole("t", COLUMNS, [(str(i), "x" * 10) for i in range(50)], ("id",))
    table = world.writer.grown(table, [("0", "new"), ("70", "")], 51)
    world.writer.publish(table)
    assert len(world.read()[1]) == 51
    assert world.shelf.brought == [50, 2]
    world.writer.publish(world.writer.grown(table, [("9", "")], 1, Window("id", None)))
    fresh = World(tmp_path / "fresh")
    fresh.shelf = world.shelf
    world.shelf.brought.clear()
    assert fresh.read() == (2, ["9"])
    assert world.shelf.brought == [1]


def test_a_version_stays_as_long_as_it_is_read(world: World) -> None:
    """While newer ones come and go; then it is deleted."""
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    with world.versions.held(DATASET) as first:
        assert first is not None
        for number in (2, 3):
            world.writer.publish(world.writer.whole("t", COLUMNS, [(str(number), "a")]))
            assert world.read() == (number, [str(number)])
        assert [row[0] for row in rows_in(first.tables[0].path)] == ["1"]
        assert len(world.files()) == 2
    assert world.read() == (3, ["3"])
    assert len(world.files()) == 1


def test_what_was_asked_longest_ago_makes_room(tmp_path: Path) -> None:
    """What is being read stays, and what went is fetched again when it is asked for."""
    shelves = {}
    for name in ("d_1", "d_2", "d_3"):
        writer = Publisher(Shelf())
        writer.publish(writer.whole("t", COLUMNS, [("1", name)]))
        shelves[name] = writer.shelf
    now, room = [0.0], [10**12]
    versions = LocalVersions(
        lambda each: shelves[each.id],
        tmp_path,
        Stacker(200, 1),
        seconds=lambda: now[0],
        free=lambda _: room[0] - sum(each.stat().st_size for each in tmp_path.rglob("*.duckdb")),
    )

    def here() -> set[str]:
        return {each.parent.name for each in tmp_path.rglob("*.duckdb")}

    def ask(name: str) -> None:
        now[0] += 1
        with versions.held(replace(DATASET, id=name)) as files:
            assert files is not None

    ask("d_1")
    ask("d_2")
    size = sum(each.stat().st_size for each in tmp_path.rglob("*.duckdb")) // 2
    room[0] = 2 * size + size // 2
    ask("d_1")
    ask("d_3")
    assert here() == {"d_1", "d_3"}
    with versions.held(replace(DATASET, id="d_1")):
        ask("d_2")
        assert here() == {"d_1", "d_2"}
    ask("d_3")
    assert "d_3" in here()


def test_the_manifest_is_not_asked_for_more_often_than_configured(tmp_path: Path) -> None:
    """A newer version is seen when the time has come."""
    world = World(tmp_path, every=10.0)
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    assert world.read()[0] == 1
    world.writer.publish(world.writer.whole("t", COLUMNS, [("2", "a")]))
    world.now += 9
    assert (world.read()[0], world.shelf.looks) == (1, 1)
    world.now += 1
    assert (world.read()[0], world.shelf.looks) == (2, 2)


@pytest.mark.parametrize("failure", [TransientError("network"), InternalError("a form of tomorrow")])
def test_the_local_version_answers_while_the_shelf_cannot(world: World, failure: Exception) -> None:
    """It is told why, and not asked again at once; a reader that has nothing yet fails."""
    world.shelf.failure = failure
    with pytest.raises(type(failure)):
        world.read()
    world.shelf.failure = None
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    assert world.read() == (1, ["1"])
    world.writer.publish(world.writer.whole("t", COLUMNS, [("2", "a")]))
    world.shelf.failure = failure
    looks = world.shelf.looks
    assert [world.read()[0] for _ in range(3)] == [1, 1, 1]
    assert (world.reports, world.shelf.looks) == ([failure], looks + 1)
    world.shelf.failure = None
    world.now += AFTER_FAILURE
    assert world.read() == (2, ["2"])


def test_a_version_whose_files_are_gone_is_not_opened(world: World) -> None:
    """The one before goes on, and the next one is taken."""
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    world.read()
    world.writer.publish(world.writer.whole("t", COLUMNS, [("2", "a")]), world.writer.whole("o", COLUMNS, []))
    kept, world.shelf.files = world.shelf.files, {}
    assert world.read() == (1, ["1"])
    assert len(world.reports) == 1
    world.shelf.files = kept
    world.now += AFTER_FAILURE
    assert world.read() == (2, ["2"])


def test_layers_that_leave_other_rows_than_they_should_are_not_opened(world: World) -> None:
    """Nothing of them stays here."""
    table = world.writer.whole("t", COLUMNS, [("1", "a")], ("id",))
    world.writer.publish(table)
    world.read()
    world.writer.publish(world.writer.grown(table, [("2", "b")], left=7))
    assert world.read() == (1, ["1"])
    assert isinstance(world.reports[0], InternalError)
    assert len(world.files()) == 1


def test_a_file_that_somebody_took_away_is_had_again(world: World) -> None:
    """At the next question, as if it were the first; a folder that cannot be written is told as what may pass."""
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    world.read()
    (file,) = world.files()
    file.unlink()
    assert world.read() == (1, ["1"])
    world.folder.joinpath("d_1").rename(world.folder / "gone")
    (world.folder / "d_1").write_bytes(b"no folder")
    with pytest.raises(TransientError):
        world.read()


def test_an_older_manifest_is_never_gone_back_to(world: World) -> None:
    """Versions only grow for a reader, whatever the shelf shows."""
    first = world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    world.writer.publish(world.writer.whole("t", COLUMNS, [("2", "a")]))
    assert world.read()[0] == 2
    world.shelf.pointer = first
    assert world.read() == (2, ["2"])


def test_new_columns_wait_for_their_model(world: World) -> None:
    """The version that the model knows answers, also for a reader that comes fresh; then the new one does."""
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    world.read()
    renamed = columns_of(id="BIGINT", remark="VARCHAR")
    world.writer.publish(world.writer.whole("t", renamed, [("2", "b")]))
    assert world.read() == (1, ["1"])
    fresh = World(world.folder / "fresh")
    fresh.shelf = world.shelf
    assert fresh.read() == (1, ["1"])
    assert fresh.read() == (1, ["1"])
    for each in (world, fresh):
        assert each.read(dataset(2, "id", "remark")) == (2, ["2"])
    unknown = World(world.folder / "unknown")
    unknown.shelf = world.shelf
    with pytest.raises(TransientError):
        unknown.read(dataset(9, "id", "other"))


def test_a_model_that_knows_new_columns_makes_a_reader_look(tmp_path: Path) -> None:
    """Before its time has come: the catalogue has heard of the version already."""
    world = World(tmp_path, every=1000.0)
    world.writer.publish(world.writer.whole("t", COLUMNS, [("1", "a")]))
    world.read()
    world.writer.publish(world.writer.whole("t", columns_of(id="BIGINT", remark="VARCHAR"), [("2", "b")]))
    assert world.read(dataset(2, "id", "remark")) == (2, ["2"])


def test_what_is_not_of_the_store_is_left_to_others(tmp_path: Path) -> None:
    """And what was never published is not ready."""
    versions = LocalVersions(lambda _: None, tmp_path, Stacker())
    with versions.held(DATASET) as files:
        assert files is None
    with pytest.raises(TransientError):
        World(tmp_path).read()


def test_a_data_set_that_comes_to_the_store_later_is_found(tmp_path: Path) -> None:
    """Whoever had one file until now may have a manifest at the next question."""
    shelf = FakeSnapshotShelf()
    Publisher(shelf).publish(Publisher(shelf).whole("t", COLUMNS, [("1", "a")]))
    versions = LocalVersions(lambda each: shelf if each.label == "new" else None, tmp_path, Stacker())
    with ExitStack() as held:
        assert held.enter_context(versions.held(DATASET)) is None
        assert held.enter_context(versions.held(replace(DATASET, label="new"))) is not None
