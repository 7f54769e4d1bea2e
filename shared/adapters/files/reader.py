"""From a file of any kind to clean tables, within limits. Nothing here raises: what cannot be read is an issue."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from shared.adapters.files.archives import check_zip, decompress, is_zip, unzip
from shared.adapters.files.kinds import Kind, kind_of
from shared.adapters.files.spreadsheets import read_spreadsheet
from shared.core.ingest.delimited import read_delimited
from shared.core.ingest.limits import DEFAULT_LIMITS, FileLimits
from shared.core.ingest.names import file_stem, table_names
from shared.core.ingest.report import FileReading, SheetIssue
from shared.core.ingest.sales_rules import NO_RULES
from shared.core.ingest.sheet import RawSheet
from shared.core.ingest.tables import clean_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.sales_rules import SalesRules

_UNNAMED = re.compile(r"(?:sheet|tabelle|feuil|hoja)\s?\d*(?: \(hidden\))?", re.IGNORECASE)
_MAX_DEPTH = 2
"""A compressed archive of compressed files is the most that people share in earnest."""


@dataclass(frozen=True, slots=True)
class LimitedFileReader:
    """The FileReader port: reads with these limits and business rules."""

    limits: FileLimits = DEFAULT_LIMITS
    rules: SalesRules = NO_RULES

    def read(self, source: bytes | Path, name: str) -> FileReading:
        """The tables of a file called name, and why others were refused."""
        return read_file(source, name, self.limits, self.rules)


def read_file(
    source: bytes | str | Path, name: str = "", limits: FileLimits = DEFAULT_LIMITS, rules: SalesRules = NO_RULES
) -> FileReading:
    """The tables of a file (its bytes, or its path), each clean or an issue that says why not.

    name is what people call the file; a path's own name where it is empty.
    """
    name = name or (Path(source).name if not isinstance(source, bytes) else "file")
    data = source if isinstance(source, bytes) else _load(Path(source), name, limits)
    if isinstance(data, SheetIssue):
        return FileReading(name, (), (data,))
    tables: list[CleanTable] = []
    issues: list[SheetIssue] = []
    with _collector_paused():
        for sheet in read_sheets(data, name, limits):
            found = clean_sheet(sheet, rules) if isinstance(sheet, RawSheet) else sheet
            if isinstance(found, SheetIssue):
                issues.append(found)
            else:
                tables += found
    return FileReading(name, _told_apart(tables), tuple(issues))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cycle collector: cells by the million hold no cycles, and looking for some doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_sheets(data: bytes, name: str, limits: FileLimits = DEFAULT_LIMITS) -> Iterable[RawSheet | SheetIssue]:
    """The sheets of a file before they are understood, cells as read."""
    label = PurePosixPath(name).name or "file"
    if not data.strip(b" \t\r\n\0"):
        yield SheetIssue(label, "the file is empty")
    elif len(data) > limits.bytes:
        yield _too_big(label, limits)
    else:
        yield from _sheets(data, label, limits, 0)


def _sheets(data: bytes, name: str, limits: FileLimits, depth: int) -> Iterable[RawSheet | SheetIssue]:
    """The sheets of one file, which may lie in archives."""
    kind, reason = kind_of(data, name)
    if kind is Kind.REFUSED:
        yield SheetIssue(name, reason)
    elif kind is Kind.DELIMITED:
        yield _within(read_delimited(data, name, max_rows=limits.rows, max_columns=limits.columns), limits)
    elif kind is Kind.SPREADSHEET:
        yield from _spreadsheet(data, name, limits)
    elif depth >= _MAX_DEPTH:
        yield SheetIssue(name, "there are archives in archives in it; please share the files themselves")
    else:
        yield from _unpacked(data, name, kind, limits, depth + 1)


def _unpacked(data: bytes, name: str, kind: Kind, limits: FileLimits, depth: int) -> Iterable[RawSheet | SheetIssue]:
    """The sheets of the files in a compressed file or an archive."""
    if kind is Kind.COMPRESSED:
        content = decompress(data, name, limits)
        if isinstance(content, SheetIssue):
            yield content
        else:
            yield from _sheets(content, PurePosixPath(name).stem or name, limits, depth)
        return
    members, issues = unzip(data, name, limits)
    for member in members:
        label = PurePosixPath(member.name).name
        if member.data.strip(b" \t\r\n\0"):
            yield from _sheets(member.data, label, limits, depth)
        else:
            yield SheetIssue(label, "the file is empty")
    yield from issues


def _spreadsheet(data: bytes, name: str, limits: FileLimits) -> Iterable[RawSheet | SheetIssue]:
    """The sheets of a workbook, called like the file where there is only one or where nobody named them."""
    problem = check_zip(data, name, limits) if is_zip(data) else None
    if problem:
        yield problem
        return
    sheets = read_spreadsheet(data, name, limits)
    for sheet in sheets:
        if isinstance(sheet, RawSheet):
            is_named = len(sheets) > 1 and not _UNNAMED.fullmatch(sheet.label)
            label = sheet.label if is_named else name if len(sheets) == 1 else f"{file_stem(name)} {sheet.label}"
            yield _within(replace(sheet, label=label), limits)
        else:
            yield sheet


def _within(sheet: RawSheet | SheetIssue, limits: FileLimits) -> RawSheet | SheetIssue:
    """The sheet, unless it holds more cells than there is memory for."""
    if isinstance(sheet, RawSheet) and sum(map(len, sheet.rows)) > limits.cells:
        return SheetIssue(
            sheet.label, f"it has more than {limits.cells:,} cells, which is the limit; please share it in parts"
        )
    return sheet


def _load(path: Path, name: str, limits: FileLimits) -> bytes | SheetIssue:
    """The bytes of a file on disk."""
    try:
        return path.read_bytes() if path.stat().st_size <= limits.bytes else _too_big(name, limits)
    except OSError:
        return SheetIssue(name, "there is no such file, or it may not be read")


def _too_big(name: str, limits: FileLimits) -> SheetIssue:
    return SheetIssue(
        name, f"it is larger than {limits.bytes // (1024 * 1024)} MiB, which is the limit; please share it in parts"
    )


def _told_apart(tables: list[CleanTable]) -> tuple[CleanTable, ...]:
    """The tables with names that are unique in the file."""
    names = table_names(tuple(table.name for table in tables))
    return tuple(replace(table, name=name) for table, name in zip(tables, names, strict=True))
