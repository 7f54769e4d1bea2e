"""Bound parameters: the only way a value gets into a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from shared.core.table.types import Cell


class Parameters:
    """Collects values while a statement is made; equal values share a name."""

    def __init__(self) -> None:
        self._names: dict[tuple[type, Cell], str] = {}

    def bind(self, value: Cell) -> exp.Expr:
        """Return the placeholder that stands for the value."""
        name = self._names.setdefault((type(value), value), f"p{len(self._names) + 1}")
        return exp.Placeholder(this=name)

    def values(self) -> dict[str, Cell]:
        """Return the values by placeholder name."""
        return {name: value for (_, value), name in self._names.items()}
