"""JSON and JSON Lines, read in a child process that can be killed: a hostile document eats memory, not us."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from shared.adapters.files.children import sheets_apart
from shared.core.ingest.report import SheetIssue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.text.sheet import TextSheet

_CHILD = Path(__file__).with_name("json_child.py")
_LINES = frozenset({".jsonl", ".ndjson"})


def json_sheets(path: Path, name: str, folder: Path, limits: FileLimits) -> Iterator[TextSheet | SheetIssue]:
    """The tables of a JSON file, called like the file where there is only one, else by the keys they stand under."""
    ending = ".jsonl" if PurePosixPath(name.lower()).suffix in _LINES else ".json"
    sheets = sheets_apart(_CHILD, path, ending, folder, limits)
    if isinstance(sheets, str):
        yield SheetIssue(name, sheets)
        return
    for sheet in sheets:
        is_only = len(sheets) == 1
        if isinstance(sheet, SheetIssue):
            yield replace(sheet, where=name) if is_only else sheet
        else:
            yield replace(sheet, label=name) if is_only or not sheet.label else sheet
