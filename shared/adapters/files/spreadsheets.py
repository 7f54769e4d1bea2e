"""Workbooks of any format, read in a child process that can be killed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.files.archives import check_zip
from shared.adapters.files.children import sheets_apart
from shared.adapters.files.kinds import workbook_ending
from shared.core.ingest.cleaning.names import file_stem
from shared.core.ingest.report import SheetIssue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.text.sheet import TextSheet

_CHILD = Path(__file__).with_name("workbook_child.py")
_UNNAMED = re.compile(r"(?:sheet|tabelle|feuil|hoja|blatt)\s?\d*(?: \(hidden\))?", re.IGNORECASE)


def spreadsheet_sheets(path: Path, name: str, folder: Path, limits: FileLimits) -> Iterator[TextSheet | SheetIssue]:
    """The sheets of a workbook, called like the file where there is only one or where nobody named them."""
    ending = workbook_ending(path)
    problem = check_zip(path, name, limits) if ending != ".xls" else None
    sheets = problem or sheets_apart(_CHILD, path, ending, folder, limits)
    if isinstance(sheets, SheetIssue):
        yield sheets
    elif isinstance(sheets, str):
        yield SheetIssue(name, sheets)
    else:
        yield from _named(sheets, name)


def _named(sheets: list[TextSheet | SheetIssue], name: str) -> Iterator[TextSheet | SheetIssue]:
    if not sheets:
        yield SheetIssue(name, "there is no sheet with cells in it")
    for sheet in sheets:
        old = sheet.where if isinstance(sheet, SheetIssue) else sheet.label
        label = old if not _UNNAMED.fullmatch(old) else f"{file_stem(name)} {old}"
        if len(sheets) == 1:
            label = name
        yield replace(sheet, where=label) if isinstance(sheet, SheetIssue) else replace(sheet, label=label)
