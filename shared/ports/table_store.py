"""Tables in PostgreSQL: written whole, read whole."""

from pathlib import Path
from typing import Protocol

from shared.core.ingest.report import CleanTable
from shared.core.table.shape import TableShape


class TableStore(Protocol):
    """The durable home of every table."""

    def replace(self, schema: str, tables: tuple[CleanTable, ...], content_hash: str) -> bool:
        """Write the tables into the schema by staging and swap, in one transaction.

        Rejected rows go to <table>_rejects (line, reason, cells). Readers see the old tables or the new ones. Returns
        False, writing nothing, when the schema already holds this content. Raises TransientError when the database is
        out of reach or full.
        """
        ...

    def tables(self, schema: str) -> tuple[TableShape, ...]:
        """Return the shape of each table, without rejects, by name."""
        ...

    def export(self, schema: str, folder: Path) -> tuple[tuple[str, Path, int], ...]:
        """Write each table as CSV into the folder, all of one database snapshot: (table, path, rows).

        CSV as RFC 4180 with a header; NULL is an empty unquoted field and the empty string a quoted one.
        """
        ...

    def drop(self, schema: str) -> None:
        """Remove the schema and all in it; nothing happens when it is absent."""
        ...
