"""From text to records: lines cut into cells, each with the line it began on."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CELL_CHARACTERS = 1_000_000
"""A quoted cell longer than this is taken for a quotation mark that was never closed."""
_MAX_OPEN_QUOTES = 20
"""After this many quotation marks that never close, the rest of the file is read without quoting."""
_NO_SEPARATOR = "\x1f"
_LINE_END = re.compile(r"\r\n|\n|\r")
_END = "\uffff" * 3
"""A line put behind the text: if it does not come back as a record of its own, a quotation mark was never closed.
U+FFFF is no character, so no text holds it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """separator is None for a file of one column; quote is None where quotation marks are letters.

    A quote inside a quoted cell is doubled, or follows escape where there is one. spaced says that spaces between a
    separator and a cell are no part of the cell.
    """

    separator: str | None
    quote: str | None = '"'
    escape: str | None = None
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """Cells as read; lines[i] is the 1-based line rows[i] begins on.

    open_quotes are the lines of quotation marks that were never closed and have been read as letters.
    """

    lines: list[int]
    rows: list[list[str]]
    open_quotes: tuple[int, ...] = ()


class _OpenQuoteError(Exception):
    """A cell has no end: its record begins after so many lines of the text being read."""

    def __init__(self, before: int) -> None:
        super().__init__()
        self.before = before


def parse(text: str, dialect: Dialect, *, first_line: int = 1, max_rows: int | None = None) -> Records:
    """All records of text, blank lines as empty ones.

    Raises ValueError where a line is absurdly long, and OverflowError past max_rows records.
    """
    records = Records([], [])
    open_quotes: list[int] = []
    while text:
        try:
            _read(text, dialect, first_line, records, max_rows)
            break
        except _OpenQuoteError as problem:
            before = problem.before
        # The line of the open quote is read again with the mark as a letter, and reading goes on behind it.
        text, first_line = text[_end_of_lines(text, before) :], first_line + before
        open_quotes.append(first_line)
        bare = replace(dialect, quote=None, escape=None)
        if len(open_quotes) >= _MAX_OPEN_QUOTES:
            dialect = bare
            continue
        end = _end_of_lines(text, 1)
        _read(text[:end], bare, first_line, records, max_rows)
        text, first_line = text[end:], first_line + 1
    return Records(records.lines, records.rows, tuple(open_quotes))


def is_cleanly_quoted(text: str, dialect: Dialect) -> bool:
    """True when every quoted cell of text ends before a separator or the end of its line, as the format wants it."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator or _NO_SEPARATOR,
        quotechar=dialect.quote,
        skipinitialspace=dialect.spaced,
        strict=True,
    )
    try:
        return all(True for _ in reader)
    except csv.Error:
        return False


def _read(text: str, dialect: Dialect, first_line: int, records: Records, max_rows: int | None) -> None:
    """Append the records of text up to its end, or up to a quote that is never closed."""
    read = _escaped_records if dialect.escape else _plain_records
    before = 0
    try:
        for before, cells in read(text, dialect):
            if max_rows is not None and len(records.rows) > max_rows:
                raise OverflowError
            records.lines.append(first_line + before)
            records.rows.append(cells)
    except _OpenQuoteError as problem:
        if dialect.quote is None:
            message = "a line is too long"
            raise ValueError(message) from problem
        raise
    records.lines.pop()
    if records.rows.pop() != [_END]:
        raise _OpenQuoteError(before)


def _plain_records(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """(lines before, cells) of each record, by the standard library's reader; the last holds the end mark."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(
        chain(io.StringIO(text, newline=""), (_END,)),
        delimiter=dialect.separator or _NO_SEPARATOR,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=dialect.spaced,
    )
    before = 0
    try:
        for cells in reader:
            yield before, cells
            before = reader.line_num
    except csv.Error as error:
        raise _OpenQuoteError(before) from error


def _escaped_records(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """The same where quotes are escaped; the standard library would take the escape away before any letter."""
    quote, escape = re.escape(dialect.quote or '"'), re.escape(dialect.escape or "\\")
    unescape = re.compile(rf"{escape}({quote}|{escape})|{quote}({quote})")
    before, cells = 0, list[str]()
    first, failures = 0, 0
    for cell in _escaped_cells(text, dialect):
        quoted, rest, bare, end = cell.group("quoted", "rest", "bare", "end")
        cells.append(bare if quoted is None else unescape.sub(r"\1\2", quoted) + rest)
        failures += bool(bare) and bare.startswith(dialect.quote or '"')
        if failures > _MAX_OPEN_QUOTES:
            raise _OpenQuoteError(before)
        if end != dialect.separator:
            yield before, [] if cells == [""] else cells
            before += _line_ends(text[first : cell.end()])
            first, cells = cell.end(), []
    yield before, [_END]


def _escaped_cells(text: str, dialect: Dialect) -> Iterator[re.Match[str]]:
    """One match a cell, with the separator or line end behind it; a quote that never closes makes a bare cell."""
    separator = re.escape(dialect.separator or _NO_SEPARATOR)
    quote, escape = re.escape(dialect.quote or '"'), re.escape(dialect.escape or "\\")
    cell = re.compile(
        rf"{' *' if dialect.spaced else ''}"
        rf"(?:{quote}(?P<quoted>(?:[^{quote}{escape}]|{escape}[\s\S]|{quote}{quote}){{0,{MAX_CELL_CHARACTERS}}}+){quote}"
        rf"(?P<rest>[^\r\n{separator}]*)|(?P<bare>[^\r\n{separator}]*))"
        rf"(?P<end>{separator}|\r\n|\n|\r|\Z)"
    )
    place, end = 0, ""
    while place < len(text) or end == dialect.separator:
        match = cell.match(text, place)
        if match is None:
            return
        yield match
        place, end = match.end(), match.group("end")


def _line_ends(text: str) -> int:
    """How many lines end in text, as any system ends them."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _end_of_lines(text: str, lines: int) -> int:
    """Where the text goes on after so many of its lines."""
    if not lines:
        return 0
    nth = next(islice(_LINE_END.finditer(text), lines - 1, None), None)
    return nth.end() if nth else len(text)
