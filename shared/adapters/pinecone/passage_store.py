"""Passages in a Pinecone index: a namespace a workspace, the audience rule as a filter on every query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.core.errors import InternalError
from shared.core.retrieval.passage import Passage, SourceKind
from shared.core.retrieval.words import content_words, roots_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.adapters.pinecone.index import PineconeIndex
    from shared.core.retrieval.passage import EmbeddedPassage, Ranking

_WIDER = 4
"""So many times more passages than wanted are fetched by vector, for the ranking by words to choose among."""
_MOST = 200
_FIELDS = ("kind", "source", "title", "place", "text", "channel")


class PineconePassageStore:
    """The PassageStore port. space names the embedder: only vectors of the same space are compared.

    The index knows vectors only: the ranking by words is made of what is near by vector, and there is none without one.
    """

    def __init__(self, index: PineconeIndex, space: str) -> None:
        self._index = index
        self._space = space

    def replace(self, workspace: str, source: str, passages: Sequence[EmbeddedPassage]) -> None:
        """Put the passages of a source over those it had, then delete those that are left of them.

        There are no transactions: a reader in between may see passages of both versions.
        """
        if any((each.passage.workspace, each.passage.source) != (workspace, source) for each in passages):
            raise InternalError("a passage of another workspace or source")
        placed = [each for each in passages if any(each.vector)]
        self._index.upsert(workspace, [self._record(each) for each in placed])
        kept = {each.passage.id for each in placed}
        self._index.delete(workspace, [each for each in self._index.ids(workspace, f"{source}#") if each not in kept])

    def delete(self, workspace: str, source: str) -> None:
        """Remove all passages of a source."""
        self._index.delete(workspace, list(self._index.ids(workspace, f"{source}#")))

    def search(
        self, workspace: str, channels: Collection[str], text: str, vector: tuple[float, ...] | None, limit: int
    ) -> tuple[Ranking, ...]:
        """Return the ranking by vectors, and that of the same passages by the words they share with the question."""
        if vector is None or not any(vector) or not channels:
            return ()
        condition = {"$and": [{"channel": {"$in": sorted(channels)}}, {"space": {"$eq": self._space}}]}
        matches = self._index.query(workspace, vector, condition, min(_WIDER * limit, _MOST))
        near = tuple(_passage(workspace, each) for each in matches if _score(each) > 0)
        allowed = tuple(each for each in near if each.channel in channels)
        return _by_words(text, allowed)[:limit], allowed[:limit]

    def _record(self, embedded: EmbeddedPassage) -> dict[str, Any]:
        passage = embedded.passage
        metadata = {name: str(getattr(passage, name)) for name in _FIELDS} | {"space": self._space}
        return {"id": passage.id, "values": list(embedded.vector), "metadata": metadata}


def _by_words(text: str, passages: Sequence[Passage]) -> Ranking:
    words = content_words(text)
    shared = [sum(word in roots_of(f"{each.title}\n{each.place}\n{each.text}") for word in words) for each in passages]
    order = sorted((place for place, count in enumerate(shared) if count), key=lambda place: -shared[place])
    return tuple(passages[place] for place in order)


def _score(match: Mapping[str, Any]) -> float:
    score = match.get("score", 0.0)
    return float(score) if isinstance(score, int | float) else 0.0


def _passage(workspace: str, match: Mapping[str, Any]) -> Passage:
    told = match.get("metadata") or {}
    kind, source, title, place, text, channel = (str(told.get(name, "")) for name in _FIELDS)
    known = SourceKind(kind) if kind in set(SourceKind) else SourceKind.DOCUMENT
    return Passage(str(match.get("id", "")), known, source, title, place, text, workspace, channel)
