"""Which tables hold results of evaluations, going by their headers alone, and in which of five formats.

The names of columns, their aliases and the order of the formats are the definitions of the evaluation half.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class EvaluationFormat(StrEnum):
    """How a file tells of evaluations.

    EVAL_RUNNER: a row for each item that a run of ours evaluated. TREE: metrics with their parents. FLAT: a metric and
    its score a row. SIMPLE_JUDGMENT: a judgment a row. FRESH_ANNOTATION: questions and answers that wait for judgments.
    """

    EVAL_RUNNER = "eval_runner"
    TREE = "tree"
    FLAT = "flat"
    SIMPLE_JUDGMENT = "simple_judgment"
    FRESH_ANNOTATION = "fresh_annotation"


_NEEDED = (
    (EvaluationFormat.EVAL_RUNNER, frozenset({"run_id", "dataset_id", "passed"})),
    (EvaluationFormat.TREE, frozenset({"metric_name", "parent", "metric_type", "metric_score"})),
    (EvaluationFormat.FLAT, frozenset({"metric_name", "metric_score"})),
    (EvaluationFormat.SIMPLE_JUDGMENT, frozenset({"judgment"})),
    (EvaluationFormat.FRESH_ANNOTATION, frozenset({"dataset_id", "evaluation_name", "query", "actual_output"})),
)
"""The columns of each format; the first that a table has all of wins."""
_ALIASES = {
    alias: column
    for column, aliases in {
        "dataset_id": "id record_id eval_id",
        "query": "input prompt question",
        "actual_output": "output response completion answer",
        "expected_output": "expected ground_truth reference",
        "evaluation_name": "experiment run_name experiment_name",
        "evaluation_metadata": "experiment_metadata",
        "metric_name": "metric",
        "metric_score": "score metric_value value",
    }.items()
    for alias in aliases.split()
}
_BREAKS = re.compile(r"[ -]")


def detect_format(labels: Sequence[str]) -> EvaluationFormat | None:
    """The format of a table with these headers, None for an ordinary table."""
    columns = frozenset(evaluation_columns(labels))
    return next((form for form, needed in _NEEDED if needed <= columns), None)


def evaluation_columns(labels: Sequence[str], mapping: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """What the columns of a file of evaluations are called, in order.

    Labels are trimmed, in lower case, with underscores for spaces and hyphens, then known by their aliases. mapping
    says of labels as written what they are, and wins. A column is not renamed to one that there is already.
    """
    wanted = mapping or {}
    plain = [wanted.get(label) or _plain(label) for label in labels]
    taken = set(plain)
    names = []
    for label, name in zip(labels, plain, strict=True):
        alias = name if wanted.get(label) else _ALIASES.get(name, name)
        named = name if alias in taken else alias
        taken.add(named)
        names.append(named)
    return tuple(names)


def _plain(label: str) -> str:
    """A label as the definitions write columns."""
    return _BREAKS.sub("_", label.strip().lower())
