"""Training: weights for the ranker from scored questions, and what they are worth on questions they never saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from infra.local.train.fitting import Example, fit, score_of, sparse
from infra.local.train.suites import FIRST
from shared.core.asking.features import FEATURES
from shared.core.asking.ranker import ADOPTED, FITTED, MARGIN, SURE, Weights, confidence, weighed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.train.fitting import Sparse
    from infra.local.train.suites import Asked, Scored

FOLDS = 5
_RIDGE = 5.0
_RANK_RIDGE = 0.3
_WEIGHT = 30.0
_SUITES = 2
"""In so many suites a change must help before it is believed to carry over to others."""
_BELIEVED = tuple(each.believed for each in FEATURES)


@dataclass(frozen=True, slots=True)
class Taken:
    """What would be answered to a question: the meaning, its confidence; first is the meaning that was read first."""

    asked: Asked
    meaning: Scored | None
    confidence: float
    first: Scored | None


def folded(asked: Sequence[Asked]) -> list[list[Asked]]:
    """Split questions into folds so that those over the same tables stay together."""
    parts: list[list[Asked]] = [[] for _ in range(FOLDS)]
    for each in asked:
        parts[crc32(each.group.encode()) % FOLDS].append(each)
    return parts


def train(asked: Sequence[Asked]) -> Weights:
    """Fit on these questions: ranking, trust, calibration, and which changes may replace the first reading."""
    ranking = _fit_ranking(asked)
    kinds = frozenset(scored.change for each in asked for scored in each.meanings) - {FIRST}
    allowed = _carrying_over(asked, kinds)
    draft = replace(FITTED, ranking=ranking, replacing=allowed)
    trust = _fit_trust(asked, draft)
    return replace(draft, trust=trust, calibration=_calibration(asked, draft))


def take(each: Asked, weights: Weights) -> Taken:
    """Take a meaning as the reader does."""
    if not each.clear or not each.meanings:
        return Taken(each, None, 0.0, each.first)
    sure = [confidence(scored.row, weights) for scored in each.meanings]
    if each.first is None:
        likely = [i for i, chance in enumerate(sure) if chance >= ADOPTED]
        best = max(likely, key=lambda i: weighed(each.meanings[i].row, weights.ranking), default=None)
    else:
        best = 0 if sure[0] >= SURE else _replacing(each, weights)
    if best is None:
        return Taken(each, None, 0.0, None)
    return Taken(each, each.meanings[best], sure[best], each.first)


def _replacing(each: Asked, weights: Weights) -> int:
    """The place of the meaning that scores best among the first and those that may replace it."""
    scores = [weighed(scored.row, weights.ranking) for scored in each.meanings]
    rivals = [i for i, scored in enumerate(each.meanings) if i and scored.change in weights.replacing]
    rival = max(rivals, key=lambda i: scores[i], default=0)
    return rival if scores[rival] > scores[0] + MARGIN else 0


def _counts(asked: Sequence[Asked]) -> dict[str, float]:
    """What a question of each suite counts: a suite ten times as large counts about three times as much."""
    sizes = Counter(each.suite for each in asked)
    return {suite: _WEIGHT / size**0.5 for suite, size in sizes.items()}


def _fit_ranking(asked: Sequence[Asked]) -> tuple[float, ...]:
    """Weights under which the right one of two meanings of a question scores higher than the wrong one."""
    counts = _counts(asked)
    pairs = [
        Example(_less(other.row, each.first.row), other.right, counts[each.suite])
        for each in asked
        if each.first is not None
        for other in each.meanings[1:]
        if other.right != each.first.right
    ]
    return fit(pairs, (0.0, *_BELIEVED[1:]), _RANK_RIDGE)


def _less(row: Sequence[float], other: Sequence[float]) -> Sparse:
    return sparse([a - b for a, b in zip(row, other, strict=True)])


def _fit_trust(asked: Sequence[Asked], weights: Weights) -> tuple[float, ...]:
    """Weights for how likely the meaning that is taken is right."""
    counts = _counts(asked)
    taken = [(each, each.meanings[_replacing(each, weights)]) for each in asked if each.first is not None]
    examples = [Example(sparse(scored.row), scored.right, counts[each.suite]) for each, scored in taken]
    return fit(examples, _BELIEVED, _RIDGE)


def _calibration(asked: Sequence[Asked], weights: Weights) -> tuple[float, float]:
    """Level and slope from scores to how often such a meaning was right, on questions that were not fitted on."""
    counts = _counts(asked)
    seen: list[Example] = []
    parts = folded(asked)
    for i, part in enumerate(parts):
        trust = _fit_trust([each for j, other in enumerate(parts) if j != i for each in other], weights)
        for each in part:
            if each.first is not None:
                scored = each.meanings[_replacing(each, weights)]
                row = sparse((1.0, score_of(sparse(scored.row), trust)))
                seen.append(Example(row, scored.right, counts[each.suite]))
    level, slope = fit(seen, (0.0, 1.0), _RIDGE)
    return level, slope


def _carrying_over(asked: Sequence[Asked], kinds: frozenset[str]) -> frozenset[str]:
    """The changes that mend more than they spoil in two suites, fitted without each, and less in none."""
    gains: list[Counter[str]] = []
    for suite in dict.fromkeys(each.suite for each in asked):
        rest = [each for each in asked if each.suite != suite]
        held = [each for each in asked if each.suite == suite]
        if rest:
            gains.append(_gains(held, replace(FITTED, ranking=_fit_ranking(rest), replacing=kinds)))
    return frozenset(
        kind
        for kind in kinds
        if sum(each[kind] > 0 for each in gains) >= _SUITES and all(each[kind] >= 0 for each in gains)
    )


def _gains(asked: Sequence[Asked], weights: Weights) -> Counter[str]:
    """By change: how many questions it mends less how many it spoils, each change let in alone."""
    gains: Counter[str] = Counter()
    for kind in weights.replacing:
        alone = replace(weights, replacing=frozenset({kind}))
        for each in asked:
            if each.first is not None:
                gains[kind] += each.meanings[_replacing(each, alone)].right - each.first.right
    return gains


def left_out(asked: Sequence[Asked]) -> dict[str, list[Taken]]:
    """For each suite, what is taken by weights that were fitted without it."""
    found = {}
    for suite in dict.fromkeys(each.suite for each in asked):
        weights = train([each for each in asked if each.suite != suite])
        found[suite] = [take(each, weights) for each in asked if each.suite == suite]
    return found
