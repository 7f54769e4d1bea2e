"""How statements are run: short transactions on connections that were checked first."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import DictRow, dict_row

from shared.adapters.postgres.errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.sql import SQL, Composed

Connection = psycopg.Connection[DictRow]

_CONNECT_SECONDS = 5
"""Long enough for a scaled-to-zero database to wake, which takes Neon about half a second."""
_UNANSWERED_MILLISECONDS = 10_000
"""A line on which nothing is acknowledged for so long is given up by the kernel."""
_LOCK_SECONDS = 60.0
"""A replacement waits so long for the readers of the tables it replaces."""
_KEPT = 2
"""Idle connections kept: a function works on one thing at a time."""


class Transaction:
    """A running transaction: statements by the name of their file, always by the extended protocol."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def run(self, name: str, /, **values: Any) -> int:  # noqa: ANN401 - whatever psycopg can bind
        """Run sql/<name>.sql; returns how many rows it touched."""
        return self._execute(name, values).rowcount

    def rows(self, name: str, /, **values: Any) -> list[DictRow]:  # noqa: ANN401
        """Run sql/<name>.sql; returns its rows."""
        return self._execute(name, values).fetchall()

    def row(self, name: str, /, **values: Any) -> DictRow | None:  # noqa: ANN401
        """Run sql/<name>.sql; returns its first row, or None."""
        return self._execute(name, values).fetchone()

    def define(self, statement: SQL | Composed) -> None:
        """Run one statement on a data schema, its identifiers and literals composed by psycopg.sql."""
        self.connection.execute(statement, binary=True)

    def _execute(self, name: str, values: dict[str, Any]) -> psycopg.Cursor[DictRow]:
        bound = {key: storable(value) if isinstance(value, str) else value for key, value in values.items()}
        # binary=True is what makes psycopg use the extended protocol for a statement without parameters too.
        return self.connection.execute(statement(name), bound, binary=True)


class Database:
    """A PostgreSQL database by URL.

    Between transactions up to two connections stay open. A container that was frozen keeps dead ones, so that each
    transaction's first statement is also the check: where it fails on a kept connection, a new one is opened.
    """

    def __init__(self, url: str, statement_timeout_seconds: float = 30.0) -> None:
        self._url = url
        self._timeout_seconds = statement_timeout_seconds
        self._idle: list[Connection] = []
        self._lock = threading.Lock()

    @contextmanager
    def transaction(self, *, timeout_seconds: float | None = None, one_snapshot: bool = False) -> Iterator[Transaction]:
        """Run statements together: all or nothing.

        timeout_seconds limits each statement; one_snapshot reads the whole database as of one moment, and only reads.
        Raises TransientError, TimedOutError and InternalError, never an exception of psycopg's.
        """
        with translated():
            connection = self._begin(timeout_seconds or self._timeout_seconds, one_snapshot=one_snapshot)
            try:
                yield Transaction(connection)
                connection.commit()
            except BaseException:
                self._undo(connection)
                raise
            self._keep(connection)

    def close(self) -> None:
        """Close the idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _begin(self, timeout_seconds: float, *, one_snapshot: bool) -> Connection:
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            try:
                return _settle(kept, timeout_seconds, one_snapshot=one_snapshot)
            except psycopg.OperationalError:
                kept.close()
                self.close()
        fresh = psycopg.connect(
            self._url,
            row_factory=dict_row,
            connect_timeout=_CONNECT_SECONDS,
            tcp_user_timeout=_UNANSWERED_MILLISECONDS,
            application_name="avexra",
            prepare_threshold=None,
        )
        try:
            return _settle(fresh, timeout_seconds, one_snapshot=one_snapshot)
        except BaseException:
            fresh.close()
            raise

    def _keep(self, connection: Connection) -> None:
        with self._lock:
            if len(self._idle) < _KEPT and not connection.closed:
                self._idle.append(connection)
                return
        connection.close()

    def _undo(self, connection: Connection) -> None:
        try:
            connection.rollback()
        except psycopg.Error:
            connection.close()
            return
        self._keep(connection)


def _settle(connection: Connection, timeout_seconds: float, *, one_snapshot: bool) -> Connection:
    """Begin a transaction whose settings do not depend on the server's or the role's."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ if one_snapshot else None
    connection.read_only = True if one_snapshot else None
    lock_seconds = min(timeout_seconds, _LOCK_SECONDS)
    values = {"statement": str(round(timeout_seconds * 1000)), "lock": str(round(lock_seconds * 1000))}
    connection.execute(statement("settle"), values, binary=True)
    return connection


@cache
def statement(name: str) -> bytes:
    """Return the text of sql/<name>.sql."""
    return resources.files("shared.adapters.postgres").joinpath("sql", f"{name}.sql").read_bytes()


def storable(text: str) -> str:
    """The text without what PostgreSQL's text cannot hold: NUL and lone surrogates become U+FFFD."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
