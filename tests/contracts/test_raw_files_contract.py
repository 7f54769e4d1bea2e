"""The RawFiles port."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.s3.raw_files import S3RawFiles
from shared.core.errors import UserError
from tests.fakes.raw_files import InMemoryRawFiles

if TYPE_CHECKING:
    from pathlib import Path

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
    return S3RawFiles(s3, "raw", part_bytes=5 << 20)


def put(files: RawFiles, folder: Path, content: bytes, metadata: dict[str, str]) -> None:
    """Store bytes by way of a file."""
    source = folder / "source"
    source.write_bytes(content)
    files.put_file(KEY, source, metadata)


def fetched(files: RawFiles, folder: Path) -> tuple[bytes, object]:
    """Return the bytes and the metadata of what is stored."""
    path, metadata = files.fetch(KEY, folder)
    assert path.parent == folder
    return path.read_bytes(), metadata


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,\xff\x00\n", bytes(range(256)) * 9000])
def test_bytes_come_back_as_they_went(files: RawFiles, tmp_path: Path, content: bytes) -> None:
    """Whatever they are, with any text in the metadata and any name in the key."""
    metadata = {"name": "Umsätze 50% (neu)+1.csv", "user": "U1", "title": "a\nb ₹", "empty": ""}
    put(files, tmp_path, content, metadata)
    assert fetched(files, tmp_path) == (content, metadata)
    assert files.metadata(KEY) == metadata


def test_the_same_key_twice_keeps_the_later(files: RawFiles, tmp_path: Path) -> None:
    """A retried intake overwrites what it wrote before."""
    put(files, tmp_path, b"1", {"n": "1"})
    put(files, tmp_path, b"2", {"n": "2"})
    assert fetched(files, tmp_path) == (b"2", {"n": "2"})


def test_a_file_that_is_not_there_is_the_persons_to_solve(files: RawFiles, tmp_path: Path) -> None:
    """Sharing it again helps; trying again does not."""
    with pytest.raises(UserError):
        files.metadata(KEY)
    with pytest.raises(UserError):
        files.fetch(KEY, tmp_path)


@pytest.mark.parametrize("size", [(5 << 20) - 1, 5 << 20, (5 << 20) + 1, (11 << 20) + 7])
def test_a_file_larger_than_a_part_comes_back_as_it_went(files: RawFiles, tmp_path: Path, size: int) -> None:
    """In one piece or in several, with its metadata."""
    content = (bytes(range(251)) * (size // 251 + 1))[:size]
    put(files, tmp_path, content, {"name": "a.csv"})
    found, metadata = fetched(files, tmp_path)
    assert hashlib.sha256(found).digest() == hashlib.sha256(content).digest()
    assert metadata == {"name": "a.csv"}
