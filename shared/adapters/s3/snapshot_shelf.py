"""A data set's shelf in a bucket."""

from __future__ import annotations

import random
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.adapters.aws.errors import code_of, translated
from shared.adapters.s3.transfer import Place, Sizes
from shared.core.errors import TransientError
from shared.core.store.layout import (
    FILES,
    LEASE,
    POINTER,
    Shelved,
    check_follows,
    check_is_whole,
    file_key,
    kept_versions,
    unkept,
    version_key,
)
from shared.core.store.lease import Lease
from shared.core.store.manifest import StoredFile
from shared.core.store.written import lease_bytes, lease_from, manifest_bytes, manifest_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from mypy_boto3_s3.client import S3Client

    from shared.core.store.manifest import Manifest

_ABSENT = frozenset({"NoSuchKey", "404"})
_NOT_THAT_ONE = _ABSENT | {"PreconditionFailed", "412"}
"""What a conditional write meets when the object is another or, with If-Match, not there."""
_UNCHANGED = frozenset({"304", "NotModified"})
_CONFLICT = "ConditionalRequestConflict"
"""S3's 409: another conditional write of this key was under way, and nobody knows yet who wins."""
_TRIES = 5
_PAUSE_SECONDS = 0.1
_DELETED_AT_ONCE = 1000
"""S3's limit of keys in one DeleteObjects request."""


