"""Large files to S3 and back: in parts side by side, with memory flat whatever the size.

It does what boto3's upload_file and download_file do (parts in threads; ranges written in their place), over botocore
alone: importing boto3's transfers adds 0.2 s to a cold start.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.aws.errors import translated
from shared.core.errors import AvexraError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from botocore.response import StreamingBody
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_AT_ONCE = 4
"""As many as the client has connections; each holds one part in memory when it uploads."""
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Sizes:
    """whole: bytes that still go in one request. part: bytes of a part (S3: at least 5 MiB, at most 10,000 parts)."""

    whole: int = 100 << 20
    part: int = 16 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket as a client sees it."""

    client: S3Client
    bucket: str
    sizes: Sizes

    def upload(self, key: str, path: Path) -> None:
        """Store a file. S3 shows nothing under the key before the last byte is there."""
        if path.stat().st_size > self.sizes.whole:
            self._upload_in_parts(key, path)
            return
        with path.open("rb") as file:
            self.client.put_object(Bucket=self.bucket, Key=key, Body=file)

    def _upload_in_parts(self, key: str, path: Path) -> None:
        upload_id = self.client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"]
        with self._given_up_on_failure(key, upload_id):
            parts = self._upload_parts(key, path, upload_id)
            self.client.complete_multipart_upload(
                Bucket=self.bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
            )

    def _upload_parts(self, key: str, path: Path, upload_id: str) -> list[CompletedPartTypeDef]:
        def put(start: int) -> CompletedPartTypeDef:
            with path.open("rb") as file:
                file.seek(start)
                block = file.read(self.sizes.part)
            number = start // self.sizes.part + 1
            done = self.client.upload_part(
                Bucket=self.bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=block
            )
            return {"PartNumber": number, "ETag": done["ETag"]}

        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return list(threads.map(put, range(0, path.stat().st_size, self.sizes.part)))

    @contextmanager
    def _given_up_on_failure(self, key: str, upload_id: str) -> Iterator[None]:
        """Take the parts away when anything fails. Where that fails too, the bucket's own rule does it a day later."""
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                with suppress(AvexraError), translated("give up an upload"):
                    self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload_id)

    def download(self, key: str, size: int, path: Path) -> None:
        """Write an object of that size into a file, several ranges at once where it is larger than a part.

        Raises TransientError when it has another size.
        """
        with path.open("wb") as file:
            if size <= self.sizes.part:
                self._download_whole(key, file.fileno())
            else:
                self._download_ranges(key, size, file.fileno())
        if path.stat().st_size != size:
            raise TransientError("A file of this snapshot has not the size it was stored with.")

    def _download_whole(self, key: str, into: int) -> None:
        found = self.client.get_object(Bucket=self.bucket, Key=key)
        _write_all(found["Body"], into, 0)

    def _download_ranges(self, key: str, size: int, into: int) -> None:
        def get(start: int) -> None:
            last = min(start + self.sizes.part, size) - 1
            found = self.client.get_object(Bucket=self.bucket, Key=key, Range=f"bytes={start}-{last}")
            if not found["ContentRange"].endswith(f"{start}-{last}/{size}"):
                raise TransientError("A file of this snapshot has not the size it was stored with.")
            _write_all(found["Body"], into, start)

        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(get, range(0, size, self.sizes.part)))


def _write_all(body: StreamingBody, into: int, at: int) -> None:
    """Write what comes at its place; a disk that is nearly full takes less than it is given before it refuses."""
    for block in body.iter_chunks(_BLOCK_BYTES):
        rest = memoryview(block)
        while rest:
            taken = os.pwrite(into, rest, at)
            at, rest = at + taken, rest[taken:]
