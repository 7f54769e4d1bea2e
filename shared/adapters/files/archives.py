"""Unpacking gzip, bzip2, xz and zip within limits: nobody's promise about sizes is believed, only what comes out.

Members are streamed to files of our own naming, so that no name in an archive can lead anywhere.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from shared.adapters.files.child_bounds import NO_ROOM
from shared.adapters.files.children import ENCRYPTED, in_words
from shared.core.errors import TransientError
from shared.core.ingest.report import SheetIssue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.core.ingest.limits import FileLimits

_CHUNK = 1 << 18
_RATIO_FROM = 10 << 20
"""Bytes below which any ratio is harmless."""
_DIRECTORY = 16 << 20
"""Bytes of a zip's directory that are read at the most: some 200,000 members."""
_COMPRESSIONS: dict[bytes, Callable[[Path], io.BufferedIOBase]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_FAILURES = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
_ENCRYPTED = 0x1
_CLUTTER = ("__MACOSX/", "._", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGED = "it is damaged and cannot be unpacked"
_SEPARATORS = re.compile(r"[/\\]")
_END = b"PK\x05\x06"
_END_BYTES = 22
_END_64_BYTES = 56
_LOCATOR_BYTES = 20
_COMMENT_BYTES = 1 << 16


@dataclass(slots=True)
class Unpacking:
    """All that is unpacked of one shared file, however deep: where to, and how many bytes more may come out."""

    folder: Path
    limits: FileLimits
    room: int
    files: int = 0

    def write(self, stream: IO[bytes] | io.BufferedIOBase, packed: int) -> Path | None:
        """A new file with all of stream; None as soon as it is more than there is room for, or than packed bytes hold.

        Raises what reading a damaged stream raises, and TransientError when the disk is full.
        """
        self.files += 1
        path = self.folder / f"member-{self.files}"
        size = 0
        with path.open("xb", buffering=0) as file:
            while part := stream.read(_CHUNK):
                size += len(part)
                self.room -= len(part)
                if self.room < 0 or (size > _RATIO_FROM and size > packed * self.limits.ratio):
                    file.truncate(0)
                    return None
                _put(file, part)
        return path


def _put(file: io.RawIOBase, part: bytes) -> None:
    """Write all of part to a file without a buffer, whose rest would fail once more when the file is closed."""
    try:
        while part:
            part = part[file.write(part) :]
    except OSError as error:
        if error.errno in NO_ROOM:
            raise TransientError("The disk is full.") from error
        raise


def base_name(name: str) -> str:
    """The last part of a path, as any system writes them, without what cannot be shown."""
    shown = "".join(each for each in name if each.isprintable()).rstrip("/\\")
    return _SEPARATORS.split(shown)[-1].strip() or "file"


def is_compressed(head: bytes) -> bool:
    """True for a gzip, bzip2 or xz stream, going by its first bytes."""
    return head.startswith(tuple(_COMPRESSIONS))


def is_zip(head: bytes) -> bool:
    """True for a zip archive, which most spreadsheets are too, going by its first bytes."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def decompress(source: Path, name: str, unpacking: Unpacking) -> Path | SheetIssue:
    """A file with what a gzip, bzip2 or xz stream holds."""
    with source.open("rb") as file:
        head = file.read(8)
    opener = next(opener for magic, opener in _COMPRESSIONS.items() if head.startswith(magic))
    try:
        with opener(source) as stream:
            path = unpacking.write(stream, source.stat().st_size)
    except _FAILURES:
        return SheetIssue(name, _DAMAGED)
    return path or _too_large(name)


def zip_names(source: bytes | Path) -> tuple[str, ...]:
    """The names in a zip archive; none where its directory cannot be read."""
    try:
        with _opened(source) as archive:
            return tuple(archive.namelist())
    except _FAILURES:
        return ()


def check_zip(source: bytes | Path, name: str, limits: FileLimits) -> SheetIssue | None:
    """Why an archive must not be unpacked by somebody else, going by its directory; None when it may be tried.

    For spreadsheets and documents, whose readers unpack them themselves, in a process with limits of its own.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    try:
        with _opened(source) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
    except _FAILURES:
        return SheetIssue(name, "it is damaged and cannot be opened")
    if total > limits.unpacked_bytes or (total > _RATIO_FROM and total > size * limits.ratio):
        return _too_large(name)
    return None


def unzip(source: Path, name: str, unpacking: Unpacking) -> Iterator[tuple[str, Path] | SheetIssue]:
    """The files of a zip archive, each with its name, one after the other, and why some or all were left out."""
    try:
        archive = _opened(source)
    except _FAILURES:
        yield SheetIssue(name, "the archive is damaged and cannot be unpacked")
        return
    with archive:
        entries = [entry for entry in archive.infolist() if not _is_clutter(entry)]
        most = unpacking.limits.members
        if not entries:
            yield SheetIssue(name, "the archive is empty")
        elif len(entries) > most:
            yield SheetIssue(name, f"the archive holds more than {most} files, which is the limit")
        else:
            yield from _members(archive, entries, source.stat().st_size, unpacking)


def _members(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, unpacking: Unpacking
) -> Iterator[tuple[str, Path] | SheetIssue]:
    """The entries that can be read, until the limit for all of them together is reached."""
    for entry in entries:
        label = base_name(entry.filename)
        if entry.flag_bits & _ENCRYPTED:
            yield SheetIssue(label, ENCRYPTED)
            continue
        try:
            with archive.open(entry) as stream:
                path = unpacking.write(stream, packed)
        except _FAILURES:
            yield SheetIssue(label, _DAMAGED)
            continue
        if path is None:
            yield _too_large(label)
            return
        yield label, path


def _opened(source: bytes | Path) -> zipfile.ZipFile:
    """The archive, unless its directory alone would fill the memory. Raises one of _FAILURES."""
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        if _directory_bytes(file) > _DIRECTORY:
            raise zipfile.BadZipFile("the directory is too large")
    return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)


def _directory_bytes(file: IO[bytes]) -> int:
    """What the end record of a zip (APPNOTE 4.3.16, 4.3.14 for large ones) says its directory takes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _COMMENT_BYTES - _END_BYTES - _LOCATOR_BYTES - _END_64_BYTES))
    tail = file.read()
    place = tail.rfind(_END)
    end = tail[place : place + _END_BYTES]
    if place < 0 or len(end) < _END_BYTES:
        raise zipfile.BadZipFile("no end record")
    before = place - _LOCATOR_BYTES - _END_64_BYTES
    if before >= 0 and tail[before : before + 4] == b"PK\x06\x06":
        return int.from_bytes(tail[before + 40 : before + 48], "little")
    return int.from_bytes(end[12:16], "little")


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """True for folders and for what operating systems leave in archives."""
    name = base_name(entry.filename)
    return entry.is_dir() or entry.filename.startswith(_CLUTTER[0]) or name.startswith(_CLUTTER[1:])


def _too_large(name: str) -> SheetIssue:
    return SheetIssue(name, in_words("large"))
