"""From a text file on disk to a sheet: plain UTF-8 with a known dialect, however large the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.report import Repair, SheetIssue
from shared.core.ingest.text.dialect import SAMPLE_CHARACTERS, DetectedDialect, detect_dialect
from shared.core.ingest.text.encoding import PlainText, survey_bytes
from shared.core.ingest.text.sheet import TextSheet
from shared.core.ingest.text.wrapped import is_wrapped, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 1024 * 1024
"""Bytes read at once."""
_LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a line; lines are the smallest part of a file that is held in memory."""
_PLAIN_NAME = "plain.txt"


def open_text(path: Path, label: str, folder: Path) -> TextSheet | SheetIssue:
    """The one sheet of a text file, or why there is none.

    The sheet's text is the file itself where that is plain UTF-8, else a copy in folder, which is empty or holds files
    of other names. Raises OSError when the disk is full.
    """
    survey = survey_bytes(_blocks(path))
    if survey.is_blank:
        return SheetIssue(label, "there is nothing in it")
    if survey.longest_line > _LONGEST_LINE:
        return SheetIssue(label, "one of its lines is far too long for a table")
    repairs: tuple[Repair, ...] = ()
    text = path
    if not survey.is_plain:
        plain = PlainText(survey)
        text = free_path(folder)
        with text.open("w", encoding="utf-8", newline="", errors="replace") as file:
            file.writelines(plain.read(_blocks(path)))
        repairs = plain.repairs()
    found = _detect(text)
    if found.dialect.separator is None and not found.dialect.columns and is_wrapped(_sample(text)):
        text = _unwrapped(text, folder)
        found = _detect(text)
        repairs = (*repairs, Repair("lines are quoted as a whole: they were read as what they hold", 1, unit=""))
    if found.offset:
        text = _without_start(text, found.offset, folder)
    return TextSheet(label, text, found.dialect, first_line=1 + found.lines_before, repairs=repairs)


def text_lines(sheet: TextSheet) -> Iterator[str]:
    """The lines of a sheet's text with their ends, as read_records wants them."""
    with sheet.path.open(encoding="utf-8", newline="") as file:
        yield from file


def _detect(text: Path) -> DetectedDialect:
    """The dialect of a plain text, going by its beginning."""
    return detect_dialect(_sample(text))


def _sample(text: Path) -> str:
    """The beginning of a plain text."""
    with text.open(encoding="utf-8", newline="") as file:
        return file.read(SAMPLE_CHARACTERS)


def _unwrapped(text: Path, folder: Path) -> Path:
    """A copy of a plain text without the quotes around its lines."""
    target = free_path(folder)
    with text.open(encoding="utf-8", newline="") as source, target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(unwrapped(source))
    return target


def _without_start(text: Path, characters: int, folder: Path) -> Path:
    """A copy of a plain text without so many characters at its beginning."""
    target = free_path(folder)
    with text.open("rb") as source, target.open("wb") as file:
        source.seek(len(source.read(4 * characters).decode("utf-8", errors="ignore")[:characters].encode()))
        while block := source.read(_BLOCK):
            file.write(block)
    return target


def free_path(folder: Path) -> Path:
    """A path in folder where there is nothing yet."""
    number = 0
    while (path := folder / f"{number or ''}{_PLAIN_NAME}").exists():
        number += 1
    return path


def _blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a block at a time."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
