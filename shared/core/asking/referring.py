"""From ideas and groups to the measures and dimensions of a query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.grouping import grain_for, naming_fields
from shared.core.asking.kinds import FEW, is_amount
from shared.core.semantic.metric_refs import asked_about
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import (
    DimensionRef,
    FieldRef,
    MeasureRef,
)
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft, Group, Idea
    from shared.core.semantic.model import Field


def measure_of(draft: Draft, idea: Idea) -> MeasureRef:
    """The measure that an idea stands for."""
    if idea.made is not None:
        return _derived(draft, idea, idea.made)
    if idea.measure is not None and idea.measure in draft.index.defined:
        return _derived(draft, idea, draft.index.defined[idea.measure].ref)
    plain = _plain(draft, idea)
    return _derived(draft, idea, plain if idea.where is None else replace(plain, name=None, where=idea.where))


def _derived(draft: Draft, idea: Idea, ref: MeasureRef) -> MeasureRef:
    """The measure with what the idea derives from it; a formula belongs to the entity asked about."""
    ref = asked_about(ref, draft.root.name)
    if idea.derivation is None:
        return ref
    return replace(ref, derivation=idea.derivation, offset=idea.offset, since=idea.since)


def _plain(draft: Draft, idea: Idea) -> MeasureRef:
    if idea.measure is not None and idea.entity is not None:
        entity = draft.model.entity(idea.entity)
        measure = entity.measure(idea.measure) if entity else None
        if measure is not None and measure.field is None and idea.entity != draft.root.name:
            return _row_count(draft, replace(idea, measure=None))
        if measure is not None:
            return MeasureRef(idea.entity, measure.aggregation, measure.field, measure.name, idea.derivation)
    if idea.field is None:
        return _row_count(draft, idea)
    kind = idea.aggregation or default_aggregation(draft, idea.field)
    return MeasureRef(idea.field.entity, kind, idea.field.field, _named(draft, idea.field, kind), idea.derivation)


def _row_count(draft: Draft, idea: Idea) -> MeasureRef:
    """Rows of the entity asked about; of another that it refers to, the different ones referred to."""
    if idea.entity in {None, draft.root.name}:
        return MeasureRef(draft.root.name, Aggregation.COUNT, None, None, idea.derivation)
    for relation in draft.model.relationships:
        if (
            relation.from_entity == draft.root.name
            and relation.to_entity == idea.entity
            and len(relation.from_columns) == 1
        ):
            return MeasureRef(
                draft.root.name, Aggregation.COUNT_DISTINCT, relation.from_columns[0], None, idea.derivation
            )
    entity = draft.model.entity(idea.entity or "")
    key = (entity.key or naming_fields(entity)) if entity else ()
    if entity is not None and key:
        return MeasureRef(entity.name, Aggregation.COUNT_DISTINCT, key[0], None, idea.derivation)
    return MeasureRef(entity.name if entity else draft.root.name, Aggregation.COUNT, None, None, idea.derivation)


def _named(draft: Draft, ref: FieldRef, kind: Aggregation) -> str | None:
    entity = draft.model.entity(ref.entity)
    found = (m for m in entity.measures if m.field == ref.field and m.aggregation is kind) if entity else iter(())
    return next((measure.name for measure in found), None)


def default_aggregation(draft: Draft, ref: FieldRef) -> Aggregation:
    """The aggregation of the first measure over the field; the sum for an unmeasured amount, else a count."""
    entity = draft.model.entity(ref.entity)
    found = next((m.aggregation for m in entity.measures if m.field == ref.field), None) if entity else None
    if found is not None:
        return found
    return Aggregation.AVG if is_amount(draft.field_of(ref)) else Aggregation.COUNT_DISTINCT


def dimension_of(draft: Draft, group: Group) -> DimensionRef:
    """The dimension of a group; moments are bucketed by a fitting grain."""
    field = draft.field_of(group.field)
    grain = group.grain
    if grain is None and field.type is DataType.TIMESTAMP and _repeats_as_day(field, draft):
        grain = grain_for(draft, field)
    return DimensionRef(group.field.entity, group.field.field, grain, group.bins)


def _repeats_as_day(field: Field, draft: Draft) -> bool:
    return field.distinct is None or not draft.root.rows or field.distinct > FEW
