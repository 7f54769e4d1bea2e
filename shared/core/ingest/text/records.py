"""From lines to records: cells, each record with the line it began on, in the memory of a few lines.

Sound text is cut by the standard library, some hundred lines at a time. Where quotation marks do not fit the format,
the record in question is cut on its own (mending.py beside this) and reading goes on behind it, so that a stray mark
never costs another record.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import TYPE_CHECKING

from shared.core.ingest.report import Repair
from shared.core.ingest.text.cutting import (
    MAX_CELL_CHARACTERS,
    STAND_IN,
    Dialect,
    EscapedCutter,
    allow_long_cells,
    reader_of,
)
from shared.core.ingest.text.fixed_width import read_columns
from shared.core.ingest.text.mending import LINES_AHEAD, has_odd_mark, is_doubtful, mend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MAX_CELL_CHARACTERS", "Dialect", "Records", "StrayQuotes", "is_cleanly_quoted", "parse", "read_records"]

_MOST_AT_ONCE = 512
_CHARACTERS_AT_ONCE = 262_144
"""So many lines, and about so many characters, are cut at once."""
_DAMAGED_SHARE = 8
"""Where there is damage, this share of the lines looked at is read record by record."""
_WIDTHS = 32
"""Records whose widths are remembered, to know what a damaged one should look like."""
_TOLD = 20

_Record = tuple[int, list[str]]


@dataclass(slots=True)
class StrayQuotes:
    """Where quotation marks had to be read as letters: the first lines, and how many there were in all."""

    lines: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, line: int) -> None:
        """One more, on this line."""
        self.count += 1
        if len(self.lines) < _TOLD:
            self.lines.append(line)

    def repairs(self) -> tuple[Repair, ...]:
        """What is told of them: nothing, or one repair."""
        if not self.count:
            return ()
        where = ", ".join(map(str, self.lines[:3]))
        return (
            Repair(f"quotation marks that do not fit were read as letters (line {where})", self.count, unit="mark"),
        )


@dataclass(frozen=True, slots=True)
class Records:
    """Cells as read; lines[i] is the 1-based line rows[i] begins on.

    open_quotes are the first lines with quotation marks that have been read as letters.
    """

    lines: list[int]
    rows: list[list[str]]
    open_quotes: tuple[int, ...] = ()


def read_records(
    lines: Iterable[str], dialect: Dialect, first_line: int = 1, stray: StrayQuotes | None = None
) -> Iterator[_Record]:
    """(line, cells) of each record of lines, which keep their ends; a blank line is an empty record.

    Where the dialect counts records, they are numbered from first_line on instead. Raises ValueError where a cell is
    longer than any cell may be.
    """
    if dialect.counts_records:
        by_line = read_records(lines, replace(dialect, counts_records=False), first_line, stray)
        return ((number, cells) for number, (_, cells) in enumerate(by_line, start=first_line))
    if dialect.span:
        start, end = dialect.span
        whole = read_records(lines, replace(dialect, span=None), first_line, stray)
        return ((line, cells[start:end]) for line, cells in whole)
    if dialect.columns:
        return read_columns(lines, dialect.columns, first_line)
    allow_long_cells()
    separator, stray = dialect.separator, stray or StrayQuotes()
    if separator is None or len(separator) == 1:
        return _RecordReader(iter(lines), dialect, first_line, stray).records()
    plain = (line.replace(separator, STAND_IN) for line in lines)
    records = _RecordReader(plain, replace(dialect, separator=STAND_IN), first_line, stray).records()
    return ((line, _written(cells, separator)) for line, cells in records)


def _written(cells: list[str], separator: str) -> list[str]:
    """Cells with the separator that was in quoted ones."""
    return [cell.replace(STAND_IN, separator) if STAND_IN in cell else cell for cell in cells]


def parse(text: str, dialect: Dialect, *, first_line: int = 1) -> Records:
    """All records of a text that fits into memory. Raises ValueError as read_records does."""
    stray = StrayQuotes()
    records = list(read_records(io.StringIO(text, newline=""), dialect, first_line, stray))
    return Records([line for line, _ in records], [cells for _, cells in records], tuple(stray.lines))


def is_cleanly_quoted(text: str, dialect: Dialect) -> bool:
    """True when every quoted cell of text ends before a separator or the end of its line, as the format wants it."""
    allow_long_cells()
    if dialect.separator and len(dialect.separator) > 1:
        text, dialect = text.replace(dialect.separator, STAND_IN), replace(dialect, separator=STAND_IN)
    try:
        return all(True for _ in reader_of(io.StringIO(text, newline=""), dialect))
    except csv.Error:
        return False


class _RecordReader:
    """Reads lines once, from the first to the last; line is the number of the next one."""

    def __init__(self, lines: Iterator[str], dialect: Dialect, first_line: int, stray: StrayQuotes) -> None:
        self._lines = lines
        self._dialect = dialect
        self._line = first_line
        self._stray = stray
        self._back = deque[str]()  # lines that were looked at too early
        self._held = list[str]()  # lines of the record being read
        self._widths = deque[int](maxlen=_WIDTHS)
        self._escaped = EscapedCutter(dialect) if dialect.escape else None

    def records(self) -> Iterator[_Record]:
        """All records."""
        size = 1
        while batch := self._take(size):
            rows = self._cut_at_once(batch)
            if rows is None and (found := self._cut_together(batch)):
                yield from found
            elif rows is None:
                self._back.extendleft(reversed(batch))
                yield from self._cut_singly(self._line + 1 + len(batch) // _DAMAGED_SHARE)
            else:
                yield from zip(count(self._line), rows)
                self._line += len(batch)
                self._widths.extend(map(len, rows[-_WIDTHS:]))
            usual = len(batch) * _CHARACTERS_AT_ONCE // (sum(map(len, batch)) or 1)
            size = max(1, min(2 * size, usual, _MOST_AT_ONCE))

    def _take(self, size: int) -> list[str]:
        """The next lines, no more than so many."""
        back = [self._back.popleft() for _ in range(min(size, len(self._back)))]
        return back + list(islice(self._lines, size - len(back)))

    def _cut_at_once(self, batch: list[str]) -> list[list[str]] | None:
        """The records of a batch, unless one is damaged or does not end with its line."""
        if self._escaped:
            return self._escaped.cut_lines(batch)
        try:
            rows = list(reader_of(batch, self._dialect))
        except csv.Error:
            return None
        return rows if len(rows) == len(batch) and not self._seems_doubtful(rows) else None

    def _seems_doubtful(self, rows: list[list[str]]) -> bool:
        """True when there is a record that must be looked at on its own: of another width, with a lone mark in it."""
        widths = Counter(map(len, rows))
        widths.update(self._widths)
        if len(widths) == 1:
            return False
        usual = max(widths, key=widths.__getitem__)
        return any(has_odd_mark(row, self._dialect) for row in rows if len(row) != usual)

    def _cut_together(self, batch: list[str]) -> list[_Record]:
        """The sound records that a batch begins with, some of several lines; what is behind them is put back."""
        found, widths, end = list[_Record](), Counter(self._widths), 0
        if self._escaped:
            return found
        reader = reader_of(batch, self._dialect)
        try:
            for cells in reader:
                found.append((self._line + end, cells))
                end = reader.line_num
        except csv.Error:
            pass
        widths.update(len(cells) for _, cells in found)
        if len(widths) > 1:
            # A record of an unusual width is looked at on its own.
            usual = max(widths, key=widths.__getitem__)
            sound = next((at for at, (_, cells) in enumerate(found) if len(cells) not in {0, usual}), len(found))
            end = found[sound][0] - self._line if sound < len(found) else end
            del found[sound:]
        if found:
            self._back.extendleft(reversed(batch[end:]))
            self._line += end
            self._widths.extend(len(cells) for _, cells in found[-_WIDTHS:])
        return found

    def _cut_singly(self, end: int) -> Iterator[_Record]:
        """Records one by one, until one begins on the line called end, or later."""
        while self._line < end:
            singly = self._escaped_records() if self._escaped else self._plain_records()
            for cells in singly:
                before, taken = self._line, len(self._held)
                is_usual = bool(self._widths) and len(cells) == self._widths[-1]
                if not is_usual and is_doubtful(self._held, cells, self._dialect, self._widths):
                    break
                self._held.clear()
                self._line += taken
                self._widths.append(len(cells))
                yield before, cells
                if self._line >= end:
                    return
            else:
                if not self._held:
                    return
            yield self._mended()

    def _plain_records(self) -> Iterator[list[str]]:
        """Sound records, their lines held; ends where there are no more, or behind a damaged one."""
        try:
            yield from reader_of(self._tapped(), self._dialect)
        except csv.Error:
            return

    def _escaped_records(self) -> Iterator[list[str]]:
        """The same where quotes are escaped."""
        cutter = self._escaped or EscapedCutter(self._dialect)
        tap = self._tapped()
        while (cells := cutter.cut_record(tap)) is not None:
            # The cutter reads ahead in cells of many lines.
            self._back.extendleft(reversed(self._held[cutter.lines_taken :]))
            del self._held[cutter.lines_taken :]
            yield cells

    def _tapped(self) -> Iterator[str]:
        """The lines to come, each held before it is given."""
        while True:
            line = self._back.popleft() if self._back else next(self._lines, None)
            if line is None:
                return
            self._held.append(line)
            yield line

    def _mended(self) -> _Record:
        """The damaged record whose lines are held, and perhaps more of them."""
        for _ in zip(range(LINES_AHEAD - len(self._held)), self._tapped(), strict=False):
            pass
        cells, taken = mend(self._held, self._dialect, self._widths)
        before = self._line
        if self._dialect.quote and any(self._dialect.quote in line for line in self._held[:taken]):
            self._stray.add(before)
        self._back.extendleft(reversed(self._held[taken:]))
        self._held.clear()
        self._line += taken
        self._widths.append(len(cells))
        return before, cells
