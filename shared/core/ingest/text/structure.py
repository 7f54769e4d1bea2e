"""Where the tables are in a sheet: below a preamble, under a header, above a footer, one after the other.

A layout is decided from the first and the last records; nothing around a table leaves it without a repair or a reject
that says so. The rows are sorted afterwards (core/ingest/text/sorting.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.names import file_stem
from shared.core.ingest.report import Flaw, Repair, SheetIssue
from shared.core.ingest.text.asides import is_named_value, is_rule, names_of, says_remark, says_total, title_of
from shared.core.ingest.text.header import HeaderPlace, find_header, is_value, join_header, kinds_of_columns
from shared.core.ingest.text.layout import TableLayout
from shared.core.ingest.text.sorting import (
    BLANK,
    COMMENT,
    MIN_TABLE_WIDTH,
    RULE,
    is_comment,
    reason_to_skip,
    recut,
    recut_names,
    repairs_of,
    sort_rows,
)
from shared.core.ingest.text.splitting import HeadRow, filled_rows, table_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["lay_out", "repairs_of", "sort_rows", "with_footer"]

NOTHING = "there is nothing in it"
NO_ROWS = "it has column names but no rows"
_FOOTER_ROWS = 12
_SENTENCE = 40
"""A lone cell with more characters than this, in the last row, is a remark."""
_PREVIEW = 3
_SAMPLE = 300
"""Rows looked at for the columns that hold values."""

Record = tuple[int, list[str]]


def lay_out(  # noqa: PLR0913 - what a sheet is known by
    label: str,
    head: Sequence[Record],
    tail: Sequence[Record],
    complete: bool,  # noqa: FBT001 - so callers have it
    *,
    may_be_empty: bool = False,
    separator: str | None = None,
) -> tuple[TableLayout, ...] | SheetIssue:
    """The tables of a sheet, in order, or why there is none.

    head are its first records, all of them where complete; tail the last ones of a longer sheet. A header without rows
    is refused, unless it may be empty. separator is the one of the sheet's dialect, where there is one.
    """
    rows = filled_rows(head)
    if not rows:
        return SheetIssue(label, NOTHING)
    starts = table_starts(rows)
    blocks = [rows[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    found = []
    for number, block in enumerate(blocks, start=1):
        is_last = number == len(blocks)
        sheet = _Block(
            label if number == 1 else f"{file_stem(label)} {number}",
            block,
            block if complete or not is_last else filled_rows(tail),
            None if is_last else blocks[number][0].line - 1,
        )
        layout = replace(_layout_of(sheet), separator=separator)
        if may_be_empty or _has_rows(layout, sheet) or (is_last and not complete):
            found.append(layout)
    return tuple(found) or SheetIssue(label, NO_ROWS)


def with_footer(layout: TableLayout, tail: Sequence[Record]) -> TableLayout:
    """The layout of the last table of a longer sheet, now that the last records are known."""
    return replace(layout, footer=_footer(layout, filled_rows(tail)))


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of a table: the first ones, the last ones (the same, where these are all); body_last as in a layout."""

    label: str
    rows: Sequence[HeadRow]
    last: Sequence[HeadRow]
    body_last: int | None


def _layout_of(block: _Block) -> TableLayout:
    """The layout of one table."""
    width = _usual_width(block.rows)
    rows = [row for row in block.rows if not is_comment(row.cells, width) and not is_rule(row.cells)]
    cells = [row.cells for row in rows]
    if names := _names_cut_otherwise(cells, width):
        cells[names[0]] = names[1]
    place = find_header(cells, width) if cells else HeaderPlace(0, 0)
    head = rows[place.start : place.start + place.depth]
    header, repairs = _header_of(cells[place.start : place.start + place.depth], width)
    first = head[-1].line + 1 if head else rows[place.start].line if rows else block.rows[-1].line + 1
    kinds = kinds_of_columns(cells[place.start + place.depth :][:_SAMPLE], width)
    layout = TableLayout(
        label=block.label,
        header=header,
        body_first=first,
        body_last=block.body_last,
        head_lines=tuple(row.line for row in head),
        has_header=bool(head),
        values=tuple(kinds),
        names=frozenset(map(names_of, cells[place.start : place.start + place.depth])),
        titles=frozenset(title_of(row.cells) for row in rows[: place.start]) if head else frozenset(),
        repairs=(*_above(block.rows, width, rows[: place.start], first), *repairs),
    )
    return replace(layout, footer=_footer(layout, block.last))


def _names_cut_otherwise(rows: Sequence[Sequence[str]], width: int) -> tuple[int, list[str]] | None:
    """The place and the names of a header in one cell, directly above the first record, that another separator cuts."""
    at = next((place for place, cells in enumerate(rows) if len(cells) == width > 1), 0) - 1
    if at < 0 or not any(map(is_value, rows[at + 1])):
        return None
    names = recut_names(rows[at], width)
    return (at, names) if names else None


