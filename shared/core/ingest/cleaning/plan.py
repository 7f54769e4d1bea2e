"""What is to be done with a table's cells to make it clean, decided before it is done.

How often rules were applied is counted by the planner (core/ingest/rules) where its words need it, else by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.ingest.report import Repair, RuleApplied
    from shared.core.ingest.typed.readings import Reading
    from shared.core.table.types import Cell, DataType


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column of the clean table that is a column of the raw one: source is its place there, from 0."""

    name: str
    label: str
    source: int
    reading: Reading
    unit: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class DerivedPlan:
    """A column that a business rule makes, or sets, from others.

    of are the places (from 0) of the raw columns whose trimmed texts compute is given, in that order; its result is the
    cell. compute depends on nothing else, so that it is asked once for each distinct combination. When name is that of
    a ColumnPlan, cells are replaced where the result is not KEEP; should the types differ, the column becomes text. No
    two plans have the same name, and compute of a column that is not there yet never gives KEEP.

    rules says what each of several rules that fill the column does, where that is counted as they are applied: whoever
    applies the plan adds them up by rule_of, which gives the place in rules of the rule that made a combination's cell
    (-1 for none), and reports RuleApplied(rules[place], rows) for each of them after the TablePlan's own, zeros too.
    """

    name: str
    label: str
    type: DataType
    of: tuple[int, ...]
    compute: Callable[[tuple[str, ...]], Cell]
    rules: tuple[str, ...] = ()
    rule_of: Callable[[tuple[str, ...]], int] | None = None


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A whole clean table: its columns in order, then the derived ones, and what is told of it.

    key names the columns that tell rows apart, where declared or certain. is_declared: people say so, and whoever
    applies the plan leaves out the rows of which a later one has the same cells in all of them, none of which is NULL.
    """

    name: str
    label: str
    columns: tuple[ColumnPlan, ...]
    derived: tuple[DerivedPlan, ...] = ()
    repairs: tuple[Repair, ...] = ()
    rules: tuple[RuleApplied, ...] = ()
    key: tuple[str, ...] = ()
    is_declared: bool = False

    @property
    def key_columns(self) -> tuple[ColumnPlan, ...]:
        """The columns of the key."""
        return tuple(each for name in self.key for each in self.columns if each.name == name)


class Keep(str):
    """The result of a compute that leaves the cell as it is."""

    __slots__ = ()


KEEP = Keep()
