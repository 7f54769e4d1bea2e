"""Tables that stand beside each other in a sheet, with an empty column between them.

A column that is empty may also only give a table air. Two tables end on different rows, each without a gap; the shorter
one has nothing beside the rest of the longer. Where the left one is the longer, its right part may merely be unfilled
as yet: then the right one must have a title of its own as the left one has, names on another row, or a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.ingest.text.asides import says_total
from shared.core.ingest.text.header import is_value, may_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Rows = Sequence[Sequence[str]]

Span = tuple[int, int | None]
"""The places of a table's first column and of the first one behind it; None where that is the end."""
_LEAST_COLUMNS = 2
_LEAST_ROWS = 2
_NAMES_WITHIN = 10
"""So many rows down the names of a table are looked for."""
_MOST_WIDTH = 500


def spans_beside(rows: Rows) -> tuple[Span, ...]:
    """The columns of each table in a sheet's first rows, the blank ones among them; empty where all is one table."""
    blocks = list(_blocks(rows))
    if len(blocks) < _LEAST_COLUMNS:
        return ()
    starts = [0]
    before = _part(rows, blocks[0])
    for block in blocks[1:]:
        after = _part(rows, block)
        if before and after and _are_apart(rows, before, after):
            starts.append(block[0])
            before = after
        else:
            before = _part(rows, (starts[-1], block[1]))
    return tuple(zip(starts, [*starts[1:], None], strict=True)) if len(starts) > 1 else ()


@dataclass(frozen=True, slots=True)
class _Part:
    """Columns from start to end with names on the row called head, and a body down to the row called last.

    The body has no blank row. has_title: a lone cell stands over the first of the names.
    """

    start: int
    end: int
    head: int
    last: int
    has_title: bool


def _blocks(rows: Rows) -> Iterator[tuple[int, int]]:
    """The runs of columns with something in them."""
    width = max(map(len, rows), default=0)
    if width > _MOST_WIDTH:
        return
    filled = {place for row in rows for place, cell in enumerate(row) if cell and not cell.isspace()}
    start = None
    for place in range(width + 1):
        if place in filled:
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None


def _part(rows: Rows, block: tuple[int, int]) -> _Part | None:
    """What stands in a run of columns, where that looks like a table."""
    start, end = block
    if end - start < _LEAST_COLUMNS:
        return None
    head = next((at for at, row in enumerate(rows[:_NAMES_WITHIN]) if _are_names(row[start:end], end - start)), None)
    if head is None:
        return None
    last = head
    for at in range(head + 1, len(rows)):
        filled = [cell for cell in rows[at][start:end] if cell.strip()]
        if not filled:
            break
        if len(filled) > 1 and not says_total(filled[0].strip()):
            last = at
    above = rows[head - 1][start:end] if head else []
    has_title = bool(above) and bool(above[0].strip()) and not any(cell.strip() for cell in above[1:])
    return _Part(start, end, head, last, has_title) if last - head >= _LEAST_ROWS else None


def _are_names(cells: Sequence[str], width: int) -> bool:
    """True for different words, one in each column, but for columns that are empty throughout."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > width / 2 and len(set(filled)) == len(filled) > 1 and all(map(may_name, filled))


def _are_apart(rows: Rows, left: _Part, right: _Part) -> bool:
    """True where the two are tables of their own."""
    shorter, longer = (left, right) if left.last < right.last else (right, left)
    beside = rows[shorter.last + 1 : longer.last + 1]
    if left.last == right.last or any(len(_filled(row, shorter)) > 1 for row in beside[1:]):
        return False
    if shorter is left:
        return True
    return (left.has_title and right.has_title) or left.head != right.head or _has_key(rows, right)


def _filled(row: Sequence[str], part: _Part) -> list[str]:
    return [cell for cell in row[part.start : part.end] if cell.strip()]


def _has_key(rows: Rows, part: _Part) -> bool:
    """True where the first column has another word in each row."""
    keys = [row[part.start].strip() for row in rows[part.head + 1 : part.last + 1] if part.start < len(row)]
    return len(set(keys)) == len(keys) > _LEAST_ROWS and all(keys) and not any(map(is_value, keys))
