"""Cells of a result as text: each column written one way from top to bottom."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from shared.core.semantic.model import Grain
from shared.core.table.result import Role
from shared.core.table.units import MONTH_OF_YEAR
from shared.render import dates
from shared.render.escape import clean
from shared.render.numbers import NO_NUMBER, as_decimal, decimals_for, number

if TYPE_CHECKING:
    from decimal import Decimal

    from shared.core.asking.answer import Answer
    from shared.core.table.result import ResultColumn, ResultTable
    from shared.core.table.types import Cell

_MONTHS = range(1, 13)
NOTHING = "(none)"
EMPTY_TEXT = "(empty)"


def is_number(cell: Cell) -> bool:
    """True for a finite number that is not a truth value."""
    return as_decimal(cell) is not None


def cell_text(cell: Cell, column: ResultColumn, decimals: int | None = None) -> str:
    """Write one cell: never empty, never scientific; decimals as chosen for the column."""
    if cell is None:
        return NO_NUMBER if column.role is Role.MEASURE else NOTHING
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date | datetime | time):
        return dates.temporal(cell, column.grain)
    if isinstance(cell, str):
        return clean(cell) if clean(cell).strip() else EMPTY_TEXT
    return _number_text(cell, column, decimals)


def _number_text(cell: float | Decimal, column: ResultColumn, decimals: int | None) -> str:
    if isinstance(cell, int) and column.grain == Grain.HOUR_OF_DAY:
        return f"{cell:02d}:00"
    if isinstance(cell, int) and column.unit == MONTH_OF_YEAR and cell in _MONTHS:
        return calendar.month_name[cell]
    if isinstance(cell, int) and column.role is not Role.MEASURE and not column.unit:
        return str(cell)  # a year, a flight number, an id: grouping it would be wrong
    return number(cell, column.unit, decimals)


def exact_figure(answer: Answer) -> list[str]:
    """Give an answer's single number in full where its headline says it in lakh, crore or billions; else nothing."""
    table = answer.table
    if table is None or len(table.rows) != 1 or len(table.columns) != 1:
        return []
    figure = number(table.rows[0][0], table.columns[0].unit)
    return [] if figure in answer.headline or figure == NO_NUMBER else [f"Exactly {figure}"]


def column_decimals(table: ResultTable) -> tuple[int, ...]:
    """Choose the decimals of each column from all of its numbers; 0 where there are none."""
    return tuple(decimals_for(table.column(i), column.unit) for i, column in enumerate(table.columns))


def table_texts(table: ResultTable, rows: int | None = None) -> list[list[str]]:
    """Write the first rows of a table (all by default), every column with its own decimals."""
    places = column_decimals(table)
    return [
        [cell_text(cell, column, places[i]) for i, (cell, column) in enumerate(zip(row, table.columns, strict=True))]
        for row in table.rows[:rows]
    ]
