"""The facts of a query: whose rows each of its numbers is made of, so that joining them counts nothing twice.

A number of query.entity is made of its rows. A number of an entity that query.entity refers to counts each of its rows
once, however many rows refer to it; least, greatest and different values are the same either way. A number of any
other entity is a fact of its own: grouped by what both share, then set beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.model import Aggregation
from shared.core.semantic.paths import reachable
from shared.core.semantic.query import AllOf, DimensionRef, FieldRef, Formula, MeasureRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, Period, SemanticQuery

_SAME_WHEN_REPEATED = {Aggregation.MIN, Aggregation.MAX, Aggregation.COUNT_DISTINCT}


@dataclass(frozen=True, slots=True)
class Fact:
    """Numbers that come from the same rows: root's, or each row of once that root's rows refer to, under where."""

    root: str
    once: str | None = None
    where: Filter | None = None
    numbers: tuple[MeasureRef, ...] = ()


def number(measure: MeasureRef, outer: Filter | None = None) -> MeasureRef:
    """Return what is aggregated: the measure without names, derivation and words, under an outer filter too."""
    return MeasureRef(
        measure.entity,
        measure.aggregation,
        measure.field,
        where=both(measure.where, outer),
        value=measure.value,
    )


def numbers(measure: MeasureRef, outer: Filter | None = None) -> Iterator[MeasureRef]:
    """Yield the aggregated numbers that a measure is computed from: itself, or those of its formula."""
    if measure.formula is None:
        yield number(measure, outer)
    else:
        yield from _operand_numbers(measure.formula, both(measure.where, outer))


def _operand_numbers(formula: Formula, outer: Filter | None) -> Iterator[MeasureRef]:
    for side in (formula.left, formula.right):
        if isinstance(side, MeasureRef):
            yield from numbers(side, outer)
        elif isinstance(side, Formula):
            yield from _operand_numbers(side, outer)


def both(one: Filter | None, other: Filter | None) -> Filter | None:
    """Return the filter that keeps what both keep."""
    if one is None or other is None:
        return other if one is None else one
    return AllOf((one, other))


def facts(query: SemanticQuery, model: SemanticModel) -> tuple[Fact, ...]:
    """Return the facts of an aggregating query, in the order of its numbers; its own rows when it has no numbers."""
    near = reachable(model, query.entity)
    found: dict[Fact, dict[MeasureRef, None]] = {}
    asked = (*query.measures, *(each.measure for each in query.having))
    sorted_by = tuple(each.by for each in query.order if isinstance(each.by, MeasureRef))
    for measure in (*asked, *sorted_by):
        for each in numbers(measure):
            found.setdefault(_home(each, query.entity, near), {})[each] = None
    if not found:
        return (Fact(query.entity),)
    return tuple(replace(fact, numbers=tuple(each)) for fact, each in found.items())


def _home(each: MeasureRef, entity: str, near: frozenset[str]) -> Fact:
    if each.entity == entity or (each.entity in near and each.aggregation in _SAME_WHEN_REPEATED):
        return Fact(entity)
    return Fact(entity, once=each.entity, where=each.where) if each.entity in near else Fact(each.entity)


def conjuncts(tree: Filter | None) -> tuple[Filter, ...]:
    """Return the filters that must all hold."""
    if tree is None:
        return ()
    return tree.items if isinstance(tree, AllOf) else (tree,)


def needed_entities(tree: Filter, about: str) -> frozenset[str]:
    """Return the entities that must be joined to test the filter; related rows are looked up from about."""
    related = {about for _ in walk.relations(tree)}
    return frozenset({each.entity for each in walk.joined_fields(tree)} | related)


def kept_filters(
    fact: Fact, roots: frozenset[str], query: SemanticQuery, model: SemanticModel
) -> tuple[tuple[Filter, ...], tuple[Filter, ...]]:
    """Return the query's filters that hold for the fact's rows, and those that should but cannot be tested on them.

    A filter on a fact's own fields is for that fact (and those that refer to it); any other is for all of them.
    """
    near = reachable(model, fact.root)
    kept, lost = [], []
    for each in conjuncts(query.filters):
        entities = needed_entities(each, query.entity)
        if entities <= near:
            kept.append(each)
        elif not entities & (roots - {fact.root}):
            lost.append(each)
    return tuple(kept), tuple(lost)


def own_dimension(
    fact: Fact, roots: frozenset[str], dimension: DimensionRef, query: SemanticQuery, model: SemanticModel
) -> DimensionRef | None:
    """Return what the fact's rows are grouped by for that dimension: for a grain of a fact's time, their own time."""
    if fact.root != dimension.entity and dimension.grain is not None:
        timed = _time_for(fact, roots | {query.entity}, FieldRef(dimension.entity, dimension.field), model)
        return None if timed is None else replace(dimension, entity=timed.entity, field=timed.field)
    return dimension if dimension.entity in reachable(model, fact.root) else None


def own_period(
    fact: Fact, roots: frozenset[str], period: Period, query: SemanticQuery, model: SemanticModel
) -> Period | None:
    """Return the period on the fact's own time; None when it has none that the period could apply to."""
    field = _time_for(fact, roots | {query.entity}, period.field, model)
    return None if field is None else replace(period, field=field)


def _time_for(fact: Fact, roots: frozenset[str], field: FieldRef, model: SemanticModel) -> FieldRef | None:
    owner, root = model.entity(field.entity), model.entity(fact.root)
    if field.entity == fact.root:
        return field
    usual = owner is not None and field.entity in roots and owner.time == field.field
    if usual and root is not None and root.time is not None:
        return FieldRef(fact.root, root.time)
    return field if field.entity in reachable(model, fact.root) else None
