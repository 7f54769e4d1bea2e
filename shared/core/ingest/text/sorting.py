"""The records of a table's body, sorted one by one: rows, rejected records, and what is skipped.

The rules, in this order; whoever sorts in another way (in SQL, say) keeps to them. Cells are compared trimmed.

1. A record that begins before body_first or behind body_last is not of this table.
2. One without any cell that is not blank is skipped (BLANK); those behind the last other record are not counted.
3. One whose first cell begins with # is skipped (COMMENT), unless as many cells are filled as there are columns, or
   it is a number with a hash (#1001) and not the only filled cell. One of nothing but dashes and the like is skipped
   (RULE).
4. One whose cells are the header's labels, or one of its rows, is skipped (REPEATED), where the table has a header.
   One whose last cell is blank or missing is skipped (TITLES) where it says what a row above the header says, but for
   its numbers; so is one of nothing but the number of a page in its first cell, where there are three columns.
5. One that begins on a line of the footer is rejected, with the reason given there; so is the total of a group of rows.
6. One with too few cells whose text another usual separator cuts into exactly as many cells as there are columns is
   such a row (RECUT), if the columns of values hold values then; where there are none, spaces cut it only
   beside quotation marks. With more than one cell, two such columns are needed, and the layout must know the separator.
7. Too few cells are filled up with blanks (FILLED).
8. Too many are taken away where they are blank (TRIMMED); otherwise the record is rejected.

Rules 3 and 4, and the totals of groups, hold for tables of two columns or more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.ingest.report import Flaw, Repair
from shared.core.ingest.text.asides import RULING, is_page_number, is_rule, is_total_between, names_of, title_of
from shared.core.ingest.text.cutting import Dialect
from shared.core.ingest.text.header import is_value, may_name
from shared.core.ingest.text.mending import OTHER_SEPARATORS, cut_by_another

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shared.core.ingest.text.layout import Sorted, TableLayout

BLANK = "blank rows were skipped"
COMMENT = "comment rows were skipped"
RULE = "lines of dashes were skipped"
REPEATED = "repeated header rows were skipped"
TITLES = "titles and numbers of pages were skipped"
GROUP_TOTAL = "a total between the rows, not a record"
GROUP_TOTALS = "totals between the rows were left out"
RECUT = "rows that another separator cuts were cut by it"
FILLED = "rows with too few cells were filled up with blanks"
TRIMMED = "blank cells behind the last column were taken away"
_FLAWS = {FILLED: Flaw.RAGGED, RECUT: Flaw.RAGGED}
MIN_TABLE_WIDTH = 2
_NUMBERED = re.compile(r"#[A-Za-z]{0,5}-?\d[\w/-]*")
_PAGED_WIDTH = 3
_LONGEST_RECUT = 20_000


def sort_rows(layout: TableLayout, records: Iterable[tuple[int, list[str]]], skipped: Counter[str]) -> Iterator[Sorted]:
    """The rows of the table and its rejected records, in their order; skipped counts the repairs, by their words."""
    body = _Body(layout, skipped)
    first, last, width = layout.body_first, layout.body_last, layout.width
    labels, footer = layout.first_names, min((line for line, _ in layout.footer), default=None)
    for line, cells in records:
        if line < first:
            continue
        if last is not None and line > last:
            return
        # A record that no rule concerns: the right width, and something plain in its first cell.
        if (
            len(cells) == width
            and (start := cells[0])
            and _is_plain(start)
            and (cells[-1] or not layout.titles)
            and (footer is None or line < footer)
        ):
            body.count_blanks()
            if start in labels and is_header(layout, cells):
                skipped[REPEATED] += 1
                continue
            yield line, cells, ""
        elif sorted_ := body.sort(line, cells):
            yield sorted_


def _is_plain(start: str) -> bool:
    """True for a first cell, not empty, with which no comment, line of dashes, total, page or blank begins."""
    if start[0] <= "#" or start[0] in RULING or "otal" in start or "OTAL" in start:
        return False
    return start[0] not in "pP" or start[:4].lower() != "page"


def repairs_of(skipped: Mapping[str, int], found: Sequence[Repair] = ()) -> tuple[Repair, ...]:
    """The repairs that finding a layout made, and those counted in sorting; the same words are told once."""
    repairs = {repair.what: repair for repair in found}
    for what, count in skipped.items():
        known = repairs.get(what, Repair(what, 0, flaw=_FLAWS.get(what), unit="row"))
        repairs[what] = replace(known, count=known.count + count)
    return tuple(repair for repair in repairs.values() if repair.count)


def is_blank(cells: Sequence[str]) -> bool:
    """Rule 2."""
    return not "".join(cells).strip()


def is_comment(cells: Sequence[str], width: int) -> bool:
    """Rule 3."""
    if width < MIN_TABLE_WIDTH or not cells or not cells[0].lstrip().startswith("#"):
        return False
    filled = sum(1 for cell in cells if cell.strip())
    return filled != width and (filled == 1 or not _NUMBERED.fullmatch(cells[0].strip()))


def is_header(layout: TableLayout, cells: Sequence[str]) -> bool:
    """Rule 4."""
    if not layout.has_header or layout.width < MIN_TABLE_WIDTH:
        return False
    names = names_of(cells)
    return names == layout.header or names in layout.names


def reason_to_skip(layout: TableLayout, cells: Sequence[str]) -> str:
    """Rules 3 and 4: what is told of a record that is skipped; empty for any other."""
    if layout.width < MIN_TABLE_WIDTH:
        return ""
    if is_comment(cells, layout.width):
        return COMMENT
    if is_rule(cells):
        return RULE
    if is_header(layout, cells):
        return REPEATED
    if layout.width >= _PAGED_WIDTH and is_page_number(cells):
        return TITLES
    is_short = len(cells) < layout.width or not cells[layout.width - 1].strip()
    return TITLES if is_short and title_of(cells) in layout.titles else ""


def recut(layout: TableLayout, cells: Sequence[str]) -> list[str] | None:
    """Rule 6: the cells such a record should have had."""
    width = layout.width
    if width < MIN_TABLE_WIDTH or len(cells) >= width or sum(map(len, cells)) > _LONGEST_RECUT:
        return None
    is_lone = len(cells) == 1
    if not is_lone and (len(layout.values) < MIN_TABLE_WIDTH or not layout.separator):
        return None
    text = (layout.separator or "").join(cells)
    separators = OTHER_SEPARATORS if layout.values or '"' in text else OTHER_SEPARATORS.replace(" ", "")
    row = cut_by_another(text, Dialect(layout.separator), width, separators)
    values = [row[place] for place in layout.values if row[place].strip()] if row else []
    return row if all(map(is_value, values)) and (is_lone or len(values) >= MIN_TABLE_WIDTH) else None


def recut_names(cells: Sequence[str], width: int) -> list[str] | None:
    """The same for the names of a header: so many different words."""
    names = cut_by_another(cells[0], Dialect(None), width) if len(cells) == 1 and width >= MIN_TABLE_WIDTH else None
    is_sound = names and all(map(may_name, names)) and len(set(names)) == width
    return names if is_sound and all(any(map(str.isalnum, name)) for name in names or ()) else None


class _Body:
    """The rules 2 to 8 for one table."""

    def __init__(self, layout: TableLayout, skipped: Counter[str]) -> None:
        self._layout = layout
        self._skipped = skipped
        self._footer = dict(layout.footer)
        self._blanks = 0

    def count_blanks(self) -> None:
        """Count the blank records that turned out to be followed by another."""
        if self._blanks:
            self._skipped[BLANK] += self._blanks
            self._blanks = 0

    def sort(self, line: int, cells: list[str]) -> Sorted | None:
        """A record, sorted; None for one that is skipped."""
        if is_blank(cells):
            self._blanks += 1
            return None
        self.count_blanks()
        if what := reason_to_skip(self._layout, cells):
            self._skipped[what] += 1
            return None
        if reason := self._footer.get(line):
            return line, cells, reason
        if self._layout.width >= MIN_TABLE_WIDTH and is_total_between(self._layout, cells):
            self._skipped[GROUP_TOTALS] += 1
            return line, cells, GROUP_TOTAL
        return self._square(line, cells)

    def _square(self, line: int, cells: list[str]) -> Sorted:
        """Rules 6 to 8."""
        width, size = self._layout.width, len(cells)
        if size == width:
            return line, cells, ""
        if row := recut(self._layout, cells):
            self._skipped[RECUT] += 1
            return line, row, ""
        if size < width:
            self._skipped[FILLED] += 1
            return line, cells + [""] * (width - size), ""
        if is_blank(cells[width:]):
            self._skipped[TRIMMED] += 1
            return line, cells[:width], ""
        return line, cells, f"it has {size} cells where the header has {width}"
