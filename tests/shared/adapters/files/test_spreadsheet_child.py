"""Workbooks are read in a process of their own, with limits, and show their cells as people see them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from infra.local.demo.samples import targets_workbook
from infra.local.demo.workbook import write_workbook
from shared.adapters.files.children import child_environment
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.sheet import TextSheet
from tests.fakes.opened_files import (
    book,
    cells,
    formatted,
    ods,
    ods_cell,
    opened,
    saved,
    sheet_of,
    the_reason,
    the_sheet,
    told,
    with_part,
)

if TYPE_CHECKING:
    from pathlib import Path


def _told_of(sheet: TextSheet, word: str) -> list[int]:
    return [count for what, count in told(sheet).items() if word in what]


def test_every_sheet_is_one_and_goes_by_its_name(tmp_path: Path) -> None:
    """The two sheets of the sample are two sheets of text, which we wrote."""
    sample = targets_workbook(2025)
    sheets = opened(sample.data, sample.name, tmp_path)
    assert [sheet.label for sheet in sheets if isinstance(sheet, TextSheet)] == ["Targets", "People"]
    assert all(isinstance(sheet, TextSheet) and sheet.is_ours and sheet.declared == () for sheet in sheets)


def test_cells_of_every_kind_are_what_a_person_sees(tmp_path: Path) -> None:
    """Numbers, texts, dates, times, durations, truth values and blanks."""
    moment = datetime(2024, 3, 5, 15, 4, 5)
    made = book(
        ["n", "x", "code", "day", "at", "when", "took", "ok", "gap"],
        [7, 0.1 + 0.2, "007", date(2024, 3, 5), moment, clock(10, 30), timedelta(hours=30, minutes=5), True, None],
        [1e20, -2.5, 'a "b"\nc', date(1999, 12, 31), moment, clock(0, 0, 1), timedelta(seconds=5), False, "x"],
    )
    sheet = the_sheet(saved(made), "kinds.xlsx", tmp_path)
    assert cells(sheet)[1] == [
        "7", "0.3", "007", "2024-03-05", "2024-03-05 15:04:05", "10:30:00", "30:05:00", "true", "",
    ]  # fmt: skip
    assert cells(sheet)[2][:4] == ["1e+20", "-2.5", 'a "b"\nc', "1999-12-31"]
    assert cells(sheet)[2][5:] == ["00:00:01", "00:00:05", "false", "x"]


def test_a_cell_of_one_carriage_return_stays_one_cell(tmp_path: Path) -> None:
    """Line ends of any system within a cell are quoted."""
    sheet = the_sheet(sheet_of(_row(1, "a", "b") + _row(2, "x_x000D_y", "z")), "x.xlsx", tmp_path)
    assert [len(row) for row in cells(sheet)] == [2, 2]


def _row(number: int, *texts: str) -> str:
    inner = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{inner}</row>'


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("0%", "%"),
        ("0.00%", "%"),
        ("#,##0.0 %;[Red]-#,##0.0 %", "%"),
        ('"₹"#,##0.00', "₹"),
        ("[$₹-4009]\\ #,##0.00", "₹"),
        ('_ [$₹-4009]* #,##0.00_ ;_ [$₹-4009]* -#,##0.00_ ;_ [$₹-4009]* "-"??_ ;_ @_ ', "₹"),
        ("$#,##0.00", "$"),
        ('_("$"* #,##0.00_)', "$"),
        ("#,##0.00\\ [$€-407]", "€"),
        ('"Rs. "#,##0', "₹"),
        ("[$USD] #,##0", "$"),
        ("#,##0.00", ""),
        ("General", ""),
        ("[Red]0.0", ""),
    ],
)
def test_number_formats_say_the_unit(code: str, unit: str, tmp_path: Path) -> None:
    """The unit of a column is the sign that its cells are shown with, and percents are written as they are shown."""
    sheet = the_sheet(formatted(code, 0.15, 1, -0.075), "x.xlsx", tmp_path)
    assert sheet.units == ("", unit)
    shown = ["15", "100", "-7.5"] if unit == "%" else ["0.15", "1", "-0.075"]
    assert [row[1] for row in cells(sheet)[1:]] == shown


def test_a_quoted_percent_sign_multiplies_nothing(tmp_path: Path) -> None:
    """A sign written as a letter is a unit; the number is shown as it is kept."""
    sheet = the_sheet(formatted('0.0" %"', 15), "x.xlsx", tmp_path)
    assert (sheet.units[1], cells(sheet)[1][1]) == ("%", "15")


def test_numbers_filled_up_with_zeros_keep_them(tmp_path: Path) -> None:
    """A post code shown with leading zeros is that code, and people are told."""
    sheet = the_sheet(formatted("00000", 1234, 56789), "x.xlsx", tmp_path)
    assert [row[1] for row in cells(sheet)[1:]] == ["01234", "56789"]
    assert _told_of(sheet, "leading zeros") == [1]


def test_a_column_of_percents_and_plain_numbers_is_left_alone(tmp_path: Path) -> None:
    """Even where the other format comes long after the first rows: no number is multiplied by a guess."""
    made = book(["rate", "note"], *([0.5, "x"] for _ in range(700)))
    for row in made.worksheets[0].iter_rows(min_row=2, max_row=690, max_col=1):
        row[0].number_format = "0%"
    sheet = the_sheet(saved(made), "x.xlsx", tmp_path)
    assert {row[0] for row in cells(sheet)[1:]} == {"0.5"}
    assert (sheet.units, _told_of(sheet, "percents")) == (("", ""), [1])


def test_units_stand_with_their_column_where_the_table_begins_further_right(tmp_path: Path) -> None:
    """Blank columns before the table are no columns of it."""
    made = book()
    sheet = made.worksheets[0]
    sheet["C3"], sheet["D3"], sheet["C4"], sheet["D4"] = "a", "rate", "x", 0.25
    sheet["D4"].number_format = "0%"
    found = the_sheet(saved(made), "x.xlsx", tmp_path)
    assert (found.first_line, found.units, cells(found)) == (3, ("", "%"), [["a", "rate"], ["x", "25"]])


def test_dates_count_from_1900_or_from_1904(tmp_path: Path) -> None:
    """A workbook says which; the days are the same."""
    for epoch in (None, CALENDAR_MAC_1904):
        made = book()
        if epoch:
            made.epoch = epoch
        for row in (["day"], [date(2024, 2, 29)]):
            made.worksheets[0].append(row)
        assert cells(the_sheet(saved(made), "x.xlsx", tmp_path))[1] == ["2024-02-29"]


def test_the_value_of_a_formula_is_what_was_saved_and_never_computed(tmp_path: Path) -> None:
    """A formula without a saved value is blank, and people are told what to do; an empty text is a value."""
    unsaved = the_sheet(saved(book(["a", "b"], [1, "=1+1"], [2, "=A1"])), "x.xlsx", tmp_path)
    assert [row[1] for row in cells(unsaved)[1:]] == ["", ""]
    assert _told_of(unsaved, "saved value") == [2]
    body = _row(1, "a", "b") + (
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    )
    kept = the_sheet(sheet_of(body), "x.xlsx", tmp_path)
    assert (cells(kept)[1], kept.repairs) == (["2", ""], ())


def test_cells_with_errors_are_empty_and_told(tmp_path: Path) -> None:
    """#N/A and its kin are no values."""
    body = _row(1, "a", "b") + (
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c></row>'
    )
    sheet = the_sheet(sheet_of(body), "x.xlsx", tmp_path)
    assert (cells(sheet)[1:], _told_of(sheet, "error")) == ([["", ""], ["1", "2"]], [2])


