"""Parquet files, read in a child process that can be killed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.files.children import sheets_apart
from shared.core.ingest.report import SheetIssue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.text.sheet import TextSheet

_CHILD = Path(__file__).with_name("parquet_child.py")


def parquet_sheets(path: Path, name: str, folder: Path, limits: FileLimits) -> Iterator[TextSheet | SheetIssue]:
    """The one table of a Parquet file, called like the file, its columns of the types it declares."""
    sheets = sheets_apart(_CHILD, path, ".parquet", folder, limits)
    if isinstance(sheets, str):
        yield SheetIssue(name, sheets)
        return
    for sheet in sheets:
        yield replace(sheet, where=name) if isinstance(sheet, SheetIssue) else replace(sheet, label=name)
