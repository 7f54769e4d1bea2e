"""Readings that language models were paid for, in the form in which they are kept."""

from __future__ import annotations

import base64
from array import array
from dataclasses import dataclass
from datetime import date, datetime
from operator import mul
from typing import TYPE_CHECKING, Any

from shared.core.asking.answer import Tier  # noqa: TC001 - the codec reads these annotations
from shared.core.asking.question import Intent  # noqa: TC001 - the same
from shared.core.asking.reading import Understood
from shared.core.codec import encode
from shared.core.semantic.query import SemanticQuery  # noqa: TC001 - the same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What a model of that tier understood; notes are the assumptions it said."""

    intent: Intent
    query: SemanticQuery
    notes: tuple[str, ...]
    tier: Tier

    @property
    def understood(self) -> Understood:
        """The reading itself."""
        return Understood(self.intent, self.query, self.notes)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A question that was read before: what it said (agreement.signature), where it lies, and its reading.

    vector is the embedding, as the base64 text of 32-bit floats.
    """

    signature: str
    vector: str
    reading: KeptReading


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The questions read last that differ in their words alone, the newest last."""

    items: tuple[Neighbour, ...] = ()

    def with_one(self, new: Neighbour, most: int) -> Neighbours:
        """Return these and a new one, in place of an older one that said the same; the oldest make room."""
        others = tuple(each for each in self.items if each.signature != new.signature)
        return Neighbours((*others, new)[-most:])

    def agreeing(self, signature: str, vector: str, nearest: float) -> KeptReading | None:
        """Return the reading of the nearest question that says the same, and is near enough."""
        here = _numbers(vector)
        near = sorted(((_cosine(here, _numbers(each.vector)), i) for i, each in enumerate(self.items)), reverse=True)
        for cosine, i in near:
            if cosine >= nearest and self.items[i].signature == signature:
                return self.items[i].reading
        return None


def as_text(vector: Sequence[float]) -> str:
    """Return an embedding as a Neighbour has it."""
    return base64.b64encode(array("f", vector).tobytes()).decode()


def hangs_on_the_hour(query: SemanticQuery) -> bool:
    """True when a moment within a day stands in the query: "last 3 hours" is another query an hour later."""
    return any(_within_a_day(each) for each in _moments(encode(query)))


def _moments(data: Any) -> Iterator[str]:  # noqa: ANN401 - encoded data is JSON
    if isinstance(data, dict):
        if isinstance(data.get("timestamp"), str):
            yield data["timestamp"]
        for each in data.values():
            yield from _moments(each)
    elif isinstance(data, list):
        for each in data:
            yield from _moments(each)


def _within_a_day(text: str) -> bool:
    moment = datetime.fromisoformat(text)
    return moment != datetime.combine(date(moment.year, moment.month, moment.day), datetime.min.time(), moment.tzinfo)


def _numbers(vector: str) -> array[float]:
    numbers = array("f")
    numbers.frombytes(base64.b64decode(vector))
    return numbers


def _cosine(one: array[float], other: array[float]) -> float:
    """Both of unit length, as embedders give them; of different lengths, they are of different embedders."""
    return sum(map(mul, one, other)) if len(one) == len(other) else 0.0
