"""What a plan is said to cost, on DuckDB's own plans."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest

from shared.core.sql.cost import Cost, cost_of

ROWS = {"shop.lines": 10_000, "shop.brands": 10}


@pytest.fixture(scope="module")
def shop() -> duckdb.DuckDBPyConnection:
    """Ten thousand lines of ten brands."""
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS shop")
    connection.execute("CREATE TABLE shop.lines AS SELECT range AS id, range % 10 AS brand FROM range(10000)")
    connection.execute("CREATE TABLE shop.brands AS SELECT range AS brand, 'b' || range AS name FROM range(10)")
    return connection


def plan(shop: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The engine's plan."""
    found: list[dict[str, Any]] = json.loads(shop.execute("EXPLAIN (FORMAT JSON) " + sql).fetchall()[0][1])
    return found


def test_a_scan_costs_all_rows_of_its_table_whatever_it_keeps(shop: duckdb.DuckDBPyConnection) -> None:
    """A filter that keeps one row still reads them all."""
    assert cost_of(plan(shop, "SELECT brand FROM shop.lines WHERE id = 7"), ROWS).scanned == 10_000


def test_a_join_reads_both_tables_and_a_cross_join_is_seen_for_what_it_is(shop: duckdb.DuckDBPyConnection) -> None:
    """The rows that go through the operators count, so that a product of tables is dear."""
    joined = cost_of(
        plan(shop, "SELECT name, count(*) FROM shop.lines JOIN shop.brands USING (brand) GROUP BY 1"), ROWS
    )
    assert joined.scanned == 10_010
    crossed = cost_of(plan(shop, "SELECT max(a.id + b.id) FROM shop.lines a, shop.lines b"), ROWS)
    assert crossed.worked >= 100_000_000 > 100 * joined.worked


def test_a_table_that_is_not_counted_costs_what_the_engine_expects(shop: duckdb.DuckDBPyConnection) -> None:
    """Without statistics of our own there are still the engine's."""
    assert cost_of(plan(shop, "SELECT id FROM shop.lines"), {}).scanned == 10_000


@pytest.mark.parametrize(
    ("worked", "said"),
    [
        (3_200_000_000, "about 3 billion rows"),
        (999_000_000, "about 999 million rows"),
        (12, "about 1 million rows"),
    ],
)
def test_a_cost_is_said_in_round_words(worked: int, said: str) -> None:
    """Nobody wants ten digits."""
    assert Cost(0, worked).for_user() == said
