"""Tables in PostgreSQL: written whole, read whole."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from shared.core.ingest.report import CleanTable, Reject
from shared.core.ingest.versions.overlaps import Overlap
from shared.core.ingest.versions.versions import Change, Origin, TableComparison, Version, Written
from shared.core.table.shape import TableShape


class WritingProgress(Protocol):
    """Is told how far a long write has come; what it raises ends the write, and nothing is written."""

    def __call__(self, rows: int, of: int) -> None:
        """So many rows are written, of so many in all."""


class TableStore(Protocol):
    """The durable home of every table."""

    def write(
        self,
        schema: str,
        tables: tuple[CleanTable, ...],
        change: Change,
        origin: Origin,
        progress: WritingProgress | None = None,
    ) -> Written:
        """Make a new version of the schema's content by staging and swap, in one transaction.

        Readers see the old tables or the new ones, never a part. Rejected rows go to <table>_rejects (line, reason,
        cells). change is FIRST, APPENDED, REPLACED or RENEWED: whatever it is, the first content is FIRST, and FIRST
        over what the same share wrote, or none, is RENEWED. APPENDED adds to the tables of the same names and keeps the
        others; columns are matched by name (core/ingest/versions/drift has files that name them otherwise), cells of a
        column that one side lacks are NULL, and whole numbers become decimals and dates timestamps where one side has
        these. Rows are kept apart by the key of a table, where it holds; one that added rows break is told of. Content
        that is there without a version (load_csv) becomes one first.

        Nothing is written (is_new is False) when the same origin and change was written before, when the current
        version has this very content (for APPENDED: holds this very file's rows), when the share has written a newer
        sequencer, and when another share was there before one that means to be the FIRST. Raises UserError when a cell
        cannot be stored or the columns do not match, TransientError when the database is out of reach or full.
        """
        ...

    def versions(self, schema: str) -> tuple[Version, ...]:
        """Return the versions, the newest first; none where nothing was written."""
        ...

    def restore(self, schema: str, number: int, user: str) -> Written:
        """Make a kept version's content current again, as a new version (RESTORED); user is who wants it.

        Nothing is written when it is the current one's already. Raises UserError for versions not kept.
        """
        ...

    def compare(self, schema: str, before: int, after: int) -> tuple[TableComparison, ...]:
        """Return how the tables of two kept versions differ, by name. Raises UserError for versions not kept.

        A table that only one of them has was added or removed whole. Columns are matched by name; the cells of a
        column that one of them lacks are NULL.
        """
        ...

    def overlap(self, schema: str, tables: tuple[CleanTable, ...]) -> tuple[Overlap, ...]:
        """Return how much of these tables the current tables of the same names have already, in the tables' order.

        Rows are compared in the columns that both have; of a long table some are (rows_to_compare). Nothing is written.
        Raises UserError when a cell cannot be compared, TransientError when the tables are being replaced.
        """
        ...

    def rejects(self, schema: str, table: str) -> Iterable[Reject]:
        """Yield the rejected rows of a table of the current version, by line; none for a table that is not there.

        Those of an APPENDED one are of all files that its rows came from, each reason with its file.
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
        """Remove the schema with all its versions and their history; nothing happens when it is absent."""
        ...
