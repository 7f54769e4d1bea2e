"""The RawFiles port."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.s3.raw_files import S3RawFiles
from shared.core.errors import UserError
from tests.fakes.raw_files import InMemoryRawFiles

if TYPE_CHECKING:
    from shared.ports.raw_files import RawFiles

KEY = "raw/T1/C1/F1/Umsätze 50% (neu)+1.csv"


@pytest.fixture
def files(side: str, request: pytest.FixtureRequest) -> RawFiles:
    """An empty bucket."""
    if side == "fake":
        return InMemoryRawFiles()
    request.getfixturevalue("aws")
    s3 = client("s3")
    s3.create_bucket(Bucket="raw")
    return S3RawFiles(s3, "raw")


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,\xff\x00\n", bytes(range(256)) * 9000])
def test_bytes_come_back_as_they_went(files: RawFiles, content: bytes) -> None:
    """Whatever they are, with any text in the metadata and any name in the key."""
    metadata = {"name": "Umsätze 50% (neu)+1.csv", "user": "U1", "title": "a\nb ₹", "empty": ""}
    files.put(KEY, content, metadata)
    assert files.get(KEY) == (content, metadata)


def test_the_same_key_twice_keeps_the_later(files: RawFiles) -> None:
    """A retried intake overwrites what it wrote before."""
    files.put(KEY, b"1", {"n": "1"})
    files.put(KEY, b"2", {"n": "2"})
    assert files.get(KEY) == (b"2", {"n": "2"})


def test_a_file_that_is_not_there_is_the_persons_to_solve(files: RawFiles) -> None:
    """Sharing it again helps; trying again does not."""
    with pytest.raises(UserError):
        files.get(KEY)