def test_merged_cells_hold_the_same_value(tmp_path: Path) -> None:
    """A region merged over its rows belongs to each of them."""
    made = book(["Region", "City", "Sales"], ["West", "Pune", 1], [None, "Goa", 2], ["East", "Patna", 3])
    made.worksheets[0].merge_cells("A2:A3")
    sheet = the_sheet(saved(made), "merged.xlsx", tmp_path)
    assert [row[0] for row in cells(sheet)[1:]] == ["West", "West", "East"]
    assert _told_of(sheet, "merged") == [1]


def test_a_merge_over_the_whole_sheet_fills_what_there_is(tmp_path: Path) -> None:
    """A range can claim seventeen billion cells; nothing is filled beyond the table."""
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    sheet = the_sheet(sheet_of(_row(1, "a", "b") + _row(2, "x", "y"), "", merged), "x.xlsx", tmp_path)
    assert cells(sheet) == [["a", "a"], ["a", "a"]]


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    """What a filter hides is part of the table."""
    made = book(["a", "b", "c"], [1, 2, 3], [4, 5, 6], [7, 8, 9])
    made.worksheets[0].row_dimensions[3].hidden = True
    made.worksheets[0].column_dimensions["B"].hidden = True
    sheet = the_sheet(saved(made), "x.xlsx", tmp_path)
    assert cells(sheet)[2] == ["4", "5", "6"]
    assert (_told_of(sheet, "hidden rows"), _told_of(sheet, "hidden columns")) == ([1], [1])


