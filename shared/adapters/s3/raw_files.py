"""Uploaded bytes in the raw bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from botocore.exceptions import ClientError

from shared.adapters.aws.errors import code_of, translated
from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3.client import S3Client


class S3RawFiles:
    """The RawFiles port over a bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes, metadata: Mapping[str, str]) -> None:
        """Store bytes; metadata values are quoted, because S3 takes ASCII only (2 KB in all)."""
        quoted = {name: quote(value, safe=" /:.-_") for name, value in metadata.items()}
        with translated("store a raw file"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content, Metadata=quoted)

    def get(self, key: str) -> tuple[bytes, Mapping[str, str]]:
        """Return bytes and metadata. Raises UserError when there is no such file."""
        with translated("read a raw file"):
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) in {"NoSuchKey", "404"}:
                    raise UserError("That file is no longer stored; please share it again.") from None
                raise
            content = found["Body"].read()
        return content, {name: unquote(value) for name, value in found["Metadata"].items()}
