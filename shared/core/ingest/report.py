"""What reading a file gave: clean tables, and an honest report of what was done to get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.table.types import Cell, DataType


@dataclass(frozen=True, slots=True)
class CleanColumn:
    """A typed column: name is a snake_case identifier unique in the table, label the header as it was written.

    unit is the currency or percent sign that stood with the numbers, or empty. precision and scale are the digits in
    all and after the point that the column's decimals need (None for other types); 38 digits is the most there is.
    examples is empty for personal columns.
    """

    name: str
    label: str
    type: DataType
    examples: tuple[str, ...] = ()
    nulls: int = 0
    personal: bool = False
    unit: str = ""
    precision: int | None = None
    scale: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """Something that was changed to make the table sound, in words, and how often.

    to_check: nothing was changed, or a choice was made that people should look at.
    """

    what: str
    count: int
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be kept: its line in the file (1-based), its cells as read, and why."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CleanTable:
    """A table ready to be written: typed rows, what was repaired, what was rejected.

    name is a snake_case identifier; label what people call it (sheet or file name); rows are in file order.
    """

    name: str
    label: str
    columns: tuple[CleanColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    repairs: tuple[Repair, ...] = ()
    rejects: tuple[Reject, ...] = ()
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetIssue:
    """Why a file, or one sheet of it, was refused; a value, not an exception."""

    where: str
    reason: str

    def for_user(self) -> str:
        """One sentence that says what is wrong and what to do."""
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class FileReading:
    """Everything that came out of one file. tables may be empty; then issues say why."""

    file_name: str
    tables: tuple[CleanTable, ...]
    issues: tuple[SheetIssue, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReport:
    """What people are told about one ingested table."""

    label: str
    rows: int
    columns: tuple[CleanColumn, ...]
    repairs: tuple[Repair, ...]
    rejected: tuple[Reject, ...]


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """What people are told about one ingested file; questions can be asked as they stand."""

    file_name: str
    dataset: str
    tables: tuple[TableReport, ...]
    issues: tuple[SheetIssue, ...] = ()
    questions: tuple[str, ...] = ()
