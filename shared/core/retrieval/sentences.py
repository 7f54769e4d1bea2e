"""Sentences: where one ends, and the list that a colon announces."""

from __future__ import annotations

import re

from shared.core.retrieval.document import BULLET

_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9₹$€£])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|nos|rs|mr|mrs|ms|dr|st|inc|ltd|pvt|co|fig|sec|art|ref|dept|est|max|min)\.|"
    r"\b[A-Z]\.|^\s*\(?\d{1,3}[.)])$",
    re.IGNORECASE,
)
LONGEST = 400
"""Characters of a sentence as it is quoted; a longer one is cut in words."""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a passage, lines apart; a line that ends in a colon is one with the list it announces."""
    found: list[str] = []
    for line in _joined(text.split("\n")):
        found.extend(_of_line(line))
    return tuple(found)


def _joined(lines: list[str]) -> list[str]:
    joined: list[str] = []
    announced = False
    for line in (each.strip() for each in lines):
        if not line:
            continue
        item = line.startswith(BULLET)
        if announced and item and len(joined[-1]) + len(line) <= LONGEST:
            joint = " " if joined[-1].endswith(":") else "; "
            joined[-1] = f"{joined[-1]}{joint}{line.removeprefix(BULLET).rstrip(';,')}"
            continue
        joined.append(line.removeprefix(BULLET))
        announced = line.endswith(":")
    return joined


def _of_line(line: str) -> list[str]:
    parts: list[str] = []
    begins = 0
    for match in _END.finditer(line):
        if _ABBREVIATED.search(line[begins : match.start()]):
            continue
        parts.append(line[begins : match.end()].strip())
        begins = match.end()
    parts.append(line[begins:].strip())
    return [each for each in parts if each]


def within(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most that many characters, cut between words where there are any."""
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > most:
        cut = rest.rfind(" ", most // 2, most)
        cut = cut if cut > 0 else most
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*pieces, rest) if rest else tuple(pieces)
