"""What a file gives before anything is understood: sheets of text on disk, then rows of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import Repair
    from shared.core.ingest.text.records import Dialect
    from shared.core.table.types import DataType


@dataclass(frozen=True, slots=True)
class TextSheet:
    """One sheet as delimited text on disk: UTF-8 without a byte order mark, whatever the file was.

    dialect cuts it into records. first_line is the line of the file people see, or the row of the spreadsheet, that the
    text begins on (a "sep=;" line is left out of the text). declared is the type of each column where the format itself
    says (Parquet, JSON), None for columns to be understood by their cells; then the first record is the header, and
    nothing is around the table. is_ours: written by us as RFC 4180 with a comma, so that every record is sound, though
    rows may be ragged. units is what number formats of a spreadsheet say of each column ("%", "₹"), empty where none.
    """

    label: str
    path: Path
    dialect: Dialect
    first_line: int = 1
    is_ours: bool = False
    declared: tuple[DataType | None, ...] = ()
    units: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table found in a sheet: rows as wide as its header, cells as read.

    has_header is False where the names had to be made up. lines[i] is where rows[i] began in the file.
    """

    label: str
    header: tuple[str, ...]
    lines: list[int]
    rows: list[list[str]]
    has_header: bool = True
