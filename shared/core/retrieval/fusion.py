"""Several rankings as one: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.retrieval.passage import Passage, Ranking

K = 60
"""The paper's constant: how little the first places weigh more than the following."""


def fuse(rankings: Sequence[Ranking], k: int = K) -> tuple[tuple[Passage, float], ...]:
    """Each passage once with the sum of 1 / (k + rank) over the rankings it stands in, best first.

    A ranking must leave out what it gives no score: ranked all the same, such ties would score by chance. Equal sums
    stand in the order of ids, so that the same rankings always give the same result.
    """
    scores: dict[str, float] = {}
    found: dict[str, Passage] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking, start=1):
            scores[passage.id] = scores.get(passage.id, 0.0) + 1 / (k + rank)
            found.setdefault(passage.id, passage)
    return tuple((found[name], scores[name]) for name in sorted(scores, key=lambda name: (-scores[name], name)))
