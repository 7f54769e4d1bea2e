"""An answer without a model: the sentences that support it, quoted, each with its passage; or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.retrieval.passage import SourceKind
from shared.core.retrieval.support import Asked, supported
from shared.core.retrieval.words import roots_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.retrieval.passage import Passage
    from shared.core.retrieval.support import Supported

THRESHOLD = 0.6
"""Support below which a sentence says nothing about the question. Measured in tests/shared/core/retrieval/quality."""
QUOTED = 3
"""Sentences of an answer at most."""
NEAREST = 3
_NEAR = 0.2
"""Support from which on a passage is worth naming where nothing answers."""
_KEPT = 0.75
"""Further sentences are worth quoting beside the best one from this part of its worth on."""
_SAME = 0.7
"""Sentences that share this part of their words say the same."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it stands in a passage, or as a model wrote it from one or several."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the passages say about a question: quotes that support an answer (maybe none), and what came nearest."""

    quotes: tuple[Quote, ...]
    nearest: tuple[Passage, ...]


def compose(asked: str, fused: Sequence[tuple[Passage, float]], threshold: float = THRESHOLD) -> Findings:
    """The sentences that answer, best passage first and in its order; no quote where none is supported."""
    words = Asked.of(asked, [passage for passage, _ in fused])
    found = supported(words, fused)
    nearest = _nearest(found)
    enough = sorted((each for each in found if each.support >= threshold), key=lambda each: -each.worth)
    whole = next((each.passage for each in found if _is_paper(each, words)), None)
    if whole is not None and not _in_part(whole, found, words, answered=bool(enough)):
        leads = sorted((each for each in found if _leads(each, whole)), key=lambda each: each.passage.id)
        return Findings(tuple(Quote(each.text, (each.passage,)) for each in leads[:QUOTED]), nearest)
    if not enough:
        return Findings((), nearest)
    return Findings(tuple(Quote(each.text, (each.passage,)) for each in _ordered(_chosen(enough))), nearest)


def _is_paper(found: Supported, words: Asked) -> bool:
    """True when the question is about a document as a whole, whose every sentence then says something of it."""
    return found.passage.kind is SourceKind.DOCUMENT and words.is_about(found.passage.title)


def _headings(found: Sequence[Supported], paper: Passage) -> frozenset[str]:
    """What the parts of that document are called."""
    return frozenset(each.passage.place.rpartition(" / ")[2] for each in found if each.passage.source == paper.source)


def _in_part(paper: Passage, found: Sequence[Supported], words: Asked, *, answered: bool) -> bool:
    """True when one part of that document is wanted: a figure that a sentence has, or what a heading names."""
    return (words.figure and answered) or words.names_a_part(paper.title, _headings(found, paper))


def _leads(found: Supported, paper: Passage) -> bool:
    """True for the first sentence of each passage of that document: together they outline it."""
    return found.place == 0 and found.passage.source == paper.source


def _chosen(enough: Sequence[Supported]) -> list[Supported]:
    chosen: list[Supported] = []
    for each in enough:
        if len(chosen) == QUOTED or each.worth < _KEPT * enough[0].worth:
            break
        if not any(_same(each.text, other.text) for other in chosen):
            chosen.append(each)
    return chosen


def _same(one: str, other: str) -> bool:
    a, b = roots_of(one), roots_of(other)
    return one == other or len(a & b) >= _SAME * max(1, min(len(a), len(b)))


def _ordered(chosen: Sequence[Supported]) -> list[Supported]:
    """By passage, the best one first, each passage's sentences as they stand in it."""
    places = {each.passage.id: place for place, each in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda each: (places[each.passage.id], each.place))


def _nearest(found: Sequence[Supported]) -> tuple[Passage, ...]:
    """The passages that come nearest, one of a title: those whose best sentence has at least some support."""
    first: dict[str, Supported] = {}
    for each in sorted(found, key=lambda each: -each.support):
        if each.support >= _NEAR:
            first.setdefault(each.passage.title, each)
    return tuple(each.passage for each in first.values())[:NEAREST]
