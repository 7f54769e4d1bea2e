"""Files of evaluations are known by their headers, whatever aliases they use."""

from __future__ import annotations

import pytest

from shared.core.ingest.formats import EvaluationFormat, detect_format, evaluation_columns


@pytest.mark.parametrize(
    ("labels", "form"),
    [
        ("run_id dataset_id passed metric_name metric_score", EvaluationFormat.EVAL_RUNNER),
        ("metric_name parent metric_type metric_score", EvaluationFormat.TREE),
        ("metric_name parent metric_score", EvaluationFormat.FLAT),
        ("metric_name metric_score judgment", EvaluationFormat.FLAT),
        ("id judgment", EvaluationFormat.SIMPLE_JUDGMENT),
        ("dataset_id evaluation_name query actual_output", EvaluationFormat.FRESH_ANNOTATION),
        ("Record-ID Experiment Prompt Response", EvaluationFormat.FRESH_ANNOTATION),
        ("Eval-ID Run-Name Question Answer", EvaluationFormat.FRESH_ANNOTATION),
        ("Metric Score", EvaluationFormat.FLAT),
        ("Metric Value", EvaluationFormat.FLAT),
        ("invoice client total", None),
        ("query actual_output", None),
        ("", None),
    ],
)
def test_the_first_format_whose_columns_are_there_wins(labels: str, form: EvaluationFormat | None) -> None:
    """A table with the columns of several formats is of the one that says most; others are ordinary tables."""
    assert detect_format(labels.split()) is form


def test_headers_are_plain_before_they_are_known() -> None:
    """Spaces around, capitals, spaces and hyphens within make no difference."""
    assert evaluation_columns(["  Metric Name ", "METRIC-score", "Ground Truth"]) == (
        "metric_name",
        "metric_score",
        "expected_output",
    )


def test_a_column_is_never_renamed_to_one_that_is_there() -> None:
    """An id beside a dataset_id stays an id; of two aliases the first is renamed."""
    assert evaluation_columns(["id", "dataset_id"]) == ("id", "dataset_id")
    assert evaluation_columns(["prompt", "question"]) == ("query", "question")


def test_what_people_say_of_a_column_wins() -> None:
    """An explicit mapping goes before any alias, and nothing is renamed onto it."""
    assert evaluation_columns(["Text", "input"], {"Text": "query"}) == ("query", "input")
    assert evaluation_columns(["score"], {"score": "weight"}) == ("weight",)


def test_legacy_names_are_the_names_of_today() -> None:
    """Files written before evaluations were called so are read like others."""
    assert evaluation_columns(["experiment_name", "experiment_metadata"]) == ("evaluation_name", "evaluation_metadata")
