"""Every front door: wired by its environment alone, light as its package list, and as patient as its queue."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import grimp
import pytest

from functions.duckdb_snapshot.handler import WORK as SNAPSHOTS
from functions.evaluation.handler import WORK as EVALUATIONS
from functions.evaluation.handler import handler as evaluate
from functions.file_ingestion.handler import WORK as INGESTIONS
from functions.file_intake.handler import WORK as FILES
from functions.query_orchestrator.handler import WORK as QUESTIONS
from functions.workspace_actions.handler import WORK as ACTIONS
from tests.functions.conftest import Context
from tests.template.reading import read_template

ROOT = Path(__file__).parents[2]
DOORS = (
    "duckdb_snapshot",
    "evaluation",
    "file_ingestion",
    "file_intake",
    "insight_digest",
    "query_orchestrator",
    "slack_events",
    "workspace_actions",
)
HEAVY = {
    "duckdb": "duckdb",
    "sqlglot": "sqlglot",
    "psycopg": "psycopg",
    "matplotlib": "matplotlib",
    "numpy": "matplotlib",
    "pandas": "pandas",
    "python_calamine": "python-calamine",
    "stdnum": "python-stdnum",
    "slack_bolt": "slack-bolt",
    "openai": "openai",
    "yoyo": "yoyo-migrations",
    "starlette": "starlette",
    "jinja2": "jinja2",
    "httpx": "httpx",
}
"""Modules worth watching, and what brings them."""
AT_ONCE = {"slack_events": set[str]()}
"""What a door may import before it is needed, where that is less than its packages."""

_LOAD = """
import importlib, json, sys
importlib.import_module("functions.{door}.handler")
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


def packages(door: str) -> set[str]:
    """Return the distributions that go into a function, by pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        listed = tomllib.load(file)["dependency-groups"][door.replace("_", "-")]
    return {re.split(r"[\[><=]", each)[0] for each in listed}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_imports_what_its_function_has_and_no_more(door: str) -> None:
    """In a process with nothing in its environment: importing reads no settings and reaches for nothing."""
    run = subprocess.run(
        [sys.executable, "-c", _LOAD.format(door=door)], capture_output=True, text=True, check=False, cwd=ROOT, env={}
    )
    assert run.returncode == 0, run.stderr
    heavy = {HEAVY[name] for name in json.loads(run.stdout) if name in HEAVY}
    assert heavy <= AT_ONCE.get(door, packages(door))


def test_pictures_are_drawn_where_matplotlib_is() -> None:
    """No way of imports, late ones included, leads from the actions door to the drawing."""
    graph = grimp.build_graph("functions", "shared")
    drawing = "shared.render.charts.png"
    assert graph.find_shortest_chain("functions.query_orchestrator.handler", drawing)
    for door in (door for door in DOORS if "matplotlib" not in packages(door)):
        chain = graph.find_shortest_chain(f"functions.{door}.handler", drawing)
        assert chain is None, chain


@pytest.mark.parametrize(
    ("work", "queue"),
    [
        (QUESTIONS, "QuestionQueue"),
        (FILES, "FileQueue"),
        (INGESTIONS, "IngestionQueue"),
        (ACTIONS, "ActionQueue"),
        (SNAPSHOTS, "SnapshotQueue"),
        (EVALUATIONS, "EvaluationQueue"),
    ],
)
def test_a_door_gives_up_when_its_queue_does(work: Any, queue: str) -> None:  # noqa: ANN401 - a Work
    """The attempt after which its person is told is the last one before the dead-letter queue."""
    properties = read_template()["Resources"][queue]["Properties"]
    assert work.attempts == properties["RedrivePolicy"]["maxReceiveCount"]
    assert work.fifo == bool(properties.get("FifoQueue"))


def test_only_questions_of_one_message_at_a_time_are_hurried() -> None:
    """A failed question comes back within seconds; in a larger batch those behind it would hold its thread back."""
    functions = read_template()["Resources"]
    (event,) = functions["QueryOrchestratorFunction"]["Properties"]["Events"].values()
    assert event["Properties"]["BatchSize"] == 1


def test_evaluation_runs_are_refused_and_kept(cloud: dict[str, str]) -> None:
    """The room is still empty; what comes is not lost."""
    record = {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": "{}",
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:evaluation",
        "eventSource": "aws:sqs",
    }
    assert evaluate({"Records": [record]}, Context()) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}  # type: ignore[arg-type]
    assert evaluate({}, Context()) == {"batchItemFailures": []}  # type: ignore[arg-type]
