"""The ranker: which meaning of a question to take, and how likely it is right.

Both are weighted sums of a meaning's features, fitted on question suites (see ranker_weights for the command). A
meaning other than the first is taken only for a change that was seen to carry over to suites it was not fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from shared.core.asking.features import FEATURES, row_of
from shared.core.asking.ranker_weights import CALIBRATION, RANKING, REPLACING, TRUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.core.asking.candidates import Meaning
    from shared.core.asking.features import Row

SURE = 0.9
"""A first meaning as likely as this is taken without looking for others."""
ADOPTED = 0.7
"""Where the first reading found nothing, another must be as likely as this."""
MARGIN = 0.3
"""By how much another meaning must outscore the first one."""
_MOST, _LEAST = 0.99, 0.01
_FAR = 20.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What a row of features is worth: a weight for each of FEATURES, and the level and slope of the calibration."""

    ranking: tuple[float, ...]
    trust: tuple[float, ...]
    calibration: tuple[float, float]
    replacing: frozenset[str]

    @classmethod
    def of(
        cls,
        ranking: Mapping[str, float],
        trust: Mapping[str, float],
        calibration: tuple[float, float],
        replacing: Iterable[str],
    ) -> Weights:
        """Weights by the names of the features; a feature not named weighs what it is believed to."""
        rank, sure = (tuple(named.get(each.name, each.believed) for each in FEATURES) for named in (ranking, trust))
        return cls(rank, sure, calibration, frozenset(replacing))


FITTED = Weights.of(RANKING, TRUST, CALIBRATION, REPLACING)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A meaning with its place among the others (greater is better) and how likely it is right, 0 to 1."""

    meaning: Meaning
    score: float
    confidence: float


def ranked(meaning: Meaning, text: str, weights: Weights = FITTED) -> Ranked:
    """Weigh a meaning of the question."""
    row = row_of(meaning, text)
    return Ranked(meaning, weighed(row, weights.ranking), confidence(row, weights))


def best(first: Ranked | None, others: Sequence[Ranked], weights: Weights = FITTED) -> Ranked | None:
    """The meaning to take: the first, unless another that may replace it fits clearly better."""
    if first is None:
        likely = [each for each in others if each.confidence >= ADOPTED]
        return max(likely, key=lambda each: each.score, default=None)
    rivals = [each for each in others if each.meaning.change.name in weights.replacing]
    rival = max(rivals, key=lambda each: each.score, default=first)
    return rival if rival.score > first.score + MARGIN else first


def confidence(row: Row, weights: Weights = FITTED) -> float:
    """How likely a meaning with these features is right."""
    return calibrated(weighed(row, weights.trust), weights.calibration)


def weighed(row: Row, weights: Sequence[float]) -> float:
    """The weighted sum of a row of features."""
    return sum(value * weight for value, weight in zip(row, weights, strict=True) if value)


def calibrated(score: float, line: tuple[float, float]) -> float:
    """The probability that a score stands for: the logistic of level plus slope times the score, never 0 or 1."""
    level, slope = line
    return min(_MOST, max(_LEAST, 1 / (1 + exp(-level - slope * max(-_FAR, min(_FAR, score))))))
