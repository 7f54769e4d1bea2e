"""What mentions stand for, seen from one entity: the entity asked about, and the best candidate of each mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.naming_things import Candidate, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.linking import Mention

_WEAK = 0.45
_PER_JOIN = 0.03
_NAMED = 0.4


def choose_root(mentions: Sequence[Mention], index: ReaderIndex, counted: frozenset[int]) -> str | None:
    """The entity whose rows are asked about: from it the mentions are reached best and nearest.

    counted holds the positions of mentions right after "number of" or "how many": what is counted is asked about.
    """
    best: tuple[float, int, str] | None = None
    for entity in index.model.entities:
        near = index.reach[entity.name]
        score = sum(_worth(mention, near) for mention in mentions)
        own = [m for m in mentions if any(c.kind is Kind.ENTITY and c.entity == entity.name for c in m.candidates)]
        score += _NAMED * sum(max(c.score for c in m.candidates if c.entity == entity.name) for m in own[:1])
        score += _NAMED * any(m.begins in counted for m in own)
        keys = [c for m in mentions for c in m.candidates if c.kind is Kind.FIELD and (c.name,) == entity.key]
        score += 0.02 * any(c.entity == entity.name for c in keys)
        entry = (round(score, 4), entity.rows or 0, entity.name)
        if best is None or entry > best:
            best = entry
    return best[2] if best else None


def _worth(mention: Mention, near: dict[str, int]) -> float:
    scores = [c.score - _PER_JOIN * near[c.entity] for c in mention.candidates if c.entity in near]
    return max(scores, default=-0.5) * mention.size


def resolve(
    mention: Mention, index: ReaderIndex, root: str, *, wants: Kind | None = None, named: frozenset[str] = frozenset()
) -> tuple[Candidate, ...]:
    """The candidates that fit best from the root, best first; several only when they tie."""
    near = index.reach[root]

    def rank(found: Candidate) -> float:
        kind = Kind.FIELD if found.kind is Kind.MEASURE else found.kind
        nudge = (0.05 if wants is kind else 0.0) + (0.1 if found.entity in named and found.kind is Kind.FIELD else 0.0)
        return found.score - _PER_JOIN * near[found.entity] + nudge

    reachable = sorted((c for c in mention.candidates if c.entity in near), key=lambda c: -rank(c))
    if not reachable:
        return ()
    best = rank(reachable[0])
    tied = [c for c in reachable if rank(c) >= best - 0.001 and c.score >= _WEAK]
    return tuple(dict.fromkeys(tied))
