"""Passages in a dictionary: words ranked by how many are shared, vectors by their cosine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from shared.core.errors import InternalError, TransientError
from shared.core.retrieval.words import content_words, roots_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from shared.core.retrieval.passage import EmbeddedPassage, Passage, Ranking


class InMemoryPassageStore:
    """The PassageStore port; away makes every call raise TransientError."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], dict[str, EmbeddedPassage]] = {}
        self.away = False

    def replace(self, workspace: str, source: str, passages: Sequence[EmbeddedPassage]) -> None:
        """Put them in place of what the source had."""
        self._reach()
        if any((each.passage.workspace, each.passage.source) != (workspace, source) for each in passages):
            raise InternalError("a passage of another source")
        self.kept[workspace, source] = {each.passage.id: each for each in passages}

    def delete(self, workspace: str, source: str) -> None:
        """Forget a source."""
        self._reach()
        self.kept.pop((workspace, source), None)

    def search(
        self, workspace: str, channels: Collection[str], text: str, vector: tuple[float, ...] | None, limit: int
    ) -> tuple[Ranking, ...]:
        """Rank by words, and by vectors where there is one."""
        self._reach()
        found = [
            each
            for (owner, _), passages in self.kept.items()
            for each in passages.values()
            if owner == workspace and each.passage.channel in channels
        ]
        words = set(content_words(text))
        holding = [roots_of(f"{each.passage.title} {each.passage.place} {each.passage.text}") for each in found]
        rare = {word: math.log(1 + len(found) / (1 + sum(word in each for each in holding))) for word in words}
        by_words = _ranked(found, lambda i: sum(rare[word] for word in words & holding[i]), limit)
        if vector is None:
            return (by_words,)
        near = _ranked(found, lambda i: sum(a * b for a, b in zip(vector, found[i].vector, strict=True)), limit)
        return by_words, near

    def _reach(self) -> None:
        if self.away:
            raise TransientError("The store is away.")


def _ranked(found: Sequence[EmbeddedPassage], score: Callable[[int], float], limit: int) -> tuple[Passage, ...]:
    scored = sorted(((score(i), each.passage) for i, each in enumerate(found)), key=lambda each: (-each[0], each[1].id))
    return tuple(passage for worth, passage in scored if worth > 0)[:limit]
