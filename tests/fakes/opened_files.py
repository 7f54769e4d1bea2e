"""Files of many kinds, made small and made hostile, and what opening them gives."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl

from infra.local.demo.workbook import write_workbook
from shared.adapters.files.opening import open_sheets
from shared.core.ingest.limits import DEFAULT_LIMITS
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.text.sheet import TextSheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shared.core.ingest.limits import FileLimits

CSV = b"id,name\n1,Ada\n2,Alan\n"
_numbers = itertools.count(1)


def opened(data: bytes, name: str, folder: Path, limits: FileLimits = DEFAULT_LIMITS) -> list[TextSheet | SheetIssue]:
    """What a file with these bytes gives; it lies in folder, under a name of its own."""
    number = next(_numbers)
    path = folder / f"shared-{number}"
    path.write_bytes(data)
    inner = folder / f"opened-{number}"
    inner.mkdir()
    return list(open_sheets(path, name, inner, limits))


def the_sheet(data: bytes, name: str, folder: Path, limits: FileLimits = DEFAULT_LIMITS) -> TextSheet:
    """The only sheet of a file that has one."""
    (sheet,) = opened(data, name, folder, limits)
    assert isinstance(sheet, TextSheet), sheet
    return sheet


def the_reason(data: bytes, name: str, folder: Path, limits: FileLimits = DEFAULT_LIMITS) -> str:
    """Why a file gives nothing."""
    (issue,) = opened(data, name, folder, limits)
    assert isinstance(issue, SheetIssue), issue
    return issue.for_user()


def cells(sheet: TextSheet) -> list[list[str]]:
    """The records of a sheet that was written by us."""
    with sheet.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def told(sheet: TextSheet) -> dict[str, int]:
    """The repairs of a sheet, by the first word or two that tell them apart."""
    return {repair.what: repair.count for repair in sheet.repairs}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def book(*rows: list[Any], title: str = "Data") -> openpyxl.Workbook:
    """A workbook of one sheet, to be changed."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def formatted(code: str, *numbers: object, label: str = "n") -> bytes:
    """A workbook with one column of names and one of numbers, shown in this format."""
    made = book(["name", label], *([f"row {place}", number] for place, number in enumerate(numbers)))
    for row in made.worksheets[0].iter_rows(min_row=2, min_col=2, max_col=2):
        row[0].number_format = code
    return saved(made)


def with_part(data: bytes, part: str, text: bytes) -> bytes:
    """A workbook with one of its parts replaced, or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != part:
                archive.writestr(name, source.read(name))
        archive.writestr(part, text)
    return buffer.getvalue()


def sheet_of(body: str, before: str = "", after: str = "") -> bytes:
    """A workbook whose only sheet has this for its data, and this before and after it."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'
    return with_part(write_workbook({"s": [("a",)]}), "xl/worksheets/sheet1.xml", xml.encode())


def parquet(query: str, folder: Path, options: str = "") -> bytes:
    """A Parquet file with the rows of a query."""
    path = folder / f"made-{next(_numbers)}.parquet"
    with duckdb.connect() as engine:
        engine.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet{options})").fetchall()
    return path.read_bytes()


def ods(*rows: str) -> bytes:
    """An OpenDocument workbook whose sheet, called Data, has these rows of XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/></manifest:manifest>' % kind
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content.encode()})


def ods_cell(kind: str, text: str = "shown", **values: str) -> str:
    """A cell of such a row; values are attributes, with underscores for hyphens."""
    attributes = "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in values.items())
    return f'<table:table-cell office:value-type="{kind}"{attributes}><text:p>{text}</text:p></table:table-cell>'
