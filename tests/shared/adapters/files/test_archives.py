"""What is packed is unpacked to files of our own naming, as far as limits allow."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from shared.adapters.files.archives import (
    Unpacking,
    _put,
    base_name,
    check_zip,
    decompress,
    unzip,
    zip_names,
)
from shared.core.errors import TransientError
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import SheetIssue
from tests.fakes.opened_files import CSV, zipped


def _unpacking(folder: Path, room: int = 1 << 20) -> Unpacking:
    return Unpacking(folder, DEFAULT_LIMITS, room)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("a/b.csv", "b.csv"),
        ("..\\..\\b.csv", "b.csv"),
        ("/b.csv", "b.csv"),
        ("b/", "b"),
        ("\x1b[31mb\n.csv", "[31mb.csv"),
        ("", "file"),
        ("///", "file"),
        ("Umsätze ₹.csv", "Umsätze ₹.csv"),
    ],
)
def test_the_name_of_a_file_is_the_last_part_that_can_be_shown(name: str, base: str) -> None:
    """No folder, no control character, never nothing."""
    assert base_name(name) == base


def test_what_comes_out_is_counted_against_the_room(tmp_path: Path) -> None:
    """Room is used up over several files, and what does not fit leaves an empty file."""
    unpacking = _unpacking(tmp_path, 100)
    first = unpacking.write(io.BytesIO(bytes(60)), 60)
    assert first is not None
    assert (first.stat().st_size, unpacking.room) == (60, 40)
    assert unpacking.write(io.BytesIO(bytes(60)), 60) is None
    assert [path.stat().st_size for path in sorted(tmp_path.iterdir())] == [60, 0]


def test_a_stream_is_written_in_pieces(tmp_path: Path) -> None:
    """What is larger than a piece comes out whole."""
    data = bytes(range(256)) * 4096
    source = tmp_path / "x.gz"
    source.write_bytes(gzip.compress(data))
    path = decompress(source, "x.gz", _unpacking(tmp_path))
    assert isinstance(path, Path)
    assert path.read_bytes() == data


def test_a_full_disk_is_no_damage() -> None:
    """It passes: the work is done again later."""
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(TransientError):
        _put(full, b"x")


def test_members_come_one_after_the_other(tmp_path: Path) -> None:
    """The second is not unpacked before it is asked for."""
    source = tmp_path / "x.zip"
    source.write_bytes(zipped({"a.csv": CSV, "b.csv": CSV}))
    inner = tmp_path / "inner"
    inner.mkdir()
    members = unzip(source, "x.zip", _unpacking(inner))
    first = next(members)
    assert not isinstance(first, SheetIssue)
    assert (first[0], len(list(inner.iterdir()))) == ("a.csv", 1)


def test_bytes_and_paths_are_looked_into_alike(tmp_path: Path) -> None:
    """Documents are held as bytes, tables are not."""
    data = zipped({"a.csv": CSV})
    source = tmp_path / "x.zip"
    source.write_bytes(data)
    assert zip_names(data) == zip_names(source) == ("a.csv",)
    assert check_zip(data, "x", DEFAULT_LIMITS) is check_zip(source, "x", DEFAULT_LIMITS) is None
    assert check_zip(data[:-30], "x", DEFAULT_LIMITS) is not None


def test_a_damaged_member_is_left_out_and_the_others_are_not(tmp_path: Path) -> None:
    """A wrong check sum is the member's own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr("b.csv", b"x,y\n7,8\n")
    source = tmp_path / "x.zip"
    source.write_bytes(buffer.getvalue().replace(b"Ada", b"Bob", 1))
    first, second = unzip(source, "x.zip", _unpacking(tmp_path))
    assert isinstance(first, SheetIssue)
    assert "damaged" in first.reason
    assert not isinstance(second, SheetIssue)
    assert second[1].read_bytes() == b"x,y\n7,8\n"