class S3SnapshotShelf:
    """The SnapshotShelf port over a bucket; keys are snapshots/{workspace}/{data set}/ and those of the layout.

    The manifest moves and the lease changes hands by conditional writes (If-Match with the etag that was read,
    If-None-Match: * where nothing is expected), which S3 decides. An etag is S3's, without quotes.
    """

    def __init__(
        self, client: S3Client, bucket: str, workspace: str, dataset_id: str, sizes: Sizes | None = None
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"snapshots/{workspace}/{dataset_id}/"
        self._place = Place(client, bucket, sizes or Sizes())

    def current(self, known: str = "") -> tuple[Manifest, str] | None:
        """Return the manifest and its etag: one GET with If-None-Match, which an unchanged one answers with 304."""
        found = self._read(POINTER, known)
        return None if found is None else (manifest_from(found[0]), found[1])

    def version(self, number: int) -> Manifest | None:
        """Return a version's manifest: the current one's first, since it is kept apart only when it is left."""
        now = self.current()
        return now[0] if now is not None and now[0].version == number else self._left(number)

    def _left(self, number: int) -> Manifest | None:
        found = self._read(version_key(number))
        return None if found is None else manifest_from(found[0])

    def move(self, manifest: Manifest, expected: str) -> str | None:
        """Keep the current manifest apart, then let the new one take its key if that still holds the expected one."""
        last = self._read(POINTER)
        if (last[1] if last else "") != expected:
            return None
        with translated("look for a snapshot's files"):
            check_is_whole(manifest, {key: lying.size for key, lying in self._lying(FILES).items()})
        if last is not None:
            left = manifest_from(last[0])
            check_follows(manifest, left)
            with translated("keep a manifest"):
                self._client.put_object(Bucket=self._bucket, Key=self._at(version_key(left.version)), Body=last[0])
        content = manifest_bytes(manifest)
        return self._swap(POINTER, content, expected) or self._etag_if_ours(manifest, content)

    def _etag_if_ours(self, manifest: Manifest, content: bytes) -> str | None:
        """Return the etag where a refused move was ours all the same.

        A reply can be lost on its way; the client then tries again, and meets its own first success.
        """
        for key in (POINTER, version_key(manifest.version)):
            found = self._read(key)
            if found is not None and found[0] == content:
                return found[1]
        return None

    def add(self, path: Path, name: str, rows: int) -> StoredFile:
        """Upload the file, in parts where it is large. A move looks whether it came in its size."""
        key = file_key(uuid.uuid4().hex, name)
        with translated("store a file of a snapshot"):
            self._place.upload(self._at(key), path)
        return StoredFile(key, path.stat().st_size, rows)

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        """Download to a temporary name, look at the size, rename: half a file never has the name of a whole one."""
        wanted = folder / file.key.removeprefix(FILES)
        if wanted.exists() and wanted.stat().st_size == file.size:
            return wanted
        part = folder / f"{uuid.uuid4().hex}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with translated("fetch a file of a snapshot"), _gone_is_transient():
                self._place.download(self._at(file.key), file.size, part)
            part.replace(wanted)
        except OSError as error:
            raise TransientError(f"The disk did not take a file of a snapshot ({error.strerror}).") from None
        finally:
            part.unlink(missing_ok=True)
        return wanted

    def clean(self, keep: int, before: datetime) -> int:
        """Delete by batches. What a broken upload left is the bucket's own rule's to take away, a day later."""
        now = self.current()
        with translated("clean old snapshots"):
            stored = self._lying("")
        kept = kept_versions(now[0].version if now else None, stored, keep, before)
        versions = [now[0] if now and now[0].version == number else self._left(number) for number in kept]
        named = {file.key for manifest in versions if manifest for file in manifest.files}
        manifests, files = unkept(stored, kept, named, before)
        with translated("clean old snapshots"):
            self._delete(manifests)
            self._delete(files)
        return len(files)

    def claim(self, holder: str, now: datetime, until: datetime) -> str | None:
        """Overwrite exactly the lease that was read; whoever meets another's write in between looks again."""
        for _ in range(_TRIES):
            found = self._read(LEASE)
            if found is not None and (lease := lease_from(found[0])).keeps_out(holder, now):
                return lease.holder
            if self._swap(LEASE, lease_bytes(Lease(holder, until)), found[1] if found else ""):
                return None
        raise TransientError("Too many ask for the lease at once.")

    def release(self, holder: str) -> None:
        """Overwrite exactly this holder's lease with one that has no holder."""
        found = self._read(LEASE)
        if found is not None and (lease := lease_from(found[0])).holder == holder:
            self._swap(LEASE, lease_bytes(Lease("", lease.until)), found[1])

    def _at(self, key: str) -> str:
        return self._prefix + key

    def _read(self, key: str, known: str = "") -> tuple[bytes, str] | None:
        """Return an object and its etag; None where it is absent or known."""
        with translated("read a snapshot's manifest or lease"):
            try:
                if known:
                    found = self._client.get_object(Bucket=self._bucket, Key=self._at(key), IfNoneMatch=f'"{known}"')
                else:
                    found = self._client.get_object(Bucket=self._bucket, Key=self._at(key))
                return found["Body"].read(), found["ETag"].strip('"')
            except ClientError as error:
                if code_of(error) in _ABSENT | _UNCHANGED:
                    return None
                raise

    def _swap(self, key: str, content: bytes, expected: str) -> str | None:
        """Write if the etag is the expected one ("": if nothing is there); returns the new etag, or None."""
        with translated("move a snapshot's manifest or lease"):
            for tried in range(1, _TRIES + 1):
                try:
                    return self._put_if(key, content, expected)
                except ClientError as error:
                    if code_of(error) in _NOT_THAT_ONE:
                        return None
                    if code_of(error) != _CONFLICT or tried == _TRIES:
                        raise
                time.sleep(random.uniform(0, _PAUSE_SECONDS * 2**tried))  # noqa: S311 - spreads the tries
        return None

    def _put_if(self, key: str, content: bytes, expected: str) -> str:
        where = self._at(key)
        if expected:
            put = self._client.put_object(Bucket=self._bucket, Key=where, Body=content, IfMatch=f'"{expected}"')
        else:
            put = self._client.put_object(Bucket=self._bucket, Key=where, Body=content, IfNoneMatch="*")
        return put["ETag"].strip('"')

    def _lying(self, under: str) -> dict[str, Shelved]:
        """Return what lies under a part of the data set's keys; a listing is as fresh as the last write."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._at(under))
        return {
            each["Key"].removeprefix(self._prefix): Shelved(each["Size"], each["LastModified"])
            for page in pages
            for each in page.get("Contents", [])
        }

    def _delete(self, keys: list[str]) -> None:
        for start in range(0, len(keys), _DELETED_AT_ONCE):
            batch = [{"Key": self._at(key)} for key in keys[start : start + _DELETED_AT_ONCE]]
            done = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True})  # type: ignore[typeddict-item]
            if done.get("Errors"):
                raise TransientError("Some old files of a snapshot could not be deleted; the next time may do it.")


@contextmanager
def _gone_is_transient() -> Iterator[None]:
    """A file that was cleaned away, or another of that key: a newer manifest names one that is there."""
    try:
        yield
    except ClientError as error:
        if code_of(error) in _ABSENT | {"InvalidRange"}:
            raise TransientError("A file of this snapshot is gone; a newer snapshot takes its place.") from None
        raise
