"""What the XML of an .xlsx workbook says that its native reader does not: number formats, what is hidden, what failed.

Imported by a child, so it imports nothing heavy. Parts are streamed; a part with a DOCTYPE is an attack, not a sheet.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from contextlib import suppress
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from shared.adapters.files.number_formats import PLAIN, NumberFormat, built_in, read_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHUNK = 1 << 18
_SAMPLE_ROWS = 500
_BLOCK = 4 << 20
"""Bytes of a sheet without the end of a row that are looked at together at the most."""
_MAX_STYLES = 100_000
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
_ERROR = b' t="e"'
_UNSAVED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_FORMULAS = (b"</f>", b":f>", b"<f ")
_STYLE = re.compile(rb'\bs="(\d+)"')
_KIND = re.compile(rb'\bt="(?!n")')
_TRUE = frozenset({"1", "true"})
FAILURES = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    KeyError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged part raises; then nothing is known beside what the native reader says."""

Attributes = dict[str, str]


class SheetMarks(NamedTuple):
    """What is known of a sheet: by column (from 0) the format its numbers share, and counts over the sheet.

    mixed are columns whose numbers are shown in ways that differ in value (percents among plain numbers). unsaved are
    formulas without a saved value, errors the cells that show one.
    """

    formats: dict[int, NumberFormat]
    mixed: frozenset[int] = frozenset()
    hidden_rows: int = 0
    hidden_columns: int = 0
    errors: int = 0
    unsaved: int = 0


NO_MARKS = SheetMarks({})


def xlsx_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """The marks of each sheet, by name; damaged ones are left out. Raises one of FAILURES."""
    styles = _cell_formats(archive)
    marks: dict[str, SheetMarks] = {}
    for sheet, part in _sheet_parts(archive).items():
        with suppress(*FAILURES):
            marks[sheet] = _sheet_marks(archive, part, styles)
    return marks


def _sheet_marks(archive: zipfile.ZipFile, part: str, styles: list[NumberFormat]) -> SheetMarks:
    """The marks of the sheet in this part."""

    def formats_of(used: set[int]) -> set[NumberFormat]:
        return {styles[style] if style < len(styles) else PLAIN for style in used}

    sample = _Sample()
    with archive.open(part) as stream:
        walk(stream, sample.see)
    formats = {column: formats_of(used) for column, used in sample.styles.items()}
    changing = {_letters(column): column for column, found in formats.items() if any(each.changes for each in found)}
    with archive.open(part) as stream:
        return _scanned(stream, changing, formats, formats_of, sample.hidden_columns)


def _scanned(
    stream: IO[bytes],
    letters: dict[str, int],
    formats: dict[int, set[NumberFormat]],
    formats_of: Callable[[set[int]], set[NumberFormat]],
    hidden_columns: int,
) -> SheetMarks:
    """The marks of a whole sheet. Where formats change numbers (the columns in letters), each of the cells is seen."""
    hidden, errors, unsaved = 0, 0, 0
    styles: dict[int, set[int]] = defaultdict(set)
    cells = re.compile(rb'c r="(%s)\d+"([^>]*)>' % "|".join(letters).encode()) if letters else None
    for block in _blocks(stream):
        errors += block.count(_ERROR)
        if b'hidden="' in block:
            hidden += len(_HIDDEN_ROW.findall(block))
        if any(mark in block for mark in _FORMULAS):
            unsaved += sum(b't="str"' not in found for found in _UNSAVED.findall(block))
        for letter, attributes in set(cells.findall(block)) if cells else ():
            if not attributes.endswith(b"/") and not _KIND.search(attributes):
                style = _STYLE.search(attributes)
                styles[letters[letter.decode()]].add(int(style[1]) if style else 0)
    seen = formats | {column: formats_of(found) | formats[column] for column, found in styles.items()}
    return SheetMarks(*shared_and_mixed(seen), hidden, hidden_columns, errors, unsaved)


