"""Where the table is in a sheet: below a preamble, under its header, above a footer, between comments and blank rows.

Each step of FINDING takes the layout so far and gives a better one; nothing leaves the sheet without a repair or a
reject that says so.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.ingest.header import find_header, join_header
from shared.core.ingest.report import Reject, Repair, SheetIssue
from shared.core.ingest.sheet import RawSheet, RawTable

if TYPE_CHECKING:
    from collections.abc import Callable

_MIN_TABLE_WIDTH = 2
_FOOTER_ROWS = 12
_FOOTER_SHARE = 0.34
"""A footer fills at most this share of the columns, unless it begins with a word of _TOTALS."""
_TOTALS = re.compile(
    r"""(?:(?:grand|sub|net|over\ ?all)[\ -]?)?totals?
        (?:\ (?:amount|value|sales|quantity|(?:of|for|as\ on)\ .{1,30}))?\s*[:=.]*
    |sum|\u0915\u0941\u0932""",
    re.IGNORECASE | re.VERBOSE,
)
_REMARKS = re.compile(
    r"(?:source|notes?|generated|printed|report|page|\(c\)|\u00a9|end of|e\.? ?& ?o\.? ?e)\b.*|\*.*", re.IGNORECASE
)
_SENTENCE = 40
"""A lone cell with more characters than this, in the last row, is a remark."""
_PREVIEW = 3


@dataclass(frozen=True, slots=True)
class _Layout:
    """A sheet on its way to a table; width is the usual number of cells of a row."""

    label: str
    lines: list[int]
    rows: list[list[str]]
    width: int = 0
    header: tuple[str, ...] = ()
    has_header: bool = True
    repairs: tuple[Repair, ...] = ()
    rejects: tuple[Reject, ...] = ()

    def keep(self, wanted: list[bool], what: str) -> _Layout:
        """Only the wanted rows; how many others there were is reported as what."""
        gone = wanted.count(False)
        if not gone:
            return self
        return replace(
            self,
            lines=[line for line, keep in zip(self.lines, wanted, strict=True) if keep],
            rows=[row for row, keep in zip(self.rows, wanted, strict=True) if keep],
            repairs=(*self.repairs, Repair(what, gone)) if what else self.repairs,
        )

    def reject(self, reasons: dict[int, str]) -> _Layout:
        """The rows at these places are moved to the rejects, each with its reason."""
        if not reasons:
            return self
        rejects = tuple(Reject(self.lines[at], why, tuple(self.rows[at])) for at, why in sorted(reasons.items()))
        kept = self.keep([at not in reasons for at in range(len(self.rows))], "")
        return replace(kept, rejects=(*self.rejects, *rejects))


def find_table(sheet: RawSheet) -> RawTable | SheetIssue:
    """The table of a sheet, or why there is none."""
    layout = _Layout(sheet.label, sheet.lines, sheet.rows, repairs=sheet.repairs)
    for step in FINDING:
        layout = step(layout)
        if not layout.rows and not layout.header:
            return SheetIssue(sheet.label, "there is nothing in it")
    if not layout.rows:
        return SheetIssue(sheet.label, "it has column names but no rows")
    return RawTable(
        layout.label, layout.header, layout.lines, layout.rows, layout.repairs, layout.rejects, layout.has_header
    )


def _drop_blank_rows(layout: _Layout) -> _Layout:
    """Blank rows go; those behind the last row are not worth a word."""
    filled = [bool("".join(row).strip()) for row in layout.rows]
    last = max((place for place, full in enumerate(filled) if full), default=-1) + 1
    within = replace(layout, lines=layout.lines[:last], rows=layout.rows[:last])
    return within.keep(filled[:last], "blank rows were skipped")


def _measure(layout: _Layout) -> _Layout:
    """The usual width: the commonest one among rows of two cells or more, one where there are none.

    Cells that are empty in all rows from some column on do not count, for they are only trailing separators.
    """
    widths = Counter(map(len, layout.rows))
    wide = {width: count for width, count in widths.items() if width >= _MIN_TABLE_WIDTH}
    first = len(layout.rows[0]) if layout.rows else 0
    width = max(wide, key=lambda each: (wide[each], each == first, each), default=1)
    while width > 1 and not any(len(row) >= width and row[width - 1].strip() for row in layout.rows):
        width -= 1
    return replace(layout, width=width)


def _drop_comments(layout: _Layout) -> _Layout:
    """Rows that begin with # and are no records, for their width is another."""
    if layout.width < _MIN_TABLE_WIDTH:
        return layout
    wanted = [not (row[0].lstrip().startswith("#") and _filled(row) != layout.width) for row in layout.rows]
    return layout.keep(wanted, "comment rows were skipped")


