"""Tier 1: ADBC. PostgreSQL's binary COPY, decoded into Arrow by the driver, pulled by DuckDB as a stream.

DuckDB asks the driver for the next batch only when the last is encoded: nothing else is between them, so that a slow
disk slows the server, and memory does not depend on the table. No pyarrow: DuckDB takes the stream by the Arrow
C interface (https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html). Two streams keep two cores
busy. Seconds of CPU for a million rows of 12 columns: PostgreSQL 1.0, the driver 0.35, Parquet 0.5. That is driver
1.8.0: the wheels of 1.9.0 to 1.13.0 were compiled without optimising, and there the driver takes 0.95.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg

from shared.adapters.postgres.source.parquet import UnfitError, engine, write
from shared.adapters.postgres.source.quoting import literal
from shared.adapters.postgres.source.reading import UnavailableError
from shared.adapters.postgres.source.session import beginning
from shared.core.errors import TimedOutError, TransientError
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.adapters.postgres.source.reading import Place
    from shared.adapters.postgres.source.row_query import RowQuery

_STREAM = "incoming"
_BATCH = {"adbc.postgresql.batch_size_hint_bytes": str(1 << 20)}
"""Bytes, about. The driver's own 16 MB are memory that is mapped, filled and given back each time: of 60,000 page
faults for a million rows 20,000 are left, and 230 MB at the most where there were 285."""


class AdbcReader:
    """A Reader over an ADBC connection."""

    def __init__(self, place: Place, line: Any, manager: Any, into: duckdb.DuckDBPyConnection) -> None:  # noqa: ANN401 - the driver may be missing
        self._place = place
        self._line = line
        self._manager = manager
        self._into = into
        self._running: Any = None
        self._backend = 0

    def begin(self) -> None:
        """Begin a transaction in the snapshot."""
        for each in beginning(self._place.address, self._place.control.version):
            self._tell(each)
        self._tell(f"SET TRANSACTION SNAPSHOT {literal(self._place.snapshot)}")
        with self._asked("SELECT pg_backend_pid() AS backend"):
            self._backend = int(self._into.execute(f"SELECT backend FROM {_STREAM}").fetchall()[0][0])  # noqa: S608

    def write(self, query: RowQuery, target: Path, heard: Callable[[int], None]) -> tuple[Part, ...]:
        """Write the rows into the target."""
        began = time.monotonic()
        try:
            with self._asked(query.binary):
                rows = write(self._into, f"SELECT {query.from_binary} FROM {_STREAM}", target)  # noqa: S608
        except (UnfitError, self._manager.Error) as error:
            self._check_lives(began)
            raise UnfitError(type(error).__name__) from error
        heard(rows)
        return (Part(target, rows),)

    def stop(self) -> None:
        """End the running statement, there and here."""
        self._into.interrupt()
        running = self._running
        if running is not None:
            with contextlib.suppress(self._manager.Error):
                running.cancel()

    @contextlib.contextmanager
    def _asked(self, statement: str) -> Iterator[None]:
        """The answer to a statement as a table of the engine; good for one look."""
        with self._manager.AdbcStatement(self._line) as asking:
            asking.set_options(**_BATCH)
            asking.set_sql_query(statement)
            self._running = asking
            try:
                stream, _ = asking.execute_query()
                self._into.register(_STREAM, stream)
                try:
                    yield
                finally:
                    self._into.unregister(_STREAM)
                    stream.release()
            finally:
                self._running = None

    def _tell(self, statement: str) -> None:
        with self._manager.AdbcStatement(self._line) as telling:
            telling.set_sql_query(statement)
            telling.execute_update()

    def _check_lives(self, began: float) -> None:
        """Raise what it was when it was not the values: the driver tells an error in a stream by its text only."""
        if time.monotonic() - began >= self._place.address.seconds:
            raise TimedOutError("The database took too long.") from None
        try:
            lives = self._place.control.knows(self._backend)
        except psycopg.Error:
            lives = False
        if not lives:
            raise TransientError("The connection to the database was lost.") from None


@contextlib.contextmanager
def adbc_reader(place: Place) -> Iterator[AdbcReader]:
    """Open a reader. Raises UnavailableError, TransientError."""
    if not place.snapshot:
        raise UnavailableError("the server shares no snapshot between connections")
    try:
        import adbc_driver_manager as manager  # noqa: PLC0415 - what is not installed is another tier's work
        import adbc_driver_postgresql as driver  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise UnavailableError("the fast driver is not installed") from None
    with contextlib.ExitStack() as opened:
        into = opened.enter_context(engine(place.folder, place.memory_mb, place.threads))
        try:
            database = opened.enter_context(driver.connect(place.address.conninfo))
            reader = AdbcReader(place, opened.enter_context(manager.AdbcConnection(database)), manager, into)
            reader.begin()
        except (manager.Error, duckdb.Error):
            raise UnavailableError("the fast driver could not connect") from None
        yield reader
