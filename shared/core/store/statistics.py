"""What is known of a snapshot's table without opening it: for filters, for pages, for planning a read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

MOST_VALUES = 200
"""Distinct values kept of a column (store definitions: distinct filter values <= 200); of columns with more, none."""


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """Statistics of one column. least and greatest are texts as DuckDB writes them, None without a value.

    distinct is exact up to MOST_VALUES and an estimate above. values: the distinct values, the most frequent first,
    where there are at most MOST_VALUES. mean and deviation (of the sample) are for numbers.
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
    """Statistics of every column, in their order.

    is_exact: False after rows were laid over those counted: then least, greatest and values hold all that is there and
    maybe what is no more, nulls and distinct are no less than what they should be, mean and deviation are as they were.
    """

    columns: tuple[ColumnStatistics, ...]
    is_exact: bool = True

    def widened(self, added: TableStatistics) -> TableStatistics:
        """Return the statistics of a table over which rows of these other statistics were laid."""
        new = {each.name: each for each in added.columns}
        columns = tuple(_wider(each, new[each.name]) if each.name in new else each for each in self.columns)
        return TableStatistics(columns, is_exact=False)


def _wider(old: ColumnStatistics, new: ColumnStatistics) -> ColumnStatistics:
    values = tuple(dict.fromkeys((*old.values, *new.values))) if _are_all(old) and _are_all(new) else ()
    is_few = len(values) <= MOST_VALUES
    return replace(
        old,
        nulls=old.nulls + new.nulls,
        distinct=len(values) if values and is_few else old.distinct + new.distinct,
        least=min((each for each in (old.least, new.least) if each is not None), key=_in_order, default=None),
        greatest=max((each for each in (old.greatest, new.greatest) if each is not None), key=_in_order, default=None),
        values=values if is_few else (),
    )


def _are_all(column: ColumnStatistics) -> bool:
    """True when the values are all that the column has."""
    return len(column.values) == column.distinct


def _in_order(text: str) -> tuple[bool, Decimal, str]:
    """What sorts texts of one column: numbers by what they are; days, times and words as they are written."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return (True, Decimal(0), text)
    return (True, Decimal(0), text) if number.is_nan() else (False, number, "")
