"""Ingest a document: read it, cut it into passages, embed them, keep them for the people of its channel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.errors import TransientError
from shared.core.ingest.report import SheetIssue
from shared.core.models.redaction import hidden
from shared.core.retrieval.chunking import Origin, passages_of
from shared.core.retrieval.passage import DIMENSIONS, EmbeddedPassage
from shared.core.semantic.phrases import lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.retrieval.document import Document
    from shared.core.retrieval.passage import Passage
    from shared.ports.document_reader import DocumentReader
    from shared.ports.embedder import Embedder
    from shared.ports.passage_store import PassageStore

_HEADINGS = 3
_HEADING_WORDS = 6


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What came of a document: its title, how many passages, questions it can be asked, and if its end is left out."""

    title: str
    passages: int
    questions: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class DocumentIngester:
    """What ingesting documents needs of the world."""

    reader: DocumentReader
    passages: PassageStore
    embedder: Embedder

    def takes(self, content: bytes, name: str) -> bool:
        """True for a document, False for a file that may hold tables."""
        return self.reader.holds_text(content, name)

    def ingest(self, content: bytes, name: str, workspace: str, channel: str) -> ReadDocument | SheetIssue:
        """Read a document shared in a channel, in place of an earlier one of its name there.

        What cannot be read is a value. Raises TransientError where the store cannot be reached.
        """
        document = self.reader.read(content, name)
        if isinstance(document, SheetIssue):
            return document
        source = source_of(workspace, channel, document.title)
        passages = passages_of(document, Origin(source, workspace, channel))
        self.passages.replace(workspace, source, self._embedded(passages))
        return ReadDocument(document.title, len(passages), _questions(document), document.cut)

    def _embedded(self, passages: Sequence[Passage]) -> list[EmbeddedPassage]:
        """The passages with their vectors; personal data does not go to the embedder."""
        vectors = self.embedder.embed([hidden(embedded_text(each)) for each in passages])
        if any(len(each) != DIMENSIONS for each in vectors):
            raise TransientError("The embedder gave vectors of another length than the store holds.")
        return [EmbeddedPassage(each, vector) for each, vector in zip(passages, vectors, strict=True)]


def embedded_text(passage: Passage) -> str:
    """What a passage's vector is made of: where it stands is part of what it says."""
    return "\n".join(filter(None, (passage.title, passage.place, passage.text)))


def source_of(workspace: str, channel: str, title: str) -> str:
    """Return what a document of this title in this channel is known by, whichever file it came as."""
    return "p_" + hashlib.sha256(f"{workspace}/{channel}/{title.casefold()}".encode()).hexdigest()[:16]


def _questions(document: Document) -> tuple[str, ...]:
    """Return questions for the first headings that are short enough to be asked about."""
    headings = [lower_first(each.text.strip(" .:")) for each in document.blocks if each.level]
    short = [
        each
        for each in headings
        if 0 < len(each.split()) <= _HEADING_WORDS and each.casefold() != document.title.casefold()
    ]
    return tuple(f"What does {document.title} say about {each}?" for each in dict.fromkeys(short))[:_HEADINGS]
