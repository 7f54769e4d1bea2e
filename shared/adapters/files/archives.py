"""Unpacking gzip, bzip2, xz and zip within limits: nobody's promise about sizes is believed, only what comes out."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from shared.core.ingest.report import SheetIssue

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.ingest.limits import FileLimits

_CHUNK = 1 << 20
_RATIO_FROM = 10 << 20
"""Bytes below which any ratio is harmless."""
_COMPRESSIONS: dict[bytes, Callable[[io.BytesIO], io.BufferedIOBase]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),
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
)
_ENCRYPTED = 0x1
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Member:
    """A file found in another one; name is relative to the archive."""

    name: str
    data: bytes


def is_compressed(data: bytes) -> bool:
    """True for a gzip, bzip2 or xz stream."""
    return data.startswith(tuple(_COMPRESSIONS))


def is_zip(data: bytes) -> bool:
    """True for a zip archive, which most spreadsheets are too."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def decompress(data: bytes, name: str, limits: FileLimits) -> bytes | SheetIssue:
    """What a gzip, bzip2 or xz stream holds."""
    opener = next(opener for magic, opener in _COMPRESSIONS.items() if data.startswith(magic))
    try:
        with opener(io.BytesIO(data)) as stream:
            unpacked = _read_within(stream, len(data), limits.unpacked_bytes, limits)
    except _FAILURES:
        return SheetIssue(name, "it is damaged and cannot be unpacked")
    return _too_large(name) if unpacked is None else unpacked


def zip_names(data: bytes) -> tuple[str, ...]:
    """The names in a zip archive; none where its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(archive.namelist())
    except _FAILURES:
        return ()


def check_zip(data: bytes, name: str, limits: FileLimits) -> SheetIssue | None:
    """Why an archive must not be unpacked by somebody else, going by its directory; None when it may be tried.

    For spreadsheets, whose reader unpacks them itself, in a process with limits of its own.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except _FAILURES:
        return SheetIssue(name, "it is damaged and cannot be opened")
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes or (total > _RATIO_FROM and total > len(data) * limits.ratio):
        return _too_large(name)
    return None


def unzip(data: bytes, name: str, limits: FileLimits) -> tuple[tuple[Member, ...], tuple[SheetIssue, ...]]:
    """The files of a zip archive, and why some or all of them were left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_clutter(entry)]
            if not entries:
                return (), (SheetIssue(name, "the archive is empty"),)
            if len(entries) > limits.members:
                return (), (
                    SheetIssue(name, f"the archive holds more than {limits.members} files, which is the limit"),
                )
            return _members(archive, entries, len(data), limits)
    except _FAILURES:
        return (), (SheetIssue(name, "the archive is damaged and cannot be unpacked"),)


def _members(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, limits: FileLimits
) -> tuple[tuple[Member, ...], tuple[SheetIssue, ...]]:
    """The entries that can be read, until the limit for all of them together is reached."""
    members, issues, room = [], [], limits.unpacked_bytes
    for entry in entries:
        label = PurePosixPath(entry.filename).name
        if entry.flag_bits & _ENCRYPTED:
            issues.append(SheetIssue(label, "it is protected with a password; please share it without one"))
            continue
        try:
            with archive.open(entry) as stream:
                content = _read_within(stream, packed, room, limits)
        except _FAILURES:
            issues.append(SheetIssue(label, "it is damaged and cannot be unpacked"))
            continue
        if content is None:
            issues.append(_too_large(label))
            break
        room -= len(content)
        members.append(Member(entry.filename, content))
    return tuple(members), tuple(issues)


def _read_within(stream: IO[bytes] | io.BufferedIOBase, packed: int, room: int, limits: FileLimits) -> bytes | None:
    """All of stream; None as soon as it is more than there is room for, or than its packed size can honestly hold."""
    parts, size = [], 0
    while part := stream.read(_CHUNK):
        size += len(part)
        if size > room or (size > _RATIO_FROM and size > packed * limits.ratio):
            return None
        parts.append(part)
    return b"".join(parts)


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """True for folders and for what operating systems leave in archives."""
    return entry.is_dir() or entry.filename.startswith(_CLUTTER[0]) or entry.filename.endswith(_CLUTTER[1:])


def _too_large(name: str) -> SheetIssue:
    return SheetIssue(name, "it unpacks to far more data than can be read safely")
