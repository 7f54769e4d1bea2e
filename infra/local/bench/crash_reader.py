"""A reader that looks at tables all the time, and tells when it sees anything but one whole version."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg.errors import InvalidSchemaName, UndefinedTable
from psycopg.sql import SQL, Identifier

from infra.local.bench.crash_sources import STATE, TABLES, State, state_of
from shared.adapters.postgres.database import Database
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXPORT_EVERY = 5
"""Every so many looks it reads as a snapshot does, otherwise by one statement over all tables."""


class Reader:
    """Reads in a thread of its own between enter and exit; None stands for a data set that is not there."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._database = Database(url)
        self._store = PostgresTableStore(self._database)
        self._lock = threading.Lock()
        self._schema = ""
        self._allowed: dict[str, set[State | None]] = {}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._read_on, daemon=True)
        self.looks = 0
        self.partial: list[str] = []
        self.failed: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._database.close()

    def watch(self, schema: str, states: Iterable[State | None]) -> None:
        """Look at this data set from now on; each look must see one of these states."""
        with self._lock:
            self._schema = schema
            self._allowed[schema] = set(states)

    def _read_on(self) -> None:
        while not self._is_over.is_set():
            with self._lock:
                schema, allowed = self._schema, set(self._allowed.get(self._schema, ()))
            if not schema:
                self._is_over.wait(0.001)
                continue
            try:
                self._look(schema, allowed)
            except (psycopg.OperationalError, TransientError):
                self._is_over.wait(0.01)  # it was cut off, or the server comes up again
            except Exception as error:  # noqa: BLE001 - a thread's end, told by whoever asks
                self.failed.append(repr(error))
                return

    def _look(self, schema: str, allowed: set[State | None]) -> None:
        seen = self._exported(schema) if self.looks % _EXPORT_EVERY == 0 else seen_in(self._url, schema)
        with self._lock:
            allowed |= self._allowed[schema]
        self.looks += 1
        if seen not in allowed:
            self.partial.append(f"{schema}: {seen} is none of {allowed}")

    def _exported(self, schema: str) -> State | None:
        with tempfile.TemporaryDirectory(prefix="avexra-reader-") as folder:
            found = {name: path for name, path, _ in self._store.export(schema, Path(folder))}
            return exported_state(found) if found else None


def exported_state(files: dict[str, Path]) -> State:
    """The state of tables that were exported as CSV with a header."""
    lines = tuple(
        tuple(
            sorted(files[name].read_text(encoding="utf-8").splitlines()[1:], key=lambda line: int(line.split(",")[0]))
        )
        for name in TABLES
    )
    return state_of(lines)


def seen_in(url: str, schema: str) -> State | None:
    """The state of both tables by one statement, on a connection of its own."""
    one, two = (SQL(STATE).format(Identifier(schema, name)) for name in TABLES)
    query = SQL("SELECT * FROM ({}) AS a, ({}) AS b").format(one, two)
    with psycopg.connect(url, autocommit=True, application_name="reader") as connection:
        try:
            row = connection.execute(query).fetchone()
        except (UndefinedTable, InvalidSchemaName):
            return None
    return ((row[0], row[1]), (row[2], row[3])) if row else None
