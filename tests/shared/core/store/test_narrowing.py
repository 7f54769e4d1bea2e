"""Filters that always hold, as a query of PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.core.semantic.query import Operator
from shared.core.store.narrowing import narrowed
from shared.core.store.settings import TableFilter
from shared.core.store.source import Relation, SourceQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.postgres.server import LocalPostgres
    from shared.core.table.types import Cell

    Connection = psycopg.Connection[tuple[Any, ...]]

TABLE = Relation("public", 'od"d')
ROWS = """
CREATE TYPE mood AS ENUM ('Sunny', 'Grey');
CREATE TABLE "od""d" (id int, "re gion" text, mood mood, amount numeric(9, 2), on_day date, at timestamptz, paid bool);
INSERT INTO "od""d" VALUES
    (1, 'North', 'Sunny', 10.5, '2024-01-01', '2024-01-01 10:00+00', true),
    (2, 'no''rth\\', 'Grey', -5, '2024-02-01', '2024-02-01 00:00+00', false),
    (3, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, 'South East', 'Sunny', 1000, '2024-03-01', '2024-03-01 00:00+00', true)
"""


@pytest.fixture(scope="module")
def connection(postgres_server: LocalPostgres) -> Iterator[Connection]:
    """A connection to a database of one table of four rows."""
    with psycopg.connect(postgres_server.create_database("narrowing"), autocommit=True) as made:
        made.execute(ROWS.encode())
        yield made
    postgres_server.drop_database("narrowing")


def kept(connection: Connection, *filters: TableFilter) -> list[int]:
    """The rows that come."""
    found = narrowed(TABLE, filters)
    assert isinstance(found, SourceQuery)
    return [row[0] for row in connection.execute(f"SELECT id FROM ({found.sql}\n) AS s ORDER BY id".encode())]


@pytest.mark.parametrize(
    ("column", "operator", "values", "ids"),
    [
        ("re gion", Operator.EQ, ("NORTH",), [1]),
        ("re gion", Operator.EQ, ("no'rth\\",), [2]),
        ("re gion", Operator.NE, ("north",), [2, 4]),
        ("re gion", Operator.IN, ("North", "south east"), [1, 4]),
        ("re gion", Operator.NOT_IN, ("North",), [2, 4]),
        ("re gion", Operator.CONTAINS, ("RTH",), [1, 2]),
        ("re gion", Operator.NOT_CONTAINS, ("rth",), [4]),
        ("re gion", Operator.STARTS_WITH, ("no",), [1, 2]),
        ("re gion", Operator.ENDS_WITH, ("\\",), [2]),
        ("re gion", Operator.IS_NULL, (), [3]),
        ("re gion", Operator.NOT_NULL, (), [1, 2, 4]),
        ("mood", Operator.EQ, ("sunny",), [1, 4]),
        ("amount", Operator.GE, (Decimal("10.5"),), [1, 4]),
        ("amount", Operator.LT, (0,), [2]),
        ("amount", Operator.BETWEEN, (-5, 11), [1, 2]),
        ("amount", Operator.IN, (1000, -5), [2, 4]),
        ("on_day", Operator.GT, (date(2024, 1, 1),), [2, 4]),
        ("at", Operator.LE, (datetime(2024, 2, 1, tzinfo=UTC),), [1, 2]),
        ("paid", Operator.EQ, (True,), [1, 4]),
    ],
)
def test_only_rows_that_meet_the_filter_come(
    connection: Connection, column: str, operator: Operator, values: tuple[Cell, ...], ids: list[int]
) -> None:
    """As with the filters of questions: text without regard to capitals, NULL only where it is asked for."""
    assert kept(connection, TableFilter("t", column, operator, values)) == ids


def test_several_filters_hold_together(connection: Connection) -> None:
    """Each of them."""
    sunny = TableFilter("t", "mood", Operator.EQ, ("Sunny",))
    assert kept(connection, sunny, TableFilter("t", "amount", Operator.GT, (100,))) == [4]


def test_without_filters_a_table_stays_a_table() -> None:
    """So that it is read by its pages, side by side."""
    assert narrowed(TABLE, ()) is TABLE


def test_a_query_is_narrowed_as_a_table_is(connection: Connection) -> None:
    """A comment at its end ends with its line."""
    of = SourceQuery("SELECT i AS id FROM generate_series(1, 9) AS i -- nine")
    found = narrowed(of, [TableFilter("t", "id", Operator.GT, (7,))])
    assert isinstance(found, SourceQuery)
    assert connection.execute(found.sql.encode()).fetchall() == [(8,), (9,)]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), standard=st.booleans())
def test_whatever_a_value_holds_it_is_a_value(connection: Connection, *, text: str, standard: bool) -> None:
    """Quotes and backslashes end nothing, whatever the server's standard_conforming_strings says."""
    connection.execute(f"SET escape_string_warning = off; SET standard_conforming_strings = {standard}".encode())
    found = narrowed(SourceQuery("SELECT 1 AS id, 'x'::text AS word"), [TableFilter("t", "word", Operator.NE, (text,))])
    assert isinstance(found, SourceQuery)
    assert connection.execute(found.sql.encode()).fetchall() == ([] if text.lower() == "x" else [(1, "x")])
