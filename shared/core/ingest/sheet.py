"""What a file gives before anything is understood: rows of texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.ingest.report import Reject, Repair


@dataclass(frozen=True, slots=True)
class RawSheet:
    """Everything a text file or a spreadsheet's sheet holds, row by row; lines are 1-based, rows may be ragged."""

    label: str
    lines: list[int]
    rows: list[list[str]]
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
    repairs: tuple[Repair, ...] = ()
    rejects: tuple[Reject, ...] = ()
    has_header: bool = True

    def with_repairs(self, *repairs: Repair) -> RawTable:
        """The same table with more to report; repairs that happened no times are left out."""
        return replace(self, repairs=self.repairs + tuple(each for each in repairs if each.count))
