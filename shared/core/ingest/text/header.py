"""Which of the first rows name the columns, which stand above them, and whether any do.

Where some columns hold numbers, dates or booleans, the header is the fullest row above the first of those values that
has something else in their columns; rows like it, above and below, are part of it. Where all is words, each column
votes: a word that comes again below it is a value, and a tie means a header, for most files have one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.core.ingest.typed.dates import read_moment, read_time
from shared.core.ingest.typed.nulls import is_null
from shared.core.ingest.typed.numbers import read_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Sequence[str]

_SAMPLE = 300
_SAMPLE_CELLS = 20_000
"""Rows looked at, and cells, for wide tables."""
_LONGEST = 60
"""A longer cell is text."""
_PREAMBLE = 40
"""How far down a header is looked for."""
_MAX_GROUPS = 3
_LEVEL_MIN = 2
_LEVEL_CELLS = 3
"""A row above a header that fills this many cells, and most of the columns, with different words is part of it."""
_VALUES_ABOVE = 3
"""So many rows above a header may hold a year, a date or a number, as titles do."""
_MOSTLY = 0.6
_HALF = 0.5
_AGAIN = 0.1
"""A word that is also this share of the column below it is a value."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_TRUTHS = frozenset({"true", "false", "yes", "no", "y", "n"})
_MAX_LABEL = 200


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """The rows from start on are depth rows of header, then the body; those above start are a preamble."""

    start: int
    depth: int


