"""What the records of an .xls workbook say that its native reader does not: number formats, what is hidden or failed.

Imported by a child, so it imports nothing heavy. [MS-CFB] (the container) and [MS-XLS] (the records, BIFF8; and BIFF5,
of Excel 95).
"""

from __future__ import annotations

import mmap
import struct
from collections import defaultdict
from typing import TYPE_CHECKING

from shared.adapters.files.number_formats import PLAIN, NumberFormat, built_in, read_format
from shared.adapters.files.workbook_marks import SheetMarks, shared_and_mixed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FREE = 0xFFFF_FFFA
"""Numbers of sectors from here on are marks."""
_ENTRY = 128
_HEADER_FATS = 109
_SMALL = 4_096
_BIFF8 = 0x0600
_BOF, _EOF, _FILE_PASS, _BOUND_SHEET, _FORMAT, _FORMAT_5, _XF = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0x1E, 0xE0
_NUMBER, _RK, _MUL_RK, _FORMULA, _BOOL_ERR, _ROW, _COL_INFO = 0x203, 0x27E, 0xBD, 0x06, 0x205, 0x208, 0x7D
_ONE_NUMBER = frozenset({_NUMBER, _RK})
_OTHERS = frozenset({_MUL_RK, _FORMULA, _BOOL_ERR, _ROW, _COL_INFO})
_CELL = struct.Struct("<HH").unpack_from
_NO_NUMBER = b"\xff\xff"
"""The end of a formula's value that is no number."""
_ERROR = 2
_HIDDEN_ROW, _HIDDEN = 0x20, 1
_LAST_COLUMN = 255


def xls_marks(workbook: Path) -> dict[str, SheetMarks]:
    """The marks of each sheet, by name; nothing where there is a password. Raises ValueError or struct.error."""
    with workbook.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        book = _Container(held).stream(("Workbook", "Book"))
    formats, sheets = _globals(book)
    return {name: _marks(book, place, formats) for name, place in sheets.items()}


class _Container:
    """A file of streams, cut into sectors. Raises ValueError where chains of sectors have no end."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        shift, self._small_shift = struct.unpack_from("<HH", data, 30)
        if not 7 <= shift <= 16 or not 4 <= self._small_shift <= shift:  # noqa: PLR2004 - sizes of sectors in bits
            raise ValueError("no container")
        self._size = 1 << shift
        count, directory, _, cutoff, small_fat, _, more, _ = struct.unpack_from("<IIIIIIII", data, 44)
        if cutoff != _SMALL:
            raise ValueError("no container")
        fats = list(struct.unpack_from(f"<{_HEADER_FATS}I", data, 76))
        while more < _FREE and len(fats) < count:
            *numbers, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            fats += numbers
        self._fat = b"".join(self._sector(each) for each in fats[:count] if each < _FREE)
        self._directory = self._chain(directory)
        self._small_fat = self._chain(small_fat) if small_fat < _FREE else b""

    def stream(self, names: tuple[str, ...]) -> bytes:
        """The content of the first stream with one of these names."""
        entries = [self._directory[at : at + _ENTRY] for at in range(0, len(self._directory), _ENTRY)]
        found = {_name(entry): entry for entry in reversed(entries) if len(entry) == _ENTRY}
        entry = next((found[name] for name in names if name in found), None)
        if entry is None:
            raise ValueError("no workbook")
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= _SMALL:
            return self._chain(start)[:size]
        root = self._chain(struct.unpack_from("<I", entries[0], 116)[0])
        width = 1 << self._small_shift
        return b"".join(root[at * width : (at + 1) * width] for at in _numbers(self._small_fat, start))[:size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(each) for each in _numbers(self._fat, start))

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]


def _numbers(fat: bytes, start: int) -> Iterator[int]:
    """The sectors of a chain."""
    for _ in range(len(fat) // 4):
        if start >= _FREE:
            return
        yield start
        (start,) = struct.unpack_from("<I", fat, 4 * start)
    if start < _FREE:
        raise ValueError("a chain without end")


def _name(entry: bytes) -> str:
    """The name of an entry of the directory."""
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place on to the end of their part."""
    end = len(book) - 4
    while place <= end:
        kind, size = _CELL(book, place)
        place += 4 + size
        yield kind, book[place - size : place]
        if kind == _EOF:
            return


