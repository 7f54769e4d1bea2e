"""Ranges of a table that are read side by side: together every row once, none twice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

FEWEST_ROWS = 50_000
"""A table with fewer rows is read in one: opening a second connection takes as long as reading so many."""
ROWS_OF_RANGE = 500_000
"""Rows of a range, about: each becomes a Parquet file of four row groups, and the workers end at nearly one time."""
MOST_RANGES = 64


@dataclass(frozen=True, slots=True)
class Whole:
    """All rows."""


@dataclass(frozen=True, slots=True)
class PageRange:
    """Rows on pages first <= page < end of a table's file, and of each of its partitions'; end None for all after."""

    first: int
    end: int | None


@dataclass(frozen=True, slots=True)
class ValueRange:
    """Rows with least <= value < below; None where there is no such bound."""

    column: str
    least: str | None
    below: str | None


@dataclass(frozen=True, slots=True)
class NullRange:
    """Rows without a value in the column."""

    column: str


Range = Whole | PageRange | ValueRange | NullRange


def page_ranges(pages: int, rows: int, workers: int) -> tuple[Range, ...]:
    """Return ranges of a file of so many pages and about so many rows, as many for each worker.

    The last has no end: rows may lie on pages that came after the count.
    """
    wanted = _count(rows, workers)
    if wanted == 1 or pages < wanted:
        return (Whole(),)
    cuts = [pages * i // wanted for i in range(wanted)]
    ends: list[int | None] = [*cuts[1:], None]
    return tuple(PageRange(first, end) for first, end in zip(cuts, ends, strict=True))


def value_ranges(column: str, cuts: tuple[str, ...]) -> tuple[Range, ...]:
    """Return the ranges between these rising values, one below the first, one from the last on, and one for NULL."""
    if not cuts:
        return (Whole(),)
    bounds = [None, *cuts, None]
    between = [ValueRange(column, least, below) for least, below in pairwise(bounds)]
    return (*between, NullRange(column))


def cuts_wanted(rows: int, workers: int) -> int:
    """Return how many values should part about so many rows."""
    return _count(rows, workers) - 1


def _count(rows: int, workers: int) -> int:
    if rows < FEWEST_ROWS or workers == 1:
        return 1
    wanted = min(max(round(rows / ROWS_OF_RANGE), workers), MOST_RANGES)
    return ceil(wanted / workers) * workers
