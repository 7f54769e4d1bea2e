"""What a file is, going by its first bytes; its name is believed only where the bytes say nothing."""

from __future__ import annotations

import json
import mmap
import re
from enum import Enum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from shared.adapters.files.archives import is_compressed, is_zip, zip_names
from shared.adapters.files.children import ENCRYPTED

if TYPE_CHECKING:
    from pathlib import Path

_PROBE = 4096
_CONTROL_SHARE = 0.02
"""Text holds next to no control characters."""
_CONTROLS = frozenset(range(32)) - {1, 2, 9, 10, 12, 13, 26, 27, 28, 29, 30, 31}
"""Those that texts have are blanks, separators of cells, and the mark that DOS puts at the end."""
_FEW_CONTROLS = 2
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Kind(Enum):
    """How a file is read."""

    DELIMITED = "delimited"
    JSON = "json"
    PARQUET = "parquet"
    SPREADSHEET = "spreadsheet"
    COMPRESSED = "compressed"
    ARCHIVE = "archive"
    REFUSED = "refused"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The name of the part that holds a workbook with a password, in the old container format."""
_WORD_PART = "WordDocument".encode("utf-16-le")
_BOOK_PARTS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_PICTURE = "it is a picture, not a table"
_PROGRAM = "it is a program, not a table"
_DATABASE = "it is a database file; please share the tables as CSV or Excel"
_OTHER_COLUMNS = "it is a format of other programs that cannot be read; please share it as Parquet or CSV"
_DOCUMENT = "it is a document, not a table; please share the table as CSV or Excel"
_REFUSALS = (
    (b"PARE", ENCRYPTED),
    (b"%PDF", "it is a PDF, not a table; please share the table as CSV or Excel"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"Rar!", "it is a RAR archive; please share a zip file instead"),
    (b"7z\xbc\xaf", "it is a 7z archive; please share a zip file instead"),
    (b"SQLite format 3\x00", _DATABASE),
    (b"\x00\x01\x00\x00Standard ", _DATABASE),
    (b"ARROW1\x00\x00", _OTHER_COLUMNS),
    (b"FEA1", _OTHER_COLUMNS),
    (b"ORC", _OTHER_COLUMNS),
    (b"Obj\x01", _OTHER_COLUMNS),
    (b"\x89HDF", _OTHER_COLUMNS),
    (b"\x7fELF", _PROGRAM),
    (b"MZ\x90", _PROGRAM),
)
_TAR = b"ustar"
_TAR_PLACE = 257
"""Where a tar archive says what it is."""
_LIKE_TEXT = frozenset({b"FEA1", b"ORC"})
"""Starts that a text could have too: zeros must follow, which a text has in its first letters or nowhere."""
_SPREADSHEET_ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})
_JSON_ENDINGS = frozenset({".json", ".jsonl", ".ndjson", ".geojson"})
_DELIMITED_ENDINGS = frozenset({".csv", ".tsv", ".tab", ".psv"})
_JSON_START = re.compile(rb'\s*(?:\{\s*["}]|\[\s*(?:\{\s*["}]|\[\s*["\[\]{\d-]))')
_UNKNOWN = "it is not a kind of file that holds a table; CSV, TSV, Excel, ODS, Parquet and JSON files can be read"
_NOT_A_SPREADSHEET = "its name says that it is a spreadsheet, but it is not one"
_NOT_PARQUET = "its name says that it is a Parquet file, but it is not one"


def kind_of(path: Path, name: str) -> tuple[Kind, str]:
    """The kind of the file at path, which people call name, and the reason where it is refused."""
    with path.open("rb") as file:
        head = file.read(_PROBE)
    ending = PurePosixPath(name.lower()).suffix
    if is_zip(head):
        return _kind_of_zip(path, ending)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    return _kind_of_start(head) or _kind_of_name(ending) or _kind_of_text(head, ending)


def workbook_ending(path: Path) -> str:
    """The ending a workbook should have, going by its bytes: .xlsx, .xlsb, .ods or .xls."""
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            return ".xls"
    names = zip_names(path)
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".ods" if "content.xml" in names else ".xlsx"


def _kind_of_zip(path: Path, ending: str) -> tuple[Kind, str]:
    """Spreadsheets, documents and plain archives are all zip files."""
    names = zip_names(path)
    if any(name.startswith("xl/") for name in names) or (not names and ending in _SPREADSHEET_ENDINGS):
        return Kind.SPREADSHEET, ""
    if "content.xml" in names and "mimetype" in names:
        return (Kind.SPREADSHEET, "") if ending != ".odt" else (Kind.REFUSED, _UNKNOWN)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return Kind.REFUSED, _DOCUMENT
    if "Index/Document.iwa" in names:
        return Kind.REFUSED, "it is in the format of Apple's programs; please export it as Excel or CSV"
    if ending in _SPREADSHEET_ENDINGS:
        return Kind.REFUSED, _NOT_A_SPREADSHEET
    return Kind.ARCHIVE, ""


def _kind_of_ole(path: Path) -> tuple[Kind, str]:
    """Old workbooks, old documents and anything encrypted share a container."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        if held.find(_ENCRYPTED_PACKAGE) >= 0:
            return Kind.REFUSED, ENCRYPTED
        is_document = held.find(_WORD_PART) >= 0 and all(held.find(part) < 0 for part in _BOOK_PARTS)
    return (Kind.REFUSED, _DOCUMENT) if is_document else (Kind.SPREADSHEET, "")


