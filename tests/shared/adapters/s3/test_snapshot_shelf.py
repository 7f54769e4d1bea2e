"""A shelf in a bucket: what S3 answers when others write at once, and when the network fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from shared.adapters.aws.client import client
from shared.adapters.s3 import snapshot_shelf
from shared.adapters.s3.snapshot_shelf import S3SnapshotShelf
from shared.adapters.s3.transfer import Sizes
from shared.core.errors import InternalError, TransientError
from tests.fakes.clock import NOON
from tests.fakes.manifests import manifest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOUR = timedelta(hours=1)
SMALL = Sizes(whole=6 << 20, part=5 << 20)


class Line:
    """The way to S3: counts the requests, and lets some go wrong."""

    def __init__(self) -> None:
        self.s3: Any = client("s3")
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.wrong: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the client has
        call = getattr(self.s3, name)
        if name == "get_paginator":
            return call

        def ask(**given: Any) -> Any:  # noqa: ANN401 - whatever the client takes and gives
            self.asked.append((name, given))
            return self.wrong[name](call, given) if name in self.wrong else call(**given)

        return ask

    @property
    def names(self) -> list[str]:
        """The operations asked for."""
        return [name for name, _ in self.asked]


def answered(code: str, status: int) -> ClientError:
    """An error as S3 gives it."""
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutObject")  # type: ignore[typeddict-item]


@pytest.fixture
def line(aws: None, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A way to an empty bucket."""
    monkeypatch.setattr(snapshot_shelf, "_PAUSE_SECONDS", 0.001)
    line = Line()
    line.s3.create_bucket(Bucket="snapshots")
    return line


@pytest.fixture
def shelf(line: Line) -> S3SnapshotShelf:
    """An empty shelf."""
    return S3SnapshotShelf(line, "snapshots", "T1", "d_1", SMALL)  # type: ignore[arg-type]


def conflicts(times: int) -> Callable[[Callable[..., Any], dict[str, Any]], Any]:
    """S3 says 409 so many times, then does what it is asked."""
    left = [answered("ConditionalRequestConflict", 409)] * times

    def answer(call: Callable[..., Any], given: dict[str, Any]) -> Any:  # noqa: ANN401 - S3's own answer
        if left and ("IfMatch" in given or "IfNoneMatch" in given):
            raise left.pop()
        return call(**given)

    return answer


def test_a_reader_asks_once(shelf: S3SnapshotShelf, line: Line) -> None:
    """A query that finds its snapshot unchanged costs one GET that brings nothing."""
    etag = shelf.move(manifest_of(1), "")
    assert etag
    line.asked.clear()
    assert shelf.current(known=etag) is None
    assert line.asked == [
        ("get_object", {"Bucket": "snapshots", "Key": "snapshots/T1/d_1/manifest.json", "IfNoneMatch": f'"{etag}"'})
    ]


def test_keys_are_the_layouts_under_workspace_and_data_set(shelf: S3SnapshotShelf, line: Line, tmp_path: Path) -> None:
    """Another data set's shelf, also of a similar name, has nothing to do with it."""
    other = S3SnapshotShelf(line.s3, "snapshots", "T1", "d_11")
    made = tmp_path / "made"
    made.write_bytes(b"1")
    file, theirs = shelf.add(made, "sales.parquet", 1), other.add(made, "sales.parquet", 1)
    etag = shelf.move(manifest_of(1, file), "")
    assert shelf.move(manifest_of(2), etag or "")
    shelf.claim("A", NOON, NOON + HOUR)
    keys = {each["Key"] for each in line.s3.list_objects_v2(Bucket="snapshots")["Contents"]}
    mine = {"manifest.json", "manifests/0000000001.json", "lease.json", file.key}
    assert keys == {*(f"snapshots/T1/d_1/{key}" for key in mine), f"snapshots/T1/d_11/{theirs.key}"}
    assert shelf.clean(1, datetime.now(UTC) + HOUR) == 1
    assert other.fetch(theirs, tmp_path / "cache").read_bytes() == b"1"


def test_a_conflict_is_tried_again(shelf: S3SnapshotShelf, line: Line) -> None:
    """409 says that another write is under way, not who wins: the next try tells."""
    line.wrong["put_object"] = conflicts(3)
    assert shelf.move(manifest_of(1), "")
    line.wrong["put_object"] = conflicts(3)
    assert shelf.claim("A", NOON, NOON + HOUR) is None
    assert line.names.count("put_object") == 8


def test_a_conflict_without_end_is_transient(shelf: S3SnapshotShelf, line: Line) -> None:
    """Nothing was published."""
    line.wrong["put_object"] = conflicts(99)
    with pytest.raises(TransientError):
        shelf.move(manifest_of(1), "")
    assert line.names.count("put_object") == 5
    assert shelf.current() is None


def test_a_move_whose_reply_was_lost_is_a_move(shelf: S3SnapshotShelf, line: Line) -> None:
    """The client sends it again and is refused, by its own first success: the version is published, once."""

    def twice(call: Callable[..., Any], given: dict[str, Any]) -> Any:  # noqa: ANN401 - S3's own answer
        call(**given)
        return call(**given)

    line.wrong["put_object"] = twice
    first = shelf.move(manifest_of(1), "")
    assert first
    second = shelf.move(manifest_of(2), first)
    assert second
    assert shelf.current(known=second) is None
    assert shelf.claim("A", NOON, NOON + HOUR) is None
    shelf.release("A")
    assert shelf.claim("B", NOON, NOON + HOUR) is None