def shared_and_mixed(formats: dict[int, set[NumberFormat]]) -> tuple[dict[int, NumberFormat], frozenset[int]]:
    """The format of each column whose numbers have one, and the columns of several that differ in value."""
    shared = {column: next(iter(found)) for column, found in formats.items() if len(found) == 1}
    differ = (column for column, found in formats.items() if len(found) > 1 and any(each.changes for each in found))
    return shared, frozenset(differ)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The sheet in pieces that end with a row."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"row>") + 4
        if cut < 4 and len(rest) > _BLOCK:  # noqa: PLR2004 - not found
            cut = rest.rfind(b"<")
        if cut >= 4:  # noqa: PLR2004
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


class _Enough(Exception):  # noqa: N818 - no error
    """The first rows are seen."""


class _Sample:
    """The styles of the numbers in the first rows of a sheet, by column, and how many columns are hidden."""

    def __init__(self) -> None:
        self.styles: dict[int, set[int]] = defaultdict(set)
        self.hidden_columns = 0
        self._rows = 0
        self._column = -1
        self._style: int | None = None

    def see(self, tag: str, attributes: Attributes) -> None:
        """Take an element in. Raises _Enough behind the sample."""
        if tag == "c":
            place = attributes.get("r")
            self._column = _column(place) if place else self._column + 1
            self._style = int(attributes.get("s", "0")) if attributes.get("t", "n") == "n" else None
        elif tag == "v" and self._style is not None:
            self.styles[self._column].add(self._style)
        elif tag == "row":
            self._rows += 1
            self._column = -1
            if self._rows > _SAMPLE_ROWS:
                raise _Enough
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            # A range to the last column there can be hides what is empty.
            self.hidden_columns += last - first + 1 if last < 16_384 else 0  # noqa: PLR2004


def walk(stream: IO[bytes], see: Callable[[str, Attributes], None]) -> None:
    """Show each element's name (without its prefix) and attributes. Raises ValueError for a DOCTYPE."""
    parser = ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: see(tag[tag.rfind(":") + 1 :], attributes)
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while chunk := stream.read(_CHUNK >> 2):
            parser.Parse(chunk, False)  # noqa: FBT003 - positional only
        parser.Parse(b"", True)  # noqa: FBT003
    except _Enough:
        return


def _refuse(*_: object) -> None:
    raise ValueError("a DOCTYPE")


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The path within the archive of each sheet, by name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def see_relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = normpath(join("/xl", attributes["Target"])).lstrip("/")

    def see_sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            relation = next(value for name, value in attributes.items() if name.endswith(":id"))
            sheets[attributes["name"]] = targets[relation]

    for part, see in (("xl/_rels/workbook.xml.rels", see_relation), ("xl/workbook.xml", see_sheet)):
        with archive.open(part) as stream:
            walk(stream, see)
    return sheets


def _cell_formats(archive: zipfile.ZipFile) -> list[NumberFormat]:
    """The number format of each style that cells can have, by its number; none where there are no styles."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    codes: dict[str, NumberFormat] = {}
    formats: list[NumberFormat] = []
    within = ""

    def see(tag: str, attributes: Attributes) -> None:
        nonlocal within
        if tag == "numFmt" and within == "numFmts":
            codes[attributes["numFmtId"]] = read_format(attributes["formatCode"])
        elif tag == "xf" and within == "cellXfs":
            number = attributes.get("numFmtId", "0")
            formats.append(codes[number] if number in codes else built_in(int(number)))
        elif tag in {"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}:
            within = tag
        if len(formats) > _MAX_STYLES or len(codes) > _MAX_STYLES:
            raise ValueError("too many styles")

    with archive.open("xl/styles.xml") as stream:
        walk(stream, see)
    return formats


def _column(place: str) -> int:
    """The column of a cell, from 0: AB12 is 27."""
    number = 0
    for letter in place:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1


def _letters(column: int) -> str:
    """The name of a column: 27 is AB."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
