"""How much of a file is in a data set already, and what adding it would do: said before anybody chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.semantic.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.ingest.report import CleanTable
    from shared.core.table.types import Cell

MOST_ROWS = 500_000
"""Of a longer table only some rows are looked for: so many of a dozen columns take a few seconds."""
_BLOCKS, _BLOCK_ROWS = 5, 4_000
"""How many pieces of a longer table are looked for, and their rows: engines read so few from anywhere at once."""
_NOTABLE = 0.05
"""From this share of rows that are there already, adding is not what people should do without a thought."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What of a file's table is in the data set's table of that name already, in the columns that both have.

    rows are those of the file, and compared those that were looked for (rows_to_compare). Of these: same stand there
    exactly so, one for one; known have the key of a row there, whether their other cells are the same or not; repeated
    have the key of another row of the file; keyless lack a cell of it. key are the labels of the columns that tell the
    data set's rows apart, or the file's where those have none; is_kept says that they do so in the data set now. there
    is how many rows the data set has.
    """

    label: str
    rows: int
    compared: int
    there: int
    same: int
    key: tuple[str, ...] = ()
    is_kept: bool = False
    known: int = 0
    repeated: int = 0
    keyless: int = 0

    @property
    def is_whole(self) -> bool:
        """True when every row is there already."""
        return self.compared == self.rows == self.same > 0

    @property
    def is_notable(self) -> bool:
        """True when adding would count rows twice, or mix rows up, so that it should not be done without a thought."""
        return self.same > _NOTABLE * self.compared or self.known > 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """What people should know, each a sentence; nothing where nothing of it is there."""
        return tuple(each for each in (self._of_rows(), self._of_keys()) if each)

    def _of_rows(self) -> str:
        if not self.same:
            return ""
        if self.is_whole:
            whole = "All of its rows are" if self.rows > 1 else "Its only row is"
            return f"{whole} in it already: added, each would count twice."
        are, these = ("is", "it") if self._is_one(self.same) else ("are", "these")
        return f"{self._some(self.same)} {are} in it already, exactly so: added, {these} would count twice."

    def _of_keys(self) -> str:
        key = listed([f"\u201c{label}\u201d" for label in self.key])
        others = self.repeated + self.keyless
        lost = f": added, {key} would no longer tell the rows apart" if self.is_kept else ""
        if self.known and (lost or self.known > self.same):
            has = "has" if self._is_one(self.known) else "have"
            return f"{self._some(self.known)} {has} the same {key} as a row in it{lost}."
        if others and lost:
            has = "has" if self._is_one(others) else "have"
            return f"{self._some(others)} {has} no {key}, or one that another of them has{lost}."
        return ""

    def _is_one(self, count: int) -> bool:
        return count == 1 and self.compared == self.rows

    def _some(self, count: int) -> str:
        """So many of the rows; about such a share of them, where not all were looked at."""
        if count == self.compared:
            all_rows = "All" if self.compared == self.rows else "Nearly all"
            return f"{all_rows} {self.rows:,} rows" if self.rows > 1 else "Its only row"
        if self.compared == self.rows:
            return f"{count:,} of the {self.rows:,} rows"
        percent = 100 * count / self.compared
        return f"About {percent:.0f} % of the {self.rows:,} rows" if percent >= 1 else "A few of the rows"


def overlap_sentences(overlaps: Sequence[Overlap]) -> tuple[str, ...]:
    """What people should know of all tables, each sentence with its table where there are several."""
    several = len(overlaps) > 1
    return tuple(
        f"\u201c{each.label}\u201d: {sentence}" if several else sentence
        for each in overlaps
        for sentence in each.sentences
    )


def rows_to_compare(table: CleanTable) -> Sequence[tuple[Cell, ...]]:
    """The rows that are looked for: all, or of a long table some pieces evenly drawn, which stand for the rest."""
    rows = table.rows
    if len(rows) <= MOST_ROWS:
        return rows
    step = (len(rows) - _BLOCK_ROWS) // (_BLOCKS - 1)
    return [row for block in range(_BLOCKS) for row in rows[block * step : block * step + _BLOCK_ROWS]]
