"""How a record is cut whose quotation marks do not fit the format: into as many cells as its neighbours have.

The text is cut at every separator, then pieces are joined again where a quotation mark before the first and behind the
last of them says that they were one cell. Of all ways to do so the one with the fewest oddities wins; one of them is
another number of cells than usual. Marks that fit nowhere are letters.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.core.ingest.text.cutting import MAX_CELL_CHARACTERS, NO_SEPARATOR, Dialect, reader_of, without_line_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LINES_AHEAD = 16
"""So many lines are looked at to mend a record."""
_MOST_LINES = 8
"""The most lines that a damaged record is taken to have."""
_LONGEST = 100_000
_MOST_PIECES = 1_500
_MOST_JOINS = 4_000
"""Longer texts, or with more pieces or ways to join them, are cut at every separator."""
OTHER_SEPARATORS = ",;\t| "
"""What may cut a record that the separator of the file does not."""

# What oddities cost. Stray marks inside the quotes of a cell, more where separators or line ends are there too; a mark
# that is never closed; a piece joined to another; an unusual width; nothing usual behind it; another separator.
_ODD, _WITH_SEPARATORS, _WITH_LINES, _OPEN, _JOINED, _UNUSUAL, _UNCERTAIN, _OTHER = 10, 12, 15, 20, 1, 15, 20, 12
_HALF_QUOTED, _INSIDE, _PAIR_INSIDE = 8, 12, 4
"""A cell of several pieces whose first or last quotation mark is missing; a lone mark inside; a pair."""
_HALF_JOINS = 12
"""Such a cell has so many pieces at most."""


def mend(held: Sequence[str], dialect: Dialect, widths: Iterable[int]) -> tuple[list[str], int]:
    """The cells of the damaged record that begins with the first line held, and how many of the lines it has.

    widths are those of the records before it. Raises ValueError where a cell is longer than any cell may be.
    """
    lines = held[:LINES_AHEAD]
    width = _usual(widths, lines[1:], dialect)
    ways = list(_ways(lines, dialect, width))
    cells = without_line_end(lines[0]).split(dialect.separator or NO_SEPARATOR)
    _, taken, cells = min(ways, key=lambda way: way[0], default=(0, 1, cells))
    if max(map(len, cells)) > MAX_CELL_CHARACTERS:
        message = "a line is too long"
        raise ValueError(message)
    return cells, taken


def is_doubtful(held: Sequence[str], cells: Sequence[str], dialect: Dialect, widths: Iterable[int]) -> bool:
    """True when a record of an unusual width only looks sound.

    A mark before one cell and a mark behind another, lines below, look like a cell with line ends in it; then the first
    and the last line alone are of the usual width. Or a cell has a mark without its fellow.
    """
    width = _usual(widths, (), dialect)
    if width in {None, 1, len(cells)}:
        return False
    if len(held) > 1 and all(_has_width(line, dialect, width) for line in (held[0], held[-1])):
        return True
    return has_odd_mark(cells, dialect)


def has_odd_mark(cells: Iterable[str], dialect: Dialect) -> bool:
    """True when a cell has one quotation mark more than would make pairs."""
    return dialect.quote is not None and any(cell.count(dialect.quote) % 2 == 1 for cell in cells)


def _ways(lines: Sequence[str], dialect: Dialect, width: int | None) -> Iterator[tuple[int, int, list[str]]]:
    """What it costs to take so many lines for the record, how many, and its cells then."""
    pieces = _pieces_of(dialect)
    text = ""
    for taken, line in enumerate(lines[:_MOST_LINES], start=1):
        text += line
        if len(text) > _LONGEST:
            return
        is_certain = taken == len(lines) or _begins_record(lines[taken:], dialect, width)
        doubt = 0 if is_certain else _UNCERTAIN
        if found := pieces.cut(text, width):
            yield found[0] + doubt, taken, found[1]
            if (is_certain and found[0] <= _OPEN) or width in {None, 1}:
                return
        if (
            width
            and text.count(dialect.separator or NO_SEPARATOR) < width / 2
            and (row := cut_by_another(without_line_end(text), dialect, width))
        ):
            yield _OTHER + doubt, taken, row


def _begins_record(lines: Sequence[str], dialect: Dialect, width: int | None) -> bool:
    """True when a record of the usual width begins with these lines."""
    try:
        return len(next(reader_of(lines, dialect))) == width
    except csv.Error:
        return _has_width(lines[0], dialect, width)


def _has_width(line: str, dialect: Dialect, width: int | None) -> bool:
    """True when a line, damaged or not, is a record so wide."""
    found = _pieces_of(dialect).cut(line, width)
    return found is not None and len(found[1]) == width


def cut_by_another(text: str, dialect: Dialect, width: int, separators: str = OTHER_SEPARATORS) -> list[str] | None:
    """The cells of a text that one of these separators, but not the dialect's, cuts into exactly so many.

    Where a space is behind each of them it is no part of the cells.
    """
    if width == 1:
        return None
    for separator in separators:
        if separator == dialect.separator or text.count(separator) < width - 1:
            continue
        is_spaced = separator != " " and text.count(f"{separator} ") >= width - 1
        try:
            rows = list(reader_of([text], Dialect(separator, dialect.quote, spaced=is_spaced)))
        except csv.Error:
            continue
        if len(rows) == 1 and len(rows[0]) == width:
            return rows[0]
    return None


def _usual(widths: Iterable[int], below: Sequence[str], dialect: Dialect) -> int | None:
    """The width that most cells of the records before and of the lines below have.

    Cells are counted, not records: titles, and halves of records that have line ends in them, are short.
    """
    found = Counter(widths)
    found.update(_widths_below(below, dialect))
    del found[0]
    return max(found, key=lambda width: width * found[width], default=None)


class _Pieces:
    """Cuts damaged text in a dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._separator = dialect.separator or NO_SEPARATOR
        self._spaced = dialect.spaced
        self._quote = dialect.quote or NO_SEPARATOR
        quote, escape = re.escape(self._quote), re.escape(dialect.escape or "")
        other = rf"|{escape}[\s\S]" if escape else ""
        self._escaped_end = re.compile(rf"{escape}{quote}\Z") if escape else None
        self._sound = re.compile(rf"{quote}(?:[^{quote}{escape}]{other}|{quote}{quote})*+{quote}")
        self._unescape = re.compile(
            rf"{escape}({quote}|{escape})|{quote}({quote})" if escape else rf"{quote}({quote})()"
        )

    def cut(self, text: str, width: int | None = None) -> tuple[int, list[str]] | None:
        """The cells of the record that text is, cut in the cheapest way, and what that costs.

        None where there are too many ways to try.
        """
        pieces = without_line_end(text).split(self._separator)
        joins = self._joins(pieces)
        return None if joins is None else self._cheapest(pieces, joins, width)

    def _joins(self, pieces: list[str]) -> dict[int, list[int]] | None:
        """For each piece that could begin a cell of several, the places of those that could end it."""
        if len(pieces) > _MOST_PIECES:
            return None
        bare = [piece.strip(" ") for piece in pieces]
        ends = [at for at, piece in enumerate(bare) if self._closes(piece)]
        joins: dict[int, list[int]] = {}
        total = 0
        for at, piece in enumerate(bare):
            joins[at] = self._half_joins(bare, at)
            if piece.startswith(self._quote):
                joins[at] = sorted({*(end for end in ends if at < end), *joins[at]})
            total += len(joins[at])
            if total > _MOST_JOINS:
                return None
        return joins

    def _half_joins(self, bare: list[str], at: int) -> list[int]:
        """Where a cell could end that begins with this piece, but has no mark before its first or behind its last."""
        is_open = bare[at].startswith(self._quote)
        found = []
        for end in range(at + 1, min(at + _HALF_JOINS, len(bare))):
            if bare[end].startswith(self._quote):
                break
            closes = self._closes(bare[end])
            if is_open is not closes:
                found.append(end)
            if closes:
                break
        return found

    def _closes(self, piece: str) -> bool:
        """True when a cell could end with this piece."""
        return piece.endswith(self._quote) and not (self._escaped_end and self._escaped_end.search(piece))

    def _cheapest(self, pieces: list[str], joins: dict[int, list[int]], width: int | None) -> tuple[int, list[str]]:
        """The cells of the cheapest way to join pieces, and its cost."""
        # ways[at][joined] is (cost, cell, the way before) of the best way to cut the pieces before at.
        ways: list[dict[int, _Way]] = [{} for _ in range(len(pieces) + 1)]
        ways[0][0] = (0, "", None)
        for at in range(len(pieces)):
            for end in [at, *joins.get(at, ())]:
                cell = self._separator.join(pieces[at : end + 1])
                cost = self._cost(cell) + _JOINED * (end - at)
                for joined, way in ways[at].items():
                    total = joined + end - at
                    before = ways[end + 1].get(total)
                    if before is None or way[0] + cost < before[0]:
                        ways[end + 1][total] = (way[0] + cost, cell, way)
        usual = len(pieces) - width if width else None
        cost, joined = min((way[0] + (0 if joined == usual else _UNUSUAL), joined) for joined, way in ways[-1].items())
        return cost, self._cells(ways[-1][joined])

    def _cells(self, way: _Way) -> list[str]:
        """The values of a way, from its first cell to its last."""
        cells = []
        while way[2] is not None:
            cells.append(self._value(way[1]))
            way = way[2]
        return cells[::-1]

    def _cost(self, cell: str) -> int:
        """How odd a cell is."""
        bare = cell.strip(" ")
        lines = _WITH_LINES if "\n" in bare or "\r" in bare else 0
        if not self._is_quoted(bare):
            # A line end outside of quotes is the end of a record.
            return 2 * lines + self._cost_of_half(bare)
        if self._sound.fullmatch(bare):
            return 0
        return _ODD + lines + (_WITH_SEPARATORS if self._separator in bare else 0)

    def _cost_of_half(self, bare: str) -> int:
        """How odd a cell is that has not a quotation mark before and behind."""
        is_joined, is_even = self._separator in bare, bare.count(self._quote) % 2 == 0
        if is_joined and is_even:
            return _ODD if bare.startswith(self._quote) else _PAIR_INSIDE
        joined = _HALF_QUOTED if is_joined else 0
        if bare.startswith(self._quote):
            return joined + _OPEN
        if bare.endswith(self._quote):
            return joined + _ODD
        return 0 if is_even else joined + _INSIDE

    def _value(self, cell: str) -> str:
        """What a cell says, without the quotes around it."""
        bare = cell.strip(" ")
        if self._is_quoted(bare):
            return self._unescape.sub(r"\1\2", bare[1:-1])
        return cell.lstrip(" ") if self._spaced else cell

    def _is_quoted(self, bare: str) -> bool:
        """True when there is a quote before and behind."""
        return len(bare) > 1 and bare.startswith(self._quote) and self._closes(bare)


def _widths_below(lines: Sequence[str], dialect: Dialect) -> Iterator[int]:
    """The widths of the sound records in these lines."""
    start = 0
    while start < len(lines):
        end = start
        reader = reader_of(lines[start:], dialect)
        try:
            for row in reader:
                yield len(row)
                end = start + reader.line_num
        except csv.Error:
            start = end + 1
        else:
            return


@lru_cache(maxsize=64)
def _pieces_of(dialect: Dialect) -> _Pieces:
    """What cuts damaged text in a dialect, made once."""
    return _Pieces(dialect)


_Way = tuple[int, str, "_Way | None"]
