"""Fitting: a logistic model by Newton's method, held near what is believed by a ridge.

Pure Python: some thousand rows of some sixty features, most of them zero, take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Sparse = tuple[tuple[int, float], ...]
_STEPS, _ENOUGH = 25, 1e-4
_FAR = 30.0
_FREE = 0.01
"""The ridge of the first weight, which stands for how often a meaning is right at all."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row of features (position, value; zeros left out), whether it is right, and how much it counts."""

    row: Sparse
    right: bool
    weight: float = 1.0


def sparse(row: Sequence[float]) -> Sparse:
    """Return the features of a row that are not zero."""
    return tuple((i, value) for i, value in enumerate(row) if value)


def fit(examples: Sequence[Example], believed: Sequence[float], ridge: float) -> tuple[float, ...]:
    """Return the likeliest weights that stay near what is believed: ridge holds all but the first to that.

    A weight believed to be negative never becomes positive.
    """
    free = list(range(len(believed)))
    while True:
        weights = _fitted(examples, believed, ridge, frozenset(free))
        turned = [i for i in free if believed[i] < 0 < weights[i]]
        if not turned:
            return tuple(weights)
        free = [i for i in free if i not in turned]


def _fitted(examples: Sequence[Example], believed: Sequence[float], ridge: float, free: frozenset[int]) -> list[float]:
    """Newton's method over the free weights, the others at zero."""
    weights = [value if i in free else 0.0 for i, value in enumerate(believed)]
    kept = [Example(tuple((i, v) for i, v in each.row if i in free), each.right, each.weight) for each in examples]
    for _ in range(_STEPS):
        slope, curve = _derivatives(kept, weights, believed, ridge)
        step = _solved(curve, slope)
        weights = [w + each if i in free else 0.0 for i, (w, each) in enumerate(zip(weights, step, strict=True))]
        if max(abs(step[i]) for i in free) < _ENOUGH:
            break
    return weights


def probability(score: float) -> float:
    """Return the logistic of a score."""
    return 1 / (1 + exp(-max(-_FAR, min(_FAR, score))))


def score_of(row: Sparse, weights: Sequence[float]) -> float:
    """Return the weighted sum of a row."""
    return sum(weights[i] * value for i, value in row)


def _derivatives(
    examples: Sequence[Example], weights: Sequence[float], believed: Sequence[float], ridge: float
) -> tuple[list[float], list[list[float]]]:
    """The slope of the likelihood at the weights, and its curvature with the sign turned."""
    size = len(weights)
    penalty = [_FREE, *[ridge] * (size - 1)]
    slope = [each * (belief - weight) for each, weight, belief in zip(penalty, weights, believed, strict=True)]
    curve = [[penalty[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
    for example in examples:
        chance = probability(score_of(example.row, weights))
        pull = example.weight * (example.right - chance)
        bend = example.weight * chance * (1 - chance)
        for i, value in example.row:
            slope[i] += pull * value
            line, scaled = curve[i], bend * value
            for j, other in example.row:
                line[j] += scaled * other
    return slope, curve


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a positive definite system, by Cholesky's decomposition."""
    size = len(right)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = rest**0.5 if i == j else rest / lower[j][j]
    half = [0.0] * size
    for i in range(size):
        half[i] = (right[i] - sum(lower[i][k] * half[k] for k in range(i))) / lower[i][i]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (half[i] - sum(lower[k][i] * found[k] for k in range(i + 1, size))) / lower[i][i]
    return found