def _kind_of_start(head: bytes) -> tuple[Kind, str] | None:
    """The kind that the first bytes say."""
    if is_compressed(head):
        return Kind.COMPRESSED, ""
    if head.startswith(b"PAR1"):
        return Kind.PARQUET, ""
    if head.startswith(_TAR, _TAR_PLACE):
        return Kind.REFUSED, "it is a tar archive; please share a zip file instead"
    for magic, reason in _REFUSALS:
        if head.startswith(magic) and (magic not in _LIKE_TEXT or b"\0" in head):
            return Kind.REFUSED, reason
    return None


def _kind_of_name(ending: str) -> tuple[Kind, str] | None:
    """Why a file is refused that begins in no known way, but is called like one that does."""
    if ending in _SPREADSHEET_ENDINGS:
        return Kind.REFUSED, _NOT_A_SPREADSHEET
    return (Kind.REFUSED, _NOT_PARQUET) if ending == ".parquet" else None


def _kind_of_text(head: bytes, ending: str) -> tuple[Kind, str]:
    """Text that can be cut into cells, and text that cannot."""
    if _has_controls(head):
        return Kind.REFUSED, _UNKNOWN
    start = head.replace(b"\0", b"") if head.startswith(_WIDE_MARKS) or b"\0" in head else head
    start = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        return Kind.REFUSED, "it is a web page or XML, not a table; please save it as CSV or Excel"
    if ending in _JSON_ENDINGS or (_JSON_START.match(start) and (ending not in _DELIMITED_ENDINGS or _is_json(start))):
        return Kind.JSON, ""
    return Kind.DELIMITED, ""


def _is_json(start: bytes) -> bool:
    """True where the first line is a whole JSON value, or begins a list of objects, which names of columns never do."""
    first = start.lstrip().splitlines()[0]
    try:
        json.loads(first)
    except ValueError:
        return re.match(rb'\[\s*\{\s*"', start) is not None
    return True


def _has_controls(head: bytes) -> bool:
    """True where there are more control characters than text has, in an encoding of one, two or four bytes."""
    zeros = head.count(0)
    is_wide = head.startswith(_WIDE_MARKS) or zeros > len(head) // 4
    controls = sum(byte in _CONTROLS for byte in head) - (zeros if is_wide else 0)
    return controls > max(_FEW_CONTROLS, len(head) * _CONTROL_SHARE)
