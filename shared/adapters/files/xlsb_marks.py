"""What the records of an .xlsb workbook say that its native reader does not: number formats, what is hidden or failed.

Imported by a child, so it imports nothing heavy. [MS-XLSB], 2.1.4 (records), 2.4 (each of them).
"""

from __future__ import annotations

import struct
from collections import defaultdict
from contextlib import suppress
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING

from shared.adapters.files.number_formats import PLAIN, NumberFormat, built_in, read_format
from shared.adapters.files.workbook_marks import FAILURES, SheetMarks, shared_and_mixed, walk

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_ROW, _RK, _ERROR, _REAL, _FORMULA, _FAILED = 0, 2, 3, 5, 9, 11
_FORMAT, _STYLE, _COLUMNS, _SHEET, _STYLES, _STYLES_END = 44, 47, 60, 156, 617, 618
_NUMBERS = frozenset({_RK, _REAL, _FORMULA})
_ERRORS = frozenset({_ERROR, _FAILED})
_HIDDEN_ROW, _HIDDEN = 0x10, 1
_LAST_COLUMN = 16_383
_CHUNK = 1 << 20
_LONGEST = 1 << 24
"""Bytes of a record at the most."""
_MAX_STYLES = 100_000
_RELATIONS = "xl/_rels/workbook.bin.rels"


def xlsb_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """The marks of each sheet, by name; damaged ones are left out. Raises one of FAILURES, or struct.error."""
    styles = _styles(archive)
    marks: dict[str, SheetMarks] = {}
    for name, part in _sheet_parts(archive).items():
        with suppress(struct.error, *FAILURES), archive.open(part) as stream:
            marks[name] = _marks(stream, styles)
    return marks


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a part: numbers of seven bits a byte say the kind and the length of each."""
    held, place = b"", 0
    while True:
        if len(held) - place < 6:  # noqa: PLR2004 - the longest head of a record
            held, place = held[place:] + stream.read(_CHUNK), 0
            if not held:
                return
        kind, place = _number(held, place, 2)
        size, place = _number(held, place, 4)
        if size > _LONGEST:
            raise ValueError("a record is too long")
        while len(held) - place < size:
            more = stream.read(_CHUNK)
            if not more:
                raise EOFError
            held, place = held[place:] + more, 0
        yield kind, held[place : place + size]
        place += size


def _number(held: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of so many bytes at the most, and the place behind it."""
    number = 0
    for at in range(most):
        if place >= len(held):
            raise EOFError
        number |= (held[place] & 0x7F) << 7 * at
        place += 1
        if held[place - 1] < 0x80:  # noqa: PLR2004 - the last one
            break
    return number, place


def _styles(archive: zipfile.ZipFile) -> list[NumberFormat]:
    """The number format of each style that cells can have, by its number; none where there are no styles."""
    if "xl/styles.bin" not in archive.namelist():
        return []
    codes: dict[int, NumberFormat] = {}
    numbers: list[int] = []
    is_of_cells = False
    with archive.open("xl/styles.bin") as stream:
        for kind, body in _records(stream):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", body)[0]] = read_format(_text(body, 2)[0])
            elif kind in {_STYLES, _STYLES_END}:
                is_of_cells = kind == _STYLES
            elif kind == _STYLE and is_of_cells:
                numbers.append(struct.unpack_from("<H", body, 2)[0])
            if len(numbers) > _MAX_STYLES:
                raise ValueError("too many styles")
    return [codes[each] if each in codes else built_in(each) for each in numbers]


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The path within the archive of each sheet, by name."""
    targets: dict[str, str] = {}

    def see(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = normpath(join("/xl", attributes["Target"])).lstrip("/")

    with archive.open(_RELATIONS) as stream:
        walk(stream, see)
    sheets = {}
    with archive.open("xl/workbook.bin") as stream:
        for kind, body in _records(stream):
            if kind == _SHEET:
                relation, behind = _text(body, 8)
                sheets[_text(body, behind)[0]] = targets[relation]
    return sheets


def _text(body: bytes, place: int) -> tuple[str, int]:
    """A text behind its length, and the place behind it."""
    (length,) = struct.unpack_from("<I", body, place)
    end = place + 4 + 2 * length
    return body[place + 4 : end].decode("utf-16-le", errors="replace"), end


def _marks(stream: IO[bytes], styles: list[NumberFormat]) -> SheetMarks:
    """The marks of the sheet in this part."""
    seen: set[tuple[int, int]] = set()
    hidden_rows = hidden_columns = errors = 0
    cell = struct.Struct("<II").unpack_from
    for kind, body in _records(stream):
        if kind in _NUMBERS:
            column, style = cell(body)
            seen.add((column, style & 0xFF_FFFF))
        elif kind in _ERRORS:
            errors += 1
        elif kind == _ROW:
            hidden_rows += bool(body[11] & _HIDDEN_ROW)
        elif kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<IIIIH", body)
            hidden_columns += last - first + 1 if flags & _HIDDEN and last < _LAST_COLUMN else 0
    used: dict[int, set[NumberFormat]] = defaultdict(set)
    for column, style in seen:
        used[column].add(styles[style] if style < len(styles) else PLAIN)
    return SheetMarks(*shared_and_mixed(used), hidden_rows, hidden_columns, errors)
