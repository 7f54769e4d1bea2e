"""The SnapshotShelf port: the fake, a folder, a bucket."""

from __future__ import annotations

import os
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from moto.s3.models import s3_backends
from moto.s3.responses import S3Response

from shared.adapters.aws.client import client
from shared.adapters.s3.snapshot_shelf import S3SnapshotShelf
from shared.adapters.s3.transfer import Sizes
from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.errors import InternalError, TransientError
from tests.fakes.clock import NOON
from tests.fakes.manifests import manifest_of
from tests.fakes.snapshot_shelf import FakeSnapshotShelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shared.core.store.manifest import Manifest, StoredFile
    from shared.ports.snapshot_shelf import SnapshotShelf

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Place:
    """A shelf's place: opened as often as one likes, and let to have been filled earlier."""

    open: Callable[[], SnapshotShelf]
    age: Callable[[timedelta], None]


def in_memory() -> Place:
    """The fake."""
    shelf = FakeSnapshotShelf()
    return Place(lambda: shelf, shelf.age)


def in_a_folder(folder: Path) -> Place:
    """A folder that is not there yet."""

    def age(by: timedelta) -> None:
        for path in folder.glob("*/*"):
            then = path.stat().st_mtime - by.total_seconds()
            os.utime(path, (then, then))

    return Place(lambda: FolderShelf(folder), age)


