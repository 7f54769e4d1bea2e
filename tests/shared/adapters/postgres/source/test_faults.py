"""What goes wrong between the databases: told in our words, nothing left behind, another way where one helps."""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import duckdb
import psycopg
import pytest

from shared.adapters.postgres.source import adbc_tier, session
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.reading import UnavailableError
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.core.errors import AvexraError, InternalError, TimedOutError, TransientError, UserError
from shared.core.store.source import Relation, SourceQuery, SourceTable
from shared.core.store.sync import Tier
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.adapters.postgres.source.reading import Place, Reader
    from shared.adapters.postgres.source.row_query import RowQuery

    Writing = psycopg.Connection[tuple[str]]

ROOM = "shared.adapters.postgres.source"
TIERS = pytest.mark.parametrize("tier", list(Tier), ids=lambda tier: tier.name)
T = SourceTable("t", Relation("public", "t"))
SLOW = SourceTable(
    "slow",
    SourceQuery("SELECT i, repeat('x', 1000) AS v, pg_sleep(0.01)::text AS s FROM generate_series(1, 5000) AS i"),
)


def cut(database_url: str, whose: str) -> None:
    """End our backends whose running or last statement is such a one, as soon as there are any."""
    with psycopg.connect(database_url, autocommit=True) as other:
        for _ in range(500):
            found = other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name = 'avexra' AND query ~ %s AND query !~ 'LIMIT 0|count\\('",
                [whose],
            ).fetchall()
            if found:
                return
            time.sleep(0.02)


@TIERS
@pytest.mark.parametrize("whose", ["reader", "everybody"])
def test_a_connection_that_is_lost_in_the_middle_is_a_fault_for_now(
    database_url: str, tmp_path: Path, tier: Tier, whose: str
) -> None:
    """The database is away: no other way is tried, no file stays."""
    source = PostgresTableSource(database_url, Manner(tier=tier))
    with source.at_one_moment() as moment:
        moment.columns(SLOW)
        reads = "pg_sleep|FETCH"
        cutting = threading.Timer(0.7, cut, args=(database_url, reads if whose == "reader" else "."))
        cutting.start()
        with pytest.raises(TransientError) as fault:
            moment.read(SLOW, tmp_path)
        cutting.join()
    assert not isinstance(fault.value, TimedOutError)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


@TIERS
def test_a_statement_that_takes_too_long_is_ended(database_url: str, tmp_path: Path, tier: Tier) -> None:
    """After the seconds that were given."""
    began = time.monotonic()
    source = PostgresTableSource(database_url, Manner(tier=tier), seconds=0.5)
    with source.at_one_moment() as moment, pytest.raises(TimedOutError):
        moment.read(SLOW, tmp_path)
    assert time.monotonic() - began < 10
    assert list(tmp_path.iterdir()) == []


@TIERS
def test_a_full_disk_is_said_to_be_full(database_url: str, writing: Writing, tmp_path: Path, tier: Tier) -> None:
    """Here a file may not grow past 256 kB; nothing of it stays."""
    writing.execute("CREATE TABLE t AS SELECT md5(i::text) AS v FROM generate_series(1, 60000) AS i")
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    with PostgresTableSource(database_url, Manner(tier=tier)).at_one_moment() as moment:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, allowed[1]))
        try:
            with pytest.raises(TransientError, match="The disk is full"):
                moment.read(T, tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        assert not [each for each in tmp_path.rglob("*") if each.is_file()]
        assert moment.read(T, tmp_path).rows == 60_000


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://someone:s3cret@127.0.0.1:1/nothing",
        "host=/nowhere user=someone password=s3cret dbname=nothing",
        "postgresql://someone:s3cret@host:port:port/?what",
    ],
)
def test_an_address_is_never_told(url: str) -> None:
    """Neither its password nor anything else of it."""
    with pytest.raises(AvexraError) as fault, PostgresTableSource(url).at_one_moment():
        pass
    told: BaseException | None = fault.value
    while told is not None:
        assert "s3cret" not in f"{told} {told!r}"
        assert "someone" not in str(told)
        told = told.__cause__
    assert "s3cret" not in repr(PostgresTableSource.__init__)


