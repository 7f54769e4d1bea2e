"""Which model is called next: four calls at the most, whatever comes of them."""

from __future__ import annotations

from itertools import product

import pytest

from shared.core.models.plan import MOST_CALLS, Made, Step, StepKind, Verdict, next_step


def walk(*verdicts: Verdict, tiers: int = 2, shut: frozenset[int] = frozenset()) -> list[tuple[int, str]]:
    """Return the calls that are made when they come to these verdicts, and the one that would follow."""
    made: list[Made] = []
    steps: list[tuple[int, str]] = []
    for verdict in (*verdicts, None):
        step = next_step(made, tiers, lambda tier: tier not in shut)
        if step is None:
            break
        steps.append((step.tier, step.kind.value))
        if verdict is None:
            break
        made.append(Made(step.tier, verdict))
    return steps


@pytest.mark.parametrize("mistake", [Verdict.UNSOUND, Verdict.UNREADABLE, Verdict.TRUNCATED, Verdict.EMPTY])
def test_a_mistake_is_mended_once_then_the_stronger_model_is_asked(mistake: Verdict) -> None:
    """And once more by that one; then it ends."""
    expected = [(0, "first"), (0, "repair"), (1, "first"), (1, "repair")]
    assert walk(mistake, mistake, mistake, mistake) == expected


@pytest.mark.parametrize("silence", [Verdict.BUSY, Verdict.FAULT])
def test_a_model_that_does_not_answer_is_followed_by_the_next_one(silence: Verdict) -> None:
    """The last one is tried again."""
    assert walk(silence, silence, silence) == [(0, "first"), (1, "first"), (1, "again")]


def test_a_timeout_is_not_tried_again() -> None:
    """There is no time for it."""
    assert walk(Verdict.TIMEOUT, Verdict.TIMEOUT) == [(0, "first"), (1, "first")]


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.NOT_HERE, Verdict.UNSUITABLE])
def test_a_second_opinion_is_asked_for(verdict: Verdict) -> None:
    """Of the stronger model, once."""
    assert walk(verdict, verdict) == [(0, "first"), (1, "first")]


@pytest.mark.parametrize("end", [Verdict.SOUND, Verdict.DENIED])
def test_a_sound_query_or_a_refused_key_is_the_end(end: Verdict) -> None:
    """Nothing better, or nothing else, can come."""
    assert walk(end) == [(0, "first")]


def test_a_model_at_rest_is_passed_over() -> None:
    """And when all rest, nobody is called."""
    assert walk(Verdict.UNSOUND, shut=frozenset({0})) == [(1, "first"), (1, "repair")]
    assert next_step((), 2, lambda _: False) is None
    assert next_step((), 0, lambda _: True) is None
    assert next_step((), 2, lambda _: True) == Step(0, StepKind.FIRST)


def test_no_history_leads_to_a_fifth_call_or_a_third_of_one_model() -> None:
    """Over every sequence of verdicts, with one, two and three models."""
    histories = 0
    for tiers, verdicts in product((1, 2, 3), product(Verdict, repeat=MOST_CALLS)):
        steps = walk(*verdicts, tiers=tiers)
        histories += 1
        assert len(steps) <= MOST_CALLS
        assert all(sum(tier == each for tier, _ in steps) <= 2 for each in range(tiers))
    print(f"\nhistories walked: {histories:,}, none beyond {MOST_CALLS} calls")  # noqa: T201