def in_a_bucket(monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty bucket. S3 decides about one write of a key at a time; moto is told to."""
    one_at_a_time, put_object = threading.Lock(), S3Response.put_object

    def put_alone(response: S3Response) -> object:
        with one_at_a_time:
            return put_object(response)

    monkeypatch.setattr(S3Response, "put_object", put_alone)
    s3 = client("s3")
    s3.create_bucket(Bucket="snapshots")

    def age(by: timedelta) -> None:
        for backend in s3_backends["123456789012"].values():
            for bucket in backend.buckets.values():
                for key in bucket.keys.values():
                    key.last_modified -= by

    return Place(lambda: S3SnapshotShelf(s3, "snapshots", "T1", "d_1", Sizes(whole=6 << 20, part=5 << 20)), age)


@pytest.fixture(params=["fake", "folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty shelf's place."""
    if request.param == "fake":
        return in_memory()
    if request.param == "folder":
        return in_a_folder(tmp_path / "shelf")
    request.getfixturevalue("aws")
    return in_a_bucket(request.getfixturevalue("monkeypatch"))


@pytest.fixture
def shelf(place: Place) -> SnapshotShelf:
    """An empty shelf."""
    return place.open()


def now() -> datetime:
    """The instant at which shelves think they store."""
    return datetime.now(UTC)


def stored(shelf: SnapshotShelf, folder: Path, content: bytes, name: str = "sales.parquet") -> StoredFile:
    """Store bytes by way of a file."""
    made = folder / "made"
    made.write_bytes(content)
    return shelf.add(made, name, 1)


def published(shelf: SnapshotShelf, folder: Path, version: int, *more: StoredFile) -> Manifest:
    """Publish the next version, of one new file and more that lie there already."""
    found = shelf.current()
    manifest = manifest_of(version, stored(shelf, folder, b"%d" % version), *more)
    assert shelf.move(manifest, found[1] if found else "")
    return manifest


def can_be_had(shelf: SnapshotShelf, manifest: Manifest, folder: Path) -> bool:
    """Whether a reader that comes for the first time gets every file."""
    try:
        for file in manifest.files:
            shelf.fetch(file, folder / uuid.uuid4().hex)
    except TransientError:
        return False
    return True


def test_nothing_is_there_at_first(shelf: SnapshotShelf) -> None:
    """No manifest, no version, nothing to clean, no lease to give back."""
    assert shelf.current() is None
    assert shelf.version(1) is None
    assert shelf.clean(1, now() - HOUR) == 0
    shelf.release("A")


def test_the_manifest_comes_back_as_it_went_until_its_etag_is_known(place: Place, tmp_path: Path) -> None:
    """A reader who knows the etag gets nothing; after a move the next manifest."""
    shelf = place.open()
    first = published(shelf, tmp_path, 1)
    found = place.open().current()
    assert found is not None
    assert found[0] == first
    assert shelf.current(known=found[1]) is None
    second = published(shelf, tmp_path, 2)
    again = shelf.current(known=found[1])
    assert again is not None
    assert (again[0], again[1] != found[1]) == (second, True)


def test_a_move_gives_the_etag_that_a_reader_finds(shelf: SnapshotShelf, tmp_path: Path) -> None:
    """So the mover can move again without reading."""
    etag = shelf.move(manifest_of(1, stored(shelf, tmp_path, b"1")), "")
    assert etag
    assert shelf.current(known=etag) is None
    assert shelf.move(manifest_of(2), etag)


def test_who_expects_another_manifest_than_the_current_one_loses(shelf: SnapshotShelf, tmp_path: Path) -> None:
    """Nothing changes by a lost move, whether another was expected or none."""
    first = published(shelf, tmp_path, 1)
    for stale in ("", "0" * 32):
        assert shelf.move(manifest_of(2, sync_id="late"), stale) is None
    found = shelf.current()
    assert found is not None
    assert found[0] == first
    assert shelf.version(2) is None


def test_a_move_on_an_empty_shelf_that_expects_something_loses(shelf: SnapshotShelf) -> None:
    """What was expected is gone."""
    assert shelf.move(manifest_of(2), "0" * 32) is None
    assert shelf.current() is None


def test_of_many_movers_one_wins(place: Place, tmp_path: Path) -> None:
    """All expect the same manifest; the winner's is the current one, and what it left is kept."""
    first = published(place.open(), tmp_path, 1)
    found = place.open().current()
    assert found is not None
    offers = [manifest_of(2, sync_id=f"s{i}") for i in range(6)]
    with ThreadPoolExecutor(3) as movers:
        etags = list(movers.map(lambda offer: place.open().move(offer, found[1]), offers))
    winners = [offer for offer, etag in zip(offers, etags, strict=True) if etag]
    assert len(winners) == 1
    after = place.open().current()
    assert after is not None
    assert after[0] == winners[0]
    assert place.open().version(1) == first


@pytest.mark.parametrize("version", [1, 3])
def test_a_version_follows_the_current_one(shelf: SnapshotShelf, tmp_path: Path, version: int) -> None:
    """Numbers grow by one: anything else is a defect of whoever moves."""
    published(shelf, tmp_path, 1)
    found = shelf.current()
    assert found is not None
    with pytest.raises(InternalError, match="cannot follow version 1"):
        shelf.move(manifest_of(version), found[1])
    with pytest.raises(InternalError, match="cannot follow"):
        shelf.move(replace(manifest_of(2), dataset_id="d_2"), found[1])


def test_a_shelf_may_begin_at_any_version(shelf: SnapshotShelf) -> None:
    """A data set that had snapshots elsewhere goes on counting."""
    assert shelf.move(manifest_of(58), "")
    assert shelf.version(58) == manifest_of(58)


def test_a_manifest_whose_files_are_not_there_is_not_published(shelf: SnapshotShelf, tmp_path: Path) -> None:
    """Missing or of another size: the last good one stays."""
    first = published(shelf, tmp_path, 1)
    found = shelf.current()
    assert found is not None
    there = stored(shelf, tmp_path, b"four")
    for broken in (replace(there, key="files/none-sales.parquet"), replace(there, size=5)):
        with pytest.raises(TransientError):
            shelf.move(manifest_of(2, broken), found[1])
    assert shelf.current() == (first, found[1])


def test_every_version_that_was_current_can_be_asked_for(shelf: SnapshotShelf, tmp_path: Path) -> None:
    """Also beyond nine, which sort as text otherwise."""
    manifests = [published(shelf, tmp_path, version) for version in range(1, 13)]
    assert [shelf.version(manifest.version) for manifest in manifests] == manifests
    assert shelf.version(0) is None
    assert shelf.version(13) is None


@pytest.mark.parametrize("size", [0, 1, (5 << 20) - 1, 5 << 20, (5 << 20) + 1, (6 << 20) + 1, (16 << 20) + 7])
def test_a_file_comes_back_as_it_went(shelf: SnapshotShelf, tmp_path: Path, size: int) -> None:
    """Whatever its size: in one piece, in ranges, in parts."""
    content = (bytes(range(251)) * (size // 251 + 1))[:size]
    file = stored(shelf, tmp_path, content)
    assert (file.size, file.rows) == (size, 1)
    local = shelf.fetch(file, tmp_path / "cache")
    assert local.read_bytes() == content


def test_a_file_that_is_here_whole_is_not_brought_again(shelf: SnapshotShelf, tmp_path: Path) -> None:
    """The second fetch serves the very file of the first; one of another size is brought again."""
    file = stored(shelf, tmp_path, b"12345")
    first = shelf.fetch(file, tmp_path / "cache")
    assert shelf.fetch(file, tmp_path / "cache") == first
    before = first.stat().st_ino
    assert shelf.fetch(file, tmp_path / "cache").stat().st_ino == before
    if first.is_relative_to(tmp_path / "cache"):
        first.write_bytes(b"123")
        assert shelf.fetch(file, tmp_path / "cache").read_bytes() == b"12345"


def test_a_file_that_cannot_be_had_is_transient_and_leaves_nothing(shelf: SnapshotShelf, tmp_path: Path) -> None:
    """Gone, or of another size than was said, small or large: a newer manifest may help."""
    small, large = stored(shelf, tmp_path, b"12345"), stored(shelf, tmp_path, bytes(11 << 20))
    absent = replace(small, key="files/none-sales.parquet")
    wrong = [replace(small, size=4), replace(small, size=6), replace(large, size=(11 << 20) + 1)]
    wrong += [replace(large, size=6 << 20), replace(small, size=11 << 20)]
    for file in (absent, replace(absent, size=11 << 20), *wrong):
        with pytest.raises(TransientError):
            shelf.fetch(file, tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*"))


@pytest.mark.parametrize(
    "name", ["sales.parquet", 'a/b "c".parquet', "बिक्री.parquet", "x" * 300 + ".parquet", "../../up.db"]
)
def test_any_name_makes_a_key(shelf: SnapshotShelf, tmp_path: Path, name: str) -> None:
    """Tables may be called anything; files of the same name have keys of their own."""
    one, two = stored(shelf, tmp_path, b"1", name), stored(shelf, tmp_path, b"2", name)
    assert one.key != two.key
    assert one.key.endswith(name[-3:])
    assert shelf.fetch(one, tmp_path / "cache").read_bytes() == b"1"
    assert shelf.fetch(two, tmp_path / "cache").read_bytes() == b"2"


def test_cleaning_keeps_the_newest_versions(place: Place, tmp_path: Path) -> None:
    """Older ones go with the files that they alone name; a file that a kept one names stays, however old."""
    shelf = place.open()
    base = stored(shelf, tmp_path, b"base")
    manifests = [published(shelf, tmp_path, version, base) for version in range(1, 6)]
    place.age(DAY)
    assert shelf.clean(2, now() - HOUR) == 3
    assert [shelf.version(version) for version in range(1, 6)] == [None, None, None, *manifests[3:]]
    assert [can_be_had(shelf, manifest, tmp_path) for manifest in manifests] == [False, False, False, True, True]
    assert shelf.clean(2, now() - HOUR) == 0


@pytest.mark.parametrize("keep", [0, 1])
def test_the_current_version_is_never_cleaned(place: Place, tmp_path: Path, keep: int) -> None:
    """Even when nothing is to be kept."""
    shelf = place.open()
    manifests = [published(shelf, tmp_path, version) for version in (1, 2)]
    place.age(DAY)
    assert shelf.clean(keep, now() - HOUR) == 1
    assert can_be_had(shelf, manifests[1], tmp_path)
    assert shelf.current(known="other") is not None


def test_files_of_a_publication_in_progress_stay(place: Place, tmp_path: Path) -> None:
    """No manifest names them yet; they are younger than the moment before which things are deleted."""
    shelf = place.open()
    published(shelf, tmp_path, 1)
    forgotten = stored(shelf, tmp_path, b"forgotten")
    place.age(DAY)
    fresh = stored(shelf, tmp_path, b"fresh")
    assert shelf.clean(1, now() - HOUR) == 1
    assert shelf.fetch(fresh, tmp_path / "cache").read_bytes() == b"fresh"
    with pytest.raises(TransientError):
        shelf.fetch(forgotten, tmp_path / "cache")


def test_a_reader_holds_a_version_while_others_come(place: Place, tmp_path: Path) -> None:
    """A version that was current within the hour keeps its files though they are a day old and four newer ones came."""
    shelf = place.open()
    held = published(shelf, tmp_path, 1)
    place.age(DAY)
    newer = [published(shelf, tmp_path, version) for version in range(2, 6)]
    assert shelf.clean(1, now() - HOUR) == 0
    assert can_be_had(shelf, held, tmp_path)
    place.age(2 * HOUR)
    assert shelf.clean(1, now() - HOUR) == 4
    assert not can_be_had(shelf, held, tmp_path)
    assert can_be_had(shelf, newer[-1], tmp_path)


def test_a_second_syncer_is_told_who_has_the_lease(place: Place) -> None:
    """Until it runs out, or is given back; then it is the second's, and the first is told."""
    shelf, other = place.open(), place.open()
    assert shelf.claim("A", NOON, NOON + HOUR) is None
    assert other.claim("B", NOON, NOON + HOUR) == "A"
    shelf.release("A")
    assert other.claim("B", NOON, NOON + HOUR) is None
    assert shelf.claim("A", NOON, NOON + HOUR) == "B"


def test_a_lease_is_renewed_by_its_holder(shelf: SnapshotShelf) -> None:
    """The later end counts."""
    assert shelf.claim("A", NOON, NOON + HOUR) is None
    assert shelf.claim("A", NOON, NOON + 3 * HOUR) is None
    assert shelf.claim("B", NOON + 2 * HOUR, NOON + 4 * HOUR) == "A"


def test_a_lease_runs_out(shelf: SnapshotShelf) -> None:
    """At its end another may take it; whoever had it is told, and gives nothing back."""
    assert shelf.claim("A", NOON, NOON + HOUR) is None
    assert shelf.claim("B", NOON + HOUR - timedelta(seconds=1), NOON + 2 * HOUR) == "A"
    assert shelf.claim("B", NOON + HOUR, NOON + 2 * HOUR) is None
    assert shelf.claim("A", NOON + HOUR, NOON + 2 * HOUR) == "B"


def test_a_stranger_gives_nothing_back(shelf: SnapshotShelf) -> None:
    """The holder stays; a lease given back twice harms nobody."""
    assert shelf.claim("A", NOON, NOON + HOUR) is None
    shelf.release("B")
    assert shelf.claim("B", NOON, NOON + HOUR) == "A"
    shelf.release("A")
    shelf.release("A")
    assert shelf.claim("B", NOON, NOON + HOUR) is None


def test_of_many_who_ask_for_the_lease_one_gets_it(place: Place) -> None:
    """The rest is told who."""
    assert place.open().claim("gone", NOON - HOUR, NOON) is None
    names = ["A", "B", "C", "D", "E", "F"]
    with ThreadPoolExecutor(3) as asking:
        told = list(asking.map(lambda name: place.open().claim(name, NOON, NOON + HOUR), names))
    got = [name for name, holder in zip(names, told, strict=True) if holder is None]
    assert len(got) == 1
    assert [holder for holder in told if holder is not None] == got * 5
