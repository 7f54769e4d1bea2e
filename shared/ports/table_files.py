"""Files of whole tables on this machine, between one use and the next."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from shared.core.store.manifest import TableSnapshot


class TableFiles(Protocol):
    """Local files that the engine answers from, one a state of a table."""

    def file_of(self, table: TableSnapshot) -> Path:
        """Return a file of the table as all its layers leave it, fetched and laid as needed; it must not be changed.

        Raises TransientError when a file cannot be had, and InternalError when its rows are not as many as they should.
        """
        ...

    def nearest(self, table: TableSnapshot) -> tuple[Path, int]:
        """Return a file of the lowest layers of a table and how many they are, as it can be had without laying any.

        Where there is none, one of all layers is made. It must not be changed. Raises as file_of does.
        """
        ...

    def keep(self, table: TableSnapshot, file: Path) -> None:
        """Take a file of this state of the table into use, so that file_of need not make it.

        It may be moved or deleted afterwards, and must not be changed.
        """
        ...

    def settle(self, tables: Iterable[TableSnapshot]) -> None:
        """Let only the files of these states stay, or where there is none of a state those that are nearest to it."""
        ...
