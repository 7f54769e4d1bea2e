"""ResultTable: what a query returned, immutable and self-checking."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.core.errors import InternalError

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.table.types import Cell, DataType


class Role(StrEnum):
    """Why a column is in the result."""

    DIMENSION = "dimension"
    MEASURE = "measure"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result.

    name is unique in the table and stable (snake_case); label is for people ("Total value"); unit is a short
    symbol put with numbers ("₹", "%", "min") or empty; grain is set for bucketed time ("month").
    """

    name: str
    label: str
    type: DataType
    role: Role
    unit: str = ""
    grain: str = ""


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """The version of a data set that a statement read.

    dataset is its name, read_at when its source looked so, rows those of the tables read. truncated: tables that hold
    less than their source.
    """

    dataset: str
    version: int
    read_at: datetime
    rows: int
    truncated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Columns and rows in order.

    truncated says that the engine had more rows than the limit; rows_worked is what the plan was expected to work
    through (core/sql/cost), 0 where nobody asked; read is what an engine's statement read. Raises InternalError when a
    row's width is not the number of columns.
    """

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False
    milliseconds: float = field(default=0.0, compare=False)
    rows_worked: int = field(default=0, compare=False)
    read: tuple[ReadVersion, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in self.rows):
            message = f"a result row does not have {width} cells"
            raise InternalError(message)

    def column(self, index: int) -> tuple[Cell, ...]:
        """The cells of one column, top down."""
        return tuple(row[index] for row in self.rows)

    def indexes(self, role: Role) -> tuple[int, ...]:
        """The positions of the columns with this role."""
        return tuple(i for i, column in enumerate(self.columns) if column.role is role)
