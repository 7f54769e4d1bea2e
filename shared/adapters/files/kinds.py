"""What a file is, going by its first bytes; its name is believed only where the bytes say nothing."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePosixPath

from shared.adapters.files.archives import is_compressed, is_zip, zip_names

_PROBE = 4096
_CONTROL_SHARE = 0.02
"""Text holds next to no control characters."""
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Kind(Enum):
    """How a file is read."""

    DELIMITED = "delimited"
    SPREADSHEET = "spreadsheet"
    COMPRESSED = "compressed"
    ARCHIVE = "archive"
    REFUSED = "refused"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The name of the part that holds a workbook with a password, in the old container format."""
ENCRYPTED = "it is protected with a password; please share it without one"
_REFUSALS = (
    (b"PAR1", "it is a Parquet file, which cannot be read yet; please share it as CSV or Excel"),
    (b"%PDF", "it is a PDF, not a table; please share the table as CSV or Excel"),
    (b"\x89PNG", "it is a picture, not a table"),
    (b"\xff\xd8\xff", "it is a picture, not a table"),
    (b"GIF8", "it is a picture, not a table"),
    (b"Rar!", "it is a RAR archive; please share a zip file instead"),
    (b"7z\xbc\xaf", "it is a 7z archive; please share a zip file instead"),
    (b"SQLite format 3", "it is a database file; please share the tables as CSV or Excel"),
    (b"\x7fELF", "it is a program, not a table"),
    (b"MZ\x90", "it is a program, not a table"),
)
_SPREADSHEET_ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})
_UNKNOWN = "it is not a kind of file that holds a table; CSV, TSV, Excel and ODS files can be read"
_NOT_A_SPREADSHEET = "its name says that it is a spreadsheet, but it is not one"


def kind_of(data: bytes, name: str) -> tuple[Kind, str]:
    """The kind of a file, and the reason where it is refused."""
    ending = PurePosixPath(name.lower()).suffix
    if is_zip(data):
        return _kind_of_zip(data, ending)
    if data.startswith(_OLE):
        return (Kind.REFUSED, ENCRYPTED) if _ENCRYPTED_PACKAGE in data else (Kind.SPREADSHEET, "")
    if is_compressed(data):
        return Kind.COMPRESSED, ""
    for magic, reason in _REFUSALS:
        if data.startswith(magic):
            return Kind.REFUSED, reason
    if ending in _SPREADSHEET_ENDINGS:
        return Kind.REFUSED, _NOT_A_SPREADSHEET
    return _kind_of_text(data, ending)


def _kind_of_zip(data: bytes, ending: str) -> tuple[Kind, str]:
    """Spreadsheets, documents and plain archives are all zip files."""
    names = zip_names(data)
    if any(name.startswith("xl/") for name in names) or (not names and ending in _SPREADSHEET_ENDINGS):
        return Kind.SPREADSHEET, ""
    if "content.xml" in names and "mimetype" in names:
        return (Kind.SPREADSHEET, "") if ending != ".odt" else (Kind.REFUSED, _UNKNOWN)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return Kind.REFUSED, "it is a document, not a table; please share the table as CSV or Excel"
    if ending in _SPREADSHEET_ENDINGS:
        return Kind.REFUSED, _NOT_A_SPREADSHEET
    return Kind.ARCHIVE, ""


def workbook_ending(data: bytes) -> str:
    """The ending a workbook should have, going by its bytes: .xlsx, .xlsb, .ods or .xls."""
    if data.startswith(_OLE):
        return ".xls"
    names = zip_names(data)
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".ods" if "content.xml" in names else ".xlsx"


def _kind_of_text(data: bytes, ending: str) -> tuple[Kind, str]:
    """Text that can be cut into cells, and text that cannot."""
    probe = data[:_PROBE]
    zeros = probe.count(0)
    is_wide = probe.startswith(_WIDE_MARKS) or zeros > len(probe) // 4
    controls = sum(byte in _CONTROLS for byte in probe) - (zeros if is_wide else 0)
    if controls > len(probe) * _CONTROL_SHARE:
        return Kind.REFUSED, _UNKNOWN
    start = probe.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        return Kind.REFUSED, "it is a web page or XML, not a table; please save it as CSV or Excel"
    if ending in {".json", ".jsonl", ".ndjson"}:
        return Kind.REFUSED, "JSON files cannot be read yet; please share it as CSV or Excel"
    return Kind.DELIMITED, ""
