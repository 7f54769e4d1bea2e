"""From a file of any kind on disk to sheets of text on disk, within limits.

Nothing here raises for what a file holds: what cannot be read is an issue. Files are never loaded whole.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, assert_never

from shared.adapters.files.archives import Unpacking, base_name, decompress, unzip
from shared.adapters.files.child_bounds import NO_ROOM
from shared.adapters.files.json_sheets import json_sheets
from shared.adapters.files.kinds import Kind, kind_of
from shared.adapters.files.parquet_sheets import parquet_sheets
from shared.adapters.files.spreadsheets import spreadsheet_sheets
from shared.adapters.files.text import open_text
from shared.core.errors import TransientError
from shared.core.ingest.report import SheetIssue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.text.sheet import TextSheet

_MAX_DEPTH = 2
"""A compressed archive of compressed files is the most that people share in earnest."""
_CHUNK = 1 << 20
_MIB = 1024 * 1024
_BLANK = b" \t\r\n\0"
_EMPTY = "the file is empty"


def open_sheets(path: Path, name: str, folder: Path, limits: FileLimits) -> Iterator[TextSheet | SheetIssue]:
    """The sheets of the file at path, which people call name, one after the other, and why others were refused.

    They lie in folder, or are the file itself where it is plain text. Raises TransientError when the disk is full.
    """
    label = base_name(name)
    try:
        size, blank = path.stat().st_size, is_blank(path)
    except OSError:
        yield SheetIssue(label, "there is no such file, or it may not be read")
        return
    if blank:
        yield SheetIssue(label, _EMPTY)
    elif size > limits.bytes:
        yield SheetIssue(
            label, f"it is larger than {limits.bytes // _MIB} MiB, which is the limit; please share it in parts"
        )
    else:
        yield from _opened(path, label, Unpacking(folder, limits, limits.unpacked_bytes), 0)


def _opened(path: Path, name: str, unpacking: Unpacking, depth: int) -> Iterator[TextSheet | SheetIssue]:
    """The sheets of one file, which may lie in archives."""
    folder, limits = unpacking.folder, unpacking.limits
    kind, reason = kind_of(path, name)
    match kind:
        case Kind.REFUSED:
            yield SheetIssue(name, reason)
        case Kind.DELIMITED:
            yield _text(path, name, folder)
        case Kind.JSON:
            yield from json_sheets(path, name, folder, limits)
        case Kind.PARQUET:
            yield from parquet_sheets(path, name, folder, limits)
        case Kind.SPREADSHEET:
            yield from spreadsheet_sheets(path, name, folder, limits)
        case Kind.COMPRESSED | Kind.ARCHIVE:
            yield from _unpacked(path, name, kind, unpacking, depth)
        case _:
            assert_never(kind)


def _text(path: Path, name: str, folder: Path) -> TextSheet | SheetIssue:
    """The sheet of a text file."""
    try:
        return open_text(path, name, folder)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise TransientError("The disk is full.") from error
        raise


def _unpacked(path: Path, name: str, kind: Kind, unpacking: Unpacking, depth: int) -> Iterator[TextSheet | SheetIssue]:
    """The sheets of the files in a compressed file or an archive."""
    if depth >= _MAX_DEPTH:
        yield SheetIssue(name, "there are archives in archives in it; please share the files themselves")
        return
    for found in _members(path, name, kind, unpacking):
        if isinstance(found, SheetIssue):
            yield found
        elif is_blank(found[1]):
            yield SheetIssue(found[0], _EMPTY)
        else:
            yield from _opened(found[1], found[0], unpacking, depth + 1)


def _members(path: Path, name: str, kind: Kind, unpacking: Unpacking) -> Iterator[tuple[str, Path] | SheetIssue]:
    """The name and place of each file that was packed."""
    if kind is Kind.ARCHIVE:
        yield from unzip(path, name, unpacking)
        return
    content = decompress(path, name, unpacking)
    yield content if isinstance(content, SheetIssue) else (PurePosixPath(name).stem or name, content)


def is_blank(path: Path) -> bool:
    """True for a file of nothing but blanks."""
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            if part.strip(_BLANK):
                return False
    return True
