"""What every FileReader promises: tables or reasons, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.reader import LimitedFileReader
from tests.fakes.file_reader import KnownFiles

if TYPE_CHECKING:
    from pathlib import Path

    from shared.ports.file_reader import FileReader

PEOPLE = b"id,name\n1,Ada\n2,Alan\n"


@pytest.fixture(params=["fake", "real"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> FileReader:
    """Each implementation in turn; the fake knows the one good file."""
    real = LimitedFileReader()
    if request.param == "real":
        return real
    return KnownFiles({"people.csv": real.read(PEOPLE, "people.csv", _folder(tmp_path, "known"))})


def _folder(place: Path, name: str) -> Path:
    folder = place / name
    folder.mkdir()
    return folder


def test_a_good_file_gives_its_tables(reader: FileReader, tmp_path: Path) -> None:
    """Under the file's name, with rows in order."""
    reading = reader.read(PEOPLE, "people.csv", _folder(tmp_path, "read"))
    assert reading.file_name == "people.csv"
    assert reading.tables[0].rows == ((1, "Ada"), (2, "Alan"))
    assert reading.issues == ()


def test_a_bad_file_gives_a_reason(reader: FileReader, tmp_path: Path) -> None:
    """One sentence that names the file."""
    reading = reader.read(b"\x00\x01\x02" * 50, "noise.bin", tmp_path)
    assert reading.tables == ()
    assert reading.issues[0].for_user().startswith("noise")


def test_rows_can_be_read_again_and_counted(reader: FileReader, tmp_path: Path) -> None:
    """They are a sequence, wherever they lie."""
    (table,) = reader.read(PEOPLE, "people.csv", _folder(tmp_path, "read")).tables
    assert list(table.rows) == list(table.rows) == [(1, "Ada"), (2, "Alan")]
    assert (len(table.rows), table.rows[-1], tuple(table.rows[:1])) == (2, (2, "Alan"), ((1, "Ada"),))