def test_hidden_sheets_are_named_empty_ones_told_and_charts_skipped(tmp_path: Path) -> None:
    """People are told where a table was that they cannot see, and that a sheet had nothing."""
    made = book(["a", "b"], [1, 2])
    for state in ("hidden", "veryHidden"):
        hidden = made.create_sheet(state)
        hidden.append(["c", "d"])
        hidden.sheet_state = state
    made.create_sheet("Nothing")
    made.create_chartsheet("Chart").add_chart(BarChart())
    sheets = opened(saved(made), "x.xlsx", tmp_path)
    labels = [sheet.label for sheet in sheets if isinstance(sheet, TextSheet)]
    assert labels == ["Data", "hidden (hidden)", "veryHidden (hidden)"]
    assert [each for each in sheets if isinstance(each, SheetIssue)] == [SheetIssue("Nothing", "the sheet is empty")]


def test_a_workbook_of_unnamed_sheets_goes_by_the_file(tmp_path: Path) -> None:
    """Sheet1 says nothing; the file's name does."""
    two = write_workbook({"Sheet1": [("a", "b"), (1, 2)], "Sheet2": [("a", "b"), (3, 4)]})
    labels = [sheet.label for sheet in opened(two, "Budget.xlsx", tmp_path) if isinstance(sheet, TextSheet)]
    assert labels == ["Budget Sheet1", "Budget Sheet2"]
    assert the_sheet(write_workbook({"Sheet1": [("a",), (1,)]}), "Budget.xlsx", tmp_path).label == "Budget.xlsx"


def test_blank_rows_are_records_too(tmp_path: Path) -> None:
    """Rows are counted as the program that shows them counts, in a table of one column too."""
    made = book(["a"], [None], ["x"])
    assert the_sheet(saved(made), "x.xlsx", tmp_path).path.read_text() == 'a\n""\nx\n'


def test_two_cells_at_the_far_corners_do_not_eat_the_memory(tmp_path: Path) -> None:
    """A sheet that claims seventeen billion cells is refused, by the limit of the child or by its own."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert the_reason(sheet_of(rows), "far.xlsx", tmp_path)


def test_a_lying_dimension_costs_nothing(tmp_path: Path) -> None:
    """Three cells are three cells, whatever range the sheet claims."""
    data = sheet_of(_row(1, "a", "b") + _row(2, "x"), '<dimension ref="A1:XFD1048576"/>')
    assert cells(the_sheet(data, "x.xlsx", tmp_path)) == [["a", "b"], ["x", ""]]


def test_a_million_rows_of_formats_without_values_are_no_rows(tmp_path: Path) -> None:
    """A sheet formatted to its end holds what was written into it, and is read in a moment."""
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 1_000_001))
    data = sheet_of(_row(1, "a", "b") + _row(2, "x", "y") + blank)
    started = time.monotonic()
    assert cells(the_sheet(data, "x.xlsx", tmp_path)) == [["a", "b"], ["x", "y"]]
    assert time.monotonic() - started < 20


_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]><styleSheet><numFmts><numFmt numFmtId='200' formatCode='&m;'/></numFmts></styleSheet>"
)


def test_an_entity_bomb_in_the_styles_is_not_lit(tmp_path: Path) -> None:
    """Styles with a DOCTYPE are no styles: nothing is known of formats, or the workbook is refused."""
    data = with_part(formatted("0%", 0.5), "xl/styles.xml", _BOMB.encode())
    started = time.monotonic()
    (found,) = opened(data, "x.xlsx", tmp_path)
    assert time.monotonic() - started < 10
    assert isinstance(found, SheetIssue) or cells(found)[1][1] == "0.5"


def test_one_long_text_in_a_million_cells_is_stopped(tmp_path: Path) -> None:
    """A text that cells share is small in the file and gigabytes in the table."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    made = book(["a"])
    made.worksheets[0]["A2"] = "a shared text"
    data = with_part(saved(made), "xl/sharedStrings.xml", f"<sst {space}><si><t>{'x' * 50_000}</t></si></sst>".encode())
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode()
    started = time.monotonic()
    assert "safely" in the_reason(with_part(data, "xl/worksheets/sheet1.xml", sheet), "x.xlsx", tmp_path)
    assert time.monotonic() - started < 30


