"""The binary formats of Excel say the same as the newer one: cells, number formats, what is hidden, what failed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.files.reader import LimitedFileReader
from tests.fakes.binary_books import Built, Formula, Sheet, xls, xlsb
from tests.fakes.opened_files import cells, opened, the_sheet, told

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMATS = pytest.mark.parametrize(("write", "name"), [(xls, "book.xls"), (xlsb, "book.xlsb")], ids=["xls", "xlsb"])
_Rows = list[list[str | float | Formula]]
_ROWS: _Rows = [["item", "share", "price", "code"], ["ü", 0.125, 10.5, 42], ["b", 0.5, 21.0, 7]]
_SHEET = Sheet(_ROWS, {1: "0.0%", 2: '"€" #,##0.00', 3: "00000"})


@_FORMATS
def test_cells_are_what_a_person_sees(write: Callable[[Sheet], bytes], name: str, tmp_path: Path) -> None:
    """Percents as they are shown, currencies as units, zeros in front kept."""
    sheet = the_sheet(write(_SHEET), name, tmp_path)
    assert cells(sheet)[1:] == [["ü", "12.5", "10.5", "00042"], ["b", "50", "21", "00007"]]
    assert sheet.units == ("", "%", "€", "")


@_FORMATS
def test_formats_without_a_code_and_formulas_count_too(
    write: Callable[[Sheet], bytes], name: str, tmp_path: Path
) -> None:
    """Excel means percents by the numbers 9 and 10; a formula is its saved value, beside whole numbers too."""
    rows: _Rows = [["a", "b", "c", "d"], [1, 2, Formula(0.25), 0.5], [3, 4, Formula(0.75), 0.25]]
    sheet = the_sheet(write(Sheet(rows, {1: Built(9), 2: Built(10)})), name, tmp_path)
    assert cells(sheet)[1:] == [["1", "200", "25", "0.5"], ["3", "400", "75", "0.25"]]


@_FORMATS
def test_percents_among_plain_numbers_stay_fractions(
    write: Callable[[Sheet], bytes], name: str, tmp_path: Path
) -> None:
    """One column has one way to be read; text and blanks have none."""
    rows: _Rows = [["a", "b"], [0.5, "x"], ["n/a", "y"]]
    sheet = the_sheet(write(Sheet(rows, {0: "0%", 1: "0%"})), name, tmp_path)
    assert (cells(sheet)[1:], sheet.units) == ([["50", "x"], ["n/a", "y"]], ("%", ""))


@_FORMATS
def test_what_is_hidden_and_what_failed_is_told(write: Callable[[Sheet], bytes], name: str, tmp_path: Path) -> None:
    """As of newer workbooks; a hidden sheet is named so."""
    rows: _Rows = [["a", "b"], [1.5, Formula(None)], [2.5, Formula(3.0)], [3.5, 4.0]]
    made = write(Sheet(rows, hidden_rows=(2, 3), hidden_columns=(1,), is_hidden=True))
    sheet = the_sheet(made, name, tmp_path)
    assert {what: count for what, count in told(sheet).items() if "hidden" in what or "error" in what} == {
        "cells that show an error, such as #N/A, were left empty": 1,
        "hidden rows were read too": 2,
        "hidden columns were read too": 1,
    }
    assert cells(sheet)[1] == ["1.5", ""]


@_FORMATS
def test_tables_come_out_typed(write: Callable[[Sheet], bytes], name: str) -> None:
    """With their units, to the last cell."""
    with tempfile.TemporaryDirectory() as folder:
        (table,) = LimitedFileReader().read(write(_SHEET), name, Path(folder)).tables
        assert [(column.type.value, column.unit) for column in table.columns] == [
            ("text", ""), ("decimal", "%"), ("decimal", "€"), ("text", ""),
        ]  # fmt: skip
        assert next(tuple(map(str, row)) for row in table.rows) == ("ü", "12.5", "10.5", "00042")


def test_a_workbook_of_excel_95_is_read_as_far_as_can_be(tmp_path: Path) -> None:
    """Its part is called Book; where its records are newer than that says, nothing breaks."""
    assert opened(xls(_SHEET, stream="Book"), "old.xls", tmp_path)


@_FORMATS
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_changed_bytes_never_raise(write: Callable[[Sheet], bytes], name: str, data: st.DataObject) -> None:
    """Lying lengths, chains without end: sheets or a reason."""
    made = bytearray(write(_SHEET))
    for _ in range(data.draw(st.integers(1, 6))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        assert opened(bytes(made), name, Path(folder))


def test_a_chain_of_sectors_without_end_gives_plain_cells(tmp_path: Path) -> None:
    """A table of sectors that leads back to itself, which the native reader does not mind, tells no formats."""
    made = bytearray(xls(_SHEET))
    made[512 + 4 * 3 : 512 + 4 * 4] = (2).to_bytes(4, "little")
    sheet = the_sheet(bytes(made), "x.xls", tmp_path)
    assert (cells(sheet)[1], sheet.units) == (["ü", "0.125", "10.5", "42"], ("", "", "", ""))
