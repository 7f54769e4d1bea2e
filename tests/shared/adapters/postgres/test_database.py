"""Statements run on checked connections, by the extended protocol, and fail in our words."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.sql import SQL

from shared.adapters.postgres.database import Database, statement, storable
from shared.core.errors import AvexraError, InternalError, TimedOutError, TransientError

if TYPE_CHECKING:
    from psycopg.rows import DictRow


def ask(database: Database, query: str) -> DictRow:
    """Return the first row of a query of the test's own."""
    with database.transaction() as transaction:
        row = transaction.connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def cut(database_url: str) -> int:
    """End every session of ours on the database, as a failing server or a frozen container does; return how many."""
    with psycopg.connect(database_url, autocommit=True) as other:
        done = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'avexra'"
        )
        return len(done.fetchall())


def test_a_connection_is_kept_between_transactions(database: Database) -> None:
    """Opening one costs more than most statements."""
    first = ask(database, "SELECT pg_backend_pid() AS pid")
    assert ask(database, "SELECT pg_backend_pid() AS pid") == first


def test_a_dead_connection_is_replaced_unnoticed(database: Database, database_url: str) -> None:
    """However many of them were kept."""
    with database.transaction(), database.transaction():
        pass
    assert cut(database_url) == 2
    assert ask(database, "SELECT 1 AS one") == {"one": 1}
    assert cut(database_url) == 1
    assert ask(database, "SELECT 1 AS one") == {"one": 1}


def test_a_connection_that_dies_in_the_middle_is_for_later(database: Database, database_url: str) -> None:
    """Nothing of its transaction stays, and the next one works."""

    def work() -> None:
        with database.transaction() as transaction:
            transaction.run("member_remember", workspace="T1", channel="C1", user="U1")
            cut(database_url)
            transaction.run("member_remember", workspace="T1", channel="C1", user="U2")

    with pytest.raises(TransientError):
        work()
    assert ask(database, "SELECT count(*) AS n FROM avexra.members") == {"n": 0}


@pytest.mark.parametrize(
    "url", ["postgresql://u:hunter2@127.0.0.1:9/d", "postgresql://u:hunter2@/d?host=/nowhere", "hunter2"]
)
def test_a_database_that_is_away_is_for_later(url: str) -> None:
    """And its password stays with us."""
    with pytest.raises(AvexraError) as caught, Database(url).transaction():
        pass
    assert "hunter2" not in str(caught.value)


def test_a_slow_statement_is_stopped(database: Database) -> None:
    """After its time, as a deadline that passed; the connection serves on."""
    with pytest.raises(TimedOutError), database.transaction(timeout_seconds=0.05) as transaction:
        transaction.connection.execute("SELECT pg_sleep(5)")
    assert ask(database, "SHOW statement_timeout") == {"statement_timeout": "30s"}


def test_a_refused_statement_says_its_kind_alone(database: Database) -> None:
    """The database's own words can hold cells and names."""
    with pytest.raises(InternalError, match="22P02") as caught, database.transaction() as transaction:
        transaction.connection.execute("SELECT 'secret cell'::int")
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_what_fails_leaves_nothing(database: Database) -> None:
    """Also when the failure is not the database's."""

    def work() -> None:
        with database.transaction() as transaction:
            transaction.run("member_remember", workspace="T1", channel="C1", user="U1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert ask(database, "SELECT count(*) AS n FROM avexra.members") == {"n": 0}


def test_one_statement_at_a_time(database: Database) -> None:
    """The extended protocol takes no second one behind a semicolon."""
    with pytest.raises(InternalError, match="42601"), database.transaction() as transaction:
        transaction.define(SQL("SELECT 1; SELECT 2"))


def test_one_snapshot_reads_one_moment_and_writes_nothing(database: Database) -> None:
    """What is committed meanwhile is not seen."""
    with database.transaction(one_snapshot=True) as reading:
        with database.transaction() as writing:
            writing.run("member_remember", workspace="T1", channel="C1", user="U1")
        seen = reading.connection.execute("SELECT count(*) AS n FROM avexra.members").fetchone()
        assert seen == {"n": 0}
    with pytest.raises(InternalError, match="25006"), database.transaction(one_snapshot=True) as reading:
        reading.run("member_remember", workspace="T1", channel="C1", user="U2")
    with database.transaction() as writing:
        writing.run("member_remember", workspace="T1", channel="C1", user="U3")


def test_times_are_told_in_utc_whatever_the_server_thinks(database: Database) -> None:
    """An instant is an instant."""
    found = ask(database, "SELECT '2024-06-12 12:00:00+05:30'::timestamptz AS at")["at"]
    assert found == datetime(2024, 6, 12, 6, 30, tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


def test_many_threads_share_a_database(database: Database) -> None:
    """Each with a connection of its own while it works; two stay open."""
    failed: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(20):
                ask(database, "SELECT 1 AS one")
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(database._idle) <= 2


def test_a_text_that_cannot_be_stored_is_made_storable() -> None:
    """NUL and lone surrogates become the replacement character; all else stays."""
    assert storable("a\x00b\ud800c ₹😀") == "a\ufffdb\ufffd\ufffd\ufffdc ₹😀"
    assert storable("plain") == "plain"


def test_every_statement_is_one_postgresql_can_read(database: Database) -> None:
    """Each file of sql/ holds one statement that names tables and columns there are."""
    names = [
        file.name.removesuffix(".sql") for file in resources.files("shared.adapters.postgres").joinpath("sql").iterdir()
    ]
    assert len(names) > 20
    for name in names:
        text = statement(name).decode()
        placeholders = sorted({part.split(")s", 1)[0] for part in text.split("%(")[1:]})
        numbered = text.replace("%%", "%")
        for number, placeholder in enumerate(placeholders, 1):
            numbered = numbered.replace(f"%({placeholder})s", f"${number}")
        with database.transaction() as transaction:
            outcome = transaction.connection.pgconn.prepare(b"checked", numbered.encode())
            assert outcome.error_message == b"", (name, outcome.error_message)
            transaction.connection.rollback()
        database.close()
