"""Writing what `avexra ingest` read: the address is looked at before the file, rows go where the schema has them."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

from infra.local.cli.progress import Bar
from infra.migrations.apply import apply
from shared.adapters.postgres.database import Database
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.app.ingest_file import content_hash
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.ingest.versions.drift import aligned, drift_between, under_known_names
from shared.core.ingest.versions.versions import Change, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.versions.versions import Written
    from shared.core.table.shape import TableShape

logging.getLogger("psycopg").addHandler(logging.NullHandler())
"""What it warns of when a connection is lost, we say in words."""
_CONNECT_SECONDS = 10
_NO_PRIVILEGE = "42501"
"""PostgreSQL's name of the error (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
_ADDRESS = "--to takes a PostgreSQL address, for example postgresql://user@host/database."
_SILENT = "The database does not answer at that address; check its host, user, password and name, and try again."
_READS_ONLY = "At that address one can only read; name a database and a user that may write."
_NO_RIGHT = (
    "The user of that address may not make what we need in the database; ask its owner for GRANT CREATE ON DATABASE, "
    "and to run CREATE EXTENSION vector once."
)
_NO_VECTORS = "That server lacks the extension pgvector, which our tables need; install it, and try again."
_WENT_AWAY = "The database went away or was busy; nothing is half written. Try again."


@dataclass(frozen=True, slots=True)
class Stored:
    """Where tables were written, what writing came to, and how they differed from those there, each a sentence."""

    schema: str
    written: Written
    drift: tuple[str, ...] = ()


def check_address(url: str) -> None:
    """Raise UserError, saying what is wrong, for an address where nothing can be written."""
    try:
        if urlsplit(url).scheme not in {"postgresql", "postgres"}:
            raise UserError(_ADDRESS)
        with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection:
            row = connection.execute(
                "SELECT current_setting('transaction_read_only') = 'on',"
                " has_database_privilege(current_database(), 'CREATE')"
            ).fetchone()
    except psycopg.OperationalError:
        raise UserError(_SILENT) from None
    except (psycopg.Error, ValueError):
        raise UserError(_ADDRESS) from None
    reads_only, may_create = row or (False, True)
    if reads_only or not may_create:
        raise UserError(_READS_ONLY if reads_only else _NO_RIGHT)


def write(url: str, schema: str, tables: tuple[CleanTable, ...], path: Path, *, append: bool) -> Stored:
    """Write the tables that a file gave to a schema; added to what it has, or in its place, which is kept.

    Raises UserError where they cannot be.
    """
    with _in_words():
        apply(url)
    database = Database(url)
    try:
        with _in_words():
            store = PostgresTableStore(database)
            placed, drift = _as_there(tables, store.tables(schema), append=append)
            change = Change.APPENDED if append else Change.RENEWED if store.versions(schema) else Change.FIRST
            origin = Origin(f"cli/{path.name}", f"{time.time_ns():020X}", path.name, "cli", content_hash(path))
            with Bar(f"Writing {path.name}") as bar:
                written = store.write(schema, placed, change, origin, bar)
    finally:
        database.close()
    return Stored(schema, written, drift if written.is_new else ())


def _as_there(
    tables: tuple[CleanTable, ...], shapes: tuple[TableShape, ...], *, append: bool
) -> tuple[tuple[CleanTable, ...], tuple[str, ...]]:
    """The tables under the names that the schema knows them by, and how they differ where their rows are added."""
    if not shapes:
        return tables, ()
    drift = drift_between(tables, shapes)
    return (aligned(tables, drift), drift.sentences) if append else (under_known_names(tables, drift), ())


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what the database says into a sentence for whoever typed the address."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege:
        raise UserError(_NO_RIGHT) from None
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile):
        raise UserError(_NO_VECTORS) from None
    except (psycopg.OperationalError, TransientError):
        raise UserError(_WENT_AWAY) from None
    except InternalError as error:
        if _NO_PRIVILEGE not in str(error):
            raise
        raise UserError(_NO_RIGHT) from None
