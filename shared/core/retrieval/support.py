"""How well a sentence, where it stands, supports an answer to a question: its words, its headings, its neighbours."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.retrieval.passage import SourceKind
from shared.core.retrieval.sentences import sentences
from shared.core.retrieval.words import alike, content_words, root, roots_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.core.retrieval.passage import Passage

_ALIKE = 0.8
"""What a word that means the same counts, against the word itself."""
_HEADING, _NEIGHBOUR = 0.9, 0.5
"""What a word counts for support where it stands in the title or a heading, or in the sentence before or after."""
_RANK_HEADING, _RANK_NEIGHBOUR = 0.5, 0.2
"""The same for choosing among the sentences of a passage: its own words tell them apart."""
_FIGURE, _FIRST, _FUSED = 0.15, 0.05, 0.1
"""Worth of a number where one is asked for, of standing first, of the passage's place among the passages found."""
_GENERAL = frozenset(
    root(each)
    for each in """policy rule guideline procedure process document company people person thing way kind type
    information detail case work apply business firm team everyone anyone someone happen want follow current currently
    usual usually normally large big small high low great major new old good best exact different certain special
    count spend take cover include receive make find see come become allow permit require belong cost""".split()
)
"""Words that most documents share, that questions add for politeness, and that measure without saying what."""
_GENERAL_WEIGHT = 0.3
_ASKS_FIGURE = re.compile(
    r"\bhow (?:many|much|long|often|soon|old|far|fast|late|early|big|large)\b|\bwhen\b|"
    r"\bwhat (?:time|date|percentage|amount)\b|\b(?:kitn[aei]|kab)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice|daily|weekly|monthly|half|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|immediately|never)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Supported:
    """A sentence of a passage: support in 0..1 says whether it answers, worth which sentence does so best."""

    text: str
    passage: Passage
    place: int
    support: float
    worth: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question with their weights, the rarer in what was found the heavier; and if a figure is asked."""

    weights: Mapping[str, float]
    figure: bool

    @classmethod
    def of(cls, text: str, passages: Sequence[Passage]) -> Asked:
        """The words of a question, weighed among these passages: inverse document frequency, softened.

        The passages were found for these very words, so that each stands in more of them than in what there is to read.
        """
        words = content_words(text)
        holding = [roots_of(_whole(each)) for each in passages]
        return cls({word: _weight(word, holding) for word in words}, bool(_ASKS_FIGURE.search(text)))

    @property
    def total(self) -> float:
        """The weight of all words together."""
        return sum(self.weights.values())

    def is_about(self, title: str) -> bool:
        """True when the title holds every word that says what is asked: the question is about the whole of it."""
        roots = roots_of(title)
        telling = [word for word in self.weights if word not in _GENERAL]
        return bool(telling) and all(_met(word, roots) for word in telling)

    def names_a_part(self, title: str, headings: Iterable[str]) -> bool:
        """True when a heading has a word that the title has only by its likes: "returns" in a refund policy."""
        held = roots_of(title)
        return any(word in roots_of(heading) - held for heading in headings for word in self.weights)

    def met(self, roots: frozenset[str]) -> dict[str, float]:
        """How far each word stands among these roots: 1 itself, less for one that means the same."""
        return {word: _met(word, roots) for word in self.weights}


def _weight(word: str, holding: Sequence[frozenset[str]]) -> float:
    count = sum(_met(word, roots) > 0 for roots in holding)
    return math.log(1 + (len(holding) + 1) / (count + 0.5)) * (_GENERAL_WEIGHT if word in _GENERAL else 1.0)


def _met(word: str, roots: frozenset[str]) -> float:
    if word in roots:
        return 1.0
    return _ALIKE if alike(word) & roots else 0.0


def _whole(passage: Passage) -> str:
    return f"{passage.title}\n{passage.place}\n{passage.text}"


def supported(asked: Asked, fused: Iterable[tuple[Passage, float]]) -> tuple[Supported, ...]:
    """Every sentence of the passages with its support and worth, as they stand."""
    found = tuple(fused)
    best = max((score for _, score in found), default=0.0)
    if not asked.total or not best:
        return ()
    return tuple(each for passage, score in found for each in _sentences(asked, passage, score / best))


def _sentences(asked: Asked, passage: Passage, fused: float) -> Iterable[Supported]:
    said = sentences(passage.text)
    # A definition is about one thing only: what it says anywhere holds of each of its sentences.
    context = _whole(passage) if passage.kind is SourceKind.DEFINITION else f"{passage.title}\n{passage.place}"
    heading = asked.met(roots_of(context))
    own = [asked.met(roots_of(each)) for each in said]
    for at, text in enumerate(said):
        beside = own[max(0, at - 1) : at] + own[at + 1 : at + 2]
        support = _sum(asked, own[at], heading, beside, (_HEADING, _NEIGHBOUR))
        worth = _sum(asked, own[at], heading, beside, (_RANK_HEADING, _RANK_NEIGHBOUR))
        worth += _FUSED * fused + _FIRST * (at == 0) + _FIGURE * (asked.figure and bool(_FIGURES.search(text)))
        yield Supported(text, passage, at, support, worth)


def _sum(
    asked: Asked,
    own: Mapping[str, float],
    heading: Mapping[str, float],
    beside: Sequence[Mapping[str, float]],
    scales: tuple[float, float],
) -> float:
    total = 0.0
    for word, weight in asked.weights.items():
        near = max((each[word] for each in beside), default=0.0)
        total += weight * max(own[word], scales[0] * heading[word], scales[1] * near)
    return total / asked.total
