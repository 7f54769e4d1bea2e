"""What one table of a snapshot is read from: a table, a view or a query of PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.errors import UserError


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, partitioned table, view or materialised view, by its identifiers as PostgreSQL has them."""

    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class SourceQuery:
    """One SELECT, without a semicolon at its end.

    It comes from configuration or from whoever runs the command line, never from a chat or a model.
    """

    sql: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of a snapshot and where it comes from.

    name is the table's name in the snapshot. key: the columns that tell rows apart, none where nothing does.
    incremental: the column that grows with every insert and update; rows past the watermark are read by it.
    tombstone: a column that says that a row was deleted: true, or not null where it is no boolean.
    partition: the column whose ranges are read side by side; without one a table's pages are.
    most_rows: rows read at most, 0 for all; a snapshot that lacks rows says so (truncated).
    mark: what whoever writes the table calls its present content. A table whose snapshot was read under the same mark
    holds the same rows, and is not read again; "" says nothing.
    """

    name: str
    of: Relation | SourceQuery
    key: tuple[str, ...] = ()
    incremental: str = ""
    tombstone: str = ""
    partition: str = ""
    most_rows: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        """Raise UserError for what cannot be: a tombstone without a key."""
        if self.tombstone and not self.key:
            raise UserError(f'"{self.name}" has a tombstone column but no key to find the deleted rows by.')


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column of a snapshot: name, its DuckDB type ("DECIMAL(12,2)"), and PostgreSQL's own ("numeric(12,2)")."""

    name: str
    type: str
    source_type: str


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far a table was read: the greatest value of its incremental column, in PostgreSQL's own text of that type."""

    column: str
    value: str
