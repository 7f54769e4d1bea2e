"""DuckDbQueryRunner: compiled queries on snapshots, each in the child process, under a deadline."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.adapters.duckdb.local_attaching import attached, row_counts
from shared.core.codec import encode
from shared.core.errors import InternalError, TimedOutError, TooCostlyError, TransientError
from shared.core.sql.cost import cost_of
from shared.core.table.result import ReadVersion, ResultTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.core.security.viewer import Viewer
    from shared.core.sql.compiled import CompiledQuery
    from shared.core.store.dataset import Dataset
    from shared.core.table.types import Cell
    from shared.ports.snapshot_files import SnapshotFiles, VersionFiles

_NOT_READY = "a snapshot is not ready"
_READERS: dict[str, Callable[[str], Cell]] = {
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": clock_time.fromisoformat,
    "decimal": Decimal,
}


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What one statement may use: seconds on the clock, MB of memory, threads, and rows worked by its plan."""

    seconds: float = 20.0
    memory_mb: int = 1024
    threads: int = 2
    rows_worked: int = 1_000_000_000


class DuckDbQueryRunner:
    """A QueryRunner over the local files of snapshots.

    One statement runs at a time; a statement that passes its deadline is killed with its process, and the next one gets
    a new process.
    """

    def __init__(self, snapshots: SnapshotFiles, limits: EngineLimits = EngineLimits()) -> None:
        self._snapshots = snapshots
        self._limits = limits
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def run(self, query: CompiledQuery, datasets: tuple[Dataset, ...], viewer: Viewer) -> ResultTable:
        """Run the query over the snapshots of the data sets it reads; see the port for errors."""
        started = time.perf_counter()
        with ExitStack() as held:
            opened = self._opened(query, datasets, viewer, held)
            counts = {name: rows for each, files in opened.items() for name, rows in row_counts(each, files).items()}
            request = {
                "attach": {name: attached(name, files) for name, files in opened.items()},
                "sql": query.sql,
                "params": {name: encode(value) for name, value in query.params.items()},
                "fetch": query.row_limit + 1,
                "memory_mb": self._limits.memory_mb,
                "threads": self._limits.threads,
            }
            cost = cost_of(self._exchange(request | {"plan": True})["plan"], counts)
            if cost.worked > self._limits.rows_worked:
                raise TooCostlyError(
                    f"To answer this, {cost.for_user()} would have to be worked through, which is more than one answer "
                    "may; ask for a shorter period, fewer groups or fewer columns."
                )
            reply = self._exchange(request)
        rows = [_row(each, reply["kinds"]) for each in reply["rows"]]
        return ResultTable(
            columns=query.columns,
            rows=tuple(rows[: query.row_limit]),
            truncated=len(rows) > query.row_limit,
            milliseconds=1000 * (time.perf_counter() - started),
            rows_worked=cost.worked,
            read=tuple(_read(query, name, files) for name, files in opened.items()),
        )

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._kill()

    def _opened(
        self, query: CompiledQuery, datasets: tuple[Dataset, ...], viewer: Viewer, held: ExitStack
    ) -> dict[str, VersionFiles]:
        """The files of each data set that the query reads, by its name; held keeps them."""
        wanted = {ref.dataset for ref in query.reads}
        opened: dict[str, VersionFiles] = {}
        for dataset in datasets:
            if dataset.name not in wanted or dataset.snapshot is None or dataset.workspace != viewer.workspace:
                continue
            files = held.enter_context(self._snapshots.held(dataset))
            if files is not None:
                opened[dataset.name] = files
        if opened.keys() != wanted:
            raise TransientError(_NOT_READY)
        return opened

    def _exchange(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            child = self._running()
            assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes
            try:
                child.stdin.write(json.dumps(request) + "\n")
                child.stdin.flush()
                ready, _, _ = select.select([child.stdout], [], [], self._limits.seconds)
                line = child.stdout.readline() if ready else None
            except OSError:
                line = ""
            if not line:
                self._kill()
        if line is None:
            raise TimedOutError("The question took too long to compute; ask for a shorter period or fewer groups.")
        if not line:
            raise TransientError("the query process ended")
        return _checked(json.loads(line))

    def _running(self) -> subprocess.Popen[str]:
        if self._child is not None and self._child.poll() is not None:
            self._kill()
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "shared.adapters.duckdb.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": "/nonexistent", "LANG": "C.UTF-8"},
            )
        return self._child

    def _kill(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._child.wait()
        self._child = None


def _read(query: CompiledQuery, dataset: str, files: VersionFiles) -> ReadVersion:
    """What the query read of a data set; of a view, the tables behind it."""
    names = {ref.table for ref in query.reads if ref.dataset == dataset}
    names |= {part for each in files.views if each.name in names for part in (each.dataset, each.results)}
    tables = [each for each in files.tables if each.name in names]
    cut = tuple(each.name for each in tables if each.truncated)
    return ReadVersion(dataset, files.version, files.read_at, sum(each.rows for each in tables), cut)


def _checked(reply: dict[str, Any]) -> dict[str, Any]:
    error = reply.get("error")
    if error == "memory":
        raise TimedOutError("The question needs more memory than one answer may use; narrow the period or the groups.")
    if error == "files":
        raise TransientError("a snapshot could not be read")
    if error:
        raise InternalError(f"the engine {error}")
    return reply


def _row(cells: list[Any], kinds: list[str]) -> tuple[Cell, ...]:
    return tuple(_cell(cell, kind) for cell, kind in zip(cells, kinds, strict=True))


def _cell(cell: Any, kind: str) -> Cell:  # noqa: ANN401 - what JSON gives
    """The value of a cell that came as text; it stays text where Python has no such value ("infinity", 24:00)."""
    if kind and cell is not None:
        with suppress(ValueError):
            return _READERS[kind](cell)
    read: Cell = cell
    return read
