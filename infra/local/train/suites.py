"""Suites of questions with what their answers must hold, and the meanings of each question scored by running them.

A suite is a folder: the tables, and questions.jsonl with a JSON object a line: id, question, tables {name: path}, now,
expected (the accepted results), ordered, and instructions where words of the question are defined. It is read where it
lies.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.cli.workspace import VIEWER, LocalSnapshots, open_tables
from infra.local.train.matching import can_be_met, holds
from shared.adapters.duckdb.runner import DuckDbQueryRunner
from shared.adapters.files.reader import LimitedFileReader
from shared.app.answer_question import view_for
from shared.config.ingest_rules import load_rules
from shared.core.asking.features import row_of
from shared.core.asking.question import Question
from shared.core.asking.reader import meanings
from shared.core.asking.turns import Change
from shared.core.errors import UserError
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.app.answer_question import View
    from shared.core.asking.features import Row
    from shared.core.semantic.query import SemanticQuery


FIRST = Change.NONE.name


@dataclass(frozen=True, slots=True)
class Scored:
    """A meaning of a question: its features, how it differs from the first, and whether its answer is right."""

    row: Row
    change: str
    right: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a suite with its meanings, the first reading before the others.

    clear is False where the reader asks back whatever the ranker says. group names the tables: questions over the same
    ones are never on both sides of a split.
    """

    suite: str
    group: str
    id: str
    meanings: tuple[Scored, ...]
    clear: bool

    @property
    def first(self) -> Scored | None:
        """The meaning that was read first, where the first reading found one and is clear."""
        return self.meanings[0] if self.clear and self.meanings and self.meanings[0].change == FIRST else None


def read_suite(folder: Path) -> Iterator[Asked]:
    """Yield every question of a suite that can be met and is no dialogue. Raises UserError when it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="avexra-") as name:
        runner = DuckDbQueryRunner(LocalSnapshots())
        views: dict[str, View] = {}
        try:
            for case in _cases(folder / "questions.jsonl"):
                key = json.dumps(case["tables"], sort_keys=True)
                if key not in views:
                    views[key] = _view(case["tables"], folder, Path(name) / str(len(views)))
                yield _asked(case, folder.name, key, views[key], runner)
        finally:
            runner.close()


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        cases = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        raise UserError(f"The suite {path} cannot be read; check its name.") from None
    for case in cases:
        if "question" in case and can_be_met(case["expected"]):
            yield case


def _view(tables: dict[str, str], folder: Path, place: Path) -> View:
    place.mkdir()
    files = {name: folder / path for name, path in tables.items()}
    catalog = open_tables(files, LimitedFileReader(rules=load_rules()), place, None)
    return view_for(VIEWER, replace(catalog, dataset=replace(catalog.dataset, id=place.name)))


def _asked(case: dict[str, Any], suite: str, group: str, view: View, runner: DuckDbQueryRunner) -> Asked:
    now, definitions = _instant(case.get("now")), case.get("instructions") or ""
    question = Question(case["question"], VIEWER, now, definitions=definitions)
    heard = meanings(question, view.model)
    scored = tuple(
        Scored(row_of(each, heard.text), each.change.name, _is_right(each.query, case, view, runner))
        for each in heard.meanings
    )
    return Asked(suite, group, str(case["id"]), scored, heard.clear)


def _is_right(query: SemanticQuery, case: dict[str, Any], view: View, runner: DuckDbQueryRunner) -> bool:
    try:
        table = runner.run(compile_query(query, view.model, Dialect.DUCKDB), view.datasets, VIEWER)
    except Exception:  # noqa: BLE001 - one meaning that cannot be run must not lose the others
        return False
    return any(holds(table.rows, each, ordered=bool(case["ordered"])) for each in case["expected"])


def _instant(text: str | None) -> datetime:
    if not text:
        return datetime.now(UTC)
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
