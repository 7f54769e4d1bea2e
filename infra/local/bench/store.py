"""What people ask of a table of events: on its snapshot, in plain DuckDB, beside PostgreSQL with the same rows.

And how long a query function waits for its first answer: cold, and when a new version was published.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg

from infra.local.bench.events import FOLDER, ROWS, events
from infra.local.bench.store_queries import ZONE, alike, queries
from infra.local.bench.store_reader import StoreReader
from infra.local.bench.sync_ways import sync
from infra.local.bench.table import Table, Times, figure
from shared.adapters.system.folder_shelf import FolderShelf
from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.bench.events import Events
    from infra.local.bench.store_queries import Asked

_HERE, _THERE, _READERS = 5, 3, 3
"""Rounds of a query in DuckDB and in PostgreSQL, each after one that is not counted, and processes that start cold."""
_SETTINGS = ("max_parallel_workers_per_gather = 2", "work_mem = '64MB'", "TimeZone = 'UTC'", "jit = off")
_FIRST = (
    "first query, cold",
    "second query",
    "first query after a new version",
    "second query after it",
    "first query, cold, over layers",
)


def run(*, tiny: bool = False, folder: Path = FOLDER) -> Table:
    """Sync the events once, then ask; tiny takes fewer rows, once."""
    rows, rounds = (20_000, 1) if tiny else (ROWS, 0)
    before = os.getloadavg()[0]
    with events(rows, folder) as table, tempfile.TemporaryDirectory(dir=folder, prefix="store-") as place:
        snapshot = Path(place) / "snapshot"
        sync(table.url, snapshot, SyncKind.FULL)
        asked, ratios = _asked(table, snapshot, rounds)
        first = _first(table, snapshot, rounds or _READERS)
    middle = ("median of the ratios", "", "", f"{median(ratios):.1f}", ">= 10")
    return Table(
        f"store: nine queries over {rows:,} rows, 12 columns, warm",
        ("milliseconds", "snapshot", "PostgreSQL", "times as fast", "aim"),
        (*asked, middle, *first),
        (
            f"Snapshot: its fast file in plain DuckDB, 2 threads, 1 GB; median of {rounds or _HERE}.",
            f"PostgreSQL: 2 parallel workers, 64 MB to sort in, indexes on id and ts; median of {rounds or _THERE}.",
            f"Both give the same rows. Days and weeks are {ZONE}'s, in the SQL that the compiler makes of them.",
            "First queries: the store's reader in a process of its own, without imports; no download, the disk is one.",
            f"A new version: an incremental sync of 1 %; layers: {rounds or _READERS} of them, over the fast file.",
            f"Load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after.",
        ),
    )


def _asked(table: Events, snapshot: Path, rounds: int) -> tuple[list[tuple[str, ...]], list[float]]:
    """The lines of the nine queries and their ratios."""
    lines: list[tuple[str, ...]] = []
    ratios: list[float] = []
    with psycopg.connect(table.url, autocommit=True) as there, _engine() as here:
        for setting in _SETTINGS:
            there.execute(f"SET {setting}".encode())
        _attach(here, _fast_file(snapshot))
        ((first, last),) = there.execute("SELECT min(ts), max(ts) FROM events").fetchall()
        for each in queries(first, last):
            ours, theirs = _timed(each, here, there, rounds)
            ratios.append(theirs.median / ours.median)
            lines.append((each.title, figure(ours.median), figure(theirs.median), f"{ratios[-1]:.1f}", "> 1"))
    return lines, ratios


def _timed(asked: Asked, here: Any, there: Any, rounds: int) -> tuple[Times, Times]:  # noqa: ANN401 - two connections
    """Times here and there. Raises RuntimeError when both do not say the same."""
    ours, mine = _times(lambda: here.execute(asked.here).fetchall(), rounds or _HERE)
    theirs, yours = _times(lambda: there.execute(asked.there.encode()).fetchall(), rounds or _THERE)
    if alike(mine) != alike(yours):
        raise RuntimeError(f"{asked.title}: PostgreSQL says otherwise")
    return ours, theirs


def _times(ask: Callable[[], list[tuple[Any, ...]]], rounds: int) -> tuple[Times, list[tuple[Any, ...]]]:
    """The times of some rounds after one that is not counted, and what was answered."""
    rows, taken = ask(), []
    for _ in range(rounds):
        started = time.perf_counter()
        rows = ask()
        taken.append(1000 * (time.perf_counter() - started))
    return Times(tuple(taken)), rows


def _engine() -> duckdb.DuckDBPyConnection:
    """As much memory and as many threads as the child process has, and its settings."""
    config: dict[str, Any] = {"threads": 2, "memory_limit": "1024MB", "temp_directory": ""}
    connection = duckdb.connect(config=config)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _attach(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """The file behind a view, as in the child process; and the little table that is joined, in memory."""
    connection.execute(f"ATTACH '{file}' AS \"store/0\" (READ_ONLY)")
    connection.execute('CREATE VIEW events AS FROM "store/0".main.events')
    connection.execute(
        "CREATE TABLE checks AS SELECT 'check_' || i AS tag, 'group ' || (i % 5) AS family FROM range(40) AS t(i)"
    )


def _fast_file(snapshot: Path) -> Path:
    shelf = FolderShelf(snapshot)
    found = shelf.current()
    assert found is not None  # noqa: S101 - it was just synced
    (table,) = found[0].tables
    assert table.fast is not None  # noqa: S101 - a full sync makes one
    return shelf.fetch(table.fast, snapshot)


def _first(table: Events, snapshot: Path, times: int) -> list[tuple[str, ...]]:
    """The lines of first queries: over a full sync, as new versions come, and over the last of those."""
    found = [_cold(snapshot) for _ in range(times)]
    columns = [[cold for cold, _ in found], [warm for _, warm in found]]
    with StoreReader(snapshot) as reader:
        rows = reader.ask()[1]
        came: list[tuple[float, float]] = []
        for _ in range(times):
            table.grow()
            sync(table.url, snapshot, SyncKind.INCREMENTAL)
            (first, now), (second, _) = reader.ask(), reader.ask()
            if now <= rows:
                raise RuntimeError("the new version was not seen")
            rows = now
            came.append((first, second))
    columns += [[first for first, _ in came], [second for _, second in came]]
    columns.append([_cold(snapshot)[0] for _ in range(times)])
    return [(name, figure(median(taken)), "", "", "") for name, taken in zip(_FIRST, columns, strict=True)]


def _cold(snapshot: Path) -> tuple[float, float]:
    """The milliseconds of a new process's first and second query."""
    with StoreReader(snapshot) as reader:
        return reader.ask()[0], reader.ask()[0]
