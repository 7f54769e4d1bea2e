"""From a raw table to a clean one: CLEANING, read downwards, is what happens to every table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.ingest.inference import infer_columns
from shared.core.ingest.names import column_names, file_stem, snake_case
from shared.core.ingest.numbers import unit_symbol
from shared.core.ingest.personal import holds_personal_values, is_personal_header
from shared.core.ingest.report import CleanColumn, CleanTable, Repair
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.core.ingest.inference import TypedColumn
    from shared.core.ingest.sheet import RawTable

_HEADER_UNIT = re.compile(r"[(\[]\s*([^()\[\]\s]{1,6})\s*[)\]]\s*$")
_UNITS = frozenset(
    "% \u20b9 $ \u20ac \u00a3 \u00a5 aed chf kg g mg lb oz t km m cm mm mi ft in l ml h hr hrs min mins s sec ms d "
    "days \u00b0c \u00b0f kw kwh mw mwh w v a pcs nos".split()
)
_EXAMPLES = 3
_EXAMPLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A table between raw and clean, column by column; typed is empty until the types are known."""

    labels: tuple[str, ...]
    texts: tuple[Sequence[str], ...]
    typed: tuple[TypedColumn, ...] = ()
    personal: tuple[bool, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def reporting(self, *repairs: Repair) -> Draft:
        """The same draft with more to report; repairs that happened no times are left out."""
        return replace(self, repairs=self.repairs + tuple(each for each in repairs if each.count))


def clean_table(table: RawTable) -> CleanTable:
    """The typed table and the report of everything done to get it; no row is lost on the way."""
    label = file_stem(table.label)
    draft = Draft(table.header, tuple(zip(*table.rows, strict=True)), repairs=table.repairs)
    for step in CLEANING:
        draft = step(draft)
    return CleanTable(
        name=snake_case(label, "table"),
        label=label,
        columns=_columns(draft),
        rows=tuple(zip(*(column.cells for column in draft.typed), strict=True)),
        repairs=draft.repairs,
        rejects=table.rejects,
    )


def trim(draft: Draft) -> Draft:
    """Spaces around cells go. They carry no meaning, and are not worth a word."""
    return replace(draft, texts=tuple([cell.strip() for cell in column] for column in draft.texts))


def drop_empty_columns(draft: Draft) -> Draft:
    """Columns without a name and without a value go: separators at the ends of lines make them."""
    kept = [
        place
        for place, (label, column) in enumerate(zip(draft.labels, draft.texts, strict=True), start=1)
        if label != f"Column {place}" or any(column)
    ]
    gone = len(draft.labels) - len(kept)
    if not gone or not kept:
        return draft
    return replace(
        draft,
        labels=tuple(draft.labels[place - 1] for place in kept),
        texts=tuple(draft.texts[place - 1] for place in kept),
    ).reporting(Repair("empty columns without a name were left out", gone))


def count_duplicates(draft: Draft) -> Draft:
    """Rows that are exactly like another one are counted and kept: whether they are mistakes is not ours to say."""
    rows = len(draft.texts[0])
    copies = rows - len(set(zip(*draft.texts, strict=True)))
    return draft.reporting(Repair("rows are exact copies of another row; they were kept", copies, to_check=True))


def type_columns(draft: Draft) -> Draft:
    """Each column gets its type, decided from all rows, and its typed cells."""
    typed = infer_columns(draft.labels, draft.texts)
    return replace(draft, typed=typed).reporting(*(repair for column in typed for repair in column.repairs))


def mark_personal(draft: Draft) -> Draft:
    """Columns about people are marked, by header or by the form of their values."""
    return replace(
        draft,
        personal=tuple(
            is_personal_header(label, draft.labels) or holds_personal_values(column)
            for label, column in zip(draft.labels, draft.texts, strict=True)
        ),
    )


CLEANING: tuple[Callable[[Draft], Draft], ...] = (
    trim,
    drop_empty_columns,
    count_duplicates,
    type_columns,
    mark_personal,
)


def _columns(draft: Draft) -> tuple[CleanColumn, ...]:
    """The descriptions of the columns; examples of personal ones are not shown."""
    return tuple(
        CleanColumn(
            name=name,
            label=label,
            type=column.type,
            examples=() if personal else _examples(column),
            nulls=column.cells.count(None),
            personal=personal,
            unit=column.unit or (unit_of_header(label) if column.type.is_numeric else ""),
            precision=column.precision if column.type is DataType.DECIMAL else None,
            scale=column.scale if column.type is DataType.DECIMAL else None,
        )
        for name, label, column, personal in zip(
            column_names(draft.labels), draft.labels, draft.typed, draft.personal, strict=True
        )
    )


def unit_of_header(label: str) -> str:
    """The unit that a header ends with in brackets: "Weight (kg)" is in kg, "Amount (Rs.)" in rupees."""
    match = _HEADER_UNIT.search(label)
    word = match.group(1) if match else ""
    symbol = unit_symbol(word)
    return symbol if symbol != word or word.lower() in _UNITS else ""


def _examples(column: TypedColumn) -> tuple[str, ...]:
    """The first distinct values as text."""
    found: dict[str, None] = {}
    for cell in column.cells:
        if cell is not None:
            found[str(cell)[:_EXAMPLE_CHARACTERS]] = None
            if len(found) == _EXAMPLES:
                break
    return tuple(found)
