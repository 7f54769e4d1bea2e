"""What the cleaning steps may ask of the cells of a table, whatever its size; an adapter has the cells.

Cells are trimmed; columns are numbered from 0. Everything is over all rows, unless it says that it is a sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.core.ingest.typed.readings import Reading

SAMPLE = 2_000
"""Distinct values of a column that a sample has at most."""
SPREAD_ROWS = 100_000
"""So many rows show the quartiles of a column well enough."""


class PlainForm(StrEnum):
    """Forms that engines read as they stand, so that a column of them needs no look at each value.

    INTEGER: -?(0|[1-9][0-9]*). DECIMAL: the same, with an optional point and digits. FLOAT: a DECIMAL, or -?[0-9] with
    an optional point and digits, then e or E, an optional sign, one or two digits. DATE: YYYY-MM-DD, a day there is.
    TIMESTAMP: such a date, a space or T, HH:MM or HH:MM:SS with up to six decimals, no offset. TEXT: anything.
    """

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    DATE = "date"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class ColumnScan:
    """All cells of a column, held against one plain form.

    Every cell is blank, or spelled like a null (nulls: the spellings as written, which is_null, is_null_among_values or
    is_null_among_words of core/ingest/typed/nulls.py could take, with their counts), or fits the form, or is one of the
    others. For INTEGER and DECIMAL, whole and scale are the most digits before and after the point among the cells that
    fit, beyond_64 says that some whole number of them is outside of 64 bits, and scientific counts those of the others
    that fit FLOAT. has_clock says that some timestamp is not at midnight. padded counts cells with spaces around them.
    """

    form: PlainForm
    blanks: int
    nulls: Mapping[str, int]
    fits: int
    others: int
    whole: int = 0
    scale: int = 0
    beyond_64: bool = False
    scientific: int = 0
    has_clock: bool = False
    padded: int = 0

    @property
    def is_sound(self) -> bool:
        """True when some cell fits, and none is of the others."""
        return self.fits > 0 and not self.others


@dataclass(frozen=True, slots=True)
class Spread:
    """The quartiles of a column of numbers (linear interpolation), and how many lie beyond the given fences."""

    low_quartile: float
    high_quartile: float
    below: int
    above: int


class TableEvidence(Protocol):
    """The cells of a table, to be asked about."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        ...

    @property
    def width(self) -> int:
        """How many columns there are."""
        ...

    def sample(self, column: int) -> tuple[str, ...]:
        """Distinct values, at most SAMPLE of them, in order of appearance among the first rows; no blanks."""
        ...

    def scan(self, forms: Mapping[int, PlainForm]) -> Mapping[int, ColumnScan]:
        """Hold each of these columns against a form, all in one pass over the rows."""
        ...

    def values(self, column: int) -> Iterable[tuple[str, int]]:
        """Every distinct value that is not blank, with its count, in order of appearance.

        May be iterated again, and need not fit into memory.
        """
        ...

    def shapes(self, column: int) -> Iterable[tuple[str, int]]:
        """For each shape of the values the greatest of them, and how many cells have that shape.

        The shape of a text is the text with a nine for each digit of 0 to 9; texts whose first digit is a zero are
        apart from others. Blanks and spellings of null are no values here. A column of millions has few shapes of
        numbers.
        """
        ...

    def moments(self, column: int) -> Iterable[tuple[str, int]]:
        """Values, with counts, that say as much of the dates and times of a column as all of its values do.

        Left out is at most a date or timestamp beside others of the same form that say more of the order of day and
        month, and of whether there are times; the count of one of these has it. Every value that is neither is there.
        """
        ...

    def line(self, column: int, value: str) -> int | None:
        """The line in the file of the first row with this value; None where that would take long to find."""
        ...

    def copies(self) -> int:
        """How many rows are exactly like an earlier one, in all columns."""
        ...

    def repeats(self, columns: tuple[int, ...]) -> int:
        """How many rows have the same values in these columns as an earlier row."""
        ...

    def spread(self, column: int, reading: Reading, fence: float) -> Spread | None:
        """The spread of a column of numbers as read; None with fewer than two distinct ones.

        Of more than SPREAD_ROWS rows, the quartiles may be those of a sample that is the same every time. The fences
        lie fence times the interquartile range outside of the quartiles (Tukey's; 3.0 for far outliers).
        """
        ...
