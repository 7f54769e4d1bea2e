"""What is in a polluted file comes out of it: the header and the records, cell for cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.text import open_text, text_lines
from shared.core.ingest.text.raw_cells import raw_cells
from shared.core.ingest.text.records import read_records
from shared.core.ingest.text.sheet import TextSheet
from shared.core.ingest.text.structure import lay_out
from tests.fakes.pollutions import POLLUTIONS, polluted_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.pollutions import Polluted

_EACH = 16
_FLOOR = 0.97
"""No pollution may cost more than this; each file is small, so that one lost record shows."""


def _rows(file: Polluted, folder: Path) -> list[list[str]]:
    """The rows of a file as read."""
    path = folder / "file.csv"
    path.write_bytes(file.data)
    sheet = open_text(path, "file.csv", folder)
    if not isinstance(sheet, TextSheet):
        return []
    records = list(read_records(text_lines(sheet), sheet.dialect, sheet.first_line))
    layouts = lay_out(
        sheet.label, records, records[-50:], complete=True, may_be_empty=True, separator=sheet.dialect.separator
    )
    return list(raw_cells(layouts, records)) if isinstance(layouts, tuple) else []


def _hits(truth: list[list[str]], found: list[list[str]]) -> tuple[int, int, int]:
    """How many cells are in both, in the truth, and in what was found; as multisets."""
    wanted, got = (Counter(cell for row in rows for cell in row) for rows in (truth, found))
    return (wanted & got).total(), wanted.total(), got.total()


def test_nearly_all_cells_of_polluted_files_are_recovered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At least 98 % of all cells are found, none is made up, and no single pollution costs much more."""
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for number, file in enumerate(polluted_files(4, _EACH)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for place, count in enumerate(_hits(file.rows, _rows(file, folder))):
            hits[file.name][place] += count
    with capsys.disabled():
        print()  # noqa: T201 - the figures are for people
        for name, (both, truth, found) in hits.items():
            print(f"{name:34} found {both / (truth or 1):8.2%} of {truth:6} cells, {found - both:4} made up")  # noqa: T201
    assert hits.keys() == POLLUTIONS.keys()
    both, truth, found = (sum(each[place] for each in hits.values()) for place in range(3))
    assert both >= 0.98 * truth
    assert both >= 0.98 * found
    assert [name for name, (both, truth, _) in hits.items() if both < _FLOOR * truth] == []


@pytest.mark.parametrize("name", ["none", "line end CR", "UTF-16", "no header", "header of two rows", "preamble"])
def test_what_costs_nothing_costs_nothing(name: str, tmp_path: Path) -> None:
    """Rows come out as they went in, in their order."""
    for number, file in enumerate(polluted_files(5, 3)):
        if file.name == name:
            folder = tmp_path / str(number)
            folder.mkdir()
            assert _rows(file, folder) == file.rows
