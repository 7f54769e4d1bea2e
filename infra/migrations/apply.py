"""Bringing a database's schema up to date: python -m infra.migrations.apply, with DATABASE_URL set."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
from yoyo import get_backend, read_migrations

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEPS = Path(__file__).parent / "steps"
_LOCK = 4_242_001
"""Any number, as long as it is always the same: the advisory lock of whoever migrates."""


def apply(database_url: str) -> tuple[str, ...]:
    """Apply the steps not applied yet, each in a transaction; returns their names.

    Many may call at once: they wait for each other. The lock is PostgreSQL's, which goes with its connection, rather
    than yoyo's own table, in which a killed migration would leave its row behind. Raises psycopg.Error.
    """
    with _alone(database_url):
        backend = get_backend(_for_yoyo(database_url))
        try:
            pending = backend.to_apply(read_migrations(str(_STEPS)))
            backend.apply_migrations(pending)
        finally:
            backend.connection.close()
    return tuple(step.id for step in pending)


@contextmanager
def _alone(database_url: str) -> Iterator[None]:
    with psycopg.connect(database_url, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        connection.execute("CREATE SCHEMA IF NOT EXISTS avexra")
        yield


def _for_yoyo(database_url: str) -> str:
    """The URL with yoyo's name for psycopg 3, keeping yoyo's own tables beside ours."""
    parts = urlsplit(database_url)
    query = f"{parts.query}&schema=avexra" if parts.query else "schema=avexra"
    return urlunsplit(("postgresql+psycopg", parts.netloc, parts.path, query, parts.fragment))


def main() -> int:
    """Apply to DATABASE_URL and say what was done."""
    database_url = os.environ.get("DATABASE_URL", "")
    if not database_url:
        sys.stderr.write("DATABASE_URL is not set: name the database to migrate.\n")
        return 2
    applied = apply(database_url)
    sys.stdout.write(f"Applied {', '.join(applied)}.\n" if applied else "The schema is up to date.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