def _globals(book: bytes) -> tuple[list[NumberFormat], dict[str, int]]:
    """The format of each style that cells can have, and where each sheet begins."""
    codes: dict[int, NumberFormat] = {}
    styles: list[int] = []
    sheets: dict[str, int] = {}
    is_new = True
    for kind, body in _records(book, 0):
        if kind == _BOF:
            is_new = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _FILE_PASS:
            return [], {}
        elif kind in {_FORMAT, _FORMAT_5}:
            (number,) = struct.unpack_from("<H", body)
            codes[number] = read_format(_text(body[2:], is_new=is_new, wide_length=is_new))
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUND_SHEET:
            (place,) = struct.unpack_from("<I", body)
            sheets[_text(body[6:], is_new=is_new)] = place
    return [codes[each] if each in codes else built_in(each) for each in styles], sheets


def _text(body: bytes, *, is_new: bool, wide_length: bool = False) -> str:
    """A text behind its length, which takes one byte or two."""
    start = 2 if wide_length else 1
    length = int.from_bytes(body[:start], "little")
    if not is_new:
        return bytes(body[start : start + length]).decode("cp1252", errors="replace")
    is_wide = body[start] & 1
    content = bytes(body[start + 1 : start + 1 + length * (1 + is_wide)])
    return content.decode("utf-16-le" if is_wide else "latin-1", errors="replace")


class _Sheet:
    """What is seen of a sheet: the styles of its numbers, by column, and counts."""

    def __init__(self) -> None:
        self.styles: set[tuple[int, int]] = set()
        self.hidden_rows = self.hidden_columns = self.errors = 0

    def see(self, kind: int, body: bytes) -> None:
        """Take a record in that is not of one number."""
        if kind == _MUL_RK:
            self._see_several(body)
        elif kind == _FORMULA:
            self._see_formula(body)
        elif kind == _BOOL_ERR:
            self.errors += body[7]
        elif kind == _ROW:
            self.hidden_rows += bool(body[12] & _HIDDEN_ROW)
        elif kind == _COL_INFO:
            self.hidden_columns += _hidden_columns(body)

    def _see_several(self, body: bytes) -> None:
        """Numbers beside each other."""
        (first,) = struct.unpack_from("<H", body, 2)
        found = struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6])
        self.styles.update((first + at, style) for at, (style, _) in enumerate(found))

    def _see_formula(self, body: bytes) -> None:
        """A formula, by the value it was saved with."""
        if body[12:14] != _NO_NUMBER:
            self.styles.add(_CELL(body, 2))
        else:
            self.errors += body[6] == _ERROR


def _marks(book: bytes, place: int, formats: list[NumberFormat]) -> SheetMarks:
    """The marks of the sheet that begins there."""
    sheet = _Sheet()
    end, add = len(book) - 4, sheet.styles.add
    # Most records are numbers, each of which is passed by as quickly as can be.
    while place <= end:
        kind, size = _CELL(book, place)
        if kind in _ONE_NUMBER:
            add(_CELL(book, place + 6))
        elif kind in _OTHERS:
            sheet.see(kind, book[place + 4 : place + 4 + size])
        elif kind == _EOF:
            break
        place += 4 + size
    used: dict[int, set[NumberFormat]] = defaultdict(set)
    for column, style in sheet.styles:
        used[column].add(formats[style] if style < len(formats) else PLAIN)
    return SheetMarks(*shared_and_mixed(used), sheet.hidden_rows, sheet.hidden_columns, sheet.errors)


def _hidden_columns(body: bytes) -> int:
    """How many columns are hidden; a range to the last column there can be hides what is empty."""
    first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
    return last - first + 1 if flags & _HIDDEN and last < _LAST_COLUMN else 0
