"""The header and the records of each table as read, before anything is typed or squared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.text.asides import is_rule
from shared.core.ingest.text.sorting import MIN_TABLE_WIDTH, is_blank, is_comment, recut, recut_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shared.core.ingest.text.layout import TableLayout


def raw_cells(layouts: Sequence[TableLayout], records: Iterable[tuple[int, list[str]]]) -> Iterator[list[str]]:
    """The cells of every header row and record, one table after the other, each with as many as it has.

    What stands around the tables is left out: rows above a header, comments, blank rows, totals and remarks below. A
    table without a header has none here. A record that another separator cuts is cut by it, as in sorting; where a
    space is behind every separator of a record, it is no part of the cells.
    """
    footer = {line for layout in layouts for line, _ in layout.footer}
    coming = iter(layouts)
    layout = next(coming, None)
    for line, cells in records:
        while layout and layout.body_last is not None and line > layout.body_last:
            layout = next(coming, None)
        if layout is None:
            return
        if line in layout.head_lines:
            yield recut_names(cells, layout.width) or _without_spaces(cells, layout.width)
        elif line >= layout.body_first and line not in footer and not _is_skipped(cells, layout.width):
            yield recut(layout, cells) or _without_spaces(cells, layout.width)


def _is_skipped(cells: Sequence[str], width: int) -> bool:
    """True for what is no record at all."""
    return is_blank(cells) or is_comment(cells, width) or (width >= MIN_TABLE_WIDTH and is_rule(cells))


def _without_spaces(cells: list[str], width: int) -> list[str]:
    """The cells without the one space that all but the first begin with, if they do."""
    if len(cells) != width or width <= MIN_TABLE_WIDTH or not all(cell[:1] == " " for cell in cells[1:]):
        return cells
    return [cells[0], *(cell[1:] for cell in cells[1:])]
