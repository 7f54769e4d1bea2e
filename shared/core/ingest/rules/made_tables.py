"""People's rules for tables that are made already, such as the invoices and lines of a Tally export."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.plan import KEEP
from shared.core.ingest.report import CleanColumn, RuleApplied
from shared.core.ingest.rules.file_notes import told_once
from shared.core.ingest.rules.written import plan_written
from shared.core.ingest.typed.evidence import SAMPLE
from shared.core.ingest.typed.numbers import decimal_size
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.ingest.cleaning.plan import DerivedPlan
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.rules.rule import Rule
    from shared.core.table.types import Cell

_EXAMPLES = 3
Row = tuple["Cell", ...]


def with_written(tables: Sequence[CleanTable], rules: tuple[Rule, ...]) -> tuple[CleanTable, ...]:
    """The tables of one file with the columns that the rules make or set in each.

    A rule that is about a column of one of them is not said to miss it in the others; one that fits none, once.
    """
    if not rules:
        return tuple(tables)
    return told_once([_with_rules(table, rules) for table in tables], rules)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The cells of a table in memory as texts, as a file would have them."""

    cells: tuple[Row, ...]

    @property
    def rows(self) -> int:
        return len(self.cells)

    def sample(self, column: int) -> tuple[str, ...]:
        return tuple(islice(dict.fromkeys(text for row in self.cells if (text := _text(row[column]))), SAMPLE))

    def values(self, column: int) -> Iterable[tuple[str, int]]:
        return tuple(Counter(text for row in self.cells if (text := _text(row[column]))).items())


def _text(cell: Cell) -> str:
    """A cell as text; the empty one for nothing."""
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _with_rules(table: CleanTable, rules: tuple[Rule, ...]) -> CleanTable:
    """The table with what the rules make of it."""
    evidence = _Texts(tuple(table.rows))
    labels, names = tuple(c.label for c in table.columns), tuple(c.name for c in table.columns)
    plans, told = plan_written(rules, labels, evidence, (), names)
    cells: dict[str, list[Cell]] = {
        column.name: list(column_cells)
        for column, column_cells in zip(table.columns, _columns_of(table, evidence), strict=True)
    }
    columns = {column.name: column for column in table.columns}
    for plan in plans:
        applied: Counter[int] = Counter()
        old = columns.get(plan.name)
        made = _made(plan, evidence.cells, cells.get(plan.name), applied)
        kind = plan.type if old is None else _common(old.type, plan.type)
        cells[plan.name] = [_as(kind, cell) for cell in made]
        column = old or CleanColumn(plan.name, plan.label, kind)
        columns[plan.name] = _described(replace(column, type=kind), cells[plan.name])
        told = (*told, *(RuleApplied(what, applied[place]) for place, what in enumerate(plan.rules)))
    rows = tuple(zip(*cells.values(), strict=True)) if plans else table.rows
    return replace(table, columns=tuple(columns.values()), rows=rows, rules=(*table.rules, *told))


def _columns_of(table: CleanTable, evidence: _Texts) -> Iterable[Sequence[Cell]]:
    return zip(*evidence.cells, strict=True) if evidence.cells else [()] * len(table.columns)


def _made(plan: DerivedPlan, rows: tuple[Row, ...], old: list[Cell] | None, applied: Counter[int]) -> Iterable[Cell]:
    """Yield the cells of a plan, each distinct combination computed once."""
    known: dict[tuple[str, ...], tuple[Cell, int]] = {}
    for place, row in enumerate(rows):
        texts = tuple(_text(row[each]) for each in plan.of)
        if texts not in known:
            known[texts] = plan.compute(texts), plan.rule_of(texts) if plan.rule_of else -1
        cell, number = known[texts]
        applied[number] += 1
        yield old[place] if cell is KEEP and old is not None else cell


def _common(old: DataType, new: DataType) -> DataType:
    """The type of a column some of whose cells were set: its own for numbers, else text where the types differ."""
    if old is new or (old.is_numeric and new.is_numeric):
        return old
    return DataType.TEXT


def _as(kind: DataType, cell: Cell) -> Cell:
    """The cell as a column of that type holds it."""
    if cell is None:
        return None
    if kind is DataType.TEXT:
        return _text(cell)
    return Decimal(cell) if kind is DataType.DECIMAL and isinstance(cell, int) else cell


def _described(column: CleanColumn, cells: list[Cell]) -> CleanColumn:
    """The description of a column of these cells."""
    known = [cell for cell in cells if cell is not None]
    sizes = [decimal_size(cell) for cell in known if isinstance(cell, Decimal)]
    precision = scale = None
    if column.type is DataType.DECIMAL:
        scale = max([size[1] for size in sizes] + [column.scale or 0])
        whole = max([size[0] for size in sizes] + [(column.precision or 1) - (column.scale or 0)])
        precision = whole + scale
    examples = () if column.personal else tuple(map(_text, list(dict.fromkeys(known))[:_EXAMPLES]))
    return replace(column, examples=examples, nulls=len(cells) - len(known), precision=precision, scale=scale)
