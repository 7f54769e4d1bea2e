"""PostgreSQL's fingerprint of what is read, asked for while it is read, over a connection of its own."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psycopg

from shared.adapters.postgres.source.copy_tier import in_snapshot
from shared.adapters.postgres.source.fingerprint import Check, Checks, checks_of, differing, of_parts, of_postgres
from shared.adapters.postgres.source.parquet import engine, failures
from shared.adapters.postgres.source.session import Session, meant
from shared.core.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from shared.adapters.postgres.source.reading import Place
    from shared.adapters.postgres.source.row_query import RowQuery
    from shared.adapters.postgres.source.session import Connection
    from shared.ports.table_source import Part


class Comparison:
    """Asks PostgreSQL of each query once, and compares files with the answer.

    level None compares the number of rows only. also is one more expression, asked in the same pass.
    """

    def __init__(self, place: Place, table: str, level: Checks | None, also: str = "") -> None:
        self._place = place
        self._table = table
        self._level = level
        self._also = also
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fingerprint")
        self._query: RowQuery | None = None
        self._coming: Future[list[Any]] | None = None
        self._answer: list[Any] | None = None
        self._asking: Connection | None = None

    def ask(self, query: RowQuery) -> None:
        """Begin to ask, unless it was asked of this query already; where no snapshot is shared, it is asked later."""
        if query == self._query:
            return
        self._cancel()
        self._query, self._answer, self._coming = query, None, None
        if self._place.snapshot:
            self._coming = self._thread.submit(self._ask_apart, query)

    def difference(self, parts: Sequence[Part]) -> Check | None:
        """Return the first check on which the files and PostgreSQL differ, or None. Raises as the port says."""
        query, there = self._answered()
        checks = self._checks(query)
        with engine(self._place.folder, self._place.memory_mb, 2) as into, failures(self._place.folder):
            return differing(checks, there[: len(checks)], of_parts(into, parts, checks))

    def also(self) -> str | None:
        """Return the answer to the one more expression."""
        _, there = self._answered()
        return None if not self._also or there[-1] is None else str(there[-1])

    def is_steady(self) -> bool:
        """True when PostgreSQL says the same of the same rows twice; a query with random() in it does not."""
        query, before = self._answered()
        return self._ask(self._place.control, query) == before

    def close(self) -> None:
        """Ask no more."""
        self._cancel()
        self._thread.shutdown()

    def _answered(self) -> tuple[RowQuery, list[Any]]:
        if self._query is None:
            raise RuntimeError("nothing was asked")
        if self._answer is None and self._coming is not None:
            with contextlib.suppress(_NoConnectionError):
                self._answer = self._coming.result()
        if self._answer is None:
            self._answer = self._ask(self._place.control, self._query)
        return self._query, self._answer

    def _checks(self, query: RowQuery) -> tuple[Check, ...]:
        return checks_of(query, self._level) if self._level else checks_of(query, Checks.COUNTS)[:1]

    def _ask(self, session: Session, query: RowQuery) -> list[Any]:
        try:
            return of_postgres(session, query, self._checks(query), self._also)
        except psycopg.Error as error:
            raise meant(error, self._table) from None

    def _ask_apart(self, query: RowQuery) -> list[Any]:
        with contextlib.ExitStack() as opened:
            try:
                self._asking = opened.enter_context(in_snapshot(self._place))
            except TransientError:
                raise _NoConnectionError from None
            opened.callback(self._forget)
            return self._ask(Session(self._asking), query)

    def _forget(self) -> None:
        self._asking = None

    def _cancel(self) -> None:
        """End what is asked: a read that failed should not wait for it."""
        asking = self._asking
        if asking is not None:
            with contextlib.suppress(psycopg.Error):
                asking.cancel_safe(timeout=5)
        if self._coming is not None:
            with contextlib.suppress(Exception):  # what it was asked for is given up
                self._coming.result()


class _NoConnectionError(Exception):
    """The server gave no connection more; the control's will do."""
