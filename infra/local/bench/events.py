"""Five million events in twelve columns, in a PostgreSQL server of their own that is kept between runs.

PostgreSQL makes them of nothing but row numbers and hashes, so that they are the same wherever they are made.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier

from infra.local.postgres.server import LocalPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 5_000_000
TABLE, KEY, INCREMENTAL = "events", "id", "ts"
FOLDER = Path(".local") / "bench"
_FORM = "1"
"""Part of the kept database's name: whoever changes the rows below changes it."""
_TRIAL = "trial"

_CREATE = """
    CREATE TABLE events (id bigint NOT NULL, ts timestamptz NOT NULL, name text NOT NULL, uid uuid NOT NULL,
    price numeric(12,2) NOT NULL, score double precision NOT NULL, latency_ms integer NOT NULL, passed boolean NOT NULL,
    note text, meta jsonb NOT NULL, model text NOT NULL, tag text NOT NULL)
"""
_INSERT = """
    INSERT INTO events
    SELECT g, timestamptz '2025-01-01 00:00+00' + g * interval '4.7 s'
        - CASE WHEN r < 0.02 THEN r * 50 * interval '6 hours' ELSE r * interval '20 s' END,
    'customer ' || (hashint8(g) & 65535), md5(g::text)::uuid,
    ((hashint8(g * 7)::bigint & 2147483647) / 100.0)::numeric(12,2) - 1000000,
    -ln(1 - r) * 100, (-ln(1 - r) * 250 + g %% 5 * 20)::integer, (hashint8(g * 3) & 15) <> 0,
    CASE WHEN g %% 4 = 0 THEN NULL WHEN g %% 7 = 0 THEN '' ELSE 'note ' || (g %% 1000) || ' é' END,
    jsonb_build_object(
        'k', g %% 100, 'region', (ARRAY['eu', 'us', 'in', 'apac'])[1 + g %% 4], 'tok', (r * 4000)::integer),
    (ARRAY['gpt-4o', 'claude-3', 'llama-3', 'mistral', 'gemini', 'qwen', 'phi'])[1 + (hashint8(g * 11) & 1023) %% 7],
    'check_' || (hashint8(g * 13) & 511) %% 40
    FROM (SELECT g, ((hashint8(g * 17)::bigint & 2147483647) / 2147483648.0)::float8 AS r
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS g) AS seeds
"""
"""Nearly in the order of time as events come in: one in fifty is up to six hours late."""
_FINISHED = (
    "ALTER TABLE events ADD PRIMARY KEY (id)",
    "CREATE INDEX ON events (ts)",
    "ALTER TABLE events SET (parallel_workers = 2)",
    "CREATE TABLE checks AS SELECT 'check_' || i AS tag, 'group ' || i % 5 AS family FROM generate_series(0, 39) AS i",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)
_CHANGED = """
    UPDATE events SET ts = (SELECT max(ts) FROM events) + interval '1 s', price = price + 1
    WHERE id IN (
        SELECT 1 + (hashint8(i + %(seed)s)::bigint & 2147483647) %% %(rows)s FROM generate_series(1, %(n)s) AS i)
"""


@dataclass(frozen=True, slots=True)
class Events:
    """A database with the table events and the little table checks, which joins on tag; both may be changed."""

    url: str
    rows: int

    def grow(self) -> None:
        """Let one per cent of new rows come: four fifths inserted, one fifth updated to a newer ts."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            ((there,),) = connection.execute("SELECT max(id) FROM events").fetchall()
            new, updated = self.rows * 4 // 500, self.rows // 500
            connection.execute(_INSERT.encode(), {"first": there + 1, "last": there + new})
            connection.execute(_CHANGED.encode(), {"seed": there, "rows": self.rows, "n": updated})


@contextmanager
def events(rows: int = ROWS, folder: Path = FOLDER) -> Iterator[Events]:
    """Start the kept server, making the rows where it has not so many yet (a minute), and give a copy of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with LocalPostgres((folder / "postgres").resolve(), durable=False) as server:
        kept = f"events_{_FORM}_{rows}"
        if not _has(server, kept):
            _make(server, kept, rows)
        server.drop_database(_TRIAL)
        try:
            _copy(server, kept)
            yield Events(server.url_of(_TRIAL), rows)
        finally:
            server.drop_database(_TRIAL)


def _has(server: LocalPostgres, name: str) -> bool:
    with psycopg.connect(server.url) as connection:
        return bool(connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchall())


def _make(server: LocalPostgres, name: str, rows: int) -> None:
    """Make the rows under another name first: under its own a database is never seen half made."""
    unfinished = f"{name}_unfinished"
    server.drop_database(unfinished)
    with psycopg.connect(server.create_database(unfinished), autocommit=True) as connection:
        with connection.transaction():
            connection.execute(_CREATE.encode())
            connection.execute(_INSERT.encode(), {"first": 1, "last": rows})
        for each in _FINISHED:
            connection.execute(each.encode())
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(name)))


def _copy(server: LocalPostgres, kept: str) -> None:
    """Copy the kept rows, so that runs may change them, and have each page read once."""
    statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(Identifier(_TRIAL), Identifier(kept))
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)
    with psycopg.connect(server.url_of(_TRIAL)) as connection:
        connection.execute("SELECT count(passed) FROM events")
