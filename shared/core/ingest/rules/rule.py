"""A rule that people wrote: where a row is so, a column gets a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.ingest.rules.conditions import said

if TYPE_CHECKING:
    from shared.core.ingest.rules.conditions import Condition
    from shared.core.table.types import Cell

MOST_RULES = 200
MOST_VALUES = 1_000
"""Texts that one condition compares with."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the condition holds, column gets the value to (None empties the cell).

    Of several rules for a column the first that holds is taken. otherwise is what the column gets where none of them
    holds; None leaves a column of the table as it is, and one that is new empty.
    """

    name: str
    when: Condition
    column: str
    to: Cell
    otherwise: Cell = None

    @property
    def words(self) -> str:
        """What the rule does: "Key accounts: where firm is Om Traders, segment becomes Key account"."""
        value = "empty" if self.to is None else _plain(self.to)
        rest = "" if self.otherwise is None else f", otherwise {_plain(self.otherwise)}"
        return f"{self.name}: where {said(self.when)}, {self.column} becomes {value}{rest}"


def _plain(value: Cell) -> str:
    """A value as people write it in a rule."""
    return str(value).lower() if isinstance(value, bool) else str(value)
