"""The ways a dialect cuts sound text into records: the standard library's, and our own where quotes are escaped."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import _csv
    from collections.abc import Iterable, Iterator

MAX_CELL_CHARACTERS = 1_000_000
"""A quoted cell longer than this is taken for a quotation mark that was never closed."""
NO_SEPARATOR = "\x1f"
"""What separates the cells of a file of one column: nothing that is ever in one."""
STAND_IN = "\x1d"
"""What stands for a separator of several characters while records are cut."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """separator is None for a file of one column; quote is None where quotation marks are letters.

    A quote inside a quoted cell is doubled, or follows escape where there is one. spaced says that spaces between a
    separator and a cell are no part of the cell. columns is for texts of fixed widths, which have
    no separator and no quotes: where each begins and ends. span is for one of several tables beside each other: the
    places of its first cell and of the first one behind its last (None: to the end). counts_records: what is told as
    the line of a record is its number, as the rows of a spreadsheet are, however many lines the text of its cells has.
    """

    separator: str | None
    quote: str | None = '"'
    escape: str | None = None
    spaced: bool = False
    columns: tuple[tuple[int, int], ...] = ()
    span: tuple[int, int | None] | None = None
    counts_records: bool = False


def allow_long_cells() -> None:
    """Let the standard library read cells as long as ours may be; the limit is the process's."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)


def reader_of(lines: Iterable[str], dialect: Dialect) -> _csv.Reader:
    """The standard library's reader, which raises csv.Error where quotation marks do not fit the format."""
    return csv.reader(
        lines,
        delimiter=dialect.separator or NO_SEPARATOR,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=dialect.spaced,
        strict=True,
    )


def without_line_end(text: str) -> str:
    """The text without the one line end behind it."""
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith(("\n", "\r")) else text


class EscapedCutter:
    """Cuts where quotes are escaped; the standard library would take the escape away before any letter."""

    def __init__(self, dialect: Dialect) -> None:
        separator = re.escape(dialect.separator or NO_SEPARATOR)
        quote, escape = re.escape(dialect.quote or '"'), re.escape(dialect.escape or "\\")
        self._separator = dialect.separator or NO_SEPARATOR
        self._marks = (dialect.quote or '"', " ") if dialect.spaced else (dialect.quote or '"',)
        self._unescape = re.compile(rf"{escape}({quote}|{escape})|{quote}({quote})")
        self._cell = re.compile(
            rf"{' *+' if dialect.spaced else ''}"
            rf"(?:{quote}(?P<quoted>(?:[^{quote}{escape}]|{escape}[\s\S]|{quote}{quote}){{0,{MAX_CELL_CHARACTERS}}}+)"
            rf"{quote}|(?P<bare>(?!{quote})[^\r\n{separator}]*))"
            rf"(?P<end>{separator}|\r\n|\n|\r|\Z)"
        )
        self._open = re.compile(rf" *{quote}(?:[^{quote}{escape}]|{escape}[\s\S]|{quote}{quote})*+{escape}?\Z")
        self.lines_taken = 0

    def cut_lines(self, lines: list[str]) -> list[list[str]] | None:
        """The cells of each line, unless one of them is no sound record of its own."""
        rows = []
        for line in lines:
            cells = self._cut_line(line)
            if cells is None:
                return None
            rows.append(cells)
        return rows

    def cut_record(self, lines: Iterator[str]) -> list[str] | None:
        """The cells of the next record; None where it is damaged, or where there are no lines.

        Takes more and more lines while a cell is open; lines_taken says how many the record really has.
        """
        held: list[str] = []
        size = 0
        while more := list(islice(lines, max(1, len(held)))):
            held += more
            size += sum(map(len, more))
            text = "".join(held)
            if found := self._record(text):
                cells, end = found
                self.lines_taken = sum(1 for before in accumulate(map(len, held), initial=0) if before < end)
                return cells
            if size > MAX_CELL_CHARACTERS or not self._is_open(text):
                return None
        return None

    def _is_open(self, text: str) -> bool:
        """True when the record that text begins with could go on behind its end."""
        place = 0
        while match := self._cell.match(text, place):
            place = match.end()
        return self._open.match(text, place) is not None

    def _cut_line(self, line: str) -> list[str] | None:
        """The cells of one line, where it is a record."""
        if not any(mark in line for mark in self._marks):
            text = without_line_end(line)
            return text.split(self._separator) if text else []
        found = self._record(line)
        return found[0] if found and found[1] == len(line) else None

    def _record(self, text: str) -> tuple[list[str], int] | None:
        """The cells of the record that text begins with, and where it ends; None where it has no sound end."""
        cells, place = list[str](), 0
        while match := self._cell.match(text, place):
            quoted, bare, end = match.group("quoted", "bare", "end")
            cells.append(bare if quoted is None else self._unescape.sub(r"\1\2", quoted))
            place = match.end()
            if end != self._separator:
                return [] if cells == [""] and quoted is None else cells, place
        return None
