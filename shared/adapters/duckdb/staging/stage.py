"""Stage: one DuckDB for one shared file, that may touch nothing but a folder, in bounded memory.

What does not fit into memory is spilled into the folder. A table of texts is never compressed: it is read a few times
and thrown away.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import duckdb

from shared.adapters.duckdb.literals import text
from shared.core.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MEMORY_MB = 512
THREADS = 2
_BATCH = 2_048
_TICK_SECONDS = 1.0
_NO_ROOM = "the disk or the memory for reading files is full"


class Stage:
    """One DuckDB in a folder; source is the one file outside of it that may be read. It ends with its last user."""

    def __init__(
        self, folder: Path, source: Path | None = None, *, memory_mb: int = MEMORY_MB, threads: int = THREADS
    ) -> None:
        self.folder = folder
        self._numbers = count(1)
        self._threads = threads
        config: dict[str, Any] = {
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "temp_directory": str(folder / "spilled"),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with _failures():
            self._connection = duckdb.connect(config=config)
            self._close_in(folder, source)

    def _close_in(self, folder: Path, source: Path | None) -> None:
        """Take away everything that statements could reach but the folder and the source."""
        setting = self._connection.execute
        setting(f"SET allowed_directories = [{text(str(folder))}]")
        setting(f"SET allowed_paths = [{text(str(source)) if source else ''}]")
        setting("SET enable_external_access = false")
        setting("SET enable_progress_bar = true")
        setting("SET enable_progress_bar_print = false")
        setting("SET allowed_configs = ['threads']")
        setting("SET lock_configuration = true")

    def new_name(self, kind: str) -> str:
        """A name for a table that no other has."""
        return f"{kind}_{next(self._numbers)}"

    def new_file(self, kind: str) -> Path:
        """A file in the folder that is not there yet."""
        return self.folder / f"{kind}-{next(self._numbers)}.csv"

    def run(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement. Raises TransientError when disk or memory is full, duckdb.Error otherwise."""
        with _failures():
            return self._connection.cursor().execute(statement, parameters).fetchall()

    def run_watched(self, statement: str, tick: Callable[[float], None]) -> None:
        """Run a long statement; about every second tick is told which part of it is done, from 0 to 1."""
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(self._connection.execute, statement)
            with _failures():
                while not wait([running], timeout=_TICK_SECONDS).done:
                    tick(max(0.0, min(1.0, self._connection.query_progress() / 100)))
                running.result()

    def run_side_by_side(self, statements: Sequence[str]) -> None:
        """Run statements at once, each on one thread: the rows of each keep their order, and none wait for others."""
        self._connection.execute("SET threads = 1")
        try:
            with ThreadPoolExecutor(self._threads) as pool:
                for running in [pool.submit(self.run, each) for each in statements]:
                    running.result()
        finally:
            self._connection.execute(f"SET threads = {self._threads}")

    def stream(self, statement: str, parameters: tuple[Any, ...] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a statement, some thousand at a time."""
        with _failures():
            cursor = self._connection.cursor()
            cursor.execute(statement, parameters)
            while rows := cursor.fetchmany(_BATCH):
                yield rows


@contextmanager
def _failures() -> Iterator[None]:
    """Tell a full disk from a defect."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise TransientError(_NO_ROOM) from error
