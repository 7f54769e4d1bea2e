"""From a raw table to the plan of a clean one: CLEANING, read downwards, is what happens to every table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from shared.core.ingest.cleaning.column_steps import (
    drop_empty_columns,
    mark_personal,
    normalise_headers,
    read_nulls,
    settle_units,
    tell_misfits,
    trim,
    type_columns,
)
from shared.core.ingest.cleaning.draft import Draft
from shared.core.ingest.cleaning.names import file_stem, snake_case
from shared.core.ingest.cleaning.plan import ColumnPlan, TablePlan
from shared.core.ingest.cleaning.row_steps import count_duplicates, find_key, flag_outliers, tell_constants
from shared.core.ingest.report import CleanColumn, Flaw, Repair
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.core.ingest.rules.rules import Rules
    from shared.core.ingest.text.layout import TableLayout
    from shared.core.ingest.typed.evidence import TableEvidence
    from shared.core.table.types import Cell

_Entry = TypeVar("_Entry")
_EXAMPLES = 3
_EXAMPLE_CHARACTERS = 60


CLEANING: tuple[Callable[[Draft, TableEvidence], Draft], ...] = (
    normalise_headers,
    mark_personal,
    type_columns,
    trim,
    read_nulls,
    drop_empty_columns,
    settle_units,
    tell_misfits,
    count_duplicates,
    find_key,
    flag_outliers,
    tell_constants,
)


def plan_table(  # noqa: PLR0913 - what is known of a table beforehand, each by its name
    layout: TableLayout,
    evidence: TableEvidence,
    *,
    declared: tuple[DataType | None, ...] = (),
    units: tuple[str, ...] = (),
    key: tuple[str, ...] = (),
    rules: Rules | None = None,
) -> TablePlan:
    """What is to be done to make a table clean, and the report of it; no row is lost on the way.

    declared is the type of each column where the format says it, units what number formats say of each. key names the
    columns (by name or label) that people say tell rows apart. rules make and set columns by what others say.
    """
    label = file_stem(layout.label)
    draft = Draft(
        layout.header, _as_wide(declared, layout.width, None), _as_wide(units, layout.width, ""),
        tuple(range(layout.width)), key=key,
    )  # fmt: skip
    for step in CLEANING:
        draft = step(draft, evidence)
    derived, applied = rules.plan(draft.labels, evidence) if rules else ((), ())
    draft = draft.reporting(*rules.to_review(draft.labels, evidence)) if rules else draft
    return TablePlan(
        name=snake_case(label, "table"),
        label=label,
        columns=tuple(_column(draft, place) for place in draft.kept),
        derived=derived,
        repairs=_without_gone(layout.repairs, layout.width - len(draft.kept)) + draft.repairs,
        rules=applied,
        key=draft.key,
        is_declared=bool(key and draft.key),
    )


def clean_column(plan: ColumnPlan, examples: Iterable[Cell], nulls: int) -> CleanColumn:
    """The description of a column once it is read: the first distinct cells as examples, none of a personal column."""
    reading = plan.reading
    is_decimal = reading.type is DataType.DECIMAL
    return CleanColumn(
        name=plan.name,
        label=plan.label,
        type=reading.type,
        examples=() if plan.personal else shown(examples),
        nulls=nulls,
        personal=plan.personal,
        unit=plan.unit,
        precision=reading.precision if is_decimal else None,
        scale=reading.scale if is_decimal else None,
    )


def shown(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The first distinct cells as text, shortened; the cells may be many, and are taken only as far as needed."""
    found: dict[str, None] = {}
    for cell in cells:
        if cell is not None:
            found[_text(cell)[:_EXAMPLE_CHARACTERS]] = None
            if len(found) == _EXAMPLES:
                break
    return tuple(found)


def _text(cell: Cell) -> str:
    """A cell as an example: yes and no in small letters, all else as it is written."""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _column(draft: Draft, place: int) -> ColumnPlan:
    """The plan of one column."""
    return ColumnPlan(
        draft.names[place],
        draft.labels[place],
        place,
        draft.reading(place),
        draft.units[place],
        draft.personal[place],
    )


def _without_gone(repairs: tuple[Repair, ...], gone: int) -> tuple[Repair, ...]:
    """The repairs; columns that were left out, for they were empty, are no longer told to have no name."""
    told = (replace(each, count=each.count - gone) if each.flaw is Flaw.NAMELESS else each for each in repairs)
    return tuple(each for each in told if each.count > 0)


def _as_wide(entries: tuple[_Entry, ...], width: int, fill: _Entry) -> tuple[_Entry, ...]:
    """The entries, one a column."""
    return (entries + (fill,) * width)[:width]
