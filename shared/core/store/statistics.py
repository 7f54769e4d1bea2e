"""What is known of a snapshot's table without opening it: for filters, for pages, for planning a read."""

from __future__ import annotations

from dataclasses import dataclass

MOST_VALUES = 200
"""Distinct values kept of a column (store definitions: distinct filter values <= 200); of columns with more, none."""


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """Statistics of one column. least and greatest are texts as DuckDB writes them, None without a value.

    distinct is exact up to MOST_VALUES and an estimate above. values: the distinct values, the most frequent first,
    where there are at most MOST_VALUES. mean and deviation (of the sample) are for numbers. is_exact: False after an
    incremental sync that could only widen them.
    """

    name: str
    nulls: int
    distinct: int
    least: str | None = None
    greatest: str | None = None
    values: tuple[str, ...] = ()
    mean: float | None = None
    deviation: float | None = None


@dataclass(frozen=True, slots=True)
class TableStatistics:
    """Statistics of every column, in their order; is_exact: False when rows were added or taken away since."""

    columns: tuple[ColumnStatistics, ...]
    is_exact: bool = True
