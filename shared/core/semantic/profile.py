"""What is known of a table before it has a meaning: the input of model inference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.semantic.model import TableRef
    from shared.core.table.types import DataType


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """Statistics of one column.

    values holds the most frequent distinct texts (capped), most frequent first; minimum and maximum are ISO text.
    distinct counts non-null values. longest is the length of the longest text. personal: its cells tell of people, as
    far as the file told; then values is empty. zoned: its timestamps are instants, minimum and maximum in UTC.
    """

    name: str
    label: str
    type: DataType
    distinct: int
    nulls: int
    values: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    longest: int = 0
    unit: str = ""
    personal: bool = False
    zoned: bool = False


@dataclass(frozen=True, slots=True)
class TableProfile:
    """Statistics of one table; label is the name people gave it (file or sheet name)."""

    name: str
    label: str
    table: TableRef
    rows: int
    columns: tuple[ColumnProfile, ...]

    def column(self, name: str) -> ColumnProfile | None:
        """The column of that name, or None."""
        return next((each for each in self.columns if each.name == name), None)
