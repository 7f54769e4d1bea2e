"""Reads one PDF or Word file in a process of its own: python document_child.py FILE FOLDER LIMITS.

Run as a script, see shared.adapters.files.children; a parser is loaded once it is bound. It reports {"pages": [text,
...], "cut": bool} of a PDF, {"blocks": [[text, level], ...], "cut": bool} of a Word file, {"problem": ...} with one of
encrypted, damaged, pictures of neither.
"""

from __future__ import annotations

import re
import sys
import zipfile
from typing import TYPE_CHECKING, Any

from shared.adapters.files.child_bounds import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART_BYTES = 64 * 1024 * 1024
"""Of one part of a Word file, unpacked."""
_HEADING = re.compile(r"heading ([1-6])", re.IGNORECASE)
_TITLES = frozenset({"title", "subtitle"})
_LEVELS = 6


def read(file: Path, folder: Path, bounds: dict[str, int]) -> dict[str, Any]:  # noqa: ARG001 - nothing else is written
    """What the file holds."""
    return (_read_pdf if file.suffix == ".pdf" else _read_word)(file, bounds)


def _read_pdf(file: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """The text of each page. A file that only its owner's password protects opens with an empty one."""
    from pypdf import PdfReader  # noqa: PLC0415 - bound first
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"problem": "encrypted"}
        return _pages(reader.pages, bounds)
    except (FileNotDecryptedError, DependencyError):
        return {"problem": "encrypted"}
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, OverflowError):
        return {"problem": "damaged"}


def _pages(pages: Any, bounds: dict[str, int]) -> dict[str, Any]:  # noqa: ANN401 - pypdf's own sequence
    texts: list[str] = []
    room, total = bounds["characters"], len(pages)
    if not total:
        return {"problem": "damaged"}
    for page in pages[: bounds["pages"]]:
        text = page.extract_text()[:room]
        room -= len(text)
        texts.append(text)
        if room <= 0:
            break
    if not "".join(texts).strip():
        return {"problem": "pictures"}
    return {"pages": texts, "cut": len(texts) < total or room <= 0}


def _read_word(file: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """The paragraphs of a Word file in order, tables as a line a row; entities in its XML are an attack, not text."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - the exception only

    from defusedxml.common import DefusedXmlException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(file) as archive:
            levels = _levels(archive)
            body = _part(archive, "word/document.xml").find(f"{_W}body")
        blocks, room = [], bounds["characters"]
        for text, level in _blocks(body, levels) if body is not None else ():
            blocks.append([text[:room], level])
            room -= len(text)
            if room <= 0:
                break
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, ParseError):
        return {"problem": "damaged"}
    except DefusedXmlException:
        return {"problem": "damaged"}
    return {"blocks": blocks, "cut": room <= 0}


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    """One part of the file, parsed. Raises ValueError for one too large, whatever its directory says of it."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    with archive.open(name) as stream:
        data = stream.read(_PART_BYTES + 1)
    if len(data) > _PART_BYTES:
        raise ValueError("too large")
    parsed: Element = fromstring(data)
    return parsed


def _levels(archive: zipfile.ZipFile) -> dict[str, int]:
    """The heading level of each paragraph style; styles have ids in every language, but names in English."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    levels: dict[str, int] = {}
    for style in _part(archive, "word/styles.xml").iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        said = (name.get(f"{_W}val") or "").casefold() if name is not None else ""
        heading = _HEADING.fullmatch(said)
        if heading or said in _TITLES:
            levels[style.get(f"{_W}styleId") or ""] = int(heading[1]) if heading else 1
    return levels


def _blocks(parent: Element, levels: dict[str, int]) -> Iterator[tuple[str, int]]:
    for child in parent:
        if child.tag == f"{_W}p":
            text = _text(child)
            if text:
                yield _with_level(child, text, levels)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _blocks(child, levels)


def _rows(table: Element) -> Iterator[tuple[str, int]]:
    for row in table.iter(f"{_W}tr"):
        cells = (" ".join(filter(None, map(_text, cell.iter(f"{_W}p")))) for cell in row.findall(f"{_W}tc"))
        line = " | ".join(cell for cell in cells if cell)
        if line:
            yield line, 0


def _with_level(paragraph: Element, text: str, levels: dict[str, int]) -> tuple[str, int]:
    settings = paragraph.find(f"{_W}pPr")
    if settings is None:
        return text, 0
    style = settings.find(f"{_W}pStyle")
    named = style.get(f"{_W}val") or "" if style is not None else ""
    outline = settings.find(f"{_W}outlineLvl")
    told = (outline.get(f"{_W}val") or "") if outline is not None else ""
    level = levels.get(named, 0) or (int(told) + 1 if told.isdigit() and int(told) < _LEVELS else 0)
    if not level and settings.find(f"{_W}numPr") is not None:
        return f"• {text}", 0
    return text, level


def _text(paragraph: Element) -> str:
    """What is to be read of a paragraph: not what was deleted in it, nor the codes of its fields."""
    parts: list[str] = []
    _gather(paragraph, parts)
    return " ".join("".join(parts).split())


def _gather(element: Element, parts: list[str]) -> None:
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            parts.append(" ")
        elif child.tag not in {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr"}:
            _gather(child, parts)


if __name__ == "__main__":
    run(read, sys.argv[1:4])
