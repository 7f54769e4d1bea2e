"""How the records of a sheet make tables: which name the columns, where bodies begin and end, what is around them.

A layout is decided from the first and the last records of a sheet (all of them, where it is small); the rows are then
sorted one by one, so that a sheet of any size needs the memory of a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.ingest.report import Repair


@dataclass(frozen=True, slots=True)
class TableLayout:
    """A table within a sheet.

    header has the label of each column as written (several header rows joined, blanks and doubles numbered); lines are
    of the file, 1-based. head_lines are those of the header rows (none where has_header is False and the names were
    made up). Records that begin on body_first or later, and not after body_last (None: to the end), are candidates for
    rows. footer has the lines among them that hold totals or remarks, each with its reason. values are the places (from
    0) of columns that mostly hold numbers, dates, times or booleans; separator is the dialect's, where it is known.
    names are the header rows as they stand, titles what the rows above them say (core/ingest/text/asides.py): pages may
    repeat them. repairs is what finding the layout did, in words.
    """

    label: str
    header: tuple[str, ...]
    body_first: int
    body_last: int | None = None
    head_lines: tuple[int, ...] = ()
    footer: tuple[tuple[int, str], ...] = ()
    has_header: bool = True
    values: tuple[int, ...] = ()
    separator: str | None = None
    names: frozenset[tuple[str, ...]] = frozenset()
    titles: frozenset[tuple[str, ...]] = frozenset()
    repairs: tuple[Repair, ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.header)

    @property
    def first_names(self) -> frozenset[str]:
        """What the first cell of a repeated header row may be."""
        return frozenset({self.header[0], *(row[0] for row in self.names)})


Sorted = tuple[int, list[str], str]
"""A record after sorting: its line, its cells (as many as there are columns, for a row), and why it was rejected; the
reason is empty for a row of the table."""