def _usual_width(rows: Sequence[HeadRow]) -> int:
    """The commonest number of cells among rows of two or more, one where there are none.

    Cells that are empty in all rows from some column on do not count, for they are only trailing separators.
    """
    widths = Counter(row.width for row in rows if not is_named_value(row.cells)) or Counter(row.width for row in rows)
    wide = {width: count for width, count in widths.items() if width >= MIN_TABLE_WIDTH}
    width = max(wide, key=lambda each: (wide[each], each == rows[0].width, each), default=1)
    while width > 1 and not any(row.width >= width and row.cells[width - 1].strip() for row in rows):
        width -= 1
    return width


def _above(rows: Sequence[HeadRow], width: int, skipped: Sequence[HeadRow], first: int) -> tuple[Repair, ...]:
    """What is told of the rows before the body that are not of the header."""
    above = [row for row in rows if row.line < first]
    comments = sum(1 for row in above if is_comment(row.cells, width))
    rules = sum(1 for row in above if is_rule(row.cells))
    words = "; ".join(_preview(row.cells) for row in skipped[:_PREVIEW])
    repairs = (
        Repair(BLANK, sum(row.blank_before for row in rows if row.line <= first), unit="row"),
        Repair(COMMENT, comments, unit="row"),
        Repair(RULE, rules, unit="row"),
        Repair(f"rows above the header were skipped ({words})", len(skipped), unit="row"),
    )
    return tuple(repair for repair in repairs if repair.count)


def _header_of(names: Sequence[Sequence[str]], width: int) -> tuple[tuple[str, ...], tuple[Repair, ...]]:
    """The label of each column, and what had to be done to have one for each."""
    width = max(width, *map(_last_filled, names)) if names else width
    header, blank = join_header(names or [[]], width)
    repeated = width - len(set(header))
    repairs = (
        Repair(
            "there is no header row, so the columns were numbered",
            0 if names else width,
            flaw=Flaw.NAMELESS,
            unit="column",
        ),
        Repair("columns without a name were numbered", blank if names else 0, flaw=Flaw.NAMELESS, unit="column"),
        Repair("header rows were joined into one", len(names) if len(names) > 1 else 0, unit="row"),
        Repair("column names that came twice were numbered", repeated, unit="column"),
    )
    return _told_apart(header) if repeated else header, tuple(repair for repair in repairs if repair.count)


def _has_rows(layout: TableLayout, block: _Block) -> bool:
    """True when sorting the rows of the block would give one."""
    records = [(row.line, row.cells) for row in block.rows]
    return any(not reason for _, _, reason in sort_rows(layout, records, Counter()))


def _footer(layout: TableLayout, rows: Sequence[HeadRow]) -> tuple[tuple[int, str], ...]:
    """The last rows that hold a total or a remark instead of a record, with the reason, as long as a row is left."""
    body = [row for row in rows if row.line >= layout.body_first and not reason_to_skip(layout, row.cells)]
    if layout.width < MIN_TABLE_WIDTH or (layout.width == MIN_TABLE_WIDTH and not layout.values):
        return ()
    found: list[tuple[int, str]] = []
    apart = _set_apart(body)
    for row in reversed(body[-_FOOTER_ROWS:]):
        reason = _footer_reason(row.cells, layout, is_apart=row.line >= apart)
        if not reason:
            break
        found.append((row.line, reason))
    return tuple(reversed(found)) if len(found) < len(body) else ()


def _set_apart(body: Sequence[HeadRow]) -> float:
    """The line that lone cells begin on below a blank row, where no other row is of a lone cell; else beyond all."""
    lone = [at for at, row in enumerate(body) if row.filled == 1]
    first = lone[0] if lone else len(body)
    is_last = first > 0 and len(lone) == len(body) - first
    return body[first].line if is_last and lone and body[first].blank_before else inf


def _footer_reason(cells: Sequence[str], layout: TableLayout, *, is_apart: bool) -> str:
    """Why a last row is no record; empty when it is one."""
    words = [cell.strip() for cell in cells if cell.strip()]
    if layout.width > MIN_TABLE_WIDTH and says_total(words[0]):
        return "a total below the table, not a record"
    says = says_remark(words[0]) or len(words[0]) > _SENTENCE or (is_apart and not is_value(words[0]))
    if len(words) == 1 and says and not recut(layout, cells):
        return "a remark below the table, not a record"
    return ""


def _last_filled(row: Sequence[str]) -> int:
    """The width of a row without the blanks at its end."""
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _preview(row: Sequence[str]) -> str:
    """A row in a few words."""
    return " ".join(dict.fromkeys(cell.strip() for cell in row if cell.strip()))[:60]


def _told_apart(header: tuple[str, ...]) -> tuple[str, ...]:
    """The names with a number behind a second and third one of the same."""
    seen: Counter[str] = Counter()
    taken = set(header)
    result = []
    for name in header:
        seen[name] += 1
        unique = name
        while seen[name] > 1 and unique in taken:
            unique = f"{name} {seen[name]}"
            seen[name] += unique in taken
        taken.add(unique)
        result.append(unique)
    return tuple(result)
