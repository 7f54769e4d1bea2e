"""Kinds of fields for a question: categories to group by, amounts to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import Field


FEW = 25
REPEATS = 0.5


def is_dimension(field: Field, rows: int | None) -> bool:
    """Text, dates, flags, identifiers, and whole numbers with few values that come again and again."""
    if not field.type.is_numeric or field.identifier:
        return True
    if field.distinct is None or field.type is DataType.FLOAT:
        return False
    return field.distinct <= FEW and (rows is None or field.distinct <= REPEATS * rows)


def is_amount(field: Field) -> bool:
    """Numbers that are measured rather than name things."""
    return field.type.is_numeric and not field.identifier
