"""The parts of a sheet that are sheets of their own: tables beside each other, and tables below the first records.

Tables that lie below each other among the first records are found by core/ingest/text/structure.py. Further down, a
table is looked for behind each blank row only, which the bytes show: so that a sheet of any size is read past quickly.
"""

from __future__ import annotations

import io
import re
from collections import deque
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from shared.adapters.files.child_bounds import NO_ROOM
from shared.adapters.files.text import free_path, text_lines
from shared.core.errors import TransientError
from shared.core.ingest.text.beside import spans_beside
from shared.core.ingest.text.header import is_value
from shared.core.ingest.text.records import read_records
from shared.core.ingest.text.splitting import start_below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from shared.core.ingest.text.beside import Span
    from shared.core.ingest.text.sheet import TextSheet

    Records = list[tuple[int, list[str]]]

_HEAD = 2_000
"""Records, and lines, at the beginning of a sheet that are looked at together."""
_HEAD_CELLS = 600_000
_BLOCK = 1 << 20
_FIRST, _ABOVE, _BELOW = 30, 20, 40
"""Records of a table's beginning, and around a blank row, by which the beginning of another is known."""
_NEAR = 1 << 16
"""Bytes around a blank row that are looked at."""
_MOST_GLANCES, _MOST_LOOKS = 20_000, 200
"""Blank rows that are looked at, and those with what may be names below: more are between groups, not tables."""
_GLANCE = 1 << 12
_ROWS_TO_NAMES = 6
"""Bytes and rows below a blank row among which names must be."""


def parts_below(sheet: TextSheet, folder: Path) -> tuple[TextSheet, ...]:
    """The tables below each other, beyond the first records; the sheet itself where there is none further down.

    All are called like the sheet. Each has its text in folder. Raises TransientError when the disk is full.
    """
    if sheet.declared or sheet.dialect.columns:
        return (sheet,)
    cuts = list(_Cuts(sheet).found())
    if not cuts:
        return (sheet,)
    starts = [0, *(cut.offset for cut in cuts)]
    try:
        texts = [_copy(sheet.path, start, end, folder) for start, end in zip(starts, [*starts[1:], None], strict=True)]
    except OSError as error:
        if error.errno in NO_ROOM:
            raise TransientError("The disk is full.") from error
        raise
    parts = [replace(sheet, path=texts[0])]
    for cut, text in zip(cuts, texts[1:], strict=True):
        line = cut.line
        if sheet.dialect.counts_records:
            line = parts[-1].first_line + sum(1 for _ in _records(parts[-1]))
        parts.append(replace(sheet, path=text, first_line=line, repairs=()))
    return tuple(parts)


def parts_beside(sheet: TextSheet) -> tuple[TextSheet, ...]:
    """The tables beside each other; the sheet itself where there is only one."""
    if sheet.declared or sheet.dialect.columns:
        return (sheet,)
    try:
        spans = spans_beside([cells for _, cells in _first_records(sheet)])
    except ValueError:
        spans = ()  # a cell too long, which whoever reads the sheet will say
    return tuple(_beside(sheet, span) for span in spans) or (sheet,)


def _beside(sheet: TextSheet, span: Span) -> TextSheet:
    """Some columns of a sheet; what was done to all of it is told with the first ones."""
    repairs = () if span[0] else sheet.repairs
    return replace(sheet, dialect=replace(sheet.dialect, span=span), units=sheet.units[slice(*span)], repairs=repairs)


def _records(sheet: TextSheet) -> Iterator[tuple[int, list[str]]]:
    """All records of a sheet."""
    return read_records(text_lines(sheet), sheet.dialect, sheet.first_line)


def _first_records(sheet: TextSheet) -> Iterator[tuple[int, list[str]]]:
    """The first records of a sheet."""
    cells = 0
    for record in islice(_records(sheet), _HEAD):
        yield record
        cells += len(record[1])
        if cells > _HEAD_CELLS:
            return


def _copy(source: Path, start: int, end: int | None, folder: Path) -> Path:
    """A file in folder with the bytes of another from start to end."""
    target = free_path(folder)
    with source.open("rb") as read, target.open("wb") as write:
        read.seek(start)
        left = source.stat().st_size - start if end is None else end - start
        while left and (block := read.read(min(left, _BLOCK))):
            left -= len(block)
            write.write(block)
    return target


