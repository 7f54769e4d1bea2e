"""The data types a column can have, engine-neutral."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

Cell = str | int | float | Decimal | bool | date | datetime | time | None
"""One value of a table. bytes never appear: binary columns are shown as text."""


class DataType(StrEnum):
    """What a column holds, whatever engine stores it."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"

    @property
    def is_numeric(self) -> bool:
        """True for types that sums and averages make sense of."""
        return self in {DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT}

    @property
    def is_temporal(self) -> bool:
        """True for types a calendar grain applies to."""
        return self in {DataType.DATE, DataType.TIMESTAMP}


def as_float(cell: Cell) -> float | None:
    """Return a cell of a number's column as a float; None for nothing, and for text."""
    return None if cell is None or isinstance(cell, str) else float(cell)  # type: ignore[arg-type]