def test_without_the_fast_driver_copy_reads(
    source: PostgresTableSource, writing: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so."""
    writing.execute("CREATE TABLE t AS SELECT 1 AS a")
    monkeypatch.setitem(sys.modules, "adbc_driver_manager", None)
    with source.at_one_moment() as moment:
        read = moment.read(T, tmp_path)
        assert moment.keys(replace(T, key=("a",)), tmp_path).rows == 1
    assert (read.tier, read.rows) == (Tier.COPY, 1)
    assert read.notes == ("Not read by the fast driver: the fast driver is not installed.",)
    with (
        PostgresTableSource(_url(source), Manner(tier=Tier.ADBC)).at_one_moment() as moment,
        pytest.raises(UserError, match="was not read by the fast driver: the fast driver is not inst"),
    ):
        moment.read(T, tmp_path)


def test_a_row_that_is_too_long_for_the_reader_of_csv_is_read_by_a_cursor(
    database_url: str, writing: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every way has its limits; the last has none but memory."""
    writing.execute("CREATE TABLE t AS SELECT 1 AS a, repeat('é\"\n', 5000000) AS v")
    monkeypatch.setitem(sys.modules, "adbc_driver_manager", None)
    with PostgresTableSource(database_url).at_one_moment() as moment:
        read = moment.read(T, tmp_path)
    assert read.tier is Tier.CURSOR
    assert read.notes[-1] == "Not read by COPY: it could not carry every value."
    with duckdb.connect() as engine:
        assert engine.execute(f"SELECT v = repeat('é\"\n', 5000000) FROM '{read.parts[0].path}'").fetchall() == [
            (True,)
        ]


class Spoiling:
    """A reader that writes other values than it read."""

    def __init__(self, reader: Reader, spoil: str) -> None:
        self._reader = reader
        self._spoil = spoil

    def write(self, query: RowQuery, target: Path, heard: Callable[[int], None]) -> tuple[Part, ...]:
        """Write what is spoilt."""
        (part,) = self._reader.write(query, target, heard)
        spoilt = target.with_name(f"{target.stem}-spoilt.parquet")
        with duckdb.connect() as engine:
            ((count,),) = engine.execute(f"COPY ({self._spoil.format(part.path)}) TO '{spoilt}'").fetchall()
        part.path.unlink()
        return (Part(spoilt, int(count)),)

    def stop(self) -> None:
        """Stop the reader."""
        self._reader.stop()


SPOILS = {
    "rows": "SELECT * FROM '{}' LIMIT 2",
    'sum of "a"': "SELECT a + (a = 1)::INT AS a, b, c, d FROM '{}'",
    'values of "b"': "SELECT a, nullif(b, '') AS b, c, d FROM '{}'",
    'bytes of "b"': "SELECT a, b || 'x' AS b, c, d FROM '{}'",
    'sum of "c"': "SELECT a, b, CAST(c * 1.01 AS DECIMAL(12,2)) AS c, d FROM '{}'",
    'greatest of "d"': "SELECT a, b, c, d + INTERVAL 1 HOUR AS d FROM '{}' ",
}


@pytest.mark.parametrize("what", SPOILS)
def test_what_differs_from_postgresql_is_not_taken(
    source: PostgresTableSource, writing: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Lost rows, other numbers, '' made NULL, longer texts, moved moments: the next way reads, and a note says why."""
    writing.execute(
        "CREATE TABLE t AS SELECT i AS a, CASE WHEN i > 1 THEN '' ELSE 'x' END AS b, (i * 1.5)::numeric(12,2) AS c, "
        "timestamp '2025-01-01' + i * interval '1 day' AS d FROM generate_series(1, 3) AS i"
    )
    real = adbc_tier.adbc_reader

    @contextlib.contextmanager
    def spoiling(place: Place) -> Iterator[Reader]:
        with real(place) as reader:
            yield Spoiling(reader, SPOILS[what])

    monkeypatch.setattr(f"{ROOM}.attempts.adbc_reader", spoiling)
    with source.at_one_moment() as moment:
        read = moment.read(T, tmp_path)
    named = {'greatest of "d"': 'least of "d"'}.get(what, what)
    assert read.notes == (f"Not read by the fast driver: {named} differed from PostgreSQL's.",)
    assert (read.tier, read.rows) == (Tier.COPY, 3)
    assert len(list(tmp_path.iterdir())) == 1


def test_when_no_way_is_exact_it_is_a_defect(
    source: PostgresTableSource, writing: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is returned, nothing stays, and all that was tried is told."""
    writing.execute("CREATE TABLE t AS SELECT 1 AS a")

    def away(*_: object) -> NoReturn:
        raise UnavailableError("it is not there")

    for each in ("adbc_reader", "copy_reader", "cursor_reader"):
        monkeypatch.setattr(f"{ROOM}.attempts.{each}", away)
    with source.at_one_moment() as moment, pytest.raises(InternalError, match="Not read by a cursor: it is not there"):
        moment.read(T, tmp_path)


def test_a_query_that_depends_on_chance_is_refused(source: PostgresTableSource, tmp_path: Path) -> None:
    """No copy of it can be compared with it."""
    what = SourceTable("q", SourceQuery("SELECT (random() * 1e9)::int AS a FROM generate_series(1, 9)"))
    with source.at_one_moment() as moment, pytest.raises(UserError, match="gives other rows each time"):
        moment.read(what, tmp_path)


def test_a_server_that_shares_no_snapshot_is_read_by_one_connection(
    source: PostgresTableSource, writing: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some replicas and poolers are; it is still one moment."""
    writing.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    real = session.run

    def refusing(connection: Writing, statement: str) -> psycopg.Cursor[tuple[str]]:
        return real(connection, statement.replace("pg_export_snapshot()", "1 / 0"))

    monkeypatch.setattr(f"{ROOM}.holding.run", refusing)
    with source.at_one_moment((T,)) as moment:
        writing.execute("INSERT INTO t VALUES (2)")
        read = moment.read(T, tmp_path)
        again = moment.read(T, tmp_path)
    assert (read.rows, again.rows, read.tier) == (1, 1, Tier.COPY)
    assert read.notes == (
        "Read by one connection: the server shares no snapshot between several.",
        "Not read by the fast driver: the server shares no snapshot between connections.",
    )


def test_a_role_with_few_connections_reads_by_those_it_has(
    database_url: str, writing: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that find none leave the work to the others."""
    monkeypatch.setattr("shared.core.store.ranges.FEWEST_ROWS", 1)
    writing.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 5000) AS i; ANALYZE t")
    writing.execute(
        "DROP ROLE IF EXISTS narrow; CREATE ROLE narrow LOGIN CONNECTION LIMIT 2; GRANT SELECT ON t TO narrow"
    )
    try:
        source = PostgresTableSource(database_url.replace("postgres:@", "narrow@"), Manner(workers=3))
        with source.at_one_moment((T,)) as moment:
            assert moment.read(T, tmp_path).rows == 5_000
    finally:
        writing.execute("DROP OWNED BY narrow; DROP ROLE narrow")


def test_no_reader_outlives_its_moment(source: PostgresTableSource, writing: Writing, tmp_path: Path) -> None:
    """No connection, no thread, no pipe."""
    writing.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 5000) AS i")
    before = threading.active_count()
    for tier in Tier:
        with PostgresTableSource(_url(source), Manner(tier=tier)).at_one_moment() as moment:
            moment.read(T, tmp_path)
    assert threading.active_count() == before
    assert {each.suffix for each in tmp_path.iterdir()} == {".parquet"}
    for _ in range(100):
        ((left,),) = writing.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'avexra'"
        ).fetchall()
        if not left:
            break
        time.sleep(0.05)
    assert not left


def _url(source: PostgresTableSource) -> str:
    return source._address.conninfo
