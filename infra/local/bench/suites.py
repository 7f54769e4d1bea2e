"""How many questions of the outside suites are answered right, by the scorer that comes with them.

The suites and the scorer lie beside the project and are read where they are; without them the section is skipped.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from infra.local.bench.table import Table, skipped

TITLE = "suites: questions of others, right by their results (no model)"
FOLDER = Path("..") / "shared" / "bench"
_SCORED = re.compile(
    r"right (?P<right>\d+)/(?P<all>\d+) = (?P<share>[\d.]+ %|-); answered \d+ = (?P<answered>[\d.]+ %|-); "
    r"right when answered (?P<sure>[\d.]+ %|-)(?:, median (?P<ms>[\d.]+) ms)?"
)


def run(*, tiny: bool = False, folder: Path = FOLDER) -> Table:
    """Ask and score every suite; tiny asks ten questions of each."""
    suites = sorted(path.parent for path in folder.glob("nl/*/questions.jsonl"))
    scorer = folder / "score_nl.py"
    if not suites or not scorer.exists():
        return skipped(TITLE, f"no suites in {folder / 'nl'}")
    rows = tuple(_row(suite, scorer, 10 if tiny else None) for suite in suites)
    return Table(TITLE, ("", "questions", "right", "answered", "right when answered", "median ms", "seconds"), rows)


def _row(suite: Path, scorer: Path, most: int | None) -> tuple[str, ...]:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="avexra-bench-") as name:
        asked = _first(suite, Path(name), most)
        answers = Path(name) / "answers.jsonl"
        with answers.open("w", encoding="utf-8") as out:
            command = [sys.executable, "-m", "infra.local.cli", "ask", "--batch", str(asked / "questions.jsonl")]
            subprocess.run(command, check=True, stdout=out)
        scoring = [sys.executable, str(scorer), str(asked), str(answers)]
        said = subprocess.run(scoring, check=True, capture_output=True, text=True).stdout
    found = _SCORED.search(said)
    if found is None:
        return suite.name, "-", "-", "-", "-", "-", "-"
    spent = f"{time.perf_counter() - started:.0f}"
    return suite.name, found["all"], found["share"], found["answered"], found["sure"], found["ms"] or "-", spent


def _first(suite: Path, folder: Path, most: int | None) -> Path:
    """The suite, or its first questions beside a link to its tables."""
    if most is None:
        return suite
    lines = (suite / "questions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    shortened = folder / suite.name
    shortened.mkdir()
    (shortened / "questions.jsonl").write_text("".join(lines[:most]), encoding="utf-8")
    (shortened / "tables").symlink_to((suite / "tables").resolve())
    return shortened
