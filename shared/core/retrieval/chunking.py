"""Documents cut into passages: along headings, whole paragraphs together, with a little overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.core.retrieval.document import BULLET
from shared.core.retrieval.passage import Passage, SourceKind
from shared.core.retrieval.sentences import sentences, within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.retrieval.document import Block, Document

CHARACTERS = 900
"""Of a passage at most: about 200 words, which one embedding can still tell apart."""
OVERLAP = 160
"""Characters of a section's last sentence that the next passage of the same section begins with."""
PASSAGES = 1_000
"""Of one document at most."""
_PLACE = 160


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose document it is: the id of its source, its workspace, and the channel whose people may read it."""

    source: str
    workspace: str
    channel: str
    kind: SourceKind = SourceKind.DOCUMENT


@dataclass(slots=True)
class _Cutter:
    """The pieces of a document so far, and the one that is being filled."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    carried: int = 0
    page: int = 0

    def take(self, block: Block) -> None:
        if block.level:
            self.close()
            self.headings = [each for each in self.headings if each[0] < block.level]
            self.headings.append((block.level, block.text))
            return
        if not self.lines:
            self.page = block.page
        for part in _parts(block.text):
            self._add(part, block.page)

    def _add(self, part: str, page: int) -> None:
        size = sum(len(line) + 1 for line in self.lines)
        if size + len(part) > CHARACTERS and len(self.lines) > self.carried:
            last = self.lines[-1]
            self.close()
            self._carry(last, len(part))
            self.page = page
        self.lines.append(part)

    def _carry(self, line: str, room: int) -> None:
        """Begin the next piece with the last sentence of the one before, where it is short."""
        *_, last = sentences(line) or ("",)
        if 0 < len(last) <= OVERLAP and len(last) + room < CHARACTERS:
            self.lines = [BULLET + last if line.startswith(BULLET) else last]
            self.carried = 1

    def close(self) -> None:
        if len(self.lines) > self.carried:
            self.pieces.append((_place(self.headings, self.page), "\n".join(self.lines)))
        self.lines, self.carried = [], 0


def passages_of(document: Document, origin: Origin) -> tuple[Passage, ...]:
    """The passages of a document, in order: none of more than CHARACTERS, no more than PASSAGES of them."""
    cutter = _Cutter()
    for block in document.blocks:
        cutter.take(block)
        if len(cutter.pieces) >= PASSAGES:
            break
    cutter.close()
    return tuple(_numbered(cutter.pieces[:PASSAGES], document.title, origin))


def _numbered(pieces: Iterable[tuple[str, str]], title: str, origin: Origin) -> Iterable[Passage]:
    for number, (place, text) in enumerate(pieces):
        name = f"{origin.source}#{number:05}"
        yield Passage(name, origin.kind, origin.source, title, place, text, origin.workspace, origin.channel)


def _parts(text: str) -> Iterable[str]:
    """A paragraph whole; one that is too long by its sentences, and a sentence that is too long by its words."""
    if len(text) <= CHARACTERS:
        return (text,)
    filled: list[str] = []
    for piece in (part for sentence in sentences(text) for part in within(sentence, CHARACTERS)):
        if filled and len(filled[-1]) + len(piece) < CHARACTERS:
            filled[-1] = f"{filled[-1]} {piece}"
        else:
            filled.append(piece)
    return filled


def _place(headings: list[tuple[int, str]], page: int) -> str:
    path = " / ".join(text for _, text in headings)
    path = path if len(path) <= _PLACE else f"{path[: _PLACE - 1].rstrip()}…"
    return ", ".join(filter(None, (path, f"page {page}" if page else "")))
