"""Reads one workbook in a process of its own: python workbook_child.py WORKBOOK FOLDER LIMITS.

Run as a script by shared.adapters.files.spreadsheets, never imported. It binds itself to the limits (JSON) before it
loads the native parser, writes each sheet's rows as CSV into FOLDER and what they are into FOLDER/sheets.json.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import resource
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

_MAX_MERGED_CELLS = 2_000_000


def main(workbook: str, folder: str, limits: str) -> None:
    """Write the sheets, or {"problem": ...} with one of encrypted, damaged, rows, columns, cells."""
    bounds = json.loads(limits)
    _bind(bounds)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415 - bound first

    try:
        book = CalamineWorkbook.from_path(workbook)
        visible = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        report: dict[str, Any] = {"sheets": _write_sheets(book, visible, Path(folder), bounds)}
    except PasswordError:
        report = {"problem": "encrypted"}
    except CalamineError:
        report = {"problem": "damaged"}
    Path(folder, "sheets.json").write_text(json.dumps(report), encoding="utf-8")


def _bind(bounds: dict[str, int]) -> None:
    """Hard limits of memory, processor time and file size; no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (bounds["bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu_seconds"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds["output_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_sheets(
    book: CalamineWorkbook, metadata: Iterable[SheetMetadata], folder: Path, bounds: dict[str, int]
) -> list[dict[str, Any]]:
    """A CSV file for each sheet that is not refused."""
    described, room = [], bounds["cells"]
    for place, each in enumerate(metadata):
        sheet = book.get_sheet_by_name(each.name)
        entry: dict[str, Any] = {"name": each.name, "hidden": not str(each.visible).endswith(".Visible")}
        described.append(entry)
        if sheet.height > bounds["rows"]:
            entry["problem"] = "rows"
        elif sheet.width > bounds["columns"]:
            entry["problem"] = "columns"
        elif sheet.height * sheet.width > room:
            entry["problem"] = "cells"
        elif sheet.height:
            room -= sheet.height * sheet.width
            entry |= {"file": f"{place}.csv", "first_row": (sheet.start or (0, 0))[0] + 1}
            _write_rows(folder / entry["file"], _rows(sheet))
    return described


def _rows(sheet: CalamineSheet) -> Iterable[list[Any]]:
    """The rows and columns from the first that is filled; merged cells all hold what the first of them does."""
    merged = sheet.merged_cell_ranges
    if merged:
        return _filled_rows(sheet.to_python(), sheet.start or (0, 0), merged)
    # Read row by row, the empty rows above the first filled one are there (the empty columns are not).
    return islice(sheet.iter_rows(), (sheet.start or (0, 0))[0], None)


def _filled_rows(
    rows: list[list[Any]], start: tuple[int, int], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[Any]]:
    """The rows with the merged ranges filled, within reason: a range can claim a whole sheet."""
    room = _MAX_MERGED_CELLS
    for first, last in merged:
        top, left = max(0, first[0] - start[0]), max(0, first[1] - start[1])
        bottom, right = min(last[0] - start[0], len(rows) - 1) + 1, min(last[1] - start[1], len(rows[0]) - 1) + 1
        size = max(0, bottom - top) * max(0, right - left)
        room -= size
        if room < 0 or not size:
            continue
        for row in rows[top:bottom]:
            row[left:right] = [rows[top][left]] * (right - left)
    return rows


def _write_rows(path: Path, rows: Iterable[list[Any]]) -> None:
    """The rows as CSV, each cell as the text a person would write."""
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow([cell if cell.__class__ is str else _text(cell) for cell in row])


def _text(cell: object) -> str:
    """Numbers to the 15 digits a spreadsheet keeps, dates and times in ISO form, durations as hh:mm:ss."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"  # noqa: PLR2004
        case dt.datetime():
            return cell.isoformat(sep=" ")
        case dt.timedelta():
            seconds = int(cell.total_seconds())
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case None:
            return ""
        case _:
            return str(cell)


if __name__ == "__main__":
    main(*sys.argv[1:4])
