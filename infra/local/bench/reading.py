"""How long a question takes to be read, on a model of 50 columns with 10,000 indexed values."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from infra.local.bench.table import Table, Times, figure
from infra.local.bench.wide import COLUMNS, VALUES, texts, values_of, wide_model
from infra.local.cli.workspace import VIEWER
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel

TITLE = f"reading: a model of {COLUMNS} columns, {VALUES:,} indexed values (aim: median < 20 ms, p95 < 100 ms)"
NOW = datetime(2024, 6, 14, 12, tzinfo=UTC)
_GOLDEN = Path(__file__).parents[3] / "tests" / "golden" / "questions"
_FORMS = (
    "total amount by {field}",
    "average unit price of {value}",
    "top 5 {field}s by quantity last quarter",
    "monthly amount for {field} {value} in 2023",
    "how many orders from {typo}",
    "which {field} has the highest discount this year",
    "share of amount by {field} excluding {value}",
    "orders with amount above 500 and weight under 20 by {field}",
)


def run(*, tiny: bool = False) -> Table:
    """Read questions made for the model, and the golden questions, most of which are about other data."""
    started = time.perf_counter()
    model = wide_model()
    read(Question("total amount", VIEWER, NOW), model)
    built = 1000 * (time.perf_counter() - started)
    suites = {"questions about it": made_questions(), "golden questions (other data)": golden_questions()}
    rows = [_row(name, questions[:8] if tiny else questions, model) for name, questions in suites.items() if questions]
    note = f"Model inferred and indexed once, with the first question: {figure(built)} ms."
    return Table(TITLE, ("", "questions", "understood", "median ms", "p95 ms", "most ms"), tuple(rows), (note,))


def made_questions() -> list[str]:
    """Eight questions for each text column, with values of the index, misspelt ones among them."""
    made = []
    for place, field in enumerate(texts()):
        value = values_of(place, 200)[(place * 37) % 200]
        typo = value[:3] + value[4:]
        made += [form.format(field=field, value=value, typo=typo) for form in _FORMS]
    return made


def golden_questions() -> list[str]:
    """The first turns of the golden questions; none where the tests are not there."""
    cases = [case for path in sorted(_GOLDEN.glob("*.yaml")) for case in yaml.safe_load(path.read_text())["cases"]]
    return [case.get("question") or case["turns"][0] for case in cases]


def _row(name: str, questions: list[str], model: SemanticModel) -> tuple[str, ...]:
    taken, understood = [], 0
    for text in questions:
        question = Question(text, VIEWER, NOW)
        started = time.perf_counter()
        reading = read(question, model)
        taken.append(1000 * (time.perf_counter() - started))
        understood += isinstance(reading, Understood)
    times = Times(tuple(taken))
    share = f"{100 * understood / len(questions):.0f} %"
    most = figure(max(times.milliseconds))
    return name, str(len(questions)), share, figure(times.median), figure(times.share(95)), most