def test_a_move_whose_reply_was_lost_and_that_another_followed_is_a_move(shelf: S3SnapshotShelf, line: Line) -> None:
    """The version is kept, so it was published; its etag is nobody's to move from any more."""
    other = S3SnapshotShelf(line.s3, "snapshots", "T1", "d_1")

    def overtaken(call: Callable[..., Any], given: dict[str, Any]) -> Any:  # noqa: ANN401 - S3's own answer
        etag = call(**given)["ETag"].strip('"')
        assert other.move(manifest_of(2, sync_id="other"), etag)
        return call(**given)

    line.wrong["put_object"] = overtaken
    etag = shelf.move(manifest_of(1), "")
    line.wrong.clear()
    assert etag
    assert shelf.move(manifest_of(3), etag) is None
    found = shelf.current()
    assert found is not None
    assert (found[0].version, found[0].sync_id) == (2, "other")


def test_who_is_overtaken_between_look_and_move_loses(shelf: S3SnapshotShelf, line: Line) -> None:
    """S3 decides, not the look."""
    etag = shelf.move(manifest_of(1), "") or ""
    other = S3SnapshotShelf(line.s3, "snapshots", "T1", "d_1")

    def overtaken(call: Callable[..., Any], given: dict[str, Any]) -> Any:  # noqa: ANN401 - S3's own answer
        if "IfMatch" in given:
            assert other.move(manifest_of(2, sync_id="other"), etag)
        return call(**given)

    line.wrong["put_object"] = overtaken
    assert shelf.move(manifest_of(2, sync_id="mine"), etag) is None
    found = shelf.current()
    assert found is not None
    assert found[0].sync_id == "other"


@pytest.mark.parametrize("operation", ["get_object", "put_object"])
def test_a_network_that_fails_is_transient(shelf: S3SnapshotShelf, line: Line, tmp_path: Path, operation: str) -> None:
    """Whatever was asked; nothing half done stays on this disk."""
    made = tmp_path / "made"
    made.write_bytes(bytes(6 << 20))
    file = shelf.add(made, "sales.parquet", 1)

    def fails(*_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://s3.example")

    line.wrong[operation] = fails
    attempts: list[Callable[[], object]] = [
        lambda: shelf.move(manifest_of(1), ""),
        lambda: shelf.claim("A", NOON, NOON + HOUR),
    ]
    if operation == "get_object":
        attempts += [shelf.current, lambda: shelf.version(1), lambda: shelf.fetch(file, tmp_path / "cache")]
        attempts += [lambda: shelf.clean(1, datetime.now(UTC)), lambda: shelf.release("A")]
    for attempt in attempts:
        with pytest.raises(TransientError):
            attempt()
    assert not list((tmp_path / "cache").glob("*"))


def test_an_upload_that_breaks_leaves_no_parts(shelf: S3SnapshotShelf, line: Line, tmp_path: Path) -> None:
    """Parts that nobody completes would be paid for."""
    made = tmp_path / "made"
    made.write_bytes(bytes(16 << 20))

    def fails_at_the_second(call: Callable[..., Any], given: dict[str, Any]) -> Any:  # noqa: ANN401 - S3's own answer
        if given["PartNumber"] == 2:
            raise answered("SlowDown", 503)
        return call(**given)

    line.wrong["upload_part"] = fails_at_the_second
    with pytest.raises(TransientError):
        shelf.add(made, "sales.parquet", 1)
    assert "Uploads" not in line.s3.list_multipart_uploads(Bucket="snapshots")
    assert "Contents" not in line.s3.list_objects_v2(Bucket="snapshots")


def test_a_refusal_is_a_defect(shelf: S3SnapshotShelf, line: Line) -> None:
    """A role that may not read is no empty shelf."""

    def refused(*_: object) -> None:
        raise answered("AccessDenied", 403)

    line.wrong["get_object"] = refused
    with pytest.raises(InternalError, match="AccessDenied"):
        shelf.current()


def test_more_old_files_than_one_request_takes_all_go(
    shelf: S3SnapshotShelf, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 deletes a thousand keys a request; here ten."""
    monkeypatch.setattr(snapshot_shelf, "_DELETED_AT_ONCE", 10)
    for i in range(23):
        line.s3.put_object(Bucket="snapshots", Key=f"snapshots/T1/d_1/files/{i:04d}-old", Body=b"")
    assert shelf.clean(1, datetime.now(UTC) + HOUR) == 23
    assert line.names.count("delete_objects") == 3
    assert "Contents" not in line.s3.list_objects_v2(Bucket="snapshots")


def test_a_key_that_is_not_deleted_is_told(shelf: S3SnapshotShelf, line: Line) -> None:
    """S3 answers 200 and lists what it did not do."""
    line.s3.put_object(Bucket="snapshots", Key="snapshots/T1/d_1/files/1-old", Body=b"")
    line.wrong["delete_objects"] = lambda *_: {"Errors": [{"Key": "k", "Code": "InternalError"}]}
    with pytest.raises(TransientError):
        shelf.clean(1, datetime.now(UTC) + HOUR)
