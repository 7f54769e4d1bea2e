"""What is known of a snapshot's table without opening it: for filters, for pages, for planning a read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_VALUES = 200
"""Distinct values kept of a column (store definitions: distinct filter values <= 200); of columns with more, none."""
_NUMBERS = ("DECIMAL", "DOUBLE", "FLOAT", "INTEGER")
_BEFORE_CHRIST = "(BC)"


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

    def widened(self, added: TableStatistics, types: Mapping[str, str]) -> TableStatistics:
        """Return the statistics of a table over which rows of these other statistics were laid.

        types: the columns' DuckDB types. Extremes of a type whose order its texts do not tell are not told any more.
        """
        new = {each.name: each for each in added.columns}
        columns = tuple(
            _wider(each, new[each.name], types[each.name]) if each.name in new else each for each in self.columns
        )
        return TableStatistics(columns, is_exact=False)


def _wider(old: ColumnStatistics, new: ColumnStatistics, kind: str) -> ColumnStatistics:
    values = tuple(dict.fromkeys((*old.values, *new.values))) if _are_all(old) and _are_all(new) else ()
    is_few = len(values) <= MOST_VALUES
    order = _order(kind)
    return replace(
        old,
        nulls=old.nulls + new.nulls,
        distinct=len(values) if values and is_few else old.distinct + new.distinct,
        least=min(_known(old.least, new.least), key=order, default=None) if order else None,
        greatest=max(_known(old.greatest, new.greatest), key=order, default=None) if order else None,
        values=values if is_few else (),
    )


def _are_all(column: ColumnStatistics) -> bool:
    """True when the values are all that the column has."""
    return len(column.values) == column.distinct


def _known(*texts: str | None) -> tuple[str, ...]:
    return tuple(each for each in texts if each is not None)


def _order(kind: str) -> Callable[[str], tuple[Any, ...]] | None:
    """What sorts DuckDB's texts of a type; None where nothing does."""
    if kind == "INTERVAL" or kind.endswith("]"):
        return None
    if kind.startswith(("DATE", "TIMESTAMP")):
        return _as_moment
    is_number = kind.startswith(_NUMBERS) or kind.endswith("INT")
    return _as_number if is_number else lambda text: (text,)


def _as_number(text: str) -> tuple[Any, ...]:
    """NaN is the greatest."""
    number = Decimal(text)
    return (True,) if number.is_nan() else (False, number)


def _as_moment(text: str) -> tuple[Any, ...]:
    """The year, those before Christ counting backwards, and the rest as it is written."""
    if text.endswith("infinity"):
        return (-1,) if text.startswith("-") else (1,)
    year, rest = text.split("-", 1)
    return (0, -int(year) if _BEFORE_CHRIST in rest else int(year), rest)
