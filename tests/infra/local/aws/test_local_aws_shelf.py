"""A shelf of snapshots on MiniStack: it decides conditional writes as S3 does."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session

from infra.local.aws.emulator import ACCOUNT, REGION, Emulator
from shared.adapters.aws.errors import code_of
from shared.adapters.s3.snapshot_shelf import S3SnapshotShelf
from shared.adapters.s3.transfer import Sizes
from tests.fakes.manifests import manifest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_s3.client import S3Client

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("local-aws")]

BUCKET = "snapshots"


def s3_at(endpoint: str) -> S3Client:
    """A client of the account's root."""
    made = get_session().create_client(
        "s3", REGION, endpoint_url=endpoint, aws_access_key_id=ACCOUNT, aws_secret_access_key="test"
    )
    return cast("S3Client", made)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A local AWS with one versioned bucket, as the template's is."""
    emulator = Emulator(tmp_path_factory.mktemp("aws"))
    emulator.start()
    s3 = s3_at(emulator.endpoint)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    yield emulator.endpoint
    emulator.stop()


def refused(s3: S3Client, operation: str, **given: Any) -> str:  # noqa: ANN401 - whatever the operation takes
    """The code of the error that a request meets."""
    with pytest.raises(ClientError) as met:
        getattr(s3, operation)(Bucket=BUCKET, **given)
    return code_of(met.value)


def test_conditions_are_decided_as_s3_does(endpoint: str) -> None:
    """412 where another object is there, 404 where none is, 304 for a reader who has it; a deleted one is not there."""
    s3 = s3_at(endpoint)
    first = s3.put_object(Bucket=BUCKET, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    assert refused(s3, "put_object", Key="k", Body=b"2", IfNoneMatch="*") == "PreconditionFailed"
    second = s3.put_object(Bucket=BUCKET, Key="k", Body=b"2", IfMatch=first)["ETag"]
    assert refused(s3, "put_object", Key="k", Body=b"3", IfMatch=first) == "PreconditionFailed"
    assert refused(s3, "put_object", Key="absent", Body=b"3", IfMatch=first) == "NoSuchKey"
    assert refused(s3, "get_object", Key="k", IfNoneMatch=second) == "304"
    assert s3.get_object(Bucket=BUCKET, Key="k", IfNoneMatch=first)["Body"].read() == b"2"
    s3.delete_object(Bucket=BUCKET, Key="k")
    assert refused(s3, "put_object", Key="k", Body=b"3", IfMatch=second) == "NoSuchKey"
    assert s3.put_object(Bucket=BUCKET, Key="k", Body=b"4", IfNoneMatch="*")


def test_each_version_is_published_once_however_many_move(endpoint: str) -> None:
    """Four movers go on from what they find, without a lease; no version number is anybody's twice."""

    def move_on(mover: int) -> list[int]:
        shelf, mine = S3SnapshotShelf(s3_at(endpoint), BUCKET, "T1", "d_1"), []
        for _ in range(10):
            found = shelf.current()
            version = found[0].version + 1 if found else 1
            offer = manifest_of(version, sync_id=f"{mover}-{version}")
            if shelf.move(offer, found[1] if found else ""):
                mine.append(version)
        return mine

    with ThreadPoolExecutor(4) as movers:
        published = sorted(version for mine in movers.map(move_on, range(4)) for version in mine)
    assert published == list(range(1, len(published) + 1))
    shelf = S3SnapshotShelf(s3_at(endpoint), BUCKET, "T1", "d_1")
    last = shelf.current()
    assert last is not None
    assert last[0].version == len(published)
    assert shelf.current(known=last[1]) is None
    kept = [shelf.version(version) for version in published]
    assert [manifest.version for manifest in kept if manifest] == published


def test_a_large_file_goes_in_parts_and_comes_in_ranges(endpoint: str, tmp_path: Path) -> None:
    """Byte for byte; what is cleaned afterwards is gone."""
    shelf = S3SnapshotShelf(s3_at(endpoint), BUCKET, "T1", "d_2", Sizes(whole=6 << 20, part=5 << 20))
    content = (bytes(range(251)) * ((23 << 20) // 251 + 1))[: (23 << 20) + 5]
    made = tmp_path / "made"
    made.write_bytes(content)
    file = shelf.add(made, "sales.parquet", 1)
    local = shelf.fetch(file, tmp_path / "cache")
    assert hashlib.sha256(local.read_bytes()).digest() == hashlib.sha256(content).digest()
    assert shelf.clean(1, datetime.now(UTC) - timedelta(hours=1)) == 0
    assert shelf.clean(1, datetime.now(UTC) + timedelta(hours=1)) == 1


def test_of_many_who_ask_for_the_lease_one_gets_it(endpoint: str) -> None:
    """The others are told who; it can be had again once it is given back."""
    now = datetime.now(UTC)

    def ask(name: str) -> str | None:
        shelf = S3SnapshotShelf(s3_at(endpoint), BUCKET, "T1", "d_3")
        return shelf.claim(name, now, now + timedelta(minutes=15))

    with ThreadPoolExecutor(4) as asking:
        told = list(asking.map(ask, "ABCD"))
    (holder,) = {name for name, answer in zip("ABCD", told, strict=True) if answer is None}
    assert set(told) == {None, holder}
    S3SnapshotShelf(s3_at(endpoint), BUCKET, "T1", "d_3").release(holder)
    assert ask("E") is None
    assert ask("A") == "E"
