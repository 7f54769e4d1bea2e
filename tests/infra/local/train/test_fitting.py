"""Fitting the ranker: what it learns from what was right, and what it does not unlearn."""

from __future__ import annotations

import random

import pytest

from infra.local.train.fitting import Example, fit, probability, score_of, sparse


def test_a_feature_that_comes_with_wrong_answers_gets_a_negative_weight() -> None:
    """Nine of ten right without it and two of ten with it: the fitted chances are near that."""
    plain = [Example(sparse((1.0, 0.0)), i % 10 > 0) for i in range(500)]
    warned = [Example(sparse((1.0, 1.0)), i % 10 < 2) for i in range(500)]
    weights = fit([*plain, *warned], (2.0, -0.5), ridge=1.0)
    assert probability(score_of(sparse((1.0, 0.0)), weights)) == pytest.approx(0.9, abs=0.02)
    assert probability(score_of(sparse((1.0, 1.0)), weights)) == pytest.approx(0.2, abs=0.02)


def test_a_feature_never_seen_keeps_what_is_believed_of_it() -> None:
    """Suites of single tables say nothing about joins."""
    seen = [Example(sparse((1.0, 0.0)), right) for right in (True, True, False)]
    assert fit(seen, (2.0, -0.5), ridge=1.0)[1] == pytest.approx(-0.5)


def test_a_warning_does_not_become_praise_by_accident() -> None:
    """A suite in which a warning happens to stand beside right answers sets its weight to nothing, not above."""
    plain = [Example(sparse((1.0, 0.0)), i % 2 > 0) for i in range(100)]
    warned = [Example(sparse((1.0, 1.0)), right=True) for _ in range(100)]
    assert fit([*plain, *warned], (2.0, -0.5), ridge=1.0)[1] == 0.0


def test_fitting_finds_the_weights_that_made_the_data() -> None:
    """Data drawn from a logistic model of three features gives its weights back."""
    draw = random.Random(5)
    true = (0.5, -2.0, -1.0)
    examples = []
    for _ in range(6000):
        row = sparse((1.0, float(draw.random() < 0.5), draw.random()))
        examples.append(Example(row, draw.random() < probability(score_of(row, true))))
    assert fit(examples, (0.0, -0.1, -0.1), ridge=0.01) == pytest.approx(true, abs=0.2)
