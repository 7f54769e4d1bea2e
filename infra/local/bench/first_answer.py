"""How long the first answer takes after a cold start: a new process, the model decoded, the snapshot opened.

Run as a module it is that process: it answers one question and prints what it took, as JSON.
"""

from __future__ import annotations

import time

_STARTED = time.perf_counter()

import json  # noqa: E402 - imports are a part of what is measured
import subprocess  # noqa: E402
import sys  # noqa: E402
from itertools import pairwise  # noqa: E402
from pathlib import Path  # noqa: E402

from infra.local.bench.answers import NOW  # noqa: E402
from infra.local.bench.orders import FOLDER, ROWS, kept, orders  # noqa: E402
from infra.local.bench.table import Table, Times, figure  # noqa: E402
from infra.local.cli.workspace import VIEWER, LocalSnapshots  # noqa: E402
from shared.adapters.duckdb.runner import DuckDbQueryRunner  # noqa: E402
from shared.app.answer_question import answer_question  # noqa: E402
from shared.core.asking.question import Question  # noqa: E402

_QUESTION = "total amount by region last month"
_STEPS = ("imports", "model", "answer", "second answer")
ROUNDS = 5


def run(*, tiny: bool = False, folder: Path = FOLDER) -> Table:
    """Start the process some times, and take what it says and what it took from outside."""
    rows, rounds = (20_000, 1) if tiny else (ROWS, ROUNDS)
    catalog, _ = orders(rows, folder)
    assert catalog.dataset.snapshot is not None  # noqa: S101 - orders() made it with one
    file = Path(catalog.dataset.snapshot.key)
    ran = [_in_new_process(file) for _ in range(rounds)]
    lines = [(step, *_medians([each[step] for each in ran])) for step in (*_STEPS, "whole process")]
    title = f"first answer: a new process over {rows:,} rows ({rounds} processes, the file's pages in memory)"
    note = "The first answer holds reading, indexing the model, starting the child process and opening the snapshot."
    return Table(title, ("milliseconds", "median", "most"), tuple(lines), (note,))


def _medians(taken: list[float]) -> tuple[str, str]:
    return figure(Times(tuple(taken)).median), figure(max(taken))


def _in_new_process(file: Path) -> dict[str, float]:
    started = time.perf_counter()
    command = [sys.executable, "-m", "infra.local.bench.first_answer", str(file)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    whole = 1000 * (time.perf_counter() - started)
    return {**json.loads(said), "whole process": whole}


def main(file: Path) -> None:
    """Answer one question, then once more, and print the milliseconds of each step."""
    marks = [_STARTED, time.perf_counter()]
    catalog = kept(file.with_suffix(".json"), file)
    marks.append(time.perf_counter())
    runner = DuckDbQueryRunner(LocalSnapshots())
    question = Question(_QUESTION, VIEWER, NOW)
    for _ in range(2):
        answer_question(question, catalog, runner)
        marks.append(time.perf_counter())
    runner.close()
    spans = [1000 * (after - before) for before, after in pairwise(marks)]
    print(json.dumps(dict(zip(_STEPS, spans, strict=True))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
