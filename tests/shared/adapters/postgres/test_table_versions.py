"""What PostgreSQL adds to the versions of a table store: schemas of their own, keys, a history that cannot lie."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Change, Origin
from shared.core.table.types import DataType
from tests.fakes.table_store import origin_of

if TYPE_CHECKING:
    from shared.adapters.postgres.database import Database

SCHEMA = "d_0123456789ab"
NUMBER = CleanColumn("n", "N", DataType.INTEGER)
TEXT = CleanColumn("t", "T", DataType.TEXT)


def table(name: str, version: int, rows: int = 500) -> CleanTable:
    """A table all of whose rows say which version it is."""
    return CleanTable(name, name.title(), (NUMBER,), ((version,),) * rows)


@pytest.fixture
def store(database: Database) -> PostgresTableStore:
    """An empty store."""
    return PostgresTableStore(database)


def fetched(database_url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query of the test's own."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_a_key_is_kept_where_it_holds(store: PostgresTableStore, database_url: str) -> None:
    """Through appending and restoring; where it does not hold, or cannot be one, the rows are kept all the same."""
    keyed = CleanTable("o", "O", (NUMBER, TEXT), ((1, "a"), (2, "b")), key=("n",))
    store.write(SCHEMA, (keyed,), Change.FIRST, origin_of("1"))
    more = CleanTable("o", "O", (NUMBER, TEXT), ((3, "c"),))
    store.write(SCHEMA, (more,), Change.APPENDED, origin_of("2"))
    twice = CleanTable("o", "O", (NUMBER, TEXT), ((3, "d"),), key=("n",))
    store.write(SCHEMA, (twice,), Change.APPENDED, origin_of("3"))
    long = CleanTable("o", "O", (NUMBER, TEXT), ((3, os.urandom(5000).hex()),), key=("t",))
    store.write(SCHEMA, (long,), Change.RENEWED, origin_of("4"))
    store.restore(SCHEMA, 2, "U1")
    keys = fetched(
        database_url,
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p' "
        f"AND connamespace::regnamespace::text LIKE '{SCHEMA}%' ORDER BY 1",
    )
    assert keys == [(f"{SCHEMA}.o",), (f"{SCHEMA}__v1.o",), (f"{SCHEMA}__v2.o",)]
    assert fetched(database_url, f"SELECT count(*) FROM {SCHEMA}__v3.o") == [(4,)]


def test_content_of_an_earlier_release_becomes_a_version(store: PostgresTableStore, database_url: str) -> None:
    """Which wrote the hash into the schema's comment and kept no history: nothing of it is lost or written twice."""
    store.write(SCHEMA, (table("a", 1),), Change.FIRST, origin_of("1"))
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM avexra.dataset_versions")
        connection.execute(f'COMMENT ON SCHEMA {SCHEMA} IS \'{{"content": "1"}}\''.encode())
    known = store.write(SCHEMA, (table("a", 1),), Change.FIRST, origin_of("1"))
    assert (known.is_new, known.version.origin, known.version.tables) == (
        False,
        Origin("", "", "", "", "1"),
        (("a", 500),),
    )
    store.write(SCHEMA, (table("a", 2),), Change.FIRST, origin_of("2"))
    assert [each.change for each in store.versions(SCHEMA)] == [Change.RENEWED, Change.FIRST]
    assert store.compare(SCHEMA, 1, 2)[0].added == 500
    store.restore(SCHEMA, 1, "U1")
    assert fetched(database_url, f"SELECT DISTINCT n FROM {SCHEMA}.a") == [(1,)]


def test_what_an_earlier_release_writes_meanwhile_is_a_version_too(
    store: PostgresTableStore, database_url: str
) -> None:
    """While a deployment goes through, it drops the schema and marks the new one; the history says so afterwards."""
    store.write(SCHEMA, (table("a", 1),), Change.FIRST, origin_of("1"))
    with psycopg.connect(database_url) as connection:
        connection.execute(f"UPDATE {SCHEMA}.a SET n = 2".encode())
        connection.execute(f'COMMENT ON SCHEMA {SCHEMA} IS \'{{"content": "2"}}\''.encode())
    assert not store.write(SCHEMA, (table("a", 2),), Change.FIRST, origin_of("2")).is_new
    store.write(SCHEMA, (table("a", 3),), Change.RENEWED, origin_of("3"))
    history = [(each.number, each.origin.content_hash, each.is_kept) for each in store.versions(SCHEMA)]
    assert history == [(3, "3", True), (2, "2", True), (1, "1", False)]
    assert fetched(database_url, f"SELECT DISTINCT n FROM {SCHEMA}__v2.a") == [(2,)]
    store.restore(SCHEMA, 2, "U1")
    assert store.versions(SCHEMA)[0].number == 4
    assert not store.write(SCHEMA, (table("a", 2),), Change.RENEWED, origin_of("2")).is_new


def test_a_schema_that_was_dropped_by_hand_is_written_again(store: PostgresTableStore, database_url: str) -> None:
    """Its line stays in the history, without content."""
    store.write(SCHEMA, (table("a", 1),), Change.FIRST, origin_of("1"))
    with psycopg.connect(database_url) as connection:
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())
    assert store.write(SCHEMA, (table("a", 1),), Change.RENEWED, origin_of("1")).version.number == 2
    assert [each.is_kept for each in store.versions(SCHEMA)] == [True, False]


def test_versions_rest_in_schemas_of_their_own(store: PostgresTableStore, database_url: str) -> None:
    """And go with the data set."""
    query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'd\\_%' ORDER BY 1"
    for version in range(1, 13):
        store.write(SCHEMA, (table("a", version, 1),), Change.RENEWED, origin_of(str(version)))
    kept = sorted([SCHEMA, *(f"{SCHEMA}__v{number}" for number in range(3, 12))])
    assert [name for (name,) in fetched(database_url, query)] == kept
    assert fetched(database_url, f"SELECT n FROM {SCHEMA}__v3.a") == [(3,)]
    store.drop(SCHEMA)
    assert fetched(database_url, query) == []


def test_no_version_is_current_twice(store: PostgresTableStore, database_url: str) -> None:
    """The database itself refuses it, and a second line for the same object's version."""
    store.write(SCHEMA, (table("a", 1, 1),), Change.FIRST, origin_of("1", "C1/F1", "00A"))
    columns = "dataset_id, change, share, sequencer, file_name, user_id, content_hash, tables"
    for number, values in ((2, "'C2/F2', '00b', true"), (3, "'C1/F1', '00a00', false")):
        share, sequencer, is_current = values.split(", ")
        with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(
                f"INSERT INTO avexra.dataset_versions ({columns}, number, is_current, is_kept) VALUES "
                f"('{SCHEMA}', 'first', {share}, {sequencer}, '', '', '', '[]', {number}, {is_current}, true)".encode()
            )
