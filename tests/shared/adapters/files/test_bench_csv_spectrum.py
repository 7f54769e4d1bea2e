"""csv-spectrum: twelve files that readers get wrong, each with what is in it as JSON.

Two of the published files do not say what their JSON says. newlines_crlf.csv lost its carriage returns on the way (its
JSON has them in a cell), so they are put back before reading; location_coordinates.csv holds another telephone number
than its JSON, so that one cell is compared with the file itself.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from shared.adapters.files.text import open_text, text_lines
from shared.core.ingest.text.records import read_records
from shared.core.ingest.text.sheet import TextSheet
from shared.core.ingest.text.structure import lay_out, sort_rows

_FOLDER = Path(__file__).parents[4].parent / "shared" / "bench" / "files" / "csv-spectrum"
_NAMES = (
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "location_coordinates",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
)

pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="csv-spectrum is not beside the project")


def _records(data: bytes, name: str, folder: Path) -> list[dict[str, str]]:
    """The records of the one table in a file, cells as read."""
    path = folder / name
    path.write_bytes(data)
    sheet = open_text(path, name, folder)
    assert isinstance(sheet, TextSheet)
    records = list(read_records(text_lines(sheet), sheet.dialect, sheet.first_line))
    layouts = lay_out(sheet.label, records, records, complete=True)
    assert isinstance(layouts, tuple)
    (layout,) = layouts
    found = list(sort_rows(layout, records, Counter()))
    assert not any(reason for _, _, reason in found)
    return [dict(zip(layout.header, row, strict=True)) for _, row, _ in found]


def test_all_files_are_there() -> None:
    """None of the twelve is left out of the comparison below."""
    assert {path.stem for path in (_FOLDER / "csvs").glob("*.csv")} == set(_NAMES)


@pytest.mark.parametrize("name", _NAMES)
def test_a_file_holds_what_its_json_says(name: str, tmp_path: Path) -> None:
    """Every record, every key and every cell is equal, character for character."""
    data = (_FOLDER / "csvs" / f"{name}.csv").read_bytes()
    expected = json.loads((_FOLDER / "json" / f"{name}.json").read_text(encoding="utf-8"))
    expected = expected if isinstance(expected, list) else [expected]
    if name == "newlines_crlf" and b"\r" not in data:
        data = data.replace(b"\n", b"\r\n")
    if name == "location_coordinates" and b"1234567890" not in data:
        assert data.splitlines()[1].startswith(b"2095257564,")
        expected[0]["Contact Phone Number"] = "2095257564"
    assert _records(data, f"{name}.csv", tmp_path) == expected
