"""The text of printed pages as headings and paragraphs: wrapped lines joined, what every page repeats left out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from shared.core.retrieval.document import BULLET, Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBERING = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|-\s*\d{1,4}\s*-", re.IGNORECASE)
_ITEM = re.compile(r"^(?:[•▪◦●–*-]|\(?\d{1,2}[.)])\s+(?=\S)")
_ENDS = (".", "!", "?", ":", ";", "”", '"')
_REPEATED_FROM = 3
"""Pages from which on a line that most of them share is a running title."""
_EDGE = 2
"""Lines at the top and at the foot of a page among which running titles are looked for."""
_HEADING_CHARACTERS, _HEADING_WORDS = 70, 9
_FULL = 0.6
"""A line shorter than this part of the page's widest ends a paragraph where it ends a sentence."""


def read_pages(texts: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of pages, numbered from 1. A hyphen at a line's end is taken for one that the line's end made."""
    pages = [[" ".join(line.split()) for line in text.splitlines()] for text in texts]
    repeated = _repeated(pages)
    return tuple(
        block for number, lines in enumerate(pages, start=1) for block in _blocks(_kept(lines, repeated), number)
    )


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    if len(pages) < _REPEATED_FROM:
        return frozenset()
    counts: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line]
        counts.update(set(filled[:_EDGE] + filled[-_EDGE:]))
    return frozenset(line for line, count in counts.items() if count > len(pages) / 2)


def _kept(lines: Sequence[str], repeated: frozenset[str]) -> list[str]:
    return [line for line in lines if line not in repeated and not _NUMBERING.fullmatch(line)]


def _blocks(lines: Sequence[str], page: int) -> Iterable[Block]:
    widest = max(map(len, lines), default=0)
    held: list[str] = []
    for place, line in enumerate(lines):
        following = next((each for each in lines[place + 1 :] if each), "")
        item = _ITEM.match(line)
        begins = bool(item) or _is_heading(line, held, following)
        if (not line or begins) and held:
            yield Block(_joined(held), 0, page)
            held = []
        if begins and not item:
            yield Block(line, 2, page)
        elif line:
            held.append(_ITEM.sub(BULLET, line))
        if held and _closes(line, widest):
            yield Block(_joined(held), 0, page)
            held = []
    if held:
        yield Block(_joined(held), 0, page)


def _is_heading(line: str, held: Sequence[str], following: str) -> bool:
    """True for a short line with a capital first letter and no full stop, with text to come, in no sentence."""
    if not line or held or not following or len(line) > _HEADING_CHARACTERS or line.endswith((*_ENDS, ",")):
        return False
    first = line.lstrip("0123456789.() ")[:1]
    return first.isupper() and len(line.split()) <= _HEADING_WORDS and not following[:1].islower()


def _closes(line: str, widest: int) -> bool:
    return line.endswith(_ENDS) and len(line) < _FULL * widest


def _joined(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        broken = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
        text = text[:-1] + line if broken else f"{text} {line}" if text else line
    return text
