"""Turns: queries that the same words may mean as well, made from one that was read."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.core.asking.assembly import sort_key
from shared.core.asking.draft import Group, Idea
from shared.core.asking.grouping import naming_fields
from shared.core.asking.kinds import is_amount
from shared.core.asking.referring import dimension_of, measure_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef, OrderBy, SemanticQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.core.asking.draft import Draft


class Change(StrEnum):
    """In what a meaning differs from the one that was read first."""

    NONE = "none"
    NAME = "another column of that name"
    KIND = "a value for a column, or a column for a value"
    ROOT = "rows of another table"
    ADDED_UP = "added up instead of averaged"
    AVERAGED = "averaged instead of added up"
    ROWS_COUNTED = "rows counted instead of a number"
    COUNTED_EACH = "counted for each value instead of different values counted"
    GROUPED = "a number by group instead of rows"
    BY_NAME = "a number for each row's name instead of one"
    LISTED = "rows instead of a number by group"
    FEWER_GROUPS = "one group less"
    OTHER_ORDER = "in the order of the other axis"
    NO_LIMIT = "all instead of the first"


_COUNTS = frozenset({Aggregation.COUNT, Aggregation.COUNT_DISTINCT})


def turns(draft: Draft, query: SemanticQuery) -> Iterator[tuple[Change, SemanticQuery]]:
    """Every turn that applies, the likelier ones first."""
    for change, turn in _TURNS:
        turned = turn(draft, query)
        if turned is not None:
            yield change, turned


def is_implied(draft: Draft, measure: MeasureRef) -> bool:
    """True when no word of the question says how the measure's column is brought together."""
    if measure.field is None or measure.formula is not None:
        return False
    ref = FieldRef(measure.entity, measure.field)
    named = any(idea.measure is not None and idea.measure == measure.name for idea in draft.ideas)
    return not named and not any(idea.field == ref and idea.aggregation is not None for idea in draft.ideas)


