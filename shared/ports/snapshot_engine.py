"""Making one table out of its layers, and knowing what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shared.core.store.manifest import TableSnapshot
    from shared.core.store.source import StoredColumn
    from shared.core.store.statistics import TableStatistics
    from shared.ports.table_source import Part


class LayerStacker(Protocol):
    """Lays the layers of a table over each other into a file that the engine can answer from."""

    def lay(self, target: Path, table: TableSnapshot, files: Mapping[str, Path], lower: Path | None = None) -> int:
        """Make a file of the table as all its layers leave it; returns its rows.

        files: local copies by key, of core/store/stacks.files_above. lower: such a file of the lowest
        table.fast_layers layers (it is copied, never changed); without it all layers are laid from Parquet. The file
        appears under its name only when it is whole. Rows keep the order of their layers' files, but for blocks of them
        that may change places.

        A layer takes rows from those below it, never from its own. A row with a NULL in its key equals no other: it is
        never taken away by its key, and without a key a layer that replaces no window only adds. Raises TransientError
        when the disk is full or memory ends, and InternalError when files are not of the table's columns.
        """
        ...


class SnapshotEngine(LayerStacker, Protocol):
    """An engine that also tells what is in such a file, and writes it back as Parquet."""

    def statistics(self, file: Path, table: str, columns: tuple[StoredColumn, ...]) -> TableStatistics:
        """Return statistics of every column of such a file's table.

        mean and deviation are of finite numbers. A text longer than LONGEST_TEXT is told neither as least or greatest
        nor among values: statistics are read with every manifest.
        """
        ...

    def statistics_of_rows(self, files: tuple[Path, ...], columns: tuple[StoredColumn, ...]) -> TableStatistics:
        """Return statistics of the rows of Parquet files."""
        ...

    def repeats(self, file: Path, table: str, key: tuple[str, ...]) -> int:
        """Count the rows whose key another row before them has too; rows with a NULL in their key are not counted."""
        ...

    def replaces(self, file: Path, table: TableSnapshot, files: Mapping[str, Path]) -> int:
        """Count the rows that laying the table's uppermost layer would take from those below it, without laying any.

        file: of the lowest table.fast_layers layers, which no later one replaces as a whole; files: local copies of
        those above by key.
        """
        ...

    def changes(self, file: Path, table: TableSnapshot, files: Mapping[str, Path]) -> bool:
        """Return whether laying the table's uppermost layer would change any row; file and files as for replaces."""
        ...

    def write_back(self, file: Path, table: str, folder: Path, order: tuple[str, ...]) -> tuple[Part, ...]:
        """Write the table of such a file as Parquet, sorted by these columns: when many layers become one.

        Without columns rows keep their order; an empty table has no part.
        """
        ...

    def keys_apart(  # noqa: PLR0913, PLR0917 - two tables, what tells their rows apart, and where to write
        self, file: Path, table: str, key: tuple[str, ...], keys: Path, folder: Path, grows: str = ""
    ) -> tuple[Part | None, Part | None]:
        """Compare with the keys of all rows of the source (a Parquet file): (gone there, missing here), None for none.

        grows: a column that the file has beside the keys: a row with another value of it is among those missing. Keys
        with a NULL in them are in neither: they equal nothing.
        """
        ...


LONGEST_TEXT = 1_000
"""Characters of a text that statistics still tell."""
