"""Workbooks in the two binary formats of Excel, written record by record: .xls (BIFF8) and .xlsb (BIFF12).

Small, but sound enough for native readers. Columns have number formats; rows and columns can be hidden; a cell is a
text, a number, or a Formula with its saved value.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFF_FFFE, 0xFFFF_FFFF, 0xFFFF_FFFD
_FIRST_FORMAT = 164


class Formula(NamedTuple):
    """A formula with the number it was saved with; None is an error."""

    value: float | None


class Built(NamedTuple):
    """A number format that workbooks mean by a number alone."""

    number: int


@dataclass(frozen=True)
class Sheet:
    """Rows of cells; formats are of columns, by their place, as codes or as Built; hidden rows and columns by place."""

    rows: Sequence[Sequence[str | float | Formula]]
    formats: dict[int, str | Built] = field(default_factory=dict)
    name: str = "Data"
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    is_hidden: bool = False

    def style(self, column: int) -> int:
        """The style of a column's numbers; 0 is the plain one."""
        return list(self.formats).index(column) + 1 if column in self.formats else 0


def _format_numbers(sheet: Sheet) -> list[int]:
    """The number of each style's format."""
    return [0] + [
        code.number if isinstance(code, Built) else _FIRST_FORMAT + at for at, code in enumerate(sheet.formats.values())
    ]


def xls(sheet: Sheet, *, stream: str = "Workbook") -> bytes:
    """An .xls workbook of one sheet; stream is the name of the part it lies in."""
    book = _xls_globals(sheet, 0)
    book = _xls_globals(sheet, len(book)) + _xls_sheet(sheet)
    return _container(book.ljust(8 * _SECTOR, b"\0"), stream)


def _is_whole(cell: object) -> TypeGuard[int]:
    """True for a number that both formats write in four bytes."""
    return isinstance(cell, int)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _xls_text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def _xls_globals(sheet: Sheet, place: int) -> bytes:
    """What stands before the sheets, of which the first begins at place."""
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    out += _record(0x42, struct.pack("<H", 1200))
    for at, code in enumerate(sheet.formats.values()):
        if isinstance(code, str):
            out += _record(0x41E, struct.pack("<H", _FIRST_FORMAT + at) + _xls_text(code, "<H"))
    for number in _format_numbers(sheet):
        out += _record(0xE0, struct.pack("<HH", 0, number) + bytes(16))
    out += _record(0x85, struct.pack("<IBB", place, sheet.is_hidden, 0) + _xls_text(sheet.name, "<B"))
    return out + _record(0x0A)


