"""What a semantic query refers to, wherever it stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from shared.core.semantic.query import AllOf, AnyOf, Condition, DimensionRef, FieldRef, MeasureRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.query import Filter, SemanticQuery


def conditions(filters: Filter | None) -> Iterator[Condition]:
    """Yield every condition of a filter tree, left to right."""
    match filters:
        case None:
            return
        case Condition():
            yield filters
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from conditions(item)
        case _:
            assert_never(filters)


def measures(query: SemanticQuery) -> Iterator[MeasureRef]:
    """Yield the measures a query computes: selected, in HAVING, and sorted by."""
    yield from query.measures
    yield from (each.measure for each in query.having)
    yield from (each.by for each in query.order if isinstance(each.by, MeasureRef))


def dimensions(query: SemanticQuery) -> Iterator[DimensionRef]:
    """Yield the dimensions a query groups, sorts or limits by."""
    yield from query.dimensions
    yield from (each.by for each in query.order if isinstance(each.by, DimensionRef))
    if query.limit_per:
        yield query.limit_per


def field_refs(query: SemanticQuery) -> Iterator[FieldRef]:
    """Yield every field a query touches, repeated as often as it is named."""
    yield from query.columns
    yield from (each.by for each in query.order if isinstance(each.by, FieldRef))
    yield from (FieldRef(each.entity, each.field) for each in dimensions(query))
    yield from (FieldRef(each.entity, each.field) for each in measures(query) if each.field is not None)
    yield from (each.field for each in conditions(query.filters))
    if query.period:
        yield query.period.field


def entities(query: SemanticQuery) -> tuple[str, ...]:
    """Return the names of the entities a query touches, its own first."""
    names = [query.entity, *(each.entity for each in field_refs(query)), *(each.entity for each in measures(query))]
    return tuple(dict.fromkeys(names))