def find_header(rows: Sequence[Row], width: int) -> HeaderPlace:
    """Where the header of a table so wide stands; depth 0 where there is none."""
    if len(rows) == 1:
        # Yes and No may be names (No for number) where nothing else is a value.
        found = {kind_of_cell(cell) for cell in rows[0]} - {"blank"}
        return HeaderPlace(0, int("text" in found <= {"text", "truth"}))
    sample = rows[: max(_PREAMBLE, min(_SAMPLE, _SAMPLE_CELLS // width))]
    # The second half is all body, however many rows of titles and headers a small table has.
    kinds = kinds_of_columns(sample[len(sample) // 2 :], width)
    bottom = _fullest_name_row(sample[:_PREAMBLE], width, kinds)
    if bottom is not None:
        return _with_levels(sample, bottom, width, kinds)
    start = next(
        (at for at, row in enumerate(sample[:_PREAMBLE]) if _is_wide(row, width) and not _is_aside(row, width)), 0
    )
    depth = int(_wins_vote(sample[start], sample[start + 1 :]))
    while 0 < depth < _MAX_GROUPS and start + depth + 1 < len(sample) and _repeats_names(sample, start, depth):
        depth += 1
    return HeaderPlace(start, depth)


def join_header(rows: Sequence[Row], width: int) -> tuple[tuple[str, ...], int]:
    """The label of each column, and how many had to be numbered because nothing stands above them.

    The rows above the last one name groups: without merged cells, a group's name holds until the next one.
    """
    squared = [[cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for row in rows]
    levels = [_spread(row) for row in squared[:-1]] + squared[-1:]
    labels, blank = [], 0
    for place in range(width):
        words = " ".join(dict.fromkeys(level[place] for level in levels if level[place]))
        label = " ".join(words.split())[:_MAX_LABEL]
        blank += not label
        labels.append(label or f"Column {place + 1}")
    return tuple(labels), blank


def _spread(row: list[str]) -> list[str]:
    """The names of groups over all columns they hold for; a row whose merged cells are filled is complete already."""
    distinct, filled = _fullness(row)
    if filled > distinct:
        return row
    spread, group = [], ""
    for cell in row:
        group = cell or group
        spread.append(group)
    return spread


def kinds_of_columns(rows: Sequence[Row], width: int) -> dict[int, str]:
    """The columns that mostly hold values, each with their kind."""
    kinds = {}
    for place in range(width):
        found = Counter(kind_of_cell(row[place]) for row in rows if place < len(row))
        del found["blank"]
        if found:
            kind, count = found.most_common(1)[0]
            if kind != "text" and count >= found.total() * _MOSTLY:
                kinds[place] = kind
    return kinds


def _fullest_name_row(rows: Sequence[Row], width: int, kinds: Mapping[int, str]) -> int | None:
    """The fullest row with something in the columns of values that is no value, and all rows above it less full.

    None where there is no such row, or where records would be left above it.
    """
    named = [place for place, row in enumerate(rows) if _names_columns(row, kinds) and not _is_aside(row, width)]
    if not named:
        return None
    best = max(named, key=lambda place: (_cells_named(rows[place]), -place))
    above = rows[:best]
    is_fullest = all(_cells_named(row) < _cells_named(rows[best]) for row in above)
    return best if is_fullest and sum(_has_value(row, kinds) for row in above) <= _VALUES_ABOVE else None


def _names_columns(row: Row, kinds: Mapping[int, str]) -> bool:
    """True when the row has something in the columns of values, and none of it is such a value; no line of one cell."""
    if len(row) == 1 and len(kinds) > 1:
        return False
    return any(place < len(row) and row[place].strip() for place in kinds) and not _has_value(row, kinds)


def _has_value(row: Row, kinds: Mapping[int, str]) -> bool:
    """True when some column of values has one of its kind in this row."""
    return any(place < len(row) and kind_of_cell(row[place]) == kind for place, kind in kinds.items())


def _cells_named(row: Row) -> int:
    """How many cells are not blank and not the same as the one before, as merged cells are."""
    cells = [cell.strip() for cell in row]
    return sum(1 for before, cell in zip(["", *cells], cells, strict=False) if cell and cell != before)


def _with_levels(rows: Sequence[Row], found: int, width: int, kinds: Mapping[int, str]) -> HeaderPlace:
    """The header and the rows around it that belong to it: groups of its columns, more of its names, their units."""
    start = bottom = found
    while start > 0 and found - start < _MAX_GROUPS and _belongs_above(rows[start - 1], rows[found], width, kinds):
        start -= 1
    while bottom + 2 < len(rows) and bottom - found < _MAX_GROUPS and _belongs_below(rows, found, bottom, width, kinds):
        bottom += 1
    return HeaderPlace(start, bottom - start + 1)


def _belongs_above(upper: Row, lower: Row, width: int, kinds: Mapping[int, str]) -> bool:
    """True for the names of groups, and for a row of names that fills most columns."""
    if _is_aside(upper, width):
        return False
    distinct, filled = _fullness(upper)
    is_level = distinct == filled >= _LEVEL_CELLS and filled >= width * _MOSTLY and _names_columns(upper, kinds)
    return is_level or _names_groups(upper, lower) or _complete(upper, lower, width, kinds)


def _belongs_below(rows: Sequence[Row], found: int, upper: int, width: int, kinds: Mapping[int, str]) -> bool:
    """True for a row with words in the columns of values, where there are several, or names that go on.

    One of three such columns may be blank, as one without a unit is; the row is no shorter than the names, nor longer.
    """
    row = rows[upper + 1]
    if _complete(rows[upper], row, width, kinds) or _repeats_names(rows, found, upper + 1 - found):
        return True
    words = Counter(kind_of_cell(row[place]) for place in kinds if place < len(row))
    fits = len(rows[upper]) <= len(row) <= max(width, len(rows[upper]))
    is_worded = words["text"] > 1 and words["text"] >= len(kinds) * _MOSTLY
    return fits and is_worded and words["text"] + words["blank"] == len(kinds)


def _repeats_names(rows: Sequence[Row], start: int, depth: int) -> bool:
    """True when every cell below the names has the name above it in it, and more, which the last record has not."""
    names, row = ([cell.strip().lower() for cell in rows[place]] for place in (start, start + depth))
    if len(names) != len(row) or len(set(names)) < max(_LEVEL_MIN, len(names)):
        return False
    if all(name in cell.lower() for name, cell in zip(names, rows[-1], strict=False) if cell.strip()):
        return False
    return all(name and name != cell and name in cell for name, cell in zip(names, row, strict=True))


def _complete(upper: Row, lower: Row, width: int, kinds: Mapping[int, str]) -> bool:
    """True when only both rows together name every column: words of one row's height are in the upper one."""
    above, below = ([cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for row in (upper, lower))
    if below[0] or all(above) or min(_fullness(above)[0], _fullness(below)[0]) < _LEVEL_MIN:
        return False
    if any(_has_value(row, kinds) for row in (above, below)):
        return False
    return all(under or may_name(over) for over, under in zip(above, below, strict=True))


def _names_groups(upper: Row, lower: Row) -> bool:
    """True when a row repeats names over several columns, or stands above names that need a group to differ."""
    distinct, filled = _fullness(upper)
    if distinct <= 1:
        return False
    own, cells = _fullness(lower)
    return filled > distinct or cells > own


def _fullness(row: Row) -> tuple[int, int]:
    """How many different cells, and how many cells, are not blank."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(set(filled)), len(filled)


def _is_wide(row: Row, width: int) -> bool:
    """True for a row that fills half of the table, with more than one thing."""
    distinct, filled = _fullness(row)
    return filled >= width * _HALF and distinct >= min(width, 2)


def _wins_vote(first: Row, body: Sequence[Row]) -> bool:
    """The vote of the columns."""
    years = sum(map(_is_year, first)) > 1
    votes = 0.0
    for place, cell in enumerate(first):
        below = [row[place].strip() for row in body if place < len(row) and not is_null(row[place].strip())]
        if cell.strip() and below:
            votes += _HALF if years and _is_year(cell) else _vote(cell.strip(), below)
    return votes >= 0


def _vote(cell: str, below: list[str]) -> float:
    """What one column says: above 0 for a header, below 0 against it."""
    usual = Counter(map(kind_of_cell, below)).most_common(1)[0][0]
    kind = kind_of_cell(cell)
    if kind != usual:
        return 1.0 if kind == "text" else _HALF
    if kind != "text":
        return -1.0
    return -1.0 if below.count(cell) > len(below) * _AGAIN else 0.0


def _is_year(cell: str) -> bool:
    """True for four digits that count years, which are headers more often than values."""
    text = cell.strip()
    return text.isdecimal() and _FIRST_YEAR <= int(text) <= _LAST_YEAR


def is_sentence(row: Row) -> bool:
    """True for words that only the commas of a sentence cut: spaces are behind all of them."""
    return len(row) > 1 and all(cell[:1] == " " for cell in row[1:])


def _is_aside(row: Row, width: int) -> bool:
    """True for a sentence that has not just as many commas as would make a record."""
    return len(row) != width and is_sentence(row)


def may_name(cell: str) -> bool:
    """True for words, among them No, which is short for number."""
    return kind_of_cell(cell) in {"text", "truth"}


def is_value(cell: str) -> bool:
    """True for a number, a date or time, or a boolean."""
    return kind_of_cell(cell) not in {"blank", "text"}


def kind_of_cell(cell: str) -> str:
    """The rough kind of a cell: number, moment, truth, blank or text."""
    text = cell.strip()
    return "text" if len(text) > _LONGEST else _kind_of_text(text)


@lru_cache(maxsize=4_096)
def _kind_of_text(text: str) -> str:
    """The same of a trimmed text that is not long; cells are looked at again with each row around them."""
    if is_null(text):
        return "blank"
    if text.lower() in _TRUTHS:
        return "truth"
    if read_number(text) is not None or text.isdecimal():
        return "number"
    if read_moment(text) is not None or read_time(text) is not None:
        return "moment"
    return "text"