def _xls_sheet(sheet: Sheet) -> bytes:
    """The records of a sheet; two whole numbers beside each other make one record, as Excel writes them."""
    width = max(map(len, sheet.rows))
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for column in sheet.hidden_columns:
        out += _record(0x7D, struct.pack("<HHHHHH", column, column, 0, 0, 1, 0))
    out += _record(0x200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    for at, row in enumerate(sheet.rows):
        flags = 0x20 if at in sheet.hidden_rows else 0
        out += _record(0x208, struct.pack("<HHHHHHHH", at, 0, width, 0, 0, 0, 0x100 | flags, 15))
        column = 0
        while column < len(row):
            pair = [cell for cell in row[column : column + 2] if _is_whole(cell)]
            if len(pair) > 1:
                styles = (sheet.style(column), sheet.style(column + 1))
                cells = b"".join(struct.pack("<Hi", style, n << 2 | 2) for style, n in zip(styles, pair, strict=True))
                out += _record(0xBD, struct.pack("<HH", at, column) + cells + struct.pack("<H", column + 1))
                column += 2
            else:
                out += _xls_cell(at, column, row[column], sheet.style(column))
                column += 1
    return out + _record(0x0A)


def _xls_cell(row: int, column: int, cell: str | float | Formula, style: int) -> bytes:
    place = struct.pack("<HHH", row, column, style)
    if isinstance(cell, str):
        return _record(0x204, place + _xls_text(cell, "<H"))
    if isinstance(cell, Formula):
        value = b"\2\0\x2a\0\0\0\xff\xff" if cell.value is None else struct.pack("<d", cell.value)
        return _record(0x06, place + value + struct.pack("<HIH", 0, 0, 3) + b"\x1e\1\0")
    return _record(0x203, place + struct.pack("<d", cell))


def _container(stream: bytes, name: str) -> bytes:
    """A compound file with one stream."""
    stream += bytes(-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    chain = [*range(3, 2 + count), _END]
    fat = struct.pack(f"<{_SECTOR // 4}I", *([_FAT, _END, *chain] + [_FREE] * (_SECTOR // 4 - 2 - count)))
    entries = (("Root Entry", 5, 1, _END, 0), (name, 2, _FREE, 2, len(stream)), *2 * (("", 0, _FREE, 0, 0),))
    directory = b"".join(_entry(*each) for each in entries)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return (header + struct.pack("<109I", *([0] + [_FREE] * 108))) + fat + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2 if name else 0, kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xlsb(sheet: Sheet) -> bytes:
    """An .xlsb workbook of one sheet."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = {"rId1": ("worksheet", "worksheets/sheet1.bin"), "rId2": ("styles", "styles.bin")}
    relations = "".join(
        f'<Relationship Id="{key}" Type="{relation}/{kind}" Target="{target}"/>'
        for key, (kind, target) in kinds.items()
    )
    bundle = struct.pack("<II", int(sheet.is_hidden), 1) + _wide("rId1") + _wide(sheet.name)
    parts = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/_rels/workbook.bin.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>"
        ).encode(),
        "xl/workbook.bin": _part((131, b""), (143, b""), (156, bundle), (144, b""), (132, b"")),
        "xl/styles.bin": _xlsb_styles(sheet),
        "xl/worksheets/sheet1.bin": _xlsb_sheet(sheet),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _part(*records: tuple[int, bytes]) -> bytes:
    return b"".join(_seven(kind) + _seven(len(body)) + body for kind, body in records)


def _seven(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _xlsb_styles(sheet: Sheet) -> bytes:
    codes = [
        (44, struct.pack("<H", _FIRST_FORMAT + at) + _wide(code))
        for at, code in enumerate(sheet.formats.values())
        if isinstance(code, str)
    ]
    numbers = _format_numbers(sheet)
    styles = [(47, struct.pack("<HH", 0, number) + bytes(12)) for number in numbers]
    # The styles that styles are made of come first, and are none of cells.
    return _part(
        (278, b""),
        (615, struct.pack("<I", len(codes))), *codes, (616, b""),
        (626, struct.pack("<I", 1)), (47, struct.pack("<HH", 0xFFFF, 9) + bytes(12)), (627, b""),
        (617, struct.pack("<I", len(styles))), *styles, (618, b""),
        (279, b""),
    )  # fmt: skip


def _xlsb_sheet(sheet: Sheet) -> bytes:
    width = max(map(len, sheet.rows))
    columns = [
        (60, struct.pack("<IIIIH", column, column, 2560, 0, int(column in sheet.hidden_columns)))
        for column in range(width)
    ]
    records = [(129, b""), (148, struct.pack("<IIII", 0, len(sheet.rows) - 1, 0, width - 1)), (390, b""), *columns]
    records += [(391, b""), (145, b"")]
    for at, row in enumerate(sheet.rows):
        hidden = 0x10 if at in sheet.hidden_rows else 0
        records.append((0, struct.pack("<IIHBBB", at, 0, 300, 0, hidden, 0) + struct.pack("<III", 1, 0, width - 1)))
        records += [_xlsb_cell(column, cell, sheet.style(column)) for column, cell in enumerate(row)]
    return _part(*records, (146, b""), (130, b""))


def _xlsb_cell(column: int, cell: str | float | Formula, style: int) -> tuple[int, bytes]:
    place = struct.pack("<II", column, style)
    if isinstance(cell, str):
        return 6, place + _wide(cell)
    if isinstance(cell, Formula):
        tail = struct.pack("<HII", 0, 0, 0)
        return (11, place + b"\x2a" + tail) if cell.value is None else (9, place + struct.pack("<d", cell.value) + tail)
    if _is_whole(cell):
        return 2, place + struct.pack("<i", cell << 2 | 2)
    return 5, place + struct.pack("<d", cell)