@dataclass(frozen=True, slots=True)
class _Cut:
    """The byte that another table begins on, and its line."""

    offset: int
    line: int


class _Cuts:
    """Looks for the beginnings of tables behind blank rows, from the first byte of a sheet to the last."""

    def __init__(self, sheet: TextSheet) -> None:
        self._sheet = sheet
        self._dialect = replace(sheet.dialect, counts_records=False)
        self._quote = (sheet.dialect.quote or "").encode()
        self._blank = re.compile(rb"\n[ \t\"%s]*\r?(?=\n)" % re.escape((sheet.dialect.separator or "").encode()))
        self._part = _Cut(0, sheet.first_line)
        self._first: Records = []
        self._looks = 0

    def found(self) -> Iterator[_Cut]:
        """Where tables begin, beyond the first records of the one above each."""
        with self._sheet.path.open("rb") as file, self._sheet.path.open("rb") as other:
            for glances, (offset, line) in enumerate(self._blank_rows(file)):
                if glances > _MOST_GLANCES or self._looks > _MOST_LOOKS:
                    return
                if line < self._part.line + _HEAD or offset < self._part.offset:
                    continue
                if not self._may_name(other, offset):
                    continue
                self._looks += 1
                if cut := self._looked(other, offset, line):
                    yield cut
                    self._part, self._first = cut, []

    def _blank_rows(self, file: BinaryIO) -> Iterator[tuple[int, int]]:
        """The byte and the line of each blank row that is not within quotation marks."""
        done, lines, marks, rest = 0, self._sheet.first_line, 0, b""
        while block := file.read(_BLOCK):
            held = rest + block
            end = held.rfind(b"\n")
            if end < 0:
                rest = held
                continue
            at = 0
            for match in self._blank.finditer(held, 0, end + 1):
                place = match.start()
                lines, marks, at = lines + held.count(b"\n", at, place), marks + self._marks(held, at, place), place
                if marks % 2 == 0:
                    yield done + place + 1, lines + 1
            lines, marks = lines + held.count(b"\n", at, end), marks + self._marks(held, at, end)
            done, rest = done + end, held[end:]

    def _marks(self, held: bytes, start: int, end: int) -> int:
        """How many quotation marks there are between two places."""
        return held.count(self._quote, start, end) if self._quote else 0

    def _may_name(self, file: BinaryIO, offset: int) -> bool:
        """True when one of the first rows below a blank one is of words alone, as names are."""
        lines = io.StringIO(_text(file, offset, offset + _GLANCE), newline="")
        try:
            rows = [cells for _, cells in islice(read_records(lines, self._dialect), 2 * _ROWS_TO_NAMES)]
        except ValueError:
            return False
        filled = [found for row in rows if (found := [cell for cell in row if cell.strip()])]
        return any(len(row) > 1 and not any(map(is_value, row)) for row in filled[:_ROWS_TO_NAMES])

    def _looked(self, file: BinaryIO, offset: int, line: int) -> _Cut | None:
        """Where another table begins below a blank row, if one does."""
        below = _text(file, offset, offset + _NEAR)
        lines = io.StringIO(below, newline="").readlines()
        if len(below) >= _NEAR // 4:
            del lines[-1:]  # perhaps not all of it
        above = _text(file, max(self._part.offset, offset - _NEAR), offset).partition("\n")[2]
        try:
            records = list(islice(read_records(lines, self._dialect, line), _BELOW))
            start = start_below(self._beginning(file), self._last(above), records)
        except ValueError:
            return None
        if start is None:
            return None
        return _Cut(offset + sum(len(each.encode()) for each in lines[: start - line]), start)

    def _beginning(self, file: BinaryIO) -> Records:
        """The first records of the table above."""
        if not self._first:
            start = self._part.offset
            lines = io.StringIO(_text(file, start, start + _NEAR), newline="")
            self._first = list(islice(read_records(lines, self._dialect), _FIRST))
        return self._first

    def _last(self, text: str) -> Records:
        """The last records of a text."""
        return list(deque(read_records(io.StringIO(text, newline=""), self._dialect), _ABOVE))


def _text(file: BinaryIO, start: int, end: int) -> str:
    """The text of some bytes; a letter that is cut at either end is left out."""
    file.seek(start)
    return file.read(end - start).decode(errors="ignore")
