"""Instants are told by the clock on the wall: the same in every engine, across every change of clocks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import psycopg
import pytest
from sqlglot import parse_one

from shared.core.semantic.model import Aggregation, Calendar, Entity, Field, Grain, SemanticModel, TableRef
from shared.core.semantic.query import (
    DimensionRef,
    Elapsed,
    FieldRef,
    MeasureRef,
    OrderBy,
    Period,
    RowValue,
    SemanticQuery,
)
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from shared.core.sql.guard import guard
from shared.core.sql.local_time import MOST_CHANGES, clock_changes
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.local.postgres.server import LocalPostgres

ZONES = (
    "UTC",
    "Asia/Kolkata",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Sao_Paulo",  # clocks changed at midnight
    "Pacific/Apia",  # a day was skipped
    "Africa/Casablanca",  # summer time pauses for Ramadan
    "Asia/Kathmandu",
)
FIRST, LAST = datetime(2011, 6, 1, tzinfo=UTC), datetime(2020, 3, 1, tzinfo=UTC)
INSTANTS = [FIRST + timedelta(minutes=97 * i, microseconds=i) for i in range(47_000)]
SEEN = Field("seen_at", "Seen at", DataType.TIMESTAMP, zoned=True, minimum="2011-06-01T00:00:00", maximum="2020-02-29")
DONE = replace(SEEN, name="done_at", label="Done at")
SEEN_AT = FieldRef("events", "seen_at")
COUNT = MeasureRef("events", Aggregation.COUNT)
OLD = "1890-01-01 05:06:07.000008+00"
PERMITTED: Mapping[TableRef, frozenset[str]] = {TableRef("d", "events"): frozenset({"seen_at", "done_at"})}


def model(zone: str, *fields: Field) -> SemanticModel:
    """Events with two instants, told in this zone."""
    entity = Entity("events", "Events", "events", TableRef("d", "events"), fields or (SEEN, DONE), time="seen_at")
    return SemanticModel((entity,), calendar=Calendar(timezone=zone))


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """The events in DuckDB, in a session of UTC as the child's is."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE SCHEMA d")
        connection.execute("CREATE TABLE d.events (seen_at TIMESTAMPTZ, done_at TIMESTAMPTZ)")
        connection.execute(
            "INSERT INTO d.events SELECT make_timestamptz(u), make_timestamptz(u) + INTERVAL 3 HOUR "
            "FROM (SELECT unnest($1) u)",
            [[(each - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) for each in INSTANTS]],
        )
        connection.execute(f"INSERT INTO d.events VALUES ('{OLD}', NULL), ('infinity', NULL), (NULL, NULL)")
        yield connection


