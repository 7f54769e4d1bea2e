"""A stage is closed to the world, and runs statements one after the other or side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.adapters.duckdb.literals import text
from shared.adapters.duckdb.staging.stage import THREADS, Stage

if TYPE_CHECKING:
    from pathlib import Path


def _threads(stage: Stage) -> int:
    return int(stage.run("SELECT current_setting('threads')")[0][0])


def test_statements_side_by_side_write_their_rows_in_order(tmp_path: Path) -> None:
    """Each on one thread; behind them the stage has all of its threads again."""
    stage = Stage(tmp_path)
    stage.run("CREATE TABLE numbers AS SELECT range::VARCHAR AS n FROM range(300_000)")
    paths = [stage.new_file("part") for _ in range(3)]
    stage.run_side_by_side(
        [
            f"COPY (SELECT n FROM numbers WHERE rowid % 3 = {at}) TO {text(str(path))} (HEADER false)"
            for at, path in enumerate(paths)
        ]
    )
    for at, path in enumerate(paths):
        assert path.read_text() == "".join(f"{number}\n" for number in range(at, 300_000, 3))
    assert _threads(stage) == THREADS


def test_a_statement_that_fails_leaves_the_stage_as_it_was(tmp_path: Path) -> None:
    """The others beside it come to their end."""
    stage = Stage(tmp_path)
    with pytest.raises(duckdb.CatalogException):
        stage.run_side_by_side(["FROM nowhere", "CREATE TABLE somewhere AS SELECT 1 AS n"])
    assert _threads(stage) == THREADS
    assert stage.run("FROM somewhere") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SET memory_limit = '100GB'",
        "SET allowed_configs = []",
        "SET enable_external_access = true",
        "FROM '/etc/passwd'",
    ],
)
def test_no_statement_opens_the_stage(statement: str, tmp_path: Path) -> None:
    """What may be set is how many threads there are."""
    stage = Stage(tmp_path)
    with pytest.raises(duckdb.Error):
        stage.run(statement)
