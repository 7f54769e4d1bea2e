"""A passage: a short piece of text that a sentence of an answer can cite."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DIMENSIONS = 512
"""Numbers in a vector, whichever embedder made it: the stores' columns and indexes have this width."""


class SourceKind(StrEnum):
    """What a passage was cut from."""

    DEFINITION = "definition"
    DOCUMENT = "document"
    ANSWER = "answer"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text, and who may read it.

    id is unique in a workspace and starts with the id of its source and a "#"; place is where in the source it stands
    ("Returns / Deadlines, page 3"), possibly empty; channel is the one whose people may read it (C... or D...).
    """

    id: str
    kind: SourceKind
    source: str
    title: str
    place: str
    text: str
    workspace: str
    channel: str


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with its vector: unit norm, DIMENSIONS long."""

    passage: Passage
    vector: tuple[float, ...]


Ranking = tuple[Passage, ...]
"""Passages that one way of searching found, best first; none that it gave no score at all."""
