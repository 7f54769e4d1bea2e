"""Where one table ends and the next begins, in the first records of a sheet that holds several.

A table begins with a row of names: different words, no values. It must have rows of its width below it and a table
above it, and one of these must hold: the rows are of another width than those above; or the names stand in columns that
hold values above and below. A blank row before it makes less evidence enough. Lone cells between a blank row and the
names are the table's title.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from shared.core.ingest.text.asides import is_named_value
from shared.core.ingest.text.header import is_sentence, is_value, kind_of_cell, kinds_of_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Record = tuple[int, list[str]]

_LOOK = 30
"""Rows of a table that are looked at to know its columns."""
_BELOW = 6
"""Rows below a row of names that must be like it."""
_SAME_SHARE = 0.6
_HALF = 0.5
_MIN_WIDTH = 2
_TITLE_ROWS = 5
_SURE_ROWS = 5
"""So many rows of values or of three cells make a table for sure; pairs of a name and a value may be a preamble."""


@dataclass(frozen=True)
class HeadRow:
    """A record that is not blank, with how many blank ones stand directly before it.

    Every row is looked at with those around it, so that its cells are counted once.
    """

    line: int
    cells: list[str]
    blank_before: int = 0

    @property
    def width(self) -> int:
        """How many cells it has."""
        return len(self.cells)

    @cached_property
    def filled(self) -> int:
        """How many of them are not blank."""
        return sum(1 for cell in self.cells if cell.strip())


def filled_rows(records: Iterable[Record]) -> list[HeadRow]:
    """The records that are not blank."""
    rows, blank = [], 0
    for line, cells in records:
        if not "".join(cells).strip():
            blank += 1
        else:
            rows.append(HeadRow(line, cells, blank))
            blank = 0
    return rows


def start_below(first: Sequence[Record], above: Sequence[Record], below: Sequence[Record]) -> int | None:
    """The line of the first table that begins in the records below a blank one, which is the first of them.

    first are the first records of the table above, above its last ones.
    """
    rows = filled_rows([*first, *above, *below])
    known = len(filled_rows([*first, *above]))
    return next((rows[start].line for start in table_starts(rows) if start >= known), None)


def table_starts(rows: Sequence[HeadRow]) -> tuple[int, ...]:
    """The places of the rows that tables begin with, titles and names of groups included; the first is 0."""
    starts = [0]
    above = _Above(rows, 0)
    for at in range(1, len(rows) - 1):
        title = _title_start(rows, at, starts[-1])
        if title > starts[-1] and _begins_table(rows, at, title, above):
            starts.append(title)
            above = _Above(rows, title)
    return tuple(starts)


@dataclass(slots=True)
class _Above:
    """The table above, of which the rows from start on are known."""

    rows: Sequence[HeadRow]
    start: int
    _kinds: dict[int, dict[int, str]] = field(default_factory=dict)

    def width(self, end: int) -> int:
        """The usual width of its rows before end."""
        widths = Counter(row.width for row in self.rows[max(self.start, end - _LOOK) : end] if row.filled > 1)
        return widths.most_common(1)[0][0] if widths else 1

    def kinds(self, end: int) -> dict[int, str]:
        """The kinds of its columns of values, going by its rows before end."""
        end = min(end, self.start + _LOOK)
        if end not in self._kinds:
            body = [row.cells for row in self.rows[self.start + 1 : end]]
            self._kinds[end] = kinds_of_columns(body, self.width(end))
        return self._kinds[end]

    def is_table(self, end: int) -> bool:
        """True when the rows before end are more than a preamble."""
        width = self.width(end)
        solid = [row for row in self.rows[self.start : end] if _is_solid(row, width)]
        if width < _MIN_WIDTH or len(solid) < _MIN_WIDTH:
            return False
        if len(solid) > _SURE_ROWS and width > _MIN_WIDTH:
            return True
        if sum(is_named_value(row.cells) for row in solid) > len(solid) * _HALF:
            return False
        kinds = self.kinds(end)
        named = all(kind_of_cell(solid[0].cells[place]) == "text" for place in kinds)
        return bool(kinds) and named and (width > _MIN_WIDTH or len(solid) > _SURE_ROWS)

    def has_header(self, cells: Sequence[str], end: int) -> bool:
        """True when these cells are one of its first rows again, above which may be a preamble."""
        return any(row.cells == cells for row in self.rows[self.start : min(end, self.start + _LOOK)])


def _is_solid(row: HeadRow, width: int) -> bool:
    """True for a row so wide, with more than one cell, that is no sentence."""
    return row.width == width and row.filled > 1 and not is_sentence(row.cells)


def _title_start(rows: Sequence[HeadRow], at: int, start: int) -> int:
    """Where the lone cells above a row begin, behind a blank row; the row itself where there are none."""
    first = at
    while first - 1 > max(start, at - 1 - _TITLE_ROWS) and rows[first - 1].filled == 1:
        first -= 1
        if rows[first].blank_before:
            return first
    return at


def _begins_table(rows: Sequence[HeadRow], at: int, title: int, above: _Above) -> bool:
    """True when the row there is the row of names of another table."""
    row = rows[at]
    if any(place < row.width and is_value(row.cells[place]) for place in above.kinds(title)):
        return False  # as most rows are: values where those above have values
    names = [cell.strip() for cell in row.cells[: _last_filled(row.cells)]]
    below = _rows_below(rows, at)
    is_apart = rows[title].blank_before > 0
    if len(names) < _MIN_WIDTH or not _are_names(names, may_have_gaps=is_apart) or not below:
        return False
    width = above.width(title)
    if sum(other.width == row.width for other in below) < len(below) * _SAME_SHARE:
        return False
    if row.width == width:
        is_new = _stands_over_values(names, below, above.kinds(title), is_apart=is_apart)
    else:
        is_new = is_apart or len(below) > 1
    return (
        is_new
        and all(kind_of_cell(name) == "text" for name in names if name)
        and not above.has_header(row.cells, title)
        and (above.is_table(title))
    )


def _are_names(names: list[str], *, may_have_gaps: bool) -> bool:
    """True for different words, one a column; behind a blank row, a column may be without, but not the first."""
    filled = list(filter(None, names))
    is_full = len(filled) == len(names) or (may_have_gaps and bool(names[0]) and len(filled) > len(names) * _HALF)
    return is_full and len(set(filled)) == len(filled)


def _stands_over_values(names: list[str], below: Sequence[HeadRow], kinds: dict[int, str], *, is_apart: bool) -> bool:
    """True when names stand in all columns that hold values above, and there are values below."""
    places = [place for place in kinds if place < len(names)]
    if len(places) < (1 if is_apart else _MIN_WIDTH) or any(kind_of_cell(names[place]) != "text" for place in places):
        return False
    return bool(kinds_of_columns([row.cells for row in below], len(names)))


def _rows_below(rows: Sequence[HeadRow], at: int) -> list[HeadRow]:
    """The rows directly below, up to the next blank one."""
    return list(takewhile(lambda row: not row.blank_before, rows[at + 1 : at + 1 + _BELOW]))


def _last_filled(cells: Sequence[str]) -> int:
    """The width of a row without the blanks at its end."""
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
