"""Snapshots in their bucket: one key a publication, never overwritten."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.adapters.aws.errors import code_of, translated
from shared.core.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

    from shared.core.store.dataset import Snapshot

_CHUNK = 1 << 20
"""Bytes a step while downloading: 1 MiB keeps memory flat whatever the file's size."""
_KEPT_LOCALLY = 2
"""Local copies kept of a data set: the current one and the one a running question may still open."""
_DELETED_AT_ONCE = 1000
"""S3's limit of keys in one DeleteObjects request."""


class S3SnapshotStore:
    """The SnapshotStore port over a bucket; keys are snapshots/{workspace}/{data set}/{version}-{unique}.duckdb."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, workspace: str, dataset_id: str, version: int, file: Path) -> tuple[str, str]:
        """Store the file under a key no other publication has; returns (key, etag).

        S3 takes up to 5 GiB in one request, twice what the largest function's disk holds.
        """
        key = f"{_prefix(workspace, dataset_id)}{version:010d}-{uuid.uuid4().hex[:12]}.duckdb"
        with translated("store a snapshot"), file.open("rb") as body:
            stored = self._client.put_object(Bucket=self._bucket, Key=key, Body=body)
        return key, stored["ETag"].strip('"')

    def fetch(self, snapshot: Snapshot, folder: Path) -> Path:
        """Return the local copy, downloading it to a temporary name first so that half a file is never opened."""
        wanted = folder / _local_name(snapshot)
        if wanted.exists():
            return wanted
        folder.mkdir(parents=True, exist_ok=True)
        self._download(snapshot, wanted)
        self._forget_older(snapshot, folder)
        return wanted

    def _download(self, snapshot: Snapshot, wanted: Path) -> None:
        with tempfile.NamedTemporaryFile(dir=wanted.parent, suffix=".part", delete=False) as part:
            try:
                with translated("fetch a snapshot"):
                    found = self._opened(snapshot)
                    for chunk in found["Body"].iter_chunks(_CHUNK):
                        part.write(chunk)
                part.flush()
                Path(part.name).replace(wanted)
            finally:
                Path(part.name).unlink(missing_ok=True)

    def _opened(self, snapshot: Snapshot) -> GetObjectOutputTypeDef:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=snapshot.key, IfMatch=f'"{snapshot.etag}"')
        except ClientError as error:
            if code_of(error) in {"NoSuchKey", "404"}:
                raise TransientError("That snapshot is gone; a newer one takes its place.") from None
            raise

    @staticmethod
    def _forget_older(snapshot: Snapshot, folder: Path) -> None:
        mine = sorted(folder.glob(f"{snapshot.dataset_id}-*.duckdb"))
        for old in mine[:-_KEPT_LOCALLY]:
            if old.name != _local_name(snapshot):
                old.unlink(missing_ok=True)

    def clean(self, workspace: str, dataset_id: str, keep: int) -> int:
        """Delete all but the newest `keep` versions; returns how many objects were deleted."""
        with translated("clean old snapshots"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=_prefix(workspace, dataset_id)
            )
            keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
            versions = sorted({_version(key) for key in keys}, reverse=True)
            kept = set(versions[:keep])
            old = [key for key in keys if _version(key) not in kept]
            for start in range(0, len(old), _DELETED_AT_ONCE):
                batch = [{"Key": key} for key in old[start : start + _DELETED_AT_ONCE]]
                self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True})  # type: ignore[typeddict-item]
        return len(old)


def _prefix(workspace: str, dataset_id: str) -> str:
    return f"snapshots/{workspace}/{dataset_id}/"


def _version(key: str) -> int:
    return int(key.rsplit("/", 1)[-1].split("-", 1)[0])


def _local_name(snapshot: Snapshot) -> str:
    """A name that changes with key and etag, and sorts by version within a data set."""
    identity = hashlib.sha256(f"{snapshot.key}\n{snapshot.etag}".encode()).hexdigest()[:16]
    return f"{snapshot.dataset_id}-{snapshot.version:010d}-{identity}.duckdb"
