"""A plan applied to a staged table: the clean table, whose rows stay on disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from shared.adapters.duckdb.staging.rows import StagedRows
from shared.core.ingest.cleaning.clean import clean_column, shown
from shared.core.ingest.cleaning.quality import facts_of, quality_of
from shared.core.ingest.report import CleanColumn, CleanTable, RuleApplied
from shared.core.ingest.text.sorting import GROUP_TOTALS
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.adapters.duckdb.staging.cells import CellSql
    from shared.adapters.duckdb.staging.evidence import StagedEvidence
    from shared.adapters.duckdb.staging.loading import LoadedTable
    from shared.core.ingest.cleaning.plan import ColumnPlan, DerivedPlan, TablePlan
    from shared.core.table.types import Cell

_EXAMPLE_ROWS = 1_000
"""Rows among which examples of a derived column are looked for."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A column of the clean table: its cells, its type, the plan that reads it, and whether a rule made or set it."""

    label: str
    cell: CellSql
    type: DataType
    plan: ColumnPlan | None = None
    is_ruled: bool = False


def clean_table(loaded: LoadedTable, evidence: StagedEvidence, plan: TablePlan) -> CleanTable:
    """The clean table that a plan makes of a staged one."""
    made = {
        each.name: _Made(each.label, evidence.cells.of(each.source, each.reading), each.reading.type, each)
        for each in plan.columns
    }
    applied = list(plan.rules)
    evidence.cells.prepare(plan.derived)
    for derived in plan.derived:
        made[derived.name] = _derived(evidence, derived, made.get(derived.name), applied)
    rows = StagedRows(
        loaded.table, tuple(each.cell for each in made.values()), tuple(each.type for each in made.values())
    )
    columns = _columns(made, evidence, rows)
    read = tuple(column for column, each in zip(columns, made.values(), strict=True) if each.plan is not None)
    totals = sum(repair.count for repair in plan.repairs if repair.what == GROUP_TOTALS)
    rejected = len(loaded.rejects) - len(loaded.layout.footer) - totals
    return CleanTable(
        name=plan.name,
        label=plan.label,
        columns=columns,
        rows=rows,
        repairs=plan.repairs,
        rejects=loaded.rejects,
        key=plan.key,
        rules=tuple(applied),
        quality=quality_of(facts_of(read, len(rows), rejected, plan.repairs)),
    )


def _derived(evidence: StagedEvidence, plan: DerivedPlan, replaced: _Made | None, applied: list[RuleApplied]) -> _Made:
    """A column that a rule makes or sets; how often each of its rules did is added to those applied."""
    cell, counts = evidence.cells.derived(plan, replaced.cell if replaced else None)
    applied += (RuleApplied(what, counts[place]) for place, what in enumerate(plan.rules))
    if replaced is None:
        return _Made(plan.label, cell, plan.type, is_ruled=True)
    kind = plan.type if plan.type is replaced.type else DataType.TEXT
    return replace(replaced, cell=cell, type=kind, is_ruled=True)


def _columns(made: Mapping[str, _Made], evidence: StagedEvidence, rows: StagedRows) -> tuple[CleanColumn, ...]:
    """The descriptions of the columns."""
    unknown = [place for place, each in enumerate(made.values()) if each.cell.nulls is None]
    nulls = rows.count_nulls(unknown)
    first = list(islice(rows, _EXAMPLE_ROWS)) if any(each.is_ruled for each in made.values()) else []
    columns = []
    for place, (name, each) in enumerate(made.items()):
        count = nulls[place] if each.cell.nulls is None else each.cell.nulls
        examples = (row[place] for row in first) if each.is_ruled else _read(evidence, each)
        if each.plan is not None:
            columns.append(replace(clean_column(each.plan, examples, count), type=each.type))
        else:
            columns.append(CleanColumn(name, each.label, each.type, shown(examples), count))
    return tuple(columns)


def _read(evidence: StagedEvidence, made: _Made) -> Iterator[Cell]:
    """The first cells of a column, as its reading has them."""
    if made.plan is not None:
        yield from map(made.plan.reading.cell, evidence.sample(made.plan.source))
