"""DuckDbSnapshotEngine: layers of Parquet become one DuckDB file a table, and such a file becomes Parquet again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import duckdb

from shared.adapters.duckdb.layers_child import outcome, settings
from shared.adapters.duckdb.layers_process import laid_rows, request_of
from shared.adapters.duckdb.layers_sql import changed, reading, repeated, replaced, whole
from shared.adapters.duckdb.layers_statistics import statistics_of
from shared.adapters.duckdb.literals import quoted, text
from shared.core.errors import InternalError, TransientError
from shared.ports.table_source import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shared.core.store.manifest import TableSnapshot
    from shared.core.store.source import StoredColumn
    from shared.core.store.statistics import TableStatistics

ROW_GROUP = 122_880
"""Rows of a Parquet row group: DuckDB's own, so that a group is skipped as a whole by its least and greatest value."""
_LOST_IN_PARQUET = ("INTERVAL", "HUGEINT", "TIME WITH TIME ZONE", "BIT")
"""Types that Parquet holds less exactly than their text: microseconds, digits beyond a double's, and time zones."""


class DuckDbSnapshotEngine:
    """A SnapshotEngine in this process; memory_mb bounds what it uses, the rest is spilled beside the file."""

    def __init__(self, memory_mb: int = 512, threads: int = 2) -> None:
        self._memory_mb = memory_mb
        self._threads = threads

    def lay(self, target: Path, table: TableSnapshot, files: Mapping[str, Path], lower: Path | None = None) -> int:
        """Make a file of the table as all its layers leave it; see the port."""
        return laid_rows(outcome(request_of(target, table, files, lower, self._memory_mb, self._threads)))

    def statistics(self, file: Path, table: str, columns: tuple[StoredColumn, ...]) -> TableStatistics:
        """Return statistics of every column of such a file's table."""
        with self._opened(file, file.parent) as connection:
            return statistics_of(connection, table, columns)

    def statistics_of_rows(self, files: tuple[Path, ...], columns: tuple[StoredColumn, ...]) -> TableStatistics:
        """Return statistics of the rows of Parquet files."""
        cells = ", ".join(f"CAST({quoted(each.name)} AS {each.type}) AS {quoted(each.name)}" for each in columns)
        with failures(), duckdb.connect(config={"threads": self._threads}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"CREATE TEMP VIEW added AS SELECT {cells} FROM {reading(files)}")  # noqa: S608 - quoted
            return statistics_of(connection, "added", columns)

    def repeats(self, file: Path, table: str, key: tuple[str, ...]) -> int:
        """Count the rows whose key another row before them has too."""
        with self._opened(file, file.parent) as connection:
            ((rows,),) = connection.execute(repeated(table, key)).fetchall()
        return int(rows)

    def replaces(self, file: Path, table: TableSnapshot, files: Mapping[str, Path]) -> int:
        """Count the rows that laying the uppermost layer would take from those below; see the port."""
        with self._opened(file, file.parent) as connection:
            ((rows,),) = connection.execute(replaced(table, files, table.fast_layers)).fetchall()
        return int(rows)

    def changes(self, file: Path, table: TableSnapshot, files: Mapping[str, Path]) -> bool:
        """Return whether laying the uppermost layer would change any row; see the port."""
        with self._opened(file, file.parent) as connection:
            ((rows,),) = connection.execute(changed(table, files, table.fast_layers)).fetchall()
        return bool(rows)

    def write_back(self, file: Path, table: str, folder: Path, order: tuple[str, ...]) -> tuple[Part, ...]:
        """Write the table of such a file as Parquet, sorted by these columns."""
        with self._opened(file, folder) as connection:
            described = connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
            cells = ", ".join(_parquet_cell(name, kind) for name, kind, *_ in described)
            by = f" ORDER BY {', '.join(map(quoted, order))}" if order else ""
            part = _copied(connection, f"SELECT {cells} FROM {quoted(table)}{by}", folder)  # noqa: S608 - names are quoted
        return (part,) if part is not None else ()

    def keys_apart(  # noqa: PLR0913, PLR0917 - as the port has it
        self, file: Path, table: str, key: tuple[str, ...], keys: Path, folder: Path, grows: str = ""
    ) -> tuple[Part | None, Part | None]:
        """Compare with the keys of all rows of the source: (gone there, missing or otherwise here), None for none."""
        with self._opened(file, folder) as connection:
            kinds = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {quoted(table)}").fetchall()}
            told = (*key, *((grows,) if grows and grows not in key else ()))
            there = ", ".join(f"CAST({quoted(each)} AS {kinds[each]}) AS {quoted(each)}" for each in told)
            connection.execute(f"CREATE TEMP VIEW source_keys AS SELECT {there} FROM {reading([keys])}")  # noqa: S608
            gone = _apart(key, kinds, quoted(table), "source_keys")
            missing = _apart(key, kinds, "source_keys", quoted(table), grows)
            return _copied(connection, gone, folder), _copied(connection, missing, folder)

    @contextmanager
    def _opened(self, file: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        config = settings(self._memory_mb, self._threads, folder / f"{file.name}.{uuid4().hex[:8]}.spilled")
        with failures(), duckdb.connect(str(file), read_only=True, config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection


@contextmanager
def failures() -> Iterator[None]:
    """Turn the engine's errors into ours; a full disk or memory may be better next time."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise TransientError("the disk or the memory for snapshots is full, or a file cannot be read") from error
    except duckdb.Error as error:
        raise InternalError(f"the engine refused to read a snapshot: {type(error).__name__}") from error


def _parquet_cell(name: str, kind: str) -> str:
    """A column as it is written: as text where Parquet would lose something; it is cast back when it is laid."""
    column = quoted(name)
    return f"CAST({column} AS VARCHAR) AS {column}" if any(each in kind for each in _LOST_IN_PARQUET) else column


def _apart(key: tuple[str, ...], kinds: Mapping[str, str], here: str, there: str, grows: str = "") -> str:
    """The distinct whole keys of here that there has not, or not with the same value of the column that grows."""
    cells = ", ".join(_parquet_cell(each, kinds[each]) for each in key)
    same = " AND ".join(f"here.{quoted(each)} = there.{quoted(each)}" for each in key)
    same += f" AND here.{quoted(grows)} IS NOT DISTINCT FROM there.{quoted(grows)}" if grows else ""
    return (
        f"SELECT DISTINCT {cells} FROM {here} AS here WHERE {whole(key)} "  # noqa: S608 - names are quoted
        f"AND NOT EXISTS (SELECT 1 FROM {there} AS there WHERE {same})"
    )


def _copied(connection: duckdb.DuckDBPyConnection, select: str, folder: Path) -> Part | None:
    """Write what a statement gives into a new file; None when it gives nothing."""
    path = folder / f"{uuid4().hex}.parquet"
    written: list[tuple[Any, ...]] = connection.execute(
        f"COPY ({select}) TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    ).fetchall()
    rows = int(written[0][0])
    if not rows:
        path.unlink(missing_ok=True)
        return None
    return Part(path, rows)
