"""Taking a snapshot in which no table is replaced unnoticed.

PostgreSQL looks names up as of now and rows as of the snapshot: a table that was swapped by a rename after the snapshot
was taken would be read as empty, and so would one that was truncated or rewritten. So tables are locked in ACCESS SHARE
mode, which a role that may SELECT may do, before the first query takes the snapshot (PostgreSQL, "Explicit Locking" and
"Caveats" of MVCC). What cannot be locked by name (materialised views, foreign tables, the tables of a query) is
described first, which locks it, and then compared with the catalogue as the snapshot has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from shared.adapters.postgres.source.catalogue import described
from shared.adapters.postgres.source.quoting import literal, name
from shared.adapters.postgres.source.session import beginning, failures, run
from shared.core.errors import InternalError, TransientError
from shared.core.store.source import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.adapters.postgres.source.session import Address, Connection, Session
    from shared.core.store.source import SourceTable

_LOOKS = 3
"""Snapshots taken of tables that are replaced meanwhile, before it is left for later."""
_FIRST_OWN = 16_384
"""The first oid that is not the system's."""
_REPLACED = f"""
SELECT count(*) FROM pg_locks AS l LEFT JOIN pg_class AS c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.relation >= {_FIRST_OWN}
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (c.oid IS NULL OR c.relfilenode <> coalesce(pg_relation_filenode(l.relation), 0))
"""  # noqa: S608 - a number
_LOCKABLE = "rpv"


class ReplacedError(Exception):
    """A table was replaced between the snapshot and our look at it."""


def begin_held(session: Session, address: Address, sources: Sequence[SourceTable]) -> tuple[str, datetime]:
    """Begin the snapshot with the sources held; returns its name ("" where none can be shared) and its moment."""
    for _ in range(_LOOKS):
        try:
            begun = _begin(session, address, sources)
            for each in sources:
                check_held(session, each)
        except ReplacedError:
            continue
        return begun
    raise TransientError("The tables are being replaced just now.")


def check_held(session: Session, source: SourceTable) -> None:
    """Raise ReplacedError when what the source reads is not what the snapshot has; hold it from here on.

    Raises UserError when there is no such source.
    """
    with (
        failures(source.name),
        session.taken() as connection,
        connection.transaction(),
    ):  # a savepoint: its locks go too
        described(session, source)
        ((replaced,),) = session.rows(_REPLACED)
        if replaced or not _is_current(session, source):
            raise ReplacedError


def _begin(session: Session, address: Address, sources: Sequence[SourceTable]) -> tuple[str, datetime]:
    with session.taken() as connection:
        _roll_back(connection)
        kinds = {each: _kind(connection, each) for each in sources}
        for shares in (True, False):
            _roll_back(connection)
            for each in beginning(address, session.version):
                run(connection, each)
            for source, kind in kinds.items():
                _lock(connection, source, kind)
            ((at,),) = run(connection, "SELECT statement_timestamp()").fetchall()
            if not shares:
                return "", at
            try:
                ((snapshot,),) = run(connection, "SELECT pg_export_snapshot()").fetchall()
            except psycopg.OperationalError:
                raise TransientError("The database could not be used now.") from None
            except psycopg.Error:
                continue
            return snapshot, at
    raise InternalError("A snapshot that is not shared could not begin.")


def _roll_back(connection: Connection) -> None:
    try:
        run(connection, "ROLLBACK")
    except psycopg.Error:
        raise TransientError("The connection to the database was lost.") from None


def _kind(connection: Connection, source: SourceTable) -> str:
    """What kind of relation it is; "" for a query, and for what is not there."""
    of = source.of
    if not isinstance(of, Relation):
        return ""
    with failures(source.name):
        rows = run(
            connection,
            "SELECT c.relkind::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "  # noqa: S608
            f"WHERE n.nspname = {literal(of.schema)} AND c.relname = {literal(of.name)}",
        ).fetchall()
    return str(rows[0][0]) if rows else ""


def _lock(connection: Connection, source: SourceTable, kind: str) -> None:
    of = source.of
    if not isinstance(of, Relation) or not kind or kind not in _LOCKABLE:
        return
    with failures(source.name):
        try:
            run(connection, f"LOCK TABLE {name(of.schema)}.{name(of.name)} IN ACCESS SHARE MODE")
        except errors.UndefinedTable:
            raise ReplacedError from None


def _is_current(session: Session, source: SourceTable) -> bool:
    """True when the name means the table that bore it at the snapshot."""
    of = source.of
    if not isinstance(of, Relation):
        return True
    regclass = literal(f"{name(of.schema)}.{name(of.name)}")
    rows = session.rows(
        f"SELECT c.oid = to_regclass({regclass}) FROM pg_class AS c JOIN pg_namespace AS n "  # noqa: S608
        f"ON n.oid = c.relnamespace WHERE n.nspname = {literal(of.schema)} AND c.relname = {literal(of.name)}"
    )
    return rows == [(True,)]
