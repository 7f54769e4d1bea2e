"""A named pipe between somebody who writes CSV and DuckDB, which reads it: no file as large as the table.

Whoever ends first does not leave the other waiting: a pipe is opened only when both ends are, so that the one that
failed before lets the other go by opening the missing end for a moment.
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.adapters.duckdb.literals import text
from shared.adapters.postgres.source.parquet import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import duckdb

Block = bytes | bytearray | memoryview
_BLOCK = 1 << 20
"""Bytes that go into the pipe at once: COPY hands over a row a time."""
_LONGEST_ROW = 16 << 20
"""Bytes of a row that can be read; a longer one fails, and another tier takes the table."""
_BUFFER = 32 << 20
_LOOK_SECONDS = 0.02


class _Pump:
    """Writes blocks into the pipe, in a thread of its own."""

    def __init__(self, path: Path, blocks: Callable[[], Iterable[Block]]) -> None:
        self.error: BaseException | None = None
        self._path = path
        self._blocks = blocks
        self._read = threading.Event()
        self._thread = threading.Thread(target=self._work, name="pump", daemon=True)

    def start(self) -> None:
        """Begin; the first block waits for the reader."""
        self._thread.start()

    def finish(self) -> None:
        """The reader has ended, in one way or the other: let the writer end too, and wait for it."""
        self._read.set()
        while self._thread.is_alive():
            with contextlib.suppress(OSError):
                os.close(os.open(self._path, os.O_RDONLY | os.O_NONBLOCK))
            self._thread.join(_LOOK_SECONDS)

    def _work(self) -> None:
        try:
            self._write()
        except BaseException as error:  # noqa: BLE001 - it is told by whoever waits for the thread
            self.error = error
            self._let_go()

    def _write(self) -> None:
        gathered = bytearray()
        with self._path.open("wb", buffering=0) as pipe:
            for block in self._blocks():
                gathered += block
                if len(gathered) >= _BLOCK:
                    _all_into(pipe.fileno(), gathered)
                    gathered.clear()
            _all_into(pipe.fileno(), gathered)

    def _let_go(self) -> None:
        """Open and close the writer's end until the reader has ended: it may wait for one, or come to wait."""
        while not self._read.wait(_LOOK_SECONDS):
            with contextlib.suppress(OSError):
                os.close(os.open(self._path, os.O_WRONLY | os.O_NONBLOCK))


def write_from_csv(  # noqa: PLR0913 - an engine, a way, and what goes over it
    *,
    into: duckdb.DuckDBPyConnection,
    folder: Path,
    width: int,
    blocks: Callable[[], Iterable[Block]],
    select: str,
    target: Path,
) -> int:
    """Write rows of so many fields, which come as blocks of CSV, as Parquet; returns how many.

    select is over c0, c1, ...: texts. An empty field without quotes is NULL. Raises what the blocks raise, and as
    parquet.write does.
    """
    path = folder / f"{uuid4().hex}.csv"
    os.mkfifo(path, 0o600)
    pump = _Pump(path, blocks)
    try:
        pump.start()
        try:
            rows = write(into, f"SELECT {select} FROM {_csv(path, width)}", target)  # noqa: S608
        finally:
            pump.finish()
            if pump.error is not None and not isinstance(pump.error, BrokenPipeError):
                raise pump.error
    finally:
        path.unlink(missing_ok=True)
    return rows


def _csv(path: Path, width: int) -> str:
    """Every option is told; nothing is guessed. read_csv's own way would make '' a NULL and look for types."""
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    return (
        f"read_csv({text(str(path))}, auto_detect = false, columns = {{{columns}}}, header = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, new_line = '\\n', strict_mode = true, "
        f"max_line_size = {_LONGEST_ROW}, buffer_size = {_BUFFER}, parallel = false)"
    )


def _all_into(pipe: int, gathered: bytearray) -> None:
    """A write into a pipe may take less than it is given."""
    with memoryview(gathered) as left:
        done = 0
        while done < len(left):
            done += os.write(pipe, left[done:])
