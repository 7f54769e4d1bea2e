"""How sound a table came out of a file: a score from 0 to 100, and what took points away.

The score is the sum of four dimensions, in the field's words (DAMA, ISO/IEC 25012), each with a weight:

- validity (40): rows and cells that could be read as what their column is. What was left out is lost to every answer.
- completeness (25): cells that have a value. Weighs less, because many columns are empty for good reasons.
- consistency (20): one meaning a column. The choices made here (the order of day and month, a row filled up with
  blanks) are probably right, and are all told.
- uniqueness (15): rows that are there once. Copies may be real sales, so that they weigh least.

A dimension keeps the product of what its facts leave of it. A fact takes away its share of rows, cells or columns,
multiplied by how grave it is (at most everything): one row in a hundred that is lost does more harm than one cell in a
hundred that is empty. The score is rounded down, so that 100 means that there is nothing to say.

A few rows say little: a single empty cell is a twelfth of a table of three rows. So a share s of n rows or cells, of
which the fact concerns c, is weighed as

    c / (n + p (1 - s)),  s = c / n

where p are the cells of FEW_ROWS rows, or so many rows: as if FEW_ROWS more had been seen, sound ones in the measure in
which those there are sound. What concerns everything weighs everything, however small the table, and of many rows the
weight is the share.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import floor, prod
from typing import TYPE_CHECKING

from shared.core.ingest.report import Flaw, Quality

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.ingest.report import CleanColumn, Repair


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """What is counted of a table.

    Of rows: rows are those kept; rejected could not be (totals and remarks below a table are no rows of it); ragged had
    too few or too many cells; copies are exactly like an earlier row; repeated_keys were left out, because a later row
    has their declared key. Of cells: empty had no value in the file; strays did not fit their column and were left out;
    unreadable had characters that were replaced; ambiguous are dates whose day and month may be the other way round;
    mixed are of columns that stay text because their values contradict each other; outliers lie far outside the others.
    Of rows again: unequal have totals that are not those of what they are made of. Of columns: nameless had no header.
    """

    rows: int
    columns: int
    rejected: int = 0
    empty: int = 0
    strays: int = 0
    unreadable: int = 0
    ambiguous: int = 0
    mixed: int = 0
    ragged: int = 0
    copies: int = 0
    repeated_keys: int = 0
    outliers: int = 0
    unequal: int = 0
    nameless: int = 0


class _Dimension(StrEnum):
    VALIDITY = "validity"
    COMPLETENESS = "completeness"
    CONSISTENCY = "consistency"
    UNIQUENESS = "uniqueness"


class _Of(StrEnum):
    """What a count is a share of."""

    ALL_ROWS = "rows of the file"
    ROWS = "rows"
    CELLS = "cells"
    COLUMNS = "columns"


FEW_ROWS = 10
"""Rows that a table is taken to lack: in fewer, most of a share may be chance."""

WEIGHTS = {
    _Dimension.VALIDITY: 40,
    _Dimension.COMPLETENESS: 25,
    _Dimension.CONSISTENCY: 20,
    _Dimension.UNIQUENESS: 15,
}


@dataclass(frozen=True, slots=True)
class _Fact:
    """A field of QualityFacts: its dimension, what it is a share of, how many times worse than its share it is."""

    name: str
    dimension: _Dimension
    of: _Of
    gravity: int
    one: str
    many: str

    def share(self, facts: QualityFacts) -> float:
        """The share that it concerns, from 0 to 1."""
        whole = self.whole(facts)
        return min(1.0, self.count(facts) / whole) if whole else 0.0

    def whole(self, facts: QualityFacts) -> int:
        """What it is a share of."""
        return {
            _Of.ALL_ROWS: facts.rows + facts.rejected,
            _Of.ROWS: facts.rows,
            _Of.CELLS: facts.rows * facts.columns,
            _Of.COLUMNS: facts.columns,
        }[self.of]

    def weighed(self, facts: QualityFacts) -> float:
        """The share as it counts, less where the table has few rows; of columns none is too few."""
        share, whole = self.share(facts), self.whole(facts)
        if not share or self.of is _Of.COLUMNS:
            return share
        unseen = FEW_ROWS * (facts.columns if self.of is _Of.CELLS else 1)
        return share * whole / (whole + unseen * (1 - share))

    def count(self, facts: QualityFacts) -> int:
        """How often it is there."""
        count: int = getattr(facts, self.name)
        return count

    def loss(self, facts: QualityFacts) -> float:
        """The part of the dimension that it takes away, from 0 to 1."""
        return min(1.0, self.gravity * self.weighed(facts))

    def words(self, facts: QualityFacts) -> str:
        """The fact in a sentence, with its count and its share."""
        count, percent = self.count(facts), 100 * self.share(facts)
        share = f"{percent:.0f} %" if percent >= 1 else "less than 1 %"
        return f"{count:,} {self.one if count == 1 else self.many} ({share} of the {self.of})"


_FACTS = (
    _Fact("rejected", _Dimension.VALIDITY, _Of.ALL_ROWS, 3, "row could not be kept", "rows could not be kept"),
    _Fact(
        "strays",
        _Dimension.VALIDITY,
        _Of.CELLS,
        10,
        "cell did not fit its column and was left out",
        "cells did not fit their column and were left out",
    ),
    _Fact(
        "unreadable",
        _Dimension.VALIDITY,
        _Of.CELLS,
        10,
        "character could not be read",
        "characters could not be read",
    ),
    _Fact("empty", _Dimension.COMPLETENESS, _Of.CELLS, 1, "cell is empty", "cells are empty"),
    _Fact(
        "ambiguous",
        _Dimension.CONSISTENCY,
        _Of.CELLS,
        2,
        "date does not say whether its day or its month comes first",
        "dates do not say whether their day or their month comes first",
    ),
    _Fact(
        "mixed",
        _Dimension.CONSISTENCY,
        _Of.CELLS,
        3,
        "cell is of a column whose values contradict each other",
        "cells are of columns whose values contradict each other",
    ),
    _Fact(
        "ragged",
        _Dimension.CONSISTENCY,
        _Of.ROWS,
        2,
        "row had too few or too many cells",
        "rows had too few or too many cells",
    ),
    _Fact(
        "outliers",
        _Dimension.CONSISTENCY,
        _Of.CELLS,
        5,
        "number lies far outside the others",
        "numbers lie far outside the others",
    ),
    _Fact(
        "unequal",
        _Dimension.CONSISTENCY,
        _Of.ROWS,
        2,
        "row has a total that is not that of its parts",
        "rows have totals that are not those of their parts",
    ),
    _Fact("nameless", _Dimension.CONSISTENCY, _Of.COLUMNS, 1, "column had no name", "columns had no name"),
    _Fact("copies", _Dimension.UNIQUENESS, _Of.ROWS, 2, "row is an exact copy", "rows are exact copies"),
    _Fact(
        "repeated_keys",
        _Dimension.UNIQUENESS,
        _Of.ROWS,
        2,
        "row was left out, because a later one has its key",
        "rows were left out, because later ones have their keys",
    ),
)
_OF_FLAWS = {
    Flaw.RAGGED: "ragged",
    Flaw.NAMELESS: "nameless",
    Flaw.STRAY: "strays",
    Flaw.LOST: "rejected",
    Flaw.UNREADABLE: "unreadable",
    Flaw.AMBIGUOUS: "ambiguous",
    Flaw.MIXED: "mixed",
    Flaw.COPY: "copies",
    Flaw.REPEATED_KEY: "repeated_keys",
    Flaw.OUTLIER: "outliers",
    Flaw.UNEQUAL: "unequal",
}


def quality_of(facts: QualityFacts) -> Quality:
    """The score of a table and its remarks, what took most points away first; a table without rows has none."""
    if not facts.rows:
        return Quality(0, ("there are no rows",))
    kept = {
        dimension: weight * prod(1 - fact.loss(facts) for fact in _FACTS if fact.dimension is dimension)
        for dimension, weight in WEIGHTS.items()
    }
    losses = [(WEIGHTS[fact.dimension] * fact.loss(facts), fact) for fact in _FACTS]
    worst_first = sorted((each for each in losses if each[0]), key=lambda each: -each[0])
    score = floor(sum(kept.values())) if worst_first else 100
    return Quality(min(score, 99) if worst_first else score, tuple(fact.words(facts) for _, fact in worst_first))


def facts_of(columns: Sequence[CleanColumn], rows: int, rejected: int, repairs: Iterable[Repair]) -> QualityFacts:
    """The facts of a table as its columns and its report have them; rejected without totals and remarks below it.

    columns are those of the file: what a rule made of them has its gaps by nature, which say nothing against the file.
    Rows left out for their key are among those rejected, and are no lost ones.
    """
    counts = dict.fromkeys(_OF_FLAWS.values(), 0) | {"rejected": rejected}
    for repair in repairs:
        if repair.flaw:
            counts[_OF_FLAWS[repair.flaw]] += repair.count
    counts["rejected"] = max(0, counts["rejected"] - counts["repeated_keys"])
    empty = max(0, sum(column.nulls for column in columns) - counts["strays"])
    return QualityFacts(rows=rows, columns=len(columns), empty=empty, **counts)
