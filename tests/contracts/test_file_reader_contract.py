"""What every FileReader promises: tables or reasons, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.reader import LimitedFileReader
from tests.fakes.file_reader import KnownFiles

if TYPE_CHECKING:
    from shared.ports.file_reader import FileReader

PEOPLE = b"id,name\n1,Ada\n2,Alan\n"


@pytest.fixture(params=["fake", "real"])
def reader(request: pytest.FixtureRequest) -> FileReader:
    """Each implementation in turn; the fake knows the one good file."""
    real = LimitedFileReader()
    return real if request.param == "real" else KnownFiles({"people.csv": real.read(PEOPLE, "people.csv")})


def test_a_good_file_gives_its_tables(reader: FileReader) -> None:
    """Under the file's name, with rows in order."""
    reading = reader.read(PEOPLE, "people.csv")
    assert reading.file_name == "people.csv"
    assert reading.tables[0].rows == ((1, "Ada"), (2, "Alan"))
    assert reading.issues == ()


def test_a_bad_file_gives_a_reason(reader: FileReader) -> None:
    """One sentence that names the file."""
    reading = reader.read(b"\x00\x01\x02" * 50, "noise.bin")
    assert reading.tables == ()
    assert reading.issues[0].for_user().startswith("noise")
