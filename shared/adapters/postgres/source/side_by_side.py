"""Ranges of a table given to workers, each with a connection of its own; when one fails, all stop."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from shared.adapters.postgres.source.reading import Reader
    from shared.adapters.postgres.source.row_query import RowQuery
    from shared.ports.table_source import Part


@dataclass(frozen=True, slots=True)
class Job:
    """A range to read, and where to."""

    query: RowQuery
    target: Path


def read_jobs(
    opened: Callable[[], AbstractContextManager[Reader]],
    jobs: Sequence[Job],
    workers: int,
    progress: Callable[[int], None] | None,
    *,
    keeps_empty: bool = False,
) -> tuple[Part, ...]:
    """Return the files of all jobs, in their order, without empty ones unless they are wanted.

    Raises what the first worker to fail raised. Where some find no connection (a role's limit of them), those that
    found one do all the work.
    """
    crew = _Crew(opened, jobs, progress)
    if workers == 1:
        crew.work()
        return crew.parts(keeps_empty=keeps_empty)
    with ThreadPoolExecutor(workers, thread_name_prefix="reader") as pool:
        working = [pool.submit(crew.work) for _ in range(workers)]
        try:
            for each in working:
                each.result()
        except BaseException:
            crew.stop()
            raise
    return crew.parts(keeps_empty=keeps_empty)


class _Crew:
    """Workers at one table."""

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Reader]],
        jobs: Sequence[Job],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._opened = opened
        self._waiting = deque(enumerate(jobs))
        self._left = len(jobs)
        self._progress = progress
        self._parts: dict[int, tuple[Part, ...]] = {}
        self._readers: set[Reader] = set()
        self._turn = threading.Lock()
        self._came = 0
        self._unopened: BaseException | None = None
        self._error: BaseException | None = None

    def work(self) -> None:
        """Read ranges until none is left."""
        has_come_in = False
        try:
            with self._opened() as reader:
                has_come_in = True
                with self._turn:
                    self._readers.add(reader)
                try:
                    self._read(reader)
                finally:
                    with self._turn:
                        self._readers.discard(reader)
        except BaseException as error:  # noqa: BLE001 - it is raised where the workers are waited for
            self._fail(error, is_reading=has_come_in)

    def stop(self) -> None:
        """Let nothing more begin, and end what runs."""
        with self._turn:
            self._waiting.clear()
            running = tuple(self._readers)
        for each in running:
            each.stop()

    def parts(self, *, keeps_empty: bool) -> tuple[Part, ...]:
        """Return the files. Raises what went wrong first."""
        error = self._error or (self._unopened if len(self._parts) < self._left else None)
        if error is not None:
            raise error
        found = [each for place in sorted(self._parts) for each in self._parts[place]]
        if keeps_empty:
            return tuple(found)
        for each in found:
            if not each.rows:
                each.path.unlink(missing_ok=True)
        return tuple(each for each in found if each.rows)

    def _read(self, reader: Reader) -> None:
        while (waiting := self._next()) is not None:
            place, job = waiting
            self._parts[place] = reader.write(job.query, job.target, self._hear)

    def _next(self) -> tuple[int, Job] | None:
        with self._turn:
            return self._waiting.popleft() if self._waiting else None

    def _hear(self, rows: int) -> None:
        with self._turn:
            self._came += rows
            if self._progress is not None and rows:
                self._progress(self._came)

    def _fail(self, error: BaseException, *, is_reading: bool) -> None:
        with self._turn:
            if not is_reading:
                self._unopened = self._unopened or error
                return
            self._error = self._error or error
        self.stop()