def _take_header(layout: _Layout) -> _Layout:
    """The rows above the header go, its own leave the body; without one, the columns are numbered."""
    place = find_header(layout.rows, layout.width)
    words = "; ".join(_preview(row) for row in layout.rows[: place.start][:_PREVIEW])
    wanted = [at >= place.start for at in range(len(layout.rows))]
    body = layout.keep(wanted, f"rows above the header were skipped ({words})")
    names = body.rows[: place.depth]
    width = max(layout.width, *map(_last_filled, names)) if names else layout.width
    header, blank = join_header(names or [[]], width)
    repairs = []
    if not names:
        repairs.append(Repair("there is no header row, so the columns were numbered", width))
    elif blank:
        repairs.append(Repair("columns without a name were numbered", blank))
    if len(names) > 1:
        repairs.append(Repair("header rows were joined into one", len(names)))
    if repeated := width - len(set(header)):
        header = _told_apart(header)
        repairs.append(Repair("column names that came twice were numbered", repeated))
    return replace(
        body,
        header=header,
        width=width,
        has_header=bool(names),
        lines=body.lines[place.depth :],
        rows=body.rows[place.depth :],
        repairs=(*body.repairs, *repairs),
    )


def _drop_repeated_headers(layout: _Layout) -> _Layout:
    """The header again, in the middle, as printed pages and joined files have it."""
    if not layout.has_header or layout.width < _MIN_TABLE_WIDTH:
        return layout
    first = layout.header[0]
    wanted = [
        not (row and row[0].strip() == first and tuple(cell.strip() for cell in row) == layout.header)
        for row in layout.rows
    ]
    return layout.keep(wanted, "repeated header rows were skipped")


def _reject_footer(layout: _Layout) -> _Layout:
    """The last rows that hold a total or a remark instead of a record."""
    reasons: dict[int, str] = {}
    if layout.width <= _MIN_TABLE_WIDTH:
        return layout
    for place in range(len(layout.rows) - 1, max(0, len(layout.rows) - _FOOTER_ROWS) - 1, -1):
        reason = _footer_reason(layout.rows[place], layout.width)
        if not reason:
            break
        reasons[place] = reason
    return layout.reject(reasons) if len(reasons) < len(layout.rows) else layout


def _footer_reason(row: list[str], width: int) -> str:
    """Why a last row is no record; empty when it is one."""
    words = [cell.strip() for cell in row if cell.strip()]
    if words and _TOTALS.fullmatch(words[0]):
        return "a total below the table, not a record"
    is_short = len(words) == 1 and len(words) <= width * _FOOTER_SHARE
    if is_short and (_REMARKS.fullmatch(words[0]) or len(words[0]) > _SENTENCE):
        return "a remark below the table, not a record"
    return ""


def _square(layout: _Layout) -> _Layout:
    """Every row as wide as the header: blanks are added or taken away, rows with too much in them are rejected."""
    width, short, trailing = layout.width, 0, 0
    rows, reasons = [], dict[int, str]()
    for place, row in enumerate(layout.rows):
        size = len(row)
        if size < width:
            short += 1
            row = row + [""] * (width - size)  # noqa: PLW2901 - the sheet's own row stays as it is
        elif size > width:
            if any(cell.strip() for cell in row[width:]):
                reasons[place] = f"it has {size} cells where the header has {width}"
            else:
                trailing += 1
                row = row[:width]  # noqa: PLW2901
        rows.append(row)
    repairs = (
        Repair("rows with too few cells were filled up with blanks", short),
        Repair("blank cells behind the last column were taken away", trailing),
    )
    squared = replace(layout, rows=rows, repairs=layout.repairs + tuple(each for each in repairs if each.count))
    return squared.reject(reasons)


FINDING: tuple[Callable[[_Layout], _Layout], ...] = (
    _drop_blank_rows,
    _measure,
    _drop_comments,
    _take_header,
    _drop_repeated_headers,
    _reject_footer,
    _square,
)


def _filled(row: list[str]) -> int:
    """How many cells are not blank."""
    return sum(1 for cell in row if cell.strip())


def _last_filled(row: list[str]) -> int:
    """The width of a row without the blanks at its end."""
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _preview(row: list[str]) -> str:
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