def _counted_each(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "number of counties" as a chart: how often each comes, not how many there are."""
    lone = query.measures[0] if len(query.measures) == 1 and not query.dimensions else None
    if lone is None or lone.field is None or lone.aggregation not in _COUNTS or query.compare is not None:
        return None
    dimension = dimension_of(draft, Group(FieldRef(lone.entity, lone.field)))
    count = MeasureRef(query.entity, Aggregation.COUNT, derivation=lone.derivation)
    return _grouped_query(draft, query, count, (dimension,))


def _grouped(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "price and brand": the number for each brand instead of every row's."""
    if not query.columns or query.limit is not None or query.distinct:
        return None
    amounts = [ref for ref in query.columns if is_amount(draft.field_of(ref))]
    others = [ref for ref in query.columns if ref not in amounts]
    if len(amounts) > 1 or len(others) != 1:
        return None
    measure = measure_of(draft, Idea(None, amounts[0]) if amounts else Idea(Aggregation.COUNT))
    return _grouped_query(draft, query, measure, (dimension_of(draft, Group(others[0])),))


def _by_name(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "a bar chart of their average salary": a chart or an order of one number is of one for each name."""
    lone = query.measures[0] if len(query.measures) == 1 and not query.dimensions else None
    names = naming_fields(draft.root)
    if lone is None or query.compare is not None or not names or not (draft.charted or draft.sorting):
        return None
    dimensions = tuple(dimension_of(draft, Group(FieldRef(draft.root.name, name))) for name in names)
    return _grouped_query(draft, query, lone, dimensions)


def _listed(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "price by name" where every row has its own name."""
    lone = query.measures[0] if len(query.measures) == 1 else None
    if lone is None or lone.field is None or not is_implied(draft, lone) or lone.derivation or query.having:
        return None
    if not query.dimensions or query.compare or any(each.grain or each.bins for each in query.dimensions):
        return None
    parts: tuple[DimensionRef | MeasureRef, ...] = (*query.dimensions, lone)
    fields = {each: FieldRef(each.entity, each.field or "") for each in parts}
    order = tuple(
        OrderBy(fields[each.by], descending=each.descending)
        for each in query.order
        if not isinstance(each.by, FieldRef) and each.by in fields
    )
    return SemanticQuery(
        entity=query.entity,
        columns=tuple(dict.fromkeys(fields.values())),
        filters=query.filters,
        period=query.period,
        order=order if draft.sorting else (),
        limit=query.limit,
        chart=query.chart,
    )


def _aggregated_as(kind: Aggregation) -> Callable[[Draft, SemanticQuery], SemanticQuery | None]:
    def turn(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
        old = next((each for each in query.measures if each.aggregation in {Aggregation.SUM, Aggregation.AVG}), None)
        if old is None or old.field is None or old.aggregation is kind or not is_implied(draft, old):
            return None
        new = measure_of(draft, Idea(kind, FieldRef(old.entity, old.field), derivation=old.derivation))
        return _swapped(query, old, new)

    return turn


def _rows_counted(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "number of ids by brand": how many rows, not how many different ids or what they add up to."""
    lone = query.measures[0] if len(query.measures) == 1 else None
    if lone is None or not query.dimensions or lone.field is None or query.having:
        return None
    if lone.aggregation is not Aggregation.COUNT_DISTINCT and not is_implied(draft, lone):
        return None
    return _swapped(query, lone, MeasureRef(query.entity, Aggregation.COUNT, derivation=lone.derivation))


def _fewer_groups(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """Leaves out a group that no word such as "by" asked for: one that is measured or filtered rather than the last."""
    if len(query.dimensions) < 2 or query.limit_per is not None:  # noqa: PLR2004 - one group must stay
        return None
    asked = {group.field for group in draft.groups if group.explicit}
    loose = [each for each in query.dimensions if FieldRef(each.entity, each.field) not in asked]
    measured = {(each.entity, each.field) for each in query.measures}
    if not loose:
        return None
    out = next((each for each in loose if (each.entity, each.field) in measured), loose[-1])
    kept = tuple(each for each in query.dimensions if each != out)
    return replace(query, dimensions=kept, order=_order(draft, query.measures, kept))


def _other_order(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "sorted descending" of a chart: its names or its numbers."""
    if len(query.order) != 1 or not draft.sorting or not query.dimensions or query.limit is not None:
        return None
    by = query.measures[0] if isinstance(query.order[0].by, DimensionRef) else query.dimensions[0]
    return replace(query, order=(replace(query.order[0], by=by),))


def _no_limit(draft: Draft, query: SemanticQuery) -> SemanticQuery | None:
    """As in "the most common brands": all in that order, where no number of them was said."""
    said = {thing.number for thing in draft.things if thing.number is not None}
    if query.limit is None or query.limit in said or query.limit_per is not None:
        return None
    return replace(query, limit=None)


_TURNS: tuple[tuple[Change, Callable[[Draft, SemanticQuery], SemanticQuery | None]], ...] = (
    (Change.COUNTED_EACH, _counted_each),
    (Change.GROUPED, _grouped),
    (Change.BY_NAME, _by_name),
    (Change.LISTED, _listed),
    (Change.ADDED_UP, _aggregated_as(Aggregation.SUM)),
    (Change.AVERAGED, _aggregated_as(Aggregation.AVG)),
    (Change.FEWER_GROUPS, _fewer_groups),
    (Change.ROWS_COUNTED, _rows_counted),
    (Change.OTHER_ORDER, _other_order),
    (Change.NO_LIMIT, _no_limit),
)


def _grouped_query(
    draft: Draft, query: SemanticQuery, measure: MeasureRef, dimensions: tuple[DimensionRef, ...]
) -> SemanticQuery:
    return SemanticQuery(
        entity=query.entity,
        measures=(measure,),
        dimensions=dimensions,
        filters=query.filters,
        having=query.having,
        period=query.period,
        order=_order(draft, (measure,), dimensions),
        chart=query.chart,
    )


def _order(draft: Draft, measures: tuple[MeasureRef, ...], dimensions: tuple[DimensionRef, ...]) -> tuple[OrderBy, ...]:
    """The order that was asked for, where it is of these parts; else the greatest first, or along the time line."""
    asked = [key for each in draft.sorting if (key := sort_key(draft, each, list(measures), dimensions))]
    kept = tuple(key for key in asked if key.by in {*measures, *dimensions})
    if kept:
        return kept
    timed = next((each for each in dimensions if each.grain or each.bins), None)
    return (OrderBy(timed),) if timed else (OrderBy(measures[0], descending=True),)


def _swapped(query: SemanticQuery, old: MeasureRef, new: MeasureRef) -> SemanticQuery:
    """The query with one measure in the place of another, wherever it stands."""
    order = tuple(replace(each, by=new) if each.by == old else each for each in query.order)
    return replace(query, measures=tuple(new if each == old else each for each in query.measures), order=order)
