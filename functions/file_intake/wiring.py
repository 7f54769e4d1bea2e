"""The real parts of the file door."""

from __future__ import annotations

from functools import cache

from functions.slack_parts import messengers, settings
from shared.adapters.aws.client import client
from shared.adapters.s3.raw_files import S3RawFiles
from shared.app.receive_file import FileReceiver


@cache
def receiver() -> FileReceiver:
    """Return what receives files, made once a container."""
    return FileReceiver(
        messengers=messengers(),
        raw_files=S3RawFiles(client("s3"), settings().buckets.raw),
        limit=settings().limits.files.bytes,
    )
