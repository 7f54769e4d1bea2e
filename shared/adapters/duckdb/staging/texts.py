"""StagedTexts: the trimmed texts of a staged table, in SQL and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.expressions import trimmed
from shared.adapters.duckdb.staging.table import cell_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.adapters.duckdb.staging.table import StagedTable


class StagedTexts:
    """The texts of a table, which remembers columns whose cells need no trimming."""

    def __init__(self, table: StagedTable) -> None:
        self.table = table
        self._is_trim = dict[int, bool]()

    def note(self, column: int, *, is_trim: bool) -> None:
        """Remember whether all cells of a column are trimmed as they stand."""
        self._is_trim[column] = is_trim

    def text(self, column: int) -> str:
        """SQL for the trimmed text of a column of the table called t."""
        cell = f"t.{cell_of(column)}"
        return cell if self._is_trim.get(column) else trimmed(cell)

    def distinct(self, columns: tuple[int, ...], where: str = "") -> DistinctTexts:
        """Every distinct combination of texts of some columns, of the rows of t where SQL says so."""
        return DistinctTexts(self, columns, where)


@dataclass(frozen=True, slots=True)
class DistinctTexts:
    """Distinct combinations of texts with their counts, blank ones too, in order of appearance; read anew each time."""

    texts: StagedTexts
    columns: tuple[int, ...]
    where: str = ""

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """The texts and how many rows have them."""
        table = self.texts.table
        cells = ", ".join(f"{self.texts.text(column)} AS v{at}" for at, column in enumerate(self.columns))
        keys = ", ".join(f"v{at}" for at in range(len(self.columns)))
        where = f"WHERE {self.where}" if self.where else ""
        found = table.stage.stream(
            f"SELECT {keys}, count(*) FROM (SELECT {cells}, t.rowid AS place FROM {table.name} AS t {where}) "
            f"GROUP BY {keys} ORDER BY min(place)"
        )
        for rows in found:
            for row in rows:
                yield row[:-1], row[-1]


@dataclass(frozen=True, slots=True)
class DistinctValues:
    """Distinct values of one column with their counts, without blanks."""

    texts: DistinctTexts

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """The values and how many rows have them."""
        for (value,), count in self.texts:
            if value:
                yield value, count