@pytest.fixture(scope="module")
def postgres(postgres_server: LocalPostgres) -> Iterator[psycopg.Connection[Any]]:
    """The same in PostgreSQL; its own AT TIME ZONE is what we are compared with."""
    with psycopg.connect(postgres_server.create_database("instants"), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA d")
        connection.execute("CREATE TABLE d.events (seen_at timestamptz, done_at timestamptz)")
        with connection.cursor() as cursor:
            with cursor.copy("COPY d.events FROM STDIN") as copy:
                for each in INSTANTS:
                    copy.write_row((each, each + timedelta(hours=3)))
            cursor.execute(f"INSERT INTO d.events VALUES ('{OLD}', NULL), ('infinity', NULL), (NULL, NULL)".encode())
        yield connection
    postgres_server.drop_database("instants")


def asked(
    connection: duckdb.DuckDBPyConnection | psycopg.Connection[Any], query: SemanticQuery, meaning: SemanticModel
) -> list[tuple[Any, ...]]:
    """Compile for the engine, hold the guard's check, and run."""
    dialect = Dialect.DUCKDB if isinstance(connection, duckdb.DuckDBPyConnection) else Dialect.POSTGRES
    compiled = compile_query(query, meaning, dialect, 100_000)
    assert guard(compiled, PERMITTED) == (), compiled.sql
    if isinstance(connection, duckdb.DuckDBPyConnection):
        return connection.execute(compiled.sql, dict(compiled.params)).fetchall()
    return connection.execute(compiled.sql.encode(), dict(compiled.params)).fetchall()


def by(grain: Grain, zone: str, **span: datetime | date) -> tuple[SemanticQuery, SemanticModel]:
    """Count the events by a grain of when they were seen."""
    period = Period(SEEN_AT, span.get("start"), span.get("end"), "then") if span else None
    return SemanticQuery("events", (COUNT,), (DimensionRef("events", "seen_at", grain),), period=period), model(zone)


@pytest.mark.parametrize("zone", ZONES)
def test_days_and_hours_are_those_of_the_wall_clock(zone: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Counted in Python from the very instants, over nine years of changing clocks."""
    local = [each.astimezone(ZoneInfo(zone)) for each in INSTANTS]
    span = {"start": date(2011, 1, 1), "end": date(2021, 1, 1)}
    assert dict(asked(duck, *by(Grain.DAY, zone, **span))) == Counter(each.date() for each in local)
    assert dict(asked(duck, *by(Grain.HOUR_OF_DAY, zone, **span))) == Counter(each.hour for each in local)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("grain", Grain)
def test_both_engines_put_every_instant_into_the_same_bucket(
    grain: Grain, zone: str, duck: duckdb.DuckDBPyConnection, postgres: psycopg.Connection[Any]
) -> None:
    """Those outside the known range too, which go the slow way."""
    ours, theirs = (asked(each, *by(grain, zone, end=datetime(2021, 1, 1))) for each in (duck, postgres))
    assert sorted(ours) == sorted(theirs)
    assert sum(row[-1] for row in ours) == len(INSTANTS) + 1


@pytest.mark.parametrize("zone", ZONES)
def test_a_period_begins_and_ends_by_the_wall_clock(
    zone: str, duck: duckdb.DuckDBPyConnection, postgres: psycopg.Connection[Any]
) -> None:
    """A day on which clocks change has 23 or 25 hours; bounds are bound as instants, so that files can be skipped."""
    start, end = date(2016, 3, 13), date(2016, 11, 6)
    count = SemanticQuery("events", (COUNT,), period=Period(SEEN_AT, start, end, "then"))
    expected = sum(start <= each.astimezone(ZoneInfo(zone)).date() < end for each in INSTANTS)
    assert asked(duck, count, model(zone)) == asked(postgres, count, model(zone)) == [(expected,)]
    compiled = compile_query(count, model(zone), Dialect.DUCKDB)
    where = parse_one(compiled.sql, dialect="duckdb").args["where"].sql(dialect="duckdb")
    assert "TIMESTAMPTZ" in where
    assert "EPOCH_US" not in where


def test_time_between_instants_loses_no_hour_to_a_change_of_clocks(
    duck: duckdb.DuckDBPyConnection, postgres: psycopg.Connection[Any]
) -> None:
    """Three hours are three hours."""
    took = MeasureRef("events", Aggregation.MAX, value=RowValue(Elapsed.HOURS, SEEN_AT, FieldRef("events", "done_at")))
    least = replace(took, aggregation=Aggregation.MIN)
    query = SemanticQuery("events", (took, least))
    meaning = model("America/New_York")
    assert asked(duck, query, meaning) == asked(postgres, query, meaning) == [(3.0, 3.0)]


def test_a_listed_instant_is_told_in_local_time(duck: duckdb.DuckDBPyConnection) -> None:
    """Without a zone, to the microsecond."""
    listing = SemanticQuery(
        "events",
        columns=(SEEN_AT,),
        order=(OrderBy(SEEN_AT),),
        limit=2,
        period=Period(SEEN_AT, date(2011, 1, 1), None, ""),
    )
    local = [each.astimezone(ZoneInfo("Asia/Kathmandu")).replace(tzinfo=None) for each in INSTANTS[:2]]
    assert asked(duck, listing, model("Asia/Kathmandu")) == [(each,) for each in local]


def test_a_column_of_unknown_or_very_long_range_goes_the_slow_way(duck: duckdb.DuckDBPyConnection) -> None:
    """With the same result."""
    for low, high in ((None, None), ("1900-01-01T00:00:00", "2020-02-29T00:00:00")):
        meaning = model("Europe/London", replace(SEEN, minimum=low, maximum=high), DONE)
        query, _ = by(Grain.DAY, "Europe/London", start=date(2011, 1, 1), end=date(2021, 1, 1))
        assert "EPOCH_US" not in compile_query(query, meaning, Dialect.DUCKDB).sql
        assert sorted(asked(duck, query, meaning)) == sorted(asked(duck, query, model("Europe/London")))


def test_the_changes_of_a_zone_are_found_to_the_second() -> None:
    """As published: second Sunday of March and first of November, at two o'clock."""
    changes = clock_changes("America/New_York", datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    assert changes == (datetime(2024, 3, 10, 7, tzinfo=UTC), datetime(2024, 11, 3, 6, tzinfo=UTC))
    assert clock_changes("Asia/Kolkata", FIRST, LAST) == ()
    assert len(clock_changes("Africa/Casablanca", FIRST, LAST)) > 2 * (LAST.year - FIRST.year)
    assert len(clock_changes("Europe/London", FIRST, LAST)) <= MOST_CHANGES
