"""A staged table: rows of texts in the order of the file, all as wide as the header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.adapters.duckdb.staging.stage import Stage


@dataclass(frozen=True, slots=True)
class StagedTable:
    """Its columns are c0, c1 ... of VARCHAR, never NULL, cells as read; rowid is the order of the rows."""

    stage: Stage
    name: str
    width: int
    rows: int

    def first_rows(self, count: int) -> list[tuple[str, ...]]:
        """The first rows, cells as read."""
        cells = ", ".join(map(cell_of, range(self.width)))
        return self.stage.run(f"SELECT {cells} FROM {self.name} LIMIT {count}")

    def drop(self) -> None:
        """Give its room back; nothing may be asked of it any more."""
        self.stage.run(f"DROP TABLE {self.name}")


def cell_of(column: int) -> str:
    """The name of a column, from 0."""
    return f"c{column}"
