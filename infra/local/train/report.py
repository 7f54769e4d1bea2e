"""What the ranker is worth, as tables of text: right before and after, and confidence against rightness."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.train.training import Taken

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar confidence: how many, their mean confidence, and the share that is right."""

    answers: int
    confidence: float
    right: float


def reliability(taken: Sequence[Taken]) -> tuple[Bin, ...]:
    """The answers in ten bins of as many each, the least confident first."""
    answers = [(each.confidence, each.meaning.right) for each in taken if each.meaning is not None]
    answers.sort(key=lambda answer: answer[0])
    cuts = [round(i * len(answers) / BINS) for i in range(BINS + 1)]
    parts = [answers[begin:end] for begin, end in pairwise(cuts) if end > begin]
    return tuple(
        Bin(len(part), sum(sure for sure, _ in part) / len(part), sum(right for _, right in part) / len(part))
        for part in parts
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance between confidence and the share that is right, weighed by the number of answers."""
    total = sum(each.answers for each in bins)
    return sum(each.answers * abs(each.confidence - each.right) for each in bins) / total if total else 0.0


def discrimination(taken: Sequence[Taken]) -> float:
    """How often a right answer is more confident than a wrong one, equals counting half."""
    right = [each.confidence for each in taken if each.meaning is not None and each.meaning.right]
    wrong = [each.confidence for each in taken if each.meaning is not None and not each.meaning.right]
    if not right or not wrong:
        return 0.5
    return sum((a > b) + 0.5 * (a == b) for a in right for b in wrong) / (len(right) * len(wrong))


def suite_lines(found: Mapping[str, Sequence[Taken]]) -> list[str]:
    """A line a suite: right, right when answered and answered, before and after."""
    head = (
        f"{'suite':14} {'asked':>6} {'right before':>13} {'after':>13} {'when answered':>14} {'after':>7} "
        f"{'answered':>9} {'after':>7} {'error':>6} {'order':>6}"
    )
    return [head, *(_suite_line(suite, taken) for suite, taken in found.items())]


def _suite_line(suite: str, taken: Sequence[Taken]) -> str:
    size = len(taken)
    before = [each.first for each in taken if each.first is not None and each.asked.clear]
    after = [each.meaning for each in taken if each.meaning is not None]
    first, then = sum(each.right for each in before), sum(each.right for each in after)
    return (
        f"{suite:14} {size:6} {first:5} {first / size:7.1%} {then:5} {then / size:7.1%} "
        f"{first / max(1, len(before)):14.1%} {then / max(1, len(after)):7.1%} "
        f"{len(before) / size:9.1%} {len(after) / size:7.1%} "
        f"{calibration_error(reliability(taken)):6.3f} {discrimination(taken):6.3f}"
    )


def reliability_lines(taken: Sequence[Taken]) -> list[str]:
    """A line a bin: the number of answers, mean confidence, share that is right; then the calibration error."""
    bins = reliability(taken)
    lines = [f"{'answers':>8} {'confidence':>11} {'right':>7}"]
    lines += [f"{each.answers:8} {each.confidence:11.3f} {each.right:7.3f}" for each in bins]
    return [*lines, f"expected calibration error {calibration_error(bins):.3f}"]


def decision_lines(taken: Sequence[Taken], thresholds: Sequence[float]) -> list[str]:
    """A line a threshold: what is answered at or above it, and how much of that is right."""
    lines = [f"{'at least':>8} {'answered':>9} {'right when answered':>20} {'right':>6}"]
    for threshold in thresholds:
        kept = [each.meaning.right for each in taken if each.meaning is not None and each.confidence >= threshold]
        share = sum(kept) / len(kept) if kept else 0.0
        lines.append(f"{threshold:8.2f} {len(kept) / max(1, len(taken)):9.1%} {share:20.1%} {sum(kept):6}")
    return lines
