"""DuckDB as a writer of Parquet: one engine a worker, bounded in memory, and what its errors mean."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from shared.adapters.duckdb.literals import text
from shared.core.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shared.ports.table_source import Part

ROW_GROUP = 122_880
"""Rows of a row group: DuckDB's own, so that a group is skipped as a whole by its least and greatest value."""
_FORM = (
    f"FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP}, "
    "DICTIONARY_SIZE_LIMIT 1000"
)
"""Seconds of CPU for a million rows of 12 columns, from memory: 0.49 (46.9 MB), and 0.45 (43.1 MB) by the encodings of
version 2 (differences of numbers, lengths of texts apart: https://parquet.apache.org/docs/file-format/data-pages/encodings/),
of which the fingerprint is read in three quarters of the time. zstd 3 takes a quarter more, dictionaries tried for
columns of more than 1000 values a fifth; lz4 0.46 (61 MB), snappy 0.39 (62 MB), nothing 0.34 (114 MB)."""
_FULL = 64 << 20
"""A disk with less than this left has no room for a row group."""


class UnfitError(Exception):
    """Values could not be brought into their columns; columns are looked at, or another way is taken."""


@contextmanager
def engine(folder: Path, memory_mb: int, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine that spills into the folder beyond its memory. Nothing is fetched from anywhere.

    With one thread rows keep the order in which they come. With two, which a single stream needs so that decoding and
    encoding go side by side, row groups may change places: keeping the order held 544 MB where 350 are needed.
    """
    config: dict[str, Any] = {
        "memory_limit": f"{memory_mb}MB",
        "threads": threads,
        "preserve_insertion_order": False,
        "temp_directory": str(folder / ".spilled"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=config) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def write(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> int:
    """Write what the statement gives; returns its rows. Raises TransientError, UnfitError."""
    with failures(target.parent):
        written = connection.execute(f"COPY ({select}) TO {text(str(target))} ({_FORM})").fetchall()
    return int(written[0][0])


def reading(parts: Sequence[Part]) -> str:
    """Return the table function over the files."""
    listed = ", ".join(text(str(each.path)) for each in parts)
    return f"read_parquet([{listed}])"


@contextmanager
def failures(folder: Path) -> Iterator[None]:
    """Turn DuckDB's errors into ours. A full disk is told by what is left of it and by what was refused."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise TransientError("The memory for snapshots is full.") from None
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and _is_full(folder, str(error)):
            raise TransientError("The disk is full: there is no room for the snapshot's files.") from None
        raise UnfitError(type(error).__name__) from error


def _is_full(folder: Path, said: str) -> bool:
    refused = any(each in said for each in ("No space left", "File too large", "Disk quota", "not fully write"))
    return refused or shutil.disk_usage(folder).free < _FULL
