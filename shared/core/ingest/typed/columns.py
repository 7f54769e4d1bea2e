"""A column as the readers see it, and the way through all of its values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.core.ingest.typed.evidence import ColumnScan, TableEvidence
    from shared.core.ingest.typed.findings import Finding, Fold
    from shared.core.ingest.typed.misfits import Misfits
    from shared.core.table.types import DataType

STRAY_SHARE = 0.02
MIN_VALUES_FOR_STRAYS = 50
_STRAYS_KEPT = 1_000
"""Distinct stray words that are remembered."""
_DIGIT = re.compile(r"\d")
_NAMES_THINGS = re.compile(
    r"(?:^|[\s_\-/.])(?:id|no|num|number|code|sku|ref|pin|pincode|zip|gstin|pan|hsn)(?:$|[\s_\-/.])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what its header says, a sample without nulls, and the scan of all rows."""

    label: str
    place: int
    evidence: TableEvidence
    sample: tuple[str, ...]
    scan: ColumnScan
    declared: DataType | None = None

    @property
    def count(self) -> int:
        """How many cells have a value, which no spelling of null is."""
        return self.evidence.rows - self.scan.blanks - sum(self.scan.nulls.values())

    def values(self) -> Iterator[tuple[str, int]]:
        """Every distinct value with its count, without spellings of null."""
        nulls = self.scan.nulls
        return ((text, count) for text, count in self.evidence.values(self.place) if text not in nulls)

    def shapes(self) -> Iterator[tuple[str, int]]:
        """One value for each shape of them, see TableEvidence; every value where the column's format is declared.

        Values that are left out of a declared column may hold digits, and must all be known.
        """
        return self.values() if self.declared is not None else iter(self.evidence.shapes(self.place))

    def moments(self) -> Iterator[tuple[str, int]]:
        """The values that say enough of dates and times, see TableEvidence, without spellings of null."""
        nulls = self.scan.nulls
        return ((text, count) for text, count in self.evidence.moments(self.place) if text not in nulls)

    @property
    def names_things(self) -> bool:
        """True when the header says that the values are identifiers: numbers, codes."""
        return _NAMES_THINGS.search(self.label) is not None

    @property
    def strays_allowed(self) -> float:
        """How many cells may be words among numbers or dates: none in small columns, nor where things are named."""
        if self.declared is None and (self.count < MIN_VALUES_FOR_STRAYS or self.names_things):
            return 0
        return self.count * STRAY_SHARE

    def may_stray(self, text: str) -> bool:
        """True for a text that can be a word among values; with a digit in it, it may be a code."""
        return self.declared is not None or not _DIGIT.search(text)


@dataclass(slots=True)
class Strays:
    """Words among numbers or dates, and days there are not: the first thousand, and how many cells they fill."""

    words: set[str] = field(default_factory=set)
    count: int = 0

    def add(self, word: str, count: int) -> None:
        """Take a word that stands so often in the column."""
        self.count += count
        if len(self.words) < _STRAYS_KEPT:
            self.words.add(word)

    @property
    def are_all_known(self) -> bool:
        """True when no word was forgotten."""
        return len(self.words) < _STRAYS_KEPT


@dataclass(frozen=True, slots=True)
class Understood:
    """How a column is understood, before the table's habits are known; nearly is why it is not something else."""

    finding: Finding
    strays: frozenset[str] = frozenset()
    stray_cells: int = 0
    knows_strays: bool = True
    nearly: Misfits | None = None


def read_through(
    column: Column, make: Callable[[], Fold], values: Callable[[Column], Iterator[tuple[str, int]]] | None = None
) -> Understood | None:
    """What a fold finds in all values of a column, if it takes them all but for a few stray words.

    The sample is tried first, so that a column of words is soon known for one. values gives those that are enough for
    the fold; all of them where it is left out.
    """
    if not _is_likely(column, make()):
        return None
    fold, strays, allowed = make(), Strays(), column.strays_allowed
    for text, count in values(column) if values else column.values():
        if fold.add(text, count):
            continue
        strays.add(text, count)
        if strays.count > allowed or not (column.may_stray(text) or fold.is_slip(text)):
            return None
    finding = fold.finding()
    return Understood(finding, frozenset(strays.words), strays.count, strays.are_all_known) if finding else None


def _is_likely(column: Column, fold: Fold) -> bool:
    """True when the sample has a value of the kind, and none that rules it out."""
    allowed, taken = column.strays_allowed, 0
    for text in column.sample:
        if fold.add(text, 1):
            taken += 1
        elif not allowed or not (column.may_stray(text) or fold.is_slip(text)):
            return False
    return taken > 0


def covers_all(column: Column, is_one: Callable[[str], bool]) -> bool:
    """True when every value is one of a kind; the sample is asked first."""
    if not column.sample or not all(map(is_one, column.sample)):
        return False
    return all(is_one(text) for text, _ in column.values())
