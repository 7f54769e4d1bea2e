"""Reads one workbook in a process of its own: python workbook_child.py WORKBOOK FOLDER LIMITS.

Run as a script, see shared.adapters.files.children; the native parser is loaded once it is bound. Each sheet becomes
CSV, with cells as a person sees them: percents are written as such (15 for 0.15, the unit is "%"), currencies are told
as units, numbers filled up with zeros keep them (not those of .ods, whose durations past a day stay ISO 8601 text).
Formulas are never computed, macros never run.
"""

from __future__ import annotations

import csv
import datetime as dt
import struct
import sys
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from shared.adapters.files.child_bounds import run
from shared.adapters.files.ods_marks import ods_marks
from shared.adapters.files.workbook_marks import FAILURES, NO_MARKS, SheetMarks, xlsx_marks
from shared.adapters.files.xls_marks import xls_marks
from shared.adapters.files.xlsb_marks import xlsb_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

    from shared.adapters.files.number_formats import NumberFormat

_MAX_MERGED_CELLS = 2_000_000
_MAX_CELL_CHARACTERS = 1_000_000
_UNSAVED = "formulas had no saved value and were left empty: open and save the file in Excel first"
_MIXED = "columns show some numbers as percents and some not: fractions were kept"
"""As of core/ingest/text/records.py."""
_Ranges = list[tuple[tuple[int, int], tuple[int, int]]]


class _CellTooLongError(Exception):
    """A cell is longer than any in a table."""


