"""The shape of a table: its columns by name, in people's words, with type and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.table.types import DataType


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column: name is its identifier, label what people call it, unit a short symbol ("₹", "min") or empty.

    personal: its cells tell of people (names, addresses, numbers that identify), so that no model and no log sees them.
    """

    name: str
    label: str
    type: DataType
    unit: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table: name is its identifier, label what people call it."""

    name: str
    label: str
    columns: tuple[ColumnShape, ...]
