"""Text whose lines are quoted as a whole: what a program writes that takes a line of CSV for one cell.

A list of quoted texts with commas in them looks alike, but its first line has not as many.
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from shared.core.ingest.text.cutting import Dialect, allow_long_cells, reader_of
from shared.core.ingest.text.records import read_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINES = 200
_MOST = 0.9
_LEAST_CELLS = 3
_SEPARATORS = ",;\t|"


def is_wrapped(text: str) -> bool:
    """True when nearly all lines but the first are quoted, and without quotes as many cells as the first one."""
    allow_long_cells()
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    wrapped = [line for line in lines if _is_whole(line)]
    if len(lines) <= 1 or len(wrapped) < (len(lines) - 1) * _MOST:
        return False
    bare = list(unwrapped(lines))
    return any(_has_one_width(bare, separator) for separator in _SEPARATORS)


def unwrapped(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the quotes around them; others as they are."""
    for _, cells in read_records(lines, Dialect(None)):
        yield f"{cells[0]}\n" if cells else "\n"


def _is_whole(line: str) -> bool:
    """True for a line in quotes, within which all quotes are doubled."""
    return len(line) > 1 and line[0] == line[-1] == '"' and line[1:-1].replace('""', "").count('"') == 0


def _has_one_width(lines: list[str], separator: str) -> bool:
    """True when the separator cuts the first line, and nearly all, into as many cells."""
    try:
        widths = [len(row) for row in reader_of(lines, Dialect(separator))]
    except csv.Error:
        return False
    usual, often = Counter(widths).most_common(1)[0]
    return usual == widths[0] >= _LEAST_CELLS and often >= len(widths) * _MOST
