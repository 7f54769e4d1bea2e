"""Why rows cannot be added to a table, in words, and what of them would fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.phrases import listed
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.ingest.report import CleanColumn, CleanTable
    from shared.core.table.shape import ColumnShape, TableShape

    Pairs = tuple[tuple[CleanColumn, ColumnShape], ...]

_LEAST_SHARED = 0.5
"""The share of a table's columns that a file must have: with fewer it is another table."""

_SHOWN = 4
"""Columns that are named one by one."""
_EXAMPLE = 30
SPOKEN = {
    DataType.TEXT: "text",
    DataType.INTEGER: "whole numbers",
    DataType.DECIMAL: "decimal numbers",
    DataType.FLOAT: "floating-point numbers",
    DataType.BOOLEAN: "yes or no",
    DataType.DATE: "dates",
    DataType.TIME: "times of day",
    DataType.TIMESTAMP: "dates with a time",
}


def clash(column: CleanColumn, into: ColumnShape) -> str:
    """Types that do not go together; a text is shown, so that people find it."""
    here = SPOKEN[column.type]
    if column.type is DataType.TEXT and column.examples and not column.personal and not into.personal:
        here += f" such as “{column.examples[0][:_EXAMPLE]}”"
    return f"“{into.label}” holds {SPOKEN[into.type]} in the data set, and {here} in this file."


def unit_clash(column: CleanColumn, into: ColumnShape) -> str:
    """Units whose amounts cannot be added up."""
    there, here = into.unit or "plain numbers", column.unit or "plain numbers"
    return f"“{into.label}” is in {there} in the data set, and in {here} in this file."


def fits(pairs: Pairs) -> tuple[str, ...]:
    """Which other columns could be added."""
    if not pairs:
        return ()
    verb = "column fits" if len(pairs) == 1 else "columns fit"
    return (f"The other {verb}: {_labels(pairs)}.",)


def _labels(pairs: Pairs) -> str:
    """The first labels of columns of the data set, quoted."""
    more = len(pairs) - _SHOWN
    shown = [f"“{into.label}”" for _, into in pairs[:_SHOWN]]
    return listed([*shown, *([f"{more} more"] if more > 0 else [])])


def too_little(table: CleanTable, shape: TableShape, pairs: Pairs) -> tuple[str, ...]:
    """That a file has too few of a table's columns; nothing where it has enough."""
    of = len(shape.columns)
    if len(pairs) >= _LEAST_SHARED * of:
        return ()
    which = f" ({_labels(pairs)})" if pairs else ""
    has = f"“{table.label}” has {len(pairs)} of the {of} columns of “{shape.label}”{which}"
    return (f"{has}: it looks like another table.",)
