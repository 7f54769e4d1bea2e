"""Workbooks are read in a process of their own, with limits, and without anything of ours in reach."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.demo.samples import targets_workbook
from infra.local.demo.workbook import write_workbook
from shared.adapters.files.reader import read_file
from shared.adapters.files.spreadsheets import child_environment, read_spreadsheet
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.sheet import RawSheet
from shared.core.table.types import DataType

if TYPE_CHECKING:
    import pytest


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _book(*rows: list[object], title: str = "Data") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def test_every_sheet_is_a_table_and_a_title_is_no_header() -> None:
    """The two sheets of the sample are two tables with their types."""
    sample = targets_workbook(2025)
    targets, people = read_file(sample.data, sample.name).tables
    assert (targets.name, len(targets.rows)) == ("targets", 48)
    assert [column.type for column in targets.columns][1:3] == [DataType.DATE, DataType.INTEGER]
    assert (people.name, [column.personal for column in people.columns]) == ("people", [False, True, True, False])


def test_cells_of_every_kind() -> None:
    """Numbers, texts, dates, durations, truth values and blanks are what a person sees in them."""
    moment = datetime(2024, 3, 5, 15, 4, 5)
    book = _book(
        ["n", "x", "code", "day", "at", "took", "ok", "gap"],
        [7, 0.1 + 0.2, "007", date(2024, 3, 5), moment, timedelta(hours=30, minutes=5), True, None],
        [8, 12.5, "012", date(2024, 3, 6), moment, timedelta(minutes=5), False, "x"],
    )
    (table,) = read_file(_saved(book), "kinds.xlsx").tables
    n, x, code, day, at, took, ok, gap = table.rows[0]
    assert (n, x, code, day, at, ok, gap) == (7, Decimal("0.3"), "007", date(2024, 3, 5), moment, True, None)
    assert took == "30:05:00"


def test_the_value_of_a_formula_is_what_was_saved_and_never_computed() -> None:
    """A formula without a saved value is blank; its text is not a value."""
    (table,) = read_file(_saved(_book(["a", "b"], [1, "=1+1"], [2, "=A1"])), "formulas.xlsx").tables
    assert table.rows == ((1, None), (2, None))


def test_merged_cells_hold_the_same_value() -> None:
    """A region merged over its rows belongs to each of them."""
    book = _book(["Region", "City", "Sales"], ["West", "Pune", 1], [None, "Goa", 2], ["East", "Patna", 3])
    book.worksheets[0].merge_cells("A2:A3")
    (table,) = read_file(_saved(book), "merged.xlsx").tables
    assert [row[0] for row in table.rows] == ["West", "West", "East"]


def test_hidden_sheets_are_named_and_empty_ones_left_out() -> None:
    """People are told where a table was that they cannot see."""
    book = _book(["a", "b"], [1, 2])
    hidden = book.create_sheet("Notes")
    hidden.append(["c", "d"])
    hidden.append([3, 4])
    hidden.sheet_state = "hidden"
    book.create_sheet("Nothing")
    assert [table.label for table in read_file(_saved(book), "x.xlsx").tables] == ["Data", "Notes (hidden)"]


def test_a_workbook_of_unnamed_sheets_goes_by_the_file() -> None:
    """Sheet1 says nothing; the file's name does."""
    book = write_workbook({"Sheet1": [("a", "b"), (1, 2)], "Sheet2": [("a", "b"), (3, 4)]})
    assert [table.name for table in read_file(book, "Budget.xlsx").tables] == ["budget_sheet1", "budget_sheet2"]


def test_rows_keep_their_numbers() -> None:
    """A reject tells the row of the sheet, counted as the program that shows it counts."""
    book = _book()
    rows: list[tuple[str | int, ...]] = [("a", "b"), (1, 2), ("Total", 9)]
    for place, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=2):
            book.worksheets[0].cell(row=place, column=column, value=value)
    (sheet,) = read_spreadsheet(_saved(book), "x.xlsx", DEFAULT_LIMITS)
    assert isinstance(sheet, RawSheet)
    assert (sheet.lines, sheet.rows) == ([4, 5, 6], [["a", "b"], ["1", "2"], ["Total", "9"]])


def _with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet has this body."""
    source = zipfile.ZipFile(io.BytesIO(write_workbook({"s": [("a",)]})))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            if name.endswith("sheet1.xml"):
                head = text[: text.index(b"<sheetData>")]
                text = head + xml.encode() + b"</worksheet>"
            archive.writestr(name, text)
    return buffer.getvalue()


def test_two_cells_at_the_far_corners_do_not_eat_the_memory() -> None:
    """A sheet that claims seventeen billion cells is refused, by the limit of the child or by its own."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    (issue,) = read_spreadsheet(_with_sheet(f"<sheetData>{cells}</sheetData>"), "far.xlsx", DEFAULT_LIMITS)
    assert isinstance(issue, SheetIssue)


def test_the_child_is_stopped_in_time() -> None:
    """A reader that takes too long is killed, and the reason says so."""
    rows = [(number, "x" * 50, number / 7) for number in range(40_000)]
    data = write_workbook({"s": rows})
    started = time.monotonic()
    (issue,) = read_spreadsheet(data, "slow.xlsx", replace(DEFAULT_LIMITS, child_wall_seconds=0.05))
    assert isinstance(issue, SheetIssue)
    assert "too long" in issue.reason
    assert time.monotonic() - started < 5


def test_the_child_is_stopped_at_its_memory() -> None:
    """More memory than allowed ends the child, not us."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="100000"><c r="CV100000"><v>2</v></c></row>'
    data = _with_sheet(f"<sheetData>{cells}</sheetData>")
    (issue,) = read_spreadsheet(data, "fat.xlsx", replace(DEFAULT_LIMITS, child_bytes=100 * 1024 * 1024))
    assert isinstance(issue, SheetIssue)
    assert "safely" in issue.reason


def test_no_secret_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's environment holds the import path and nothing else of ours."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    environment = child_environment()
    assert set(environment) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    assert "hush" not in str(environment)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_damaged_workbooks_never_raise(changes: list[tuple[int, int]]) -> None:
    """A few bytes changed anywhere in a workbook give tables or a reason."""
    data = bytearray(targets_workbook(2025).data)
    for place, byte in changes:
        data[place % len(data)] = byte
    reading = read_file(bytes(data), "x.xlsx")
    assert reading.tables or reading.issues