def read(workbook: Path, folder: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """Write the sheets and describe them, or say why it cannot be: encrypted, damaged."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415 - bound first

    try:
        book = CalamineWorkbook.from_path(str(workbook))
        sheets = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        return {"sheets": _write_sheets(book, sheets, workbook, folder, bounds)}
    except PasswordError:
        return {"problem": "encrypted"}
    except CalamineError:
        return {"problem": "damaged"}


def _write_sheets(
    book: CalamineWorkbook, metadata: Iterable[SheetMetadata], workbook: Path, folder: Path, bounds: dict[str, int]
) -> list[dict[str, Any]]:
    """A CSV file for each sheet that is not refused. What the XML says beside is read while the first one is parsed."""
    with ThreadPoolExecutor(1) as other:
        known = other.submit(_marks, workbook)
        return list(_written(book, metadata, known, folder, bounds))


def _written(
    book: CalamineWorkbook,
    metadata: Iterable[SheetMetadata],
    known: Future[dict[str, SheetMarks]],
    folder: Path,
    bounds: dict[str, int],
) -> Iterator[dict[str, Any]]:
    """What is to be said of each sheet, which is written unless it is refused."""
    room = bounds["cells"]
    for place, each in enumerate(metadata):
        sheet = book.get_sheet_by_name(each.name)
        entry: dict[str, Any] = {"name": each.name, "hidden": not str(each.visible).endswith(".Visible")}
        if problem := _problem(sheet, bounds, room):
            yield entry | {"problem": problem}
            continue
        room -= sheet.height * sheet.width
        path = folder / f"{place}.csv"
        marks = known.result().get(each.name, NO_MARKS)
        try:
            told = _write(sheet, marks, path)
            yield entry | {"file": path.name, "first_row": (sheet.start or (0, 0))[0] + 1} | told
        except _CellTooLongError:
            yield entry | {"problem": "cell"}


def _problem(sheet: CalamineSheet, bounds: dict[str, int], room: int) -> str:
    """Why a sheet is not to be written; empty where it is."""
    if not sheet.height or not sheet.width:
        return "empty"
    if sheet.height > bounds["rows"]:
        return "rows"
    if sheet.width > bounds["columns"]:
        return "columns"
    return "cells" if sheet.height * sheet.width > room else ""


def _marks(workbook: Path) -> dict[str, SheetMarks]:
    """What is known of sheets beside their cells, by name, where it can be had."""
    read = {".xlsx": xlsx_marks, ".xlsb": xlsb_marks, ".ods": ods_marks}.get(workbook.suffix)
    try:
        if read is None:
            return xls_marks(workbook)
        with zipfile.ZipFile(workbook) as archive:
            return read(archive)
    except (struct.error, IndexError, *FAILURES):
        return {}


def _write(sheet: CalamineSheet, marks: SheetMarks, path: Path) -> dict[str, Any]:
    """Write a sheet's rows from the first to the last that is filled, and say what there is to say of them."""
    top, left = sheet.start or (0, 0)
    merged: _Ranges = sheet.merged_cell_ranges or []
    formats = {column - left: each for column, each in marks.formats.items() if 0 <= column - left < sheet.width}
    # Read row by row, the empty rows above the first filled one are there (the empty columns are not).
    rows: Iterable[list[Any]] = islice(sheet.iter_rows(), top, None)
    if merged:
        rows = _filled(rows, (top, left), (sheet.height, sheet.width), merged)
    special = {column: _shower(each) for column, each in formats.items() if each.changes}
    _write_rows(path, rows, special)
    return {
        "units": [formats[column].unit if column in formats else "" for column in range(sheet.width)],
        "repairs": _repairs(marks, len(merged), sum(each.digits > 0 for each in formats.values())),
    }


def _repairs(marks: SheetMarks, merged: int, filled: int) -> list[tuple[Any, ...]]:
    """What people are told: in words, how often, whether to check, what it says against the data, what is counted."""
    return [
        ("merged cells were filled with their value", merged, False),
        ("columns of numbers keep the leading zeros they are shown with", filled, False, "", "column"),
        ("cells that show an error, such as #N/A, were left empty", marks.errors, True, "stray"),
        (_UNSAVED, marks.unsaved, True, "", "formula"),
        ("hidden rows were read too", marks.hidden_rows, True, "", "row"),
        ("hidden columns were read too", marks.hidden_columns, True, "", "column"),
        (_MIXED, len(marks.mixed), True, "mixed", "column"),
    ]


def _filled(
    rows: Iterable[list[Any]], start: tuple[int, int], size: tuple[int, int], merged: _Ranges
) -> Iterator[list[Any]]:
    """The rows with the merged ranges filled, within reason: a range can claim a whole sheet."""
    starting: dict[int, list[tuple[int, int, int]]] = {}
    room = _MAX_MERGED_CELLS
    for first, last in merged:
        top, left = max(0, first[0] - start[0]), max(0, first[1] - start[1])
        bottom, right = min(last[0] - start[0] + 1, size[0]), min(last[1] - start[1] + 1, size[1])
        cells = max(0, bottom - top) * max(0, right - left)
        room -= cells
        if cells and room >= 0:
            starting.setdefault(top, []).append((bottom, left, right))
    active: list[tuple[int, int, int, Any]] = []
    for place, row in enumerate(rows):
        active += [(bottom, left, right, row[left]) for bottom, left, right in starting.get(place, ())]
        for _, left, right, value in active:
            row[left:right] = [value] * (right - left)
        active = [each for each in active if each[0] > place + 1]
        yield row


def _write_rows(path: Path, rows: Iterable[list[Any]], special: dict[int, Callable[[float], str]]) -> None:
    """The rows as CSV, each cell as the text a person would write. Raises _CellTooLongError."""
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        write = file.write

        def put(line: str) -> int:
            # The writer ends lines with both characters, so that it quotes cells with either; lines end with one.
            return write(line[:-2].replace("\0", "") + "\n")

        writer = csv.writer(SimpleNamespace(write=put), lineterminator="\r\n")
        texts = _TEXTS
        for row in rows:
            shown = [cell if (kind := cell.__class__) is str else texts[kind](cell) for cell in row]
            for column, show in special.items():
                if row[column].__class__ in _NUMBERS:
                    shown[column] = show(row[column])
            if writer.writerow(shown) > _MAX_CELL_CHARACTERS < max(map(len, shown)):
                raise _CellTooLongError


def _shower(form: NumberFormat) -> Callable[[float], str]:
    """How numbers of a format are written that are not shown as they are kept."""
    if form.hundredfold:
        return lambda number: _number(number * 100)
    return lambda number: f"{int(number):0{form.digits}}" if number >= 0 and number == int(number) else _number(number)


def _duration(cell: dt.timedelta) -> str:
    """A duration as hours, minutes and seconds, the hours past 24."""
    seconds = int(cell.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_number: Callable[[float], str] = "%.15g".__mod__
"""A number to the 15 digits that a spreadsheet keeps; without a frame of ours, as it is called for most cells."""
_NUMBERS = frozenset({int, float})
_TEXTS: dict[type, Callable[[Any], str]] = {
    float: _number,
    int: str,
    bool: lambda cell: "true" if cell else "false",
    dt.date: dt.date.isoformat,
    dt.datetime: lambda cell: cell.isoformat(sep=" "),
    dt.time: dt.time.isoformat,
    dt.timedelta: _duration,
    type(None): lambda _: "",
}


if __name__ == "__main__":
    run(read, sys.argv[1:4])
