"""Uploaded files in the raw bucket."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from botocore.exceptions import ClientError

from shared.adapters.aws.errors import code_of, translated
from shared.core.errors import AvexraError, TransientError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES = 32 << 20
"""A larger file goes in parts of this size: S3 takes from 5 MiB a part and at most 10,000 of them."""
_BLOCK_BYTES = 1 << 20
_ABSENT = frozenset({"NoSuchKey", "404"})


class S3RawFiles:
    """The RawFiles port over a bucket."""

    def __init__(self, client: S3Client, bucket: str, part_bytes: int = PART_BYTES) -> None:
        self._client = client
        self._bucket = bucket
        self._part_bytes = part_bytes

    def put_file(self, key: str, path: Path, metadata: Mapping[str, str]) -> None:
        """Store a file, in parts where it is larger than one: S3 shows it when the last one is there.

        Metadata values are quoted, because S3 takes ASCII only (2 KB in all).
        """
        if path.stat().st_size > self._part_bytes:
            self._put_in_parts(key, path, _quoted(metadata))
            return
        with translated("store a raw file"), path.open("rb") as file:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=file, Metadata=_quoted(metadata))

    def _put_in_parts(self, key: str, path: Path, metadata: Mapping[str, str]) -> None:
        with translated("store a raw file"):
            begun = self._client.create_multipart_upload(Bucket=self._bucket, Key=key, Metadata=metadata)
        upload_id = begun["UploadId"]
        done = False
        try:
            with translated("store a raw file"):
                parts = self._put_parts(key, path, upload_id)
                self._client.complete_multipart_upload(
                    Bucket=self._bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
                )
            done = True
        finally:
            if not done:
                self._abort(key, upload_id)

    def _put_parts(self, key: str, path: Path, upload_id: str) -> list[CompletedPartTypeDef]:
        parts: list[CompletedPartTypeDef] = []
        with path.open("rb") as file:
            while block := file.read(self._part_bytes):
                number = len(parts) + 1
                put = self._client.upload_part(
                    Bucket=self._bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=block
                )
                parts.append({"PartNumber": number, "ETag": put["ETag"]})
        return parts

    def _abort(self, key: str, upload_id: str) -> None:
        """Take away the parts there are. Where that fails too, the bucket's own rule does it a day later."""
        with suppress(AvexraError), translated("give up a raw file"):
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)

    def metadata(self, key: str) -> Mapping[str, str]:
        """Return the metadata alone. Raises UserError when there is no such file."""
        with _reading():
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        return _unquoted(found["Metadata"])

    def fetch(self, key: str, folder: Path) -> tuple[Path, Mapping[str, str]]:
        """Write the file into the folder; a cut line is noticed by the length that S3 announced."""
        path = folder / (PurePosixPath(key).name or "file")
        with _reading():
            found = self._client.get_object(Bucket=self._bucket, Key=key)
            try:
                with path.open("wb") as file:
                    for block in found["Body"].iter_chunks(_BLOCK_BYTES):
                        file.write(block)
            except OSError:
                raise TransientError("The disk has no room for a raw file.") from None
        return path, _unquoted(found["Metadata"])


def _quoted(metadata: Mapping[str, str]) -> dict[str, str]:
    return {name: quote(value, safe=" /:.-_") for name, value in metadata.items()}


def _unquoted(metadata: Mapping[str, str]) -> dict[str, str]:
    return {name: unquote(value) for name, value in metadata.items()}


@contextmanager
def _reading() -> Iterator[None]:
    with translated("read a raw file"):
        try:
            yield
        except ClientError as error:
            if code_of(error) in _ABSENT:
                raise UserError("That file is no longer stored; please share it again.") from None
            raise
