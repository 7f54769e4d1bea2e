"""An embedder without a model: words and their letter groups, hashed into a vector of fixed length.

Nearness is nearness of spelling, not of meaning: forms of a word and typing mistakes are near, paraphrases are not. It
is what stands in where no model may be asked, and costs no package: Weinberger and others, "Feature Hashing for Large
Scale Multitask Learning" (ICML 2009).
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from shared.core.retrieval.passage import DIMENSIONS
from shared.core.retrieval.words import alike, content_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPACE = "hashed-1"
"""The name of these vectors: vectors of different embedders cannot be compared."""
_GROUP = 4
_WORD, _KIN, _LETTERS = 1.0, 0.5, 0.35
"""What a word weighs, one that means the same, and all letter groups of a word together."""


class HashedEmbedder:
    """The Embedder port, pure."""

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector a text. A text without content words is the zero vector, near to nothing."""
        return [hashed(text) for text in texts]


def hashed(text: str) -> tuple[float, ...]:
    """The vector of a text, unit norm."""
    counts: dict[str, int] = {}
    for word in content_words(text):
        counts[word] = counts.get(word, 0) + 1
    vector = [0.0] * DIMENSIONS
    for word, count in counts.items():
        scale = 1 + math.log(count)
        for place, weight in _places(word):
            vector[place] += scale * weight
    norm = math.sqrt(sum(each * each for each in vector))
    return tuple(each / norm for each in vector) if norm else tuple(vector)


@lru_cache(maxsize=20_000)
def _places(word: str) -> tuple[tuple[int, float], ...]:
    """Where a word's features lie, with their signed weights."""
    features = [(f"w{word}", _WORD), *((f"w{kin}", _KIN) for kin in sorted(alike(word)))]
    groups = list(_groups(word))
    features += [(f"g{group}", _LETTERS / len(groups)) for group in groups]
    return tuple(_signed(name, weight) for name, weight in features)


def _groups(word: str) -> Iterable[str]:
    framed = f"^{word}$"
    return (framed[at : at + _GROUP] for at in range(max(1, len(framed) - _GROUP + 1)))


def _signed(name: str, weight: float) -> tuple[int, float]:
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
    return number % DIMENSIONS, weight if number >> 63 else -weight
