"""`avexra ask`: questions about table files, answered without any stack."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.cli.workspace import VIEWER, LocalCatalog, LocalSnapshots, open_tables
from shared.adapters.duckdb.runner import DuckDbQueryRunner
from shared.adapters.files.reader import LimitedFileReader
from shared.app.answer_question import answer_question
from shared.config.ingest_rules import load_rules
from shared.core.asking.answer import Answer, Status
from shared.core.asking.question import Question
from shared.core.codec import encode
from shared.core.errors import UserError
from shared.render.text_table import text_answer

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.types import Cell

_FAILED = "Something went wrong on our side."


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add the command to the parser."""
    parser = commands.add_parser(
        "ask",
        help="ask a question about CSV, Excel, JSON or Parquet files",
        epilog='Example: avexra ask --table sales=sales.csv "total value by brand"',
    )
    parser.add_argument(
        "question", nargs="*", help="the question; several are asked one after the other, as follow-ups"
    )
    parser.add_argument(
        "--table", action="append", default=[], metavar="NAME=FILE", help="a table and its file (repeatable)"
    )
    parser.add_argument(
        "--define", action="append", default=[], metavar="TEXT", help="what a word means, as “ASP = sales / orders”"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    parser.add_argument("--now", metavar="TIME", help="what “now” is, for example 2024-06-14T12:00:00")
    parser.add_argument("--batch", type=Path, metavar="FILE", help="a suite of questions, one JSON object a line")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Answer what was asked. Exit code 1 when a single question got no answer."""
    with _asker() as asker:
        if chosen.batch is not None:
            return _run_batch(chosen, asker)
        if not chosen.question or not chosen.table:
            raise UserError('Give a table and a question: avexra ask --table sales=sales.csv "total value by brand".')
        said = "\n".join(chosen.define)
        answer = asker.ask_all(_tables(chosen.table), chosen.question, _instant(chosen.now), said)
        if chosen.json:
            print(json.dumps(_record("", answer), ensure_ascii=False))
        else:
            print(text_answer(answer))
        return 0 if answer.status is not Status.ERROR else 1


def _run_batch(chosen: argparse.Namespace, asker: _Asker) -> int:
    if chosen.question or chosen.table:
        raise UserError("A suite brings its own questions and tables; give --batch alone.")
    for case in _cases(chosen.batch):
        tables = {name: chosen.batch.parent / path for name, path in case["tables"].items()}
        turns = case.get("turns") or [case["question"]]
        started = time.perf_counter()
        try:
            asker.open(tables)
            started = time.perf_counter()
            said = "\n".join((*chosen.define, case.get("instructions") or ""))
            answer = asker.ask_all(tables, turns, _instant(chosen.now or case.get("now")), said)
        except UserError as error:
            answer = Answer(Status.ERROR, str(error))
        except Exception:  # noqa: BLE001 - a front door: one question that fails must not lose the others
            answer = Answer(Status.ERROR, _FAILED)
        milliseconds = 1000 * (time.perf_counter() - started)
        print(json.dumps(_record(case["id"], answer, milliseconds), ensure_ascii=False), flush=True)
    return 0


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UserError(f"The suite {path} cannot be read; check its name.") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
            said = case.get("turns") or [case["question"]]
            sound = isinstance(case["tables"], dict) and all(isinstance(each, str) for each in said) and "id" in case
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise UserError(f"Line {number} of {path} is not a question with id, question and tables.")
        yield case


def _tables(given: Sequence[str]) -> dict[str, Path]:
    tables = {}
    for each in given:
        name, separator, path = each.partition("=")
        if not separator or not name.strip() or not path:
            raise UserError(f"“{each}” is not NAME=FILE; write for example --table sales=sales.csv.")
        tables[name.strip()] = Path(path)
    return tables


def _instant(text: str | None) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"“{text}” is not a time; write for example 2024-06-14T12:00:00.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Asker:
    """Keeps the tables of the last few suites open, for questions come in runs over the same ones."""

    folder: Path
    runner: DuckDbQueryRunner
    catalogs: dict[tuple[tuple[str, Path], ...], LocalCatalog]

    def open(self, tables: Mapping[str, Path]) -> LocalCatalog:
        key = tuple(sorted(tables.items()))
        if key not in self.catalogs:
            place = self.folder / str(len(self.catalogs))
            place.mkdir()
            catalog = open_tables(tables, LimitedFileReader(rules=load_rules()), place, None)
            # Data sets of one process are told apart by their id, as everywhere.
            self.catalogs[key] = LocalCatalog(replace(catalog.dataset, id=f"local_{len(self.catalogs)}"))
        return self.catalogs[key]

    def ask_all(self, tables: Mapping[str, Path], turns: Sequence[str], now: datetime, definitions: str = "") -> Answer:
        """Ask the turns one after the other, each a follow-up of those before; returns the last answer."""
        catalog = self.open(tables)
        previous: SemanticQuery | None = None
        answer = Answer(Status.ERROR, "Nothing was asked.")
        for text in turns:
            question = Question(text, VIEWER, now, "thread", previous, definitions)
            answer = answer_question(question, catalog, self.runner)
            previous = answer.query or previous
        return answer


@contextmanager
def _asker() -> Iterator[_Asker]:
    with tempfile.TemporaryDirectory(prefix="avexra-") as name:
        folder = Path(name)
        runner = DuckDbQueryRunner(LocalSnapshots())
        try:
            yield _Asker(folder, runner, {})
        finally:
            runner.close()


def _record(case_id: str, answer: Answer, milliseconds: float | None = None) -> dict[str, Any]:
    table, evidence = answer.table, answer.evidence
    spent = milliseconds if milliseconds is not None else (evidence.milliseconds if evidence else 0.0)
    return {
        "id": case_id,
        "status": answer.status.value,
        "headline": answer.headline,
        "columns": [each.name for each in table.columns] if table else [],
        "rows": [[_plain(cell) for cell in row] for row in table.rows] if table else [],
        "sql": evidence.sql if evidence else "",
        "semantic_query": encode(answer.query) if answer.query else None,
        "tier": evidence.tier.value if evidence else "",
        "ms": round(spent, 2),
    }


def _plain(cell: Cell) -> Any:  # noqa: ANN401 - a JSON value
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    return float(cell)
