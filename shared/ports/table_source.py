"""Reading tables from PostgreSQL, all as of one moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from shared.core.store.manifest import Window
    from shared.core.store.source import SourceTable, StoredColumn, Watermark
    from shared.core.store.sync import Tier


Progress = Callable[[int], None]
"""Hears how many rows have come so far."""


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file that a read made, and its rows."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class ReadRows:
    """What a read came to: files in order, the columns they have, and how far it went.

    window is None for a whole read; else what the rows take the place of where no key is declared. removed: the keys of
    rows past the watermark whose tombstone says that they are gone; such rows are in no part. notes: in plain words why
    a slower tier was taken.
    """

    columns: tuple[StoredColumn, ...]
    parts: tuple[Part, ...]
    tier: Tier
    watermark: Watermark | None = None
    window: Window | None = None
    removed: Part | None = None
    truncated: bool = False
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all parts."""
        return sum(each.rows for each in self.parts)


class Moment(Protocol):
    """One snapshot of the database, open as long as its context."""

    @property
    def read_at(self) -> datetime:
        """The moment, by the database's clock, in UTC."""
        ...

    def columns(self, source: SourceTable, known: tuple[StoredColumn, ...] = ()) -> tuple[StoredColumn, ...]:
        """Return the columns as they will be stored. Raises UserError when there is no such table or column.

        known: the columns as they are stored already. Where values did not fit their type (NaN in a numeric(12,2)) a
        column was kept as text; it stays so, that what is new fits what is there. Without known it is tried anew.
        """
        ...

    def read(
        self,
        source: SourceTable,
        folder: Path,
        since: Watermark | None = None,
        progress: Callable[[int], None] | None = None,
        known: tuple[StoredColumn, ...] = (),
    ) -> ReadRows:
        """Write the rows into Parquet files in the folder; with since those at or past it less the overlap, or NULL.

        known is as for columns. What is new may not fit: the columns returned are then others than those known, and the
        table has to be read whole. A read that could not be bounded brings every row: its window has no value. An
        INTERVAL column is written as text that DuckDB casts: Parquet has no microseconds in intervals.

        What was written is compared with PostgreSQL's own fingerprint before this returns. Raises UserError,
        TransientError, TimedOutError, and InternalError when the comparison fails on every tier.
        """
        ...

    def keys(self, source: SourceTable, folder: Path, known: tuple[StoredColumn, ...] = ()) -> Part:
        """Write the keys of all rows, but of those a tombstone says are gone, into one Parquet file.

        Beside them stands the incremental column: a row may have come back with a value behind the watermark.
        """
        ...

    def read_by_key(
        self, source: SourceTable, folder: Path, keys: Part, known: tuple[StoredColumn, ...]
    ) -> ReadRows | None:
        """Write the rows of these keys (a Parquet file as of keys()) into Parquet files in the folder.

        known and the columns returned are as for read; the watermark and the window are None. More rows than keys come
        where PostgreSQL takes different values of a key for equal (texts of a collation without capitals). Returns None
        where keys cannot be told to PostgreSQL: lists and JSON. Raises as read does.
        """
        ...


class TableSource(Protocol):
    """A PostgreSQL database, read by a role that cannot write."""

    def at_one_moment(self, sources: tuple[SourceTable, ...] = ()) -> AbstractContextManager[Moment]:
        """Open a snapshot that all reads in the context share.

        sources, where they are known before, are held against being replaced until the context ends. One that is
        replaced while it is not held raises TransientError when it is read, and is never read as empty.
        """
        ...
