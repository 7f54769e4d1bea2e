"""Listings: columns of rows as they are, or the first of them in some order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.combining import combined
from shared.core.asking.grouping import naming_fields
from shared.core.asking.kinds import FEW, REPEATS, is_amount
from shared.core.semantic.query import (
    DimensionRef,
    FieldRef,
    OrderBy,
    SemanticQuery,
)
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft, Sorting
    from shared.core.asking.settling import Parts
    from shared.core.semantic.model import Entity


_ALL = re.compile(
    r" (?:all|every|everything|each) (?:of )?(?:the )?(?:columns?|fields?|details?|"
    r"information|records?|rows?|data|attributes?|info)\b"
)
_DISTINCT = re.compile(r" (?:distinct|unique|different)(?= )")


def listing(draft: Draft, parts: Parts, bare: list[FieldRef]) -> SemanticQuery | None:
    """Columns of rows as they are."""
    if draft.superlative and not naming_fields(draft.root) and len(bare) <= 1:
        bare = [FieldRef(draft.root.name, field.name) for field in draft.root.fields]
    columns = list(dict.fromkeys([*(group.field for group in parts.groups), *bare]))
    distinct = False
    everything = not columns or _ALL.search(draft.text) is not None
    if draft.superlative or draft.limit is not None:
        columns = _with_names(draft, columns)
    if everything:
        if not (re.search(r"@e\d+", draft.text) or draft.conditions or draft.all_columns or draft.limit):
            return None
        shown = _shown(draft)
        columns = [FieldRef(shown.name, field.name) for field in shown.fields]
        distinct = shown.name != draft.root.name
    filters, having = combined(draft)
    if having:
        return None
    order = [key for sorting in draft.sorting if (key := listing_key(draft, sorting, columns))]
    if not order and draft.limit is not None and draft.limit_descending is not None:
        amounts = [ref for ref in columns if is_amount(draft.field_of(ref))] or ([] if everything else columns)
        if not amounts or everything:
            return None
        order = [OrderBy(amounts[-1], descending=draft.limit_descending)]
    distinct = distinct or (
        not everything and (_DISTINCT.search(draft.text) is not None or _says_kinds(draft, columns))
    )
    per = DimensionRef(draft.limit_per.entity, draft.limit_per.field) if draft.limit_per else None
    return SemanticQuery(
        entity=draft.root.name,
        columns=tuple(columns),
        distinct=distinct,
        filters=filters,
        period=draft.period,
        order=tuple(order),
        limit=draft.limit,
        limit_per=per,
        chart=draft.chart,
    )


def _says_kinds(draft: Draft, columns: list[FieldRef]) -> bool:
    """As in "list the products of Nike" of sales: each that comes, not one for each row."""
    rows, field = draft.root.rows or 0, draft.field_of(columns[0])
    if columns[1:] or rows <= FEW or field.type is not DataType.TEXT or draft.sorting or draft.limit is not None:
        return False
    plural = any(t.tag == "f" and t.plural and draft.ref(i) == columns[0] for i, t in enumerate(draft.things))
    unsaid = re.search(r"@e\d| (?:all|every|each|rows?|records?)(?= )", draft.text) is None
    return plural and unsaid and field.distinct is not None and field.distinct < REPEATS * rows


def _shown(draft: Draft) -> Entity:
    """The rows to show: those asked about, or what they refer to where only that is named ("cars not in stock")."""
    named = {draft.things[int(number)].found[0].entity for number in re.findall(r"@e(\d+)", draft.text)}
    entity = draft.model.entity(next(iter(named))) if len(named) == 1 else None
    return entity if entity is not None and entity.name in draft.index.reach[draft.root.name] else draft.root


def _with_names(draft: Draft, columns: list[FieldRef]) -> list[FieldRef]:
    """A ranking of rows shows what they are called."""
    if any(not draft.field_of(ref).type.is_numeric for ref in columns):
        return columns
    names = naming_fields(draft.root) or tuple(f.name for f in draft.root.fields[:1])
    return list(dict.fromkeys([*(FieldRef(draft.root.name, name) for name in names), *columns]))


def listing_key(draft: Draft, sorting: Sorting, columns: list[FieldRef]) -> OrderBy | None:
    """The order of a listing, or None when it has no such column."""
    down = bool(sorting.descending)
    if sorting.field is not None:
        return OrderBy(sorting.field, descending=down)
    if sorting.idea is not None and sorting.idea.field is not None:
        return OrderBy(sorting.idea.field, descending=down)
    if not columns:
        return None
    amounts = [ref for ref in columns if is_amount(draft.field_of(ref))]
    if sorting.axis == "x":
        grouped = [group.field for group in draft.groups]
        names = [ref for ref in columns if not draft.field_of(ref).type.is_numeric]
        others = [ref for ref in columns if not is_amount(draft.field_of(ref))]
        return OrderBy((grouped or names or others or columns)[0], descending=down)
    if sorting.axis == "y" or not sorting.axis:
        numbers = [ref for ref in columns if draft.field_of(ref).type.is_numeric]
        target = (amounts or numbers or columns)[-1] if sorting.axis == "y" else columns[0]
        return OrderBy(target, descending=down)
    return None
