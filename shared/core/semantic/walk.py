"""What a semantic query refers to, wherever it stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from shared.core.semantic.query import AllOf, AnyOf, Condition, DimensionRef, FieldRef, Formula, MeasureRef, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.query import Filter, RowValue, SemanticQuery


def leaves(tree: Filter | None) -> Iterator[Condition | Related]:
    """Yield what a filter tree joins by and and or, left to right; not what stands inside a related entity."""
    match tree:
        case None:
            return
        case Condition() | Related():
            yield tree
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from leaves(item)
        case _:
            assert_never(tree)


def conditions(tree: Filter | None) -> Iterator[Condition]:
    """Yield every condition of a filter tree, left to right, those on the rows of related entities too."""
    for each in leaves(tree):
        if isinstance(each, Related):
            yield from conditions(each.where)
        else:
            yield each


def own_conditions(tree: Filter | None) -> Iterator[Condition]:
    """Yield the conditions on the rows themselves: not those on the rows of related entities."""
    return (each for each in leaves(tree) if isinstance(each, Condition))


def relations(tree: Filter | None) -> Iterator[Related]:
    """Yield the related entities a filter tree asks for, not those asked for inside another."""
    return (each for each in leaves(tree) if isinstance(each, Related))


def measures(query: SemanticQuery) -> Iterator[MeasureRef]:
    """Yield the measures a query computes: selected, in HAVING, and sorted by; after each those its formula is of."""
    for each in asked_measures(query):
        yield from parts(each)


def asked_measures(query: SemanticQuery) -> Iterator[MeasureRef]:
    """Yield the measures a query names itself: selected, in HAVING, and sorted by."""
    yield from query.measures
    yield from (each.measure for each in query.having)
    yield from (each.by for each in query.order if isinstance(each.by, MeasureRef))


def parts(measure: MeasureRef) -> Iterator[MeasureRef]:
    """Yield the measure, then those inside its formula, left to right."""
    yield measure
    if measure.formula is not None:
        yield from operands(measure.formula)


def operands(formula: Formula) -> Iterator[MeasureRef]:
    """Yield the measures of a formula, with those inside the formulas of each, left to right."""
    for side in (formula.left, formula.right):
        if isinstance(side, MeasureRef):
            yield from parts(side)
        elif isinstance(side, Formula):
            yield from operands(side)


def filters(query: SemanticQuery) -> Iterator[Filter]:
    """Yield the filter trees of a query: its own, then those of its measures."""
    if query.filters is not None:
        yield query.filters
    yield from (each.where for each in measures(query) if each.where is not None)


def every_condition(query: SemanticQuery) -> Iterator[Condition]:
    """Yield the conditions of all filter trees of a query."""
    for tree in filters(query):
        yield from conditions(tree)


def dimensions(query: SemanticQuery) -> Iterator[DimensionRef]:
    """Yield the dimensions a query groups, sorts or limits by."""
    yield from query.dimensions
    yield from (each.by for each in query.order if isinstance(each.by, DimensionRef))
    if query.limit_per:
        yield query.limit_per


def value_fields(value: RowValue | None) -> Iterator[FieldRef]:
    """Yield the fields that a number worked out on each row is of."""
    if value is not None:
        yield from (each for each in (value.left, value.right) if isinstance(each, FieldRef))


def measured_fields(measure: MeasureRef) -> Iterator[FieldRef]:
    """Yield the fields one measure aggregates; its filter and the measures of its formula have their own."""
    if measure.field is not None:
        yield FieldRef(measure.entity, measure.field)
    yield from value_fields(measure.value)


def condition_fields(condition: Condition) -> Iterator[FieldRef]:
    """Yield the field of a condition, and the one it is compared with."""
    yield condition.field
    if condition.other is not None:
        yield condition.other


def filter_fields(tree: Filter | None) -> Iterator[FieldRef]:
    """Yield every field a filter tree names, periods of related entities included."""
    for condition in conditions(tree):
        yield from condition_fields(condition)
    yield from _related_periods(tree)


def joined_fields(tree: Filter | None) -> Iterator[FieldRef]:
    """Yield the fields a filter tree needs joined to the rows: not those of related entities."""
    for condition in own_conditions(tree):
        yield from condition_fields(condition)


def field_refs(query: SemanticQuery) -> Iterator[FieldRef]:
    """Yield every field a query touches, repeated as often as it is named."""
    yield from query.columns
    yield from (each.by for each in query.order if isinstance(each.by, FieldRef))
    yield from (FieldRef(each.entity, each.field) for each in dimensions(query))
    for measure in measures(query):
        yield from measured_fields(measure)
    for tree in filters(query):
        yield from filter_fields(tree)
    if query.period:
        yield query.period.field


def entities(query: SemanticQuery) -> tuple[str, ...]:
    """Return the names of the entities a query touches, its own first, related ones included."""
    names = [query.entity, *(each.entity for each in field_refs(query)), *(each.entity for each in measures(query))]
    names.extend(name for tree in filters(query) for name in _related_entities(tree))
    return tuple(dict.fromkeys(names))


def _related_entities(tree: Filter | None) -> Iterator[str]:
    for related in relations(tree):
        yield related.entity
        yield from _related_entities(related.where)


def _related_periods(tree: Filter | None) -> Iterator[FieldRef]:
    for related in relations(tree):
        if related.period is not None:
            yield related.period.field
        yield from _related_periods(related.where)