def test_the_child_is_stopped_in_time(tmp_path: Path) -> None:
    """A reader that takes too long is killed, and the reason says so."""
    data = write_workbook({"s": [(number, "x" * 50, number / 7) for number in range(40_000)]})
    started = time.monotonic()
    assert "too long" in the_reason(data, "slow.xlsx", tmp_path, replace(DEFAULT_LIMITS, child_wall_seconds=0.05))
    assert time.monotonic() - started < 5


def test_the_child_is_stopped_at_its_memory(tmp_path: Path) -> None:
    """More memory than allowed ends the child, not us."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="100000"><c r="CV100000"><v>2</v></c></row>'
    limits = replace(DEFAULT_LIMITS, child_bytes=100 * 1024 * 1024)
    assert "safely" in the_reason(sheet_of(rows), "fat.xlsx", tmp_path, limits)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (replace(DEFAULT_LIMITS, rows=10), "more rows"),
        (replace(DEFAULT_LIMITS, columns=1), "more columns"),
        (replace(DEFAULT_LIMITS, cells=10), "more cells"),
    ],
)
def test_limits_refuse_with_a_reason(limits: object, words: str, tmp_path: Path) -> None:
    """Each limit is its own sentence."""
    data = write_workbook({"s": [(1, 2)] * 20})
    assert words in the_reason(data, "x.xlsx", tmp_path, limits)  # type: ignore[arg-type]


def test_a_cell_longer_than_any_is_a_reason(tmp_path: Path) -> None:
    """No program writes a cell of two million characters."""
    assert "too long" in the_reason(sheet_of(_row(1, "a") + _row(2, "x" * 2_000_000)), "x.xlsx", tmp_path)


def test_no_secret_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's environment holds the import path and nothing else of ours."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    environment = child_environment()
    assert set(environment) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    assert "hush" not in str(environment)


def test_macros_are_left_where_they_are(tmp_path: Path) -> None:
    """A workbook with macros is read like any other."""
    data = with_part(saved(book(["a"], [1])), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(100))
    assert cells(the_sheet(data, "x.xlsm", tmp_path)) == [["a"], ["1"]]


def test_a_file_that_openpyxl_wrote_for_reading_is_read(tmp_path: Path) -> None:
    """Shared strings and inline ones are the same cells."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Data")
    sheet.append(["a", "b"])
    sheet.append(["x", 1])
    assert cells(the_sheet(saved(made), "x.xlsx", tmp_path)) == [["a", "b"], ["x", "1"]]


def _texts(*texts: str) -> str:
    return "".join(ods_cell("string", text) for text in texts)


def test_open_document_sheets_show_percents_amounts_and_dates(tmp_path: Path) -> None:
    """Their cells say what they are; a column of percents and plain numbers keeps its fractions."""
    data = ods(
        _texts("rate", "day", "amount", "took", "mixed"),
        ods_cell("percentage", value="0.15")
        + ods_cell("date", date_value="2024-02-29")
        + ods_cell("currency", value="12.5", currency="INR")
        + ods_cell("time", time_value="PT10H05M00S")
        + ods_cell("percentage", value="0.5"),
        ods_cell("percentage", value="-0.075")
        + ods_cell("date", date_value="2024-02-29T10:00:00")
        + ods_cell("currency", value="7", currency="INR")
        + ods_cell("time", time_value="PT0H05M00S")
        + ods_cell("float", value="0.5"),
    )
    sheet = the_sheet(data, "x.ods", tmp_path)
    assert cells(sheet)[1:] == [
        ["15", "2024-02-29", "12.5", "10:05:00", "0.5"],
        ["-7.5", "2024-02-29 10:00:00", "7", "00:05:00", "0.5"],
    ]
    assert (sheet.units, _told_of(sheet, "percents")) == (("%", "", "₹", "", ""), [1])


def test_a_row_repeated_a_million_times_without_cells_is_no_row(tmp_path: Path) -> None:
    """OpenDocument fills sheets up to their end this way."""
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    repeated = f'{blank}</table:table-row><table:table-row table:number-rows-repeated="1048570">{blank}'
    data = ods(_texts("a", "b"), _texts("x", "y"), repeated)
    assert cells(the_sheet(data, "x.ods", tmp_path)) == [["a", "b"], ["x", "y"]]
