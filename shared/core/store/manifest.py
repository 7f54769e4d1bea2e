"""The manifest of a data set's snapshot: which files it is made of, and how they are laid over each other.

A table is a stack of layers. The lowest is the whole table as it was read; each later one holds the rows of an
incremental sync and takes rows away from the layers below it: those of the same key, those at or past a value of the
incremental column, or those of the keys listed. Files are never changed: a new version names new files, and only the
manifest moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.store.source import StoredColumn, Watermark
    from shared.core.store.statistics import TableStatistics

FORM = 1
"""Grows when the manifest's form changes so that an older reader would misread it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store: its key under the data set's, and how many bytes and rows it holds."""

    key: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Window:
    """Rows at or past a value of the incremental column, and those that have none there.

    value is PostgreSQL's text of the column's type; None for every row.
    """

    column: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows laid over the layers below, which lose some first.

    files: the rows, as Parquet, in order. replaces: None for rows that take the place of those of the same key;
    a Window for rows that take the place of all in it. removed: a Parquet file of keys that are gone, or None.
    rows: how many the files hold.
    """

    files: tuple[StoredFile, ...]
    rows: int
    sync_id: str
    read_at: datetime
    replaces: Window | None = None
    removed: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class TableSnapshot:
    """One table: its layers, the lowest first, and what is known of the whole.

    rows is how many live rows all layers leave. fast: a DuckDB file of the lowest fast_layers layers, or None.
    truncated: the source has more rows than may be read. mark: what its writer called the content that was read.
    """

    name: str
    columns: tuple[StoredColumn, ...]
    key: tuple[str, ...]
    layers: tuple[Layer, ...]
    rows: int
    statistics: TableStatistics
    watermark: Watermark | None = None
    fast: StoredFile | None = None
    fast_layers: int = 0
    truncated: bool = False
    mark: str = ""

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Every file that a reader of this table may need."""
        parts = [file for layer in self.layers for file in layer.files]
        parts += [layer.removed for layer in self.layers if layer.removed is not None]
        return (*parts, *((self.fast,) if self.fast is not None else ()))


@dataclass(frozen=True, slots=True)
class JoinedView:
    """A view that joins a data set's two parts on dataset_id.

    A column of the dataset part that the results part has too gets the prefix dataset_.
    """

    name: str
    dataset: str
    results: str
    on: str = "dataset_id"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of a data set: what a reader opens. read_at is the moment of PostgreSQL that all tables show.

    version grows by one a publication. A table that a sync did not touch keeps its layers, and its own read_at in them.
    """

    dataset_id: str
    version: int
    sync_id: str
    read_at: datetime
    tables: tuple[TableSnapshot, ...]
    views: tuple[JoinedView, ...] = ()
    form: int = field(default=FORM)

    def table(self, name: str) -> TableSnapshot | None:
        """Return the table of that name, or None."""
        return next((each for each in self.tables if each.name == name), None)

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Every file of every table."""
        return tuple(file for table in self.tables for file in table.files)
