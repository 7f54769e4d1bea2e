"""How long a question takes from its words to the answer, over a warm snapshot of five million rows.

The engine is the child process that production uses; beside it, the same SQL on the same file in plain DuckDB.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from infra.local.bench.orders import FOLDER, ROWS, orders
from infra.local.bench.table import Table, Times, figure
from infra.local.cli.workspace import VIEWER, LocalSnapshots
from shared.adapters.duckdb.runner import DuckDbQueryRunner
from shared.app.answer_question import answer_question, view_for
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Understood
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import CompiledQuery, Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from infra.local.cli.workspace import LocalCatalog

NOW = datetime(2024, 6, 14, 12, tzinfo=UTC)
ROUNDS = 5
QUESTIONS = (
    "how many orders are there",
    "total amount",
    "total amount last month",
    "average price in the North region",
    "highest price",
    "median quantity",
    "total amount by region",
    "total amount and total quantity by category",
    "average quantity by region and channel",
    "total amount by month",
    "weekly number of orders in 2024",
    "number of orders by weekday",
    "top 10 products by total amount",
    "which category has the lowest total amount this year",
    "top 3 products by total amount for each region",
    "share of total amount by channel",
    "running total of amount by month in 2023",
    "total amount in Q1 2024 compared to last year",
    "number of distinct customers by region",
    "products with more than 12600 orders",
    "number of orders with price between 20 and 50 by channel",
    "how many orders have no delivered on",
    "top 10 orders by price",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One question's times: the whole answer, its reading, its statement in the child process, and in plain DuckDB."""

    whole: Times
    reading: Times
    engine: Times
    plain: Times


def run(*, tiny: bool = False, folder: Path = FOLDER) -> Table:
    """Ask every question some rounds, the first of which is not counted."""
    rows, rounds = (20_000, 1) if tiny else (ROWS, ROUNDS)
    catalog, seconds = orders(rows, folder)
    with _runner() as runner, _plain(catalog) as plain:
        tried = {text: _measured(text, catalog, runner, plain, rounds) for text in QUESTIONS}
    title = f"answers: {rows:,} rows, 12 columns, warm (aim: median < 300 ms)"
    columns = ("milliseconds", "answer", "reading", "engine", "plain DuckDB", "engine / plain")
    measured = [each for each in tried.values() if each]
    lines = [_line(text, [each]) if each else (text, "not understood", *[""] * 4) for text, each in tried.items()]
    every = "all: median"
    slowest = figure(_joined(measured, lambda each: each.whole).share(95))
    made = f"Snapshot built in {seconds:.1f} s." if seconds else "Snapshot kept from an earlier run."
    notes = (
        f"All answers: p95 {slowest} ms. {made}",
        "Engine: the statement in the child process, planned first, and its rows brought back.",
    )
    return Table(title, columns, (*lines, _line(every, measured)), notes)


def _measured(
    text: str, catalog: LocalCatalog, runner: DuckDbQueryRunner, plain: duckdb.DuckDBPyConnection, rounds: int
) -> Measured | None:
    question = Question(text, VIEWER, NOW)
    model = view_for(VIEWER, catalog).model
    reading = read(question, model)
    if not isinstance(reading, Understood):
        return None
    compiled = compile_query(reading.query, model, Dialect.DUCKDB)
    engine: list[float] = []

    def answer() -> None:
        table = answer_question(question, catalog, runner).table
        engine.append(table.milliseconds if table else 0.0)

    whole = _times(answer, rounds)
    return Measured(
        whole,
        _times(lambda: read(question, model), rounds),
        Times(tuple(engine[1:])),
        _times(lambda: _run_plain(plain, compiled), rounds),
    )


def _times(work: Callable[[], object], rounds: int) -> Times:
    taken = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return Times(tuple(taken[1:]))


def _run_plain(plain: duckdb.DuckDBPyConnection, compiled: CompiledQuery) -> None:
    plain.execute(compiled.sql, dict(compiled.params)).fetchmany(compiled.row_limit + 1)


def _joined(measured: list[Measured], of: Callable[[Measured], Times]) -> Times:
    return Times(tuple(taken for each in measured for taken in of(each).milliseconds))


def _line(name: str, measured: list[Measured]) -> tuple[str, ...]:
    engine = _joined(measured, lambda each: each.engine).median
    plain = _joined(measured, lambda each: each.plain).median
    whole = _joined(measured, lambda each: each.whole).median
    reading = _joined(measured, lambda each: each.reading).median
    return name, figure(whole), figure(reading), figure(engine), figure(plain), f"{engine / plain:.2f}"


@contextmanager
def _runner() -> Iterator[DuckDbQueryRunner]:
    runner = DuckDbQueryRunner(LocalSnapshots())
    try:
        yield runner
    finally:
        runner.close()


@contextmanager
def _plain(catalog: LocalCatalog) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same file with as many threads and as much memory as the child process has."""
    snapshot = catalog.dataset.snapshot
    assert snapshot is not None  # noqa: S101 - orders() made it with one
    with duckdb.connect(config={"threads": 2, "memory_limit": "1024MB"}) as connection:
        connection.execute(f"ATTACH '{snapshot.key}' AS orders (READ_ONLY)")
        yield connection
