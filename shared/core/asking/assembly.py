"""Assembly: what the rules found, put together as one semantic query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.amounts import main_idea
from shared.core.asking.combining import combined
from shared.core.asking.draft import Group, Idea, Sorting
from shared.core.asking.kinds import is_amount
from shared.core.asking.listing import listing
from shared.core.asking.periods import find_periods
from shared.core.asking.referring import dimension_of, measure_of
from shared.core.asking.settling import Parts, count_ideas, name_rows, place_bare, swap, without_ideas
from shared.core.asking.two_facts import apart
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import (
    AllOf,
    Condition,
    DimensionRef,
    FieldRef,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.semantic.walk import conditions

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

_EACH = frozenset({"each", "every", "per"})


def assemble(draft: Draft) -> SemanticQuery | None:
    """The query, or None when the question asks for nothing in the data."""
    bare = list(dict.fromkeys([*(draft.ref(number) for number in draft.fields_left()), *draft.bare]))
    parts = Parts(sorted(draft.ideas, key=lambda idea: idea.where is not None), list(draft.groups))
    counted = {idea.field for idea in parts.ideas if idea.aggregation is Aggregation.COUNT and idea.field}
    taken = {group.field for group in parts.groups} | (
        counted if len(bare) > len(counted & set(bare)) or parts.groups else set()
    )
    bare = [ref for ref in bare if ref not in taken]
    if draft.compare is not None and not parts.ideas and not any(is_amount(draft.field_of(ref)) for ref in bare):
        parts.ideas.append(main_idea(draft.root))
    if draft.compared and draft.words & {"compare", "comparing"} and not (parts.ideas or parts.groups or bare):
        parts.ideas.append(main_idea(draft.root))
        parts.groups.extend(Group(ref) for ref in draft.compared)
    name_rows(draft, parts, bare)
    count_ideas(draft, parts, bare)
    swap(draft, parts, bare)
    if parts.ideas:
        place_bare(draft, parts, bare)
    elif not without_ideas(draft, parts, bare):
        return listing(draft, parts, bare)
    return _aggregate(draft, parts)


def _aggregate(draft: Draft, parts: Parts) -> SemanticQuery | None:
    _compared_period(draft)
    filters, having = combined(draft)
    filters = _ranked_members(draft, parts, filters)
    found = [measure_of(draft, idea) for idea in parts.ideas]
    measures = list({replace(m, name=None, label="", unit=""): m for m in reversed(found)}.values())[::-1]
    dimensions = tuple(dict.fromkeys(dimension_of(draft, group) for group in parts.groups))
    if draft.limit is not None and not dimensions and draft.limit_per is None:
        # One number of the first few rows ("average of the 5 largest") is no number of all of them.
        return None
    order = _order(draft, measures, dimensions)
    per = next((d for d in dimensions if draft.limit_per and d.field == draft.limit_per.field), None)
    if draft.limit_per is not None and per is None:
        per = DimensionRef(draft.limit_per.entity, draft.limit_per.field)
        dimensions = (per, *dimensions)
    per = per or _span_of_each(draft, dimensions)
    query = SemanticQuery(
        entity=draft.root.name,
        measures=tuple(measures),
        dimensions=dimensions,
        filters=filters,
        having=having,
        period=draft.period,
        compare=draft.compare,
        order=order,
        limit=draft.limit if dimensions else None,
        limit_per=per,
        chart=draft.chart,
        complete=draft.complete and any(each.grain for each in dimensions),
    )
    return apart(draft, query)


def _span_of_each(draft: Draft, dimensions: tuple[DimensionRef, ...]) -> DimensionRef | None:
    """As in "best selling product each month": the span that has a winner of its own, when the rest is what wins."""
    spans = [each for each in dimensions if each.grain is not None]
    ranks = draft.limit is not None and len(spans) == 1 and len(dimensions) > 1
    return spans[0] if ranks and draft.words & _EACH else None


def _ranked_members(draft: Draft, parts: Parts, filters: Filter | None) -> Filter | None:
    """The conditions, and that what is ranked is known: rows without a brand are no brand of their own."""
    if draft.limit is None or (draft.limit_descending is None and not draft.superlative):
        return filters
    said = {each.field for each in conditions(filters)}
    ranked = [g.field for g in parts.groups if g.grain is None and g.bins is None and g.field not in said]
    missing = [ref for ref in ranked if draft.field_of(ref).nullable and ref.entity == draft.root.name]
    items = [Condition(ref, Operator.NOT_NULL) for ref in dict.fromkeys(missing)]
    if not items:
        return filters
    before = filters.items if isinstance(filters, AllOf) else ((filters,) if filters is not None else ())
    return (*before, *items)[0] if len(before) + len(items) == 1 else AllOf((*before, *items))


def _compared_period(draft: Draft) -> None:
    """As in "value vs last year" without a period of its own compares this year."""
    column = draft.root.find(draft.root.time) if draft.root.time else None
    if draft.compare is None or draft.period is not None or column is None or not draft.compare_unit:
        return
    found = find_periods(f"this {draft.compare_unit}", draft.clock.now, replace(draft.model.calendar, timezone="UTC"))
    if found:
        ref = FieldRef(draft.root.name, column.name)
        draft.period = Period(ref, found[0].start, found[0].end, found[0].label)


def _order(draft: Draft, measures: list[MeasureRef], dimensions: tuple[DimensionRef, ...]) -> tuple[OrderBy, ...]:
    orders = [order for sorting in draft.sorting if (order := sort_key(draft, sorting, measures, dimensions))]
    if orders or not dimensions:
        return tuple(orders)
    timed = next((d for d in dimensions if _is_time(draft, d)), None)
    binned = next((d for d in dimensions if d.bins), None)
    if draft.limit is not None:
        return (OrderBy(measures[0], descending=draft.limit_descending is not False),)
    if timed or binned:
        return (OrderBy(timed or binned or dimensions[0]),)
    return (OrderBy(measures[0], descending=True),)


def _is_date(draft: Draft, dimension: DimensionRef) -> bool:
    return draft.field_of(FieldRef(dimension.entity, dimension.field)).type.is_temporal


def _is_time(draft: Draft, dimension: DimensionRef) -> bool:
    field = draft.field_of(FieldRef(dimension.entity, dimension.field))
    return field.type.is_temporal or (
        field.type.is_numeric
        and field.label.casefold().split()[-1] in {"year", "month", "week", "hour", "day", "quarter"}
    )


def sort_key(
    draft: Draft, sorting: Sorting, measures: list[MeasureRef], dimensions: tuple[DimensionRef, ...]
) -> OrderBy | None:
    """The order that a wish means among these measures (a missing one is added) and dimensions."""
    down = bool(sorting.descending)
    if sorting.idea is not None:
        return OrderBy(_among(measure_of(draft, sorting.idea), measures), descending=down)
    if sorting.field is not None:
        return OrderBy(_field_key(draft, sorting.field, measures, dimensions), descending=down)
    if sorting.axis == "x" or (not sorting.axis and len(draft.sorting) == 1 and not measures):
        return OrderBy(dimensions[0], descending=down) if dimensions else None
    if sorting.axis == "y" or not dimensions:
        return OrderBy(measures[0], descending=down)
    times = _is_time if sorting.axis == "time" else _is_date
    timed = next((d for d in dimensions if times(draft, d)), None)
    return OrderBy(timed or measures[0], descending=down)


def _field_key(
    draft: Draft, ref: FieldRef, measures: list[MeasureRef], dimensions: tuple[DimensionRef, ...]
) -> MeasureRef | DimensionRef:
    for dimension in dimensions:
        if (dimension.entity, dimension.field) == (ref.entity, ref.field):
            return dimension
    for measure in measures:
        if (measure.entity, measure.field) == (ref.entity, ref.field):
            return measure
    if is_amount(draft.field_of(ref)):
        return _among(measure_of(draft, Idea(None, ref)), measures)
    return dimensions[0] if dimensions else measures[0]


def _among(wanted: MeasureRef, measures: list[MeasureRef]) -> MeasureRef:
    same = next((m for m in measures if _underived(m) == _underived(wanted)), None)
    if same is None:
        measures.append(wanted)
    return same or wanted


def _underived(measure: MeasureRef) -> MeasureRef:
    """The number itself, however it is called and whatever is derived from it."""
    return replace(measure, name=None, label="", unit="", derivation=None, offset=None, since=None)
