"""What the S3 adapter adds to the port: nothing half, nothing piling up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import EndpointConnectionError

from shared.adapters.aws.client import client
from shared.adapters.s3.raw_files import S3RawFiles
from shared.adapters.s3.snapshot_store import S3SnapshotStore
from shared.core.errors import InternalError, TransientError
from shared.core.store.dataset import Snapshot
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(aws: None) -> S3SnapshotStore:
    """An empty bucket."""
    client("s3").create_bucket(Bucket="snapshots")
    return S3SnapshotStore(client("s3"), "snapshots")


def test_old_local_copies_go_when_new_ones_come(store: S3SnapshotStore, tmp_path: Path) -> None:
    """The current one and the one before stay, other data sets' too: /tmp is small and warm for hours."""
    cache = tmp_path / "cache"
    made = tmp_path / "made"
    for dataset, versions in (("d_1", range(1, 6)), ("d_2", range(1, 2))):
        for version in versions:
            made.write_bytes(b"%d" % version)
            key, etag = store.put("T1", dataset, version, made)
            store.fetch(Snapshot(dataset, version, key, etag, NOON, ()), cache)
    assert sorted(path.read_bytes() for path in cache.glob("d_1-*")) == [b"4", b"5"]
    assert len(list(cache.iterdir())) == 3


def test_an_older_snapshot_asked_for_late_is_still_given(store: S3SnapshotStore, tmp_path: Path) -> None:
    """A question that began before the publication reads what it began with."""
    made = tmp_path / "made"
    snapshots = []
    for version in (1, 2, 3):
        made.write_bytes(b"%d" % version)
        key, etag = store.put("T1", "d_1", version, made)
        snapshots.append(Snapshot("d_1", version, key, etag, NOON, ()))
    for snapshot in (snapshots[1], snapshots[2], snapshots[0]):
        assert store.fetch(snapshot, tmp_path / "cache").read_bytes() == b"%d" % snapshot.version


def test_the_etag_is_the_objects(store: S3SnapshotStore, tmp_path: Path) -> None:
    """Without the quotes of HTTP, so that it compares as a text."""
    made = tmp_path / "made"
    made.write_bytes(b"x")
    key, etag = store.put("T1", "d_1", 1, made)
    assert client("s3").head_object(Bucket="snapshots", Key=key)["ETag"] == f'"{etag}"'


def test_a_bucket_that_is_not_there_is_a_defect(aws: None, tmp_path: Path) -> None:
    """Of the deployment; no person and no retry can mend it."""
    (tmp_path / "a").write_bytes(b"x" * 10)
    for part_bytes in (5, 50):
        with pytest.raises(InternalError, match="NoSuchBucket"):
            S3RawFiles(client("s3"), "none", part_bytes).put_file("k", tmp_path / "a", {})


def test_an_upload_that_fails_leaves_no_parts(aws: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that nobody completes cost money in silence."""
    s3 = client("s3")
    s3.create_bucket(Bucket="raw")
    (tmp_path / "a").write_bytes(b"x" * (11 << 20))

    def fail(**_request: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://s3")

    monkeypatch.setattr(s3, "complete_multipart_upload", fail)
    with pytest.raises(TransientError):
        S3RawFiles(s3, "raw", 5 << 20).put_file("k", tmp_path / "a", {})
    assert s3.list_multipart_uploads(Bucket="raw").get("Uploads", []) == []
