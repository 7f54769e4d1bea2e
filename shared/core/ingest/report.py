"""What reading a file gave: clean tables, and an honest report of what was done to get them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from shared.core.table.shape import ColumnShape, TableShape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shared.core.table.types import Cell, DataType


@runtime_checkable
class CsvRows(Protocol):
    """Rows that can write themselves faster than anyone who iterates them."""

    def write_csv(self, path: Path) -> None:
        """Write the rows as RFC 4180 without a header, in UTF-8.

        NULL is an empty unquoted field and the empty string a quoted one; dates and times as ISO 8601, booleans as t
        and f. Raises TransientError when the disk is full.
        """


REJECTS_TOLD = 20
"""Rejected rows that a report shows; all of them can be downloaded."""


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

    @property
    def shape(self) -> ColumnShape:
        """What a store and a semantic model know of it."""
        return ColumnShape(self.name, self.label, self.type, self.unit, self.personal)


class Flaw(StrEnum):
    """What a repair says against a table, for its quality; repairs of mere form say nothing.

    RAGGED: rows with too few or too many cells. NAMELESS: columns without a name. STRAY: cells that do not fit their
    column and were left out. LOST: records that could not be read at all. UNREADABLE: characters that could not be
    read. AMBIGUOUS: dates whose day and month may be the other way round. MIXED: cells of a column whose values
    contradict each other, so that it stays text. COPY: rows that are exact copies. REPEATED_KEY: rows left out, because
    a later one has their declared key. OUTLIER: numbers far outside the others. UNEQUAL: rows whose
    totals are not those of what they are made of.
    """

    RAGGED = "ragged"
    NAMELESS = "nameless"
    STRAY = "stray"
    LOST = "lost"
    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    MIXED = "mixed"
    COPY = "copy"
    REPEATED_KEY = "repeated key"
    OUTLIER = "outlier"
    UNEQUAL = "unequal"


@dataclass(frozen=True, slots=True)
class Repair:
    """Something that was changed to make the table sound, in words, and how often.

    to_check: nothing was changed, or a choice was made that people should look at. flaw: what it says against the data.
    unit is what is counted, one of it ("row"); empty where the words say it all.
    """

    what: str
    count: int
    to_check: bool = False
    flaw: Flaw | None = None
    unit: str = "cell"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be kept: its line in the file (1-based), its cells as read, and why."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleApplied:
    """A business rule that was applied: what it does, in words, and to how many rows."""

    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How sound a table came, from 0 to 100, and what took points away, the worst first, each in words.

    The score is computed by core/ingest/cleaning/quality.py, which says how.
    """

    score: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanTable:
    """A table ready to be written: typed rows, what was repaired, what was rejected.

    name is a snake_case identifier; label what people call it (sheet or file name); rows are in file order: a tuple, or
    a sequence that lies on disk and may be iterated again. key names the columns that tell rows apart, if any.
    """

    name: str
    label: str
    columns: tuple[CleanColumn, ...]
    rows: Sequence[tuple[Cell, ...]]
    repairs: tuple[Repair, ...] = ()
    rejects: Sequence[Reject] = ()
    key: tuple[str, ...] = ()
    rules: tuple[RuleApplied, ...] = ()
    quality: Quality | None = None

    @property
    def shape(self) -> TableShape:
        """What a store and a semantic model know of it."""
        return TableShape(self.name, self.label, tuple(each.shape for each in self.columns))


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
    """What people are told about one ingested table.

    rejected are the first rejected rows (REJECTS_TOLD at most), rejects how many there are in all.
    """

    label: str
    rows: int
    columns: tuple[CleanColumn, ...]
    repairs: tuple[Repair, ...]
    rejected: tuple[Reject, ...]
    rejects: int = 0
    rules: tuple[RuleApplied, ...] = ()
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """What people are told about one ingested file; questions can be asked as they stand."""

    file_name: str
    dataset: str
    tables: tuple[TableReport, ...]
    issues: tuple[SheetIssue, ...] = ()
    questions: tuple[str, ...] = ()
