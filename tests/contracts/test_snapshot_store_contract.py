"""The SnapshotStore port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.s3.snapshot_store import S3SnapshotStore
from shared.core.errors import TransientError
from shared.core.store.dataset import Snapshot
from tests.fakes.clock import NOON
from tests.fakes.snapshot_store import InMemorySnapshotStore

if TYPE_CHECKING:
    from pathlib import Path

    from shared.ports.snapshot_store import SnapshotStore


@pytest.fixture
def store(side: str, request: pytest.FixtureRequest) -> SnapshotStore:
    """An empty bucket."""
    if side == "fake":
        return InMemorySnapshotStore()
    request.getfixturevalue("aws")
    s3 = client("s3")
    s3.create_bucket(Bucket="snapshots")
    return S3SnapshotStore(s3, "snapshots")


def published(store: SnapshotStore, folder: Path, version: int, content: bytes, dataset: str = "d_1") -> Snapshot:
    """Store content as a version and return its pointer."""
    file = folder / "made.duckdb"
    file.write_bytes(content)
    key, etag = store.put("T1", dataset, version, file)
    return Snapshot(dataset, version, key, etag, NOON, (("sales", 1),))


def test_a_snapshot_comes_back_as_it_went(store: SnapshotStore, tmp_path: Path) -> None:
    """Byte for byte, under whatever local name."""
    content = bytes(range(256)) * 20_000
    snapshot = published(store, tmp_path, 1, content)
    assert store.fetch(snapshot, tmp_path / "cache").read_bytes() == content


def test_a_local_copy_is_not_fetched_again(store: SnapshotStore, tmp_path: Path) -> None:
    """The second fetch serves the very file of the first, even with the bucket emptied meanwhile."""
    snapshot = published(store, tmp_path, 1, b"one")
    first = store.fetch(snapshot, tmp_path / "cache")
    assert store.clean("T1", "d_1", 0) == 1
    assert store.fetch(snapshot, tmp_path / "cache") == first
    assert first.read_bytes() == b"one"


def test_the_same_version_stored_twice_has_two_keys(store: SnapshotStore, tmp_path: Path) -> None:
    """Two syncers at once never overwrite each other's snapshot: the pointer decides."""
    one, two = published(store, tmp_path, 1, b"one"), published(store, tmp_path, 1, b"two")
    assert one.key != two.key
    assert store.fetch(one, tmp_path / "cache").read_bytes() == b"one"
    assert store.fetch(two, tmp_path / "cache").read_bytes() == b"two"


@pytest.mark.parametrize("change", [{"key": "snapshots/T1/d_1/0000000001-none.duckdb"}, {"etag": "0" * 32}])
def test_a_snapshot_that_cannot_be_had_is_transient_and_leaves_nothing(
    store: SnapshotStore, tmp_path: Path, change: dict[str, str]
) -> None:
    """A newer pointer may help; no half file stays behind."""
    snapshot = replace(published(store, tmp_path, 1, b"one"), **change)  # type: ignore[arg-type]
    with pytest.raises(TransientError):
        store.fetch(snapshot, tmp_path / "cache")
    assert not [path for path in (tmp_path / "cache").glob("*") if path.is_file()]


def test_cleaning_keeps_the_newest_versions_of_that_data_set_alone(store: SnapshotStore, tmp_path: Path) -> None:
    """Older versions go; other data sets, also of a similar name, stay."""
    snapshots = [published(store, tmp_path, version, b"%d" % version) for version in (9, 10, 11, 100)]
    other = published(store, tmp_path, 1, b"other", dataset="d_11")
    assert store.clean("T1", "d_1", 2) == 2
    assert store.clean("T1", "d_1", 2) == 0
    for gone in snapshots[:2]:
        with pytest.raises(TransientError):
            store.fetch(gone, tmp_path / "cache")
    assert store.fetch(snapshots[3], tmp_path / "cache").read_bytes() == b"100"
    assert store.fetch(other, tmp_path / "cache").read_bytes() == b"other"
