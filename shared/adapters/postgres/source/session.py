"""A connection that only reads: its settings, its snapshot, and what its errors mean."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo

from shared.adapters.postgres.source.quoting import literal
from shared.core.errors import InternalError, TimedOutError, TransientError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_SECONDS = 840.0
"""A statement may take so long: less than the 900 s that a function has."""
_CONNECT_SECONDS = 10
"""Long enough for a scaled-to-zero database to wake, which takes Neon about half a second."""
_UNANSWERED_MILLISECONDS = 20_000
"""A line on which nothing is acknowledged for so long is given up by the kernel."""
_LOCK_SECONDS = 60.0
"""Waiting for whoever replaces a table."""
_HAS_TRANSACTION_TIMEOUT = 170_000
"""PostgreSQL 17."""

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, as libpq takes it (a URL or key=value), and how long a statement of ours may take.

    The text of it may hold a password: it is never part of an error, a note, or a log, hence no repr.
    """

    conninfo: str
    seconds: float = LONGEST_SECONDS

    def __repr__(self) -> str:
        """Say nothing of where it is."""
        return "Address(...)"


def address_of(url: str, seconds: float = LONGEST_SECONDS) -> Address:
    """Return the address with what a frozen container or a lost line needs. Raises UserError for what is no URL."""
    try:
        conninfo = make_conninfo(
            url,
            connect_timeout=_CONNECT_SECONDS,
            tcp_user_timeout=_UNANSWERED_MILLISECONDS,
            application_name="avexra",
        )
    except psycopg.Error:
        raise UserError(
            "The address of the database cannot be read: it should look like postgresql://host/name."
        ) from None
    return Address(conninfo, min(seconds, LONGEST_SECONDS))


class Session:
    """A transaction of one connection that reads one snapshot; threads take turns."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._turn = threading.RLock()

    @property
    def version(self) -> int:
        """The server's version, as 180001."""
        return self.connection.info.server_version

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement in a savepoint, so that an error of it does not end the snapshot; raises as psycopg."""
        with self._turn, self.connection.transaction():
            return run(self.connection, statement).fetchall()

    @contextmanager
    def taken(self) -> Iterator[Connection]:
        """The connection, for a read that goes over it alone."""
        with self._turn:
            yield self.connection

    def is_there(self) -> bool:
        """True when the database still answers."""
        try:
            self.rows("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def knows(self, backend: int) -> bool:
        """True when that backend still works for its connection: a line that broke has none any more."""
        self.rows("SELECT pg_stat_clear_snapshot()")
        return bool(self.rows(f"SELECT 1 FROM pg_stat_activity WHERE pid = {backend:d}"))  # noqa: S608 - a number


def run(connection: Connection, statement: str) -> psycopg.Cursor[tuple[Any, ...]]:
    """Run one statement by the extended protocol, which binary=True makes psycopg take without parameters too."""
    return connection.execute(statement.encode(), binary=True)


@contextmanager
def connected(address: Address) -> Iterator[Connection]:
    """Open a connection that runs what it is told and no more, and close it. Raises TransientError."""
    try:
        connection = psycopg.connect(address.conninfo, autocommit=True, prepare_threshold=None)
    except psycopg.Error:
        raise TransientError("The database cannot be reached.") from None
    try:
        yield connection
    finally:
        connection.close()


def beginning(address: Address, version: int) -> tuple[str, ...]:
    """Return the statements that begin a transaction whose texts and limits depend on no server's or role's settings.

    The control connection idles while others read: a limit of idling in a transaction (Neon: 5 minutes) would end
    the snapshot in the middle. synchronize_seqscans would begin a scan anywhere.
    """
    limits = {
        "statement_timeout": round(address.seconds * 1000),
        "lock_timeout": round(min(address.seconds, _LOCK_SECONDS) * 1000),
        "idle_in_transaction_session_timeout": round(address.seconds * 1000) + 60_000,
    }
    if version >= _HAS_TRANSACTION_TIMEOUT:
        limits["transaction_timeout"] = 0
    return (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        *(f"SET LOCAL {setting} = {value}" for setting, value in limits.items()),
        *(f"SET LOCAL {setting} = {literal(value)}" for setting, value in _FORMS.items()),
    )


_FORMS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "client_encoding": "UTF8",
    "synchronize_seqscans": "off",
    "jit": "off",
}


@contextmanager
def failures(table: str) -> Iterator[None]:
    """Turn psycopg's errors on a table of the snapshot into ours, without PostgreSQL's own text: it can hold cells."""
    try:
        yield
    except psycopg.Error as error:
        raise meant(error, table) from None


def meant(error: psycopg.Error, table: str) -> UserError | TransientError | InternalError:
    """Return what an error on a table of the snapshot means for us."""
    for kinds, said in _SAID:
        if isinstance(error, kinds):
            return UserError(said.format(table))
    if isinstance(error, errors.QueryCanceled):
        return TimedOutError("The database took too long.")
    state = error.sqlstate or type(error).__name__
    if isinstance(error, psycopg.OperationalError):
        return TransientError(f"The database could not be used now ({state}).")
    if isinstance(error, psycopg.DataError | errors.RaiseException):
        return UserError(f'PostgreSQL could not work out a row of "{table}" ({state}).')
    if isinstance(error, psycopg.ProgrammingError):
        return UserError(f'PostgreSQL does not understand the query of "{table}" ({state}).')
    return InternalError(f"The database refused a statement ({state}).")


_SAID: tuple[tuple[tuple[type[psycopg.Error], ...], str], ...] = (
    ((errors.UndefinedTable, errors.InvalidSchemaName), 'What "{}" is read from is not there.'),
    ((errors.UndefinedColumn, errors.AmbiguousColumn), 'A column that "{}" is read by is not there.'),
    ((errors.InsufficientPrivilege,), 'The role may not read "{}": GRANT SELECT on what it is read from.'),
)
