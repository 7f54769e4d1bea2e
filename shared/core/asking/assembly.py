"""Assembly: what the rules found, put together as one semantic query."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.combining import combined
from shared.core.asking.draft import Group, Idea, Sorting
from shared.core.asking.grouping import grain_for, naming_fields
from shared.core.asking.periods import find_periods
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import (
    DimensionRef,
    FieldRef,
    Having,
    MeasureRef,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.table.chart import ChartKind
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Field

_FEW = 25
_REPEATS = 0.5
_NEARLY_ALL = 0.9
_BINS = 20
_SEVERAL = 2
_RAW = re.compile(
    r"\b(?:relationship|correlations?|relation|correlate|against|versus|vs|comparison|"
    r"compare|proportion|distribution|change|scatter)\b"
)
_ALL = re.compile(
    r" (?:all|every|everything|each) (?:of )?(?:the )?(?:columns?|fields?|details?|"
    r"information|records?|rows?|data|attributes?|info)\b"
)
_DISTINCT = re.compile(r" (?:distinct|unique|different)(?= )")


@dataclass(slots=True)
class Parts:
    """The parts of an aggregate query in the making."""

    ideas: list[Idea]
    groups: list[Group]


def assemble(draft: Draft) -> SemanticQuery | None:
    """The query, or None when the question asks for nothing in the data."""
    bare = list(dict.fromkeys([*(draft.ref(number) for number in draft.fields_left()), *draft.bare]))
    parts = Parts(list(draft.ideas), list(draft.groups))
    counted = {idea.field for idea in parts.ideas if idea.aggregation is Aggregation.COUNT and idea.field}
    taken = {group.field for group in parts.groups} | (
        counted if len(bare) > len(counted & set(bare)) or parts.groups else set()
    )
    bare = [ref for ref in bare if ref not in taken]
    _name_rows(draft, parts, bare)
    _count_ideas(draft, parts, bare)
    _swap(draft, parts, bare)
    if parts.ideas:
        _place_bare(draft, parts, bare)
    elif not _without_ideas(draft, parts, bare):
        return _listing(draft, parts, bare)
    return _aggregate(draft, parts)


def _name_rows(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """Values compared and rows told apart: "in USA and Japan" groups by country; "of models" by origin names rows."""
    if draft.ideas and not parts.groups and not any(is_dimension(draft.field_of(ref), draft.root.rows) for ref in bare):
        parts.groups.extend(Group(ref) for ref in draft.compared)
    if draft.per_each and draft.ideas and not parts.groups and not bare:
        parts.groups.extend(Group(FieldRef(draft.root.name, name)) for name in naming_fields(draft.root))
    if any(group.explicit or group.grain for group in parts.groups):
        bare[:] = [ref for ref in bare if not _names_rows(draft, ref)]


def _names_rows(draft: Draft, ref: FieldRef) -> bool:
    field, rows = draft.field_of(ref), draft.root.rows
    plural = any(t.tag == "f" and t.plural and draft.ref(i) == ref for i, t in enumerate(draft.things))
    unique = field.distinct is not None and bool(rows) and field.distinct >= _NEARLY_ALL * (rows or 1)
    return plural and unique and field.type is DataType.TEXT and ref.entity == draft.root.name and (rows or 0) > _FEW


def is_dimension(field: Field, rows: int | None) -> bool:
    """Text, dates, flags, identifiers, and whole numbers with few values that come again and again."""
    if not field.type.is_numeric or field.identifier:
        return True
    if field.distinct is None or field.type is DataType.FLOAT:
        return False
    return field.distinct <= _FEW and (rows is None or field.distinct <= _REPEATS * rows)


def is_amount(field: Field) -> bool:
    """Numbers that are measured rather than name things."""
    return field.type.is_numeric and not field.identifier


def _count_ideas(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """Settle what "number of X" counts: rows, X's values, or the field whose content is that number."""
    for i, idea in enumerate(list(parts.ideas)):
        if idea.aggregation is not Aggregation.COUNT or idea.field is None:
            continue
        field = draft.field_of(idea.field)
        others: list[Group] | list[FieldRef] = [g for g in parts.groups if g.field != idea.field] or [
            ref for ref in bare if is_dimension(draft.field_of(ref), draft.root.rows)
        ]
        if any(g.field == idea.field for g in parts.groups):
            parts.ideas[i] = replace(idea, field=None)
        elif is_amount(field) and not idea.distinct:
            parts.ideas[i] = _counted_number(draft, parts, bare, idea, field)
        elif not others and not idea.distinct and _asks_for_rows(draft, bare):
            parts.groups.append(Group(idea.field))
            parts.ideas[i] = replace(idea, field=None)
        elif not others or idea.distinct or idea.field.entity != draft.root.name or _repeating(draft, idea.field):
            unique = (idea.field.field,) == draft.root.key and idea.field.entity == draft.root.name
            parts.ideas[i] = (
                replace(idea, field=None) if unique else replace(idea, aggregation=Aggregation.COUNT_DISTINCT)
            )
    parts.ideas[:] = [idea for idea in parts.ideas if idea.entity != "·"]


def _repeating(draft: Draft, ref: FieldRef) -> bool:
    """A name that comes again and again is counted once: "products per category"."""
    field = draft.field_of(ref)
    return bool(draft.root.rows) and field.distinct is not None and field.distinct < _REPEATS * (draft.root.rows or 0)


def _asks_for_rows(draft: Draft, bare: list[FieldRef]) -> bool:
    """A chart, an order or a limit asks for several rows, so a lone count of a name is meant name by name."""
    return draft.charted or bool(draft.sorting) or draft.limit is not None or bool(bare)


def _counted_number(draft: Draft, parts: Parts, bare: list[FieldRef], idea: Idea, field: Field) -> Idea:
    """As in "number of cylinders" of a column of numbers: a category beside another number, else that number."""
    others: list[Idea] | list[FieldRef] = [o for o in parts.ideas if o is not idea] or [
        ref for ref in bare if is_amount(draft.field_of(ref)) and not is_dimension(draft.field_of(ref), draft.root.rows)
    ]
    ref = idea.field
    if (
        ref is not None
        and is_dimension(field, draft.root.rows)
        and (others or parts.groups or draft.charted)
        and ref not in {g.field for g in parts.groups}
    ):
        parts.groups.insert(0, Group(ref))
        return Idea(None, entity="·") if others else Idea(Aggregation.COUNT)
    return Idea(None, ref)


def _swap(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """As in "cylinders by mpg": the group is the category, whichever stands first."""
    if len(parts.groups) != 1 or parts.ideas:
        return
    group = parts.groups[0]
    if not group.explicit or is_dimension(draft.field_of(group.field), draft.root.rows) or group.grain:
        return
    dims = [ref for ref in bare if is_dimension(draft.field_of(ref), draft.root.rows)]
    if dims:
        parts.groups[:] = [Group(ref) for ref in dims]
        bare[:] = [ref for ref in bare if ref not in dims]
        parts.ideas.append(Idea(None, group.field))


def _place_bare(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """Fields named beside a number: categories group it, amounts are numbers themselves."""
    measured = {idea.field for idea in parts.ideas}
    for ref in bare:
        field = draft.field_of(ref)
        if ref in measured and (draft.superlative or not is_dimension(field, draft.root.rows)):
            continue
        if is_dimension(field, draft.root.rows) or not parts.groups:
            parts.groups.append(Group(ref))
        else:
            parts.ideas.append(Idea(None, ref))


def _without_ideas(draft: Draft, parts: Parts, bare: list[FieldRef]) -> bool:
    """Decide between numbers by group (True) and a plain list of columns (False)."""
    amounts = [ref for ref in bare if is_amount(draft.field_of(ref))]
    if draft.limit_per is not None or draft.superlative:
        return False
    if any(isinstance(each, Having) for each in draft.conditions):
        return _conditioned(draft, parts, bare)
    if not bare and parts.groups:
        parts.ideas.append(Idea(Aggregation.COUNT))
        return True
    if not bare or draft.chart is ChartKind.SCATTER:
        return False
    if len(bare) == 1 and (draft.compared or not parts.groups):
        return _lone_field(draft, parts, bare, amounts)
    return bool(parts.groups) and _grouped_fields(draft, parts, bare, amounts)


def _conditioned(draft: Draft, parts: Parts, bare: list[FieldRef]) -> bool:
    """As in "brands with more than 10 orders": the condition's number is shown by what it is of."""
    measure = next(each.measure for each in draft.conditions if isinstance(each, Having))
    field = FieldRef(measure.entity, measure.field) if measure.field else None
    parts.groups.extend(Group(ref) for ref in bare)
    parts.ideas.append(Idea(measure.aggregation, field))
    return bool(parts.groups)


def _lone_field(draft: Draft, parts: Parts, bare: list[FieldRef], amounts: list[FieldRef]) -> bool:
    """One field alone: an amount of some rows, what a chart shows the distribution of, or a column to list."""
    field = draft.field_of(bare[0])
    if amounts and not draft.charted and (draft.compared or _one_number(draft, bare[0])):
        parts.groups.extend(Group(ref) for ref in draft.compared)
        parts.ideas.append(Idea(_said_aggregation(draft), bare[0]))
        return True
    if not (draft.charted or draft.words & {"distribution", "frequency", "breakdown", "proportion", "trend"}):
        return False
    measured = is_amount(field) and not is_dimension(field, draft.root.rows)
    names = naming_fields(draft.root)
    if measured and names and draft.chart in {ChartKind.BAR, ChartKind.PIE}:
        bare[:0] = [FieldRef(draft.root.name, name) for name in names]
        return False
    parts.groups.append(Group(bare[0], bins=_BINS if measured else None))
    parts.ideas.append(Idea(Aggregation.COUNT))
    return True


def _one_number(draft: Draft, ref: FieldRef) -> bool:
    """As in "quantity of Nike in April": an amount of some rows is one number, unless rows are asked for."""
    if draft.groups or draft.words & {"list", "all", "each", "every", "rows", "records", "details"}:
        return False
    narrowed = bool(draft.conditions) or draft.period is not None
    named = any(m.field == ref.field for e in draft.model.entities if e.name == ref.entity for m in e.measures)
    return named and narrowed and (draft.root.rows or 0) > _FEW and not draft.sorting and draft.limit is None


def _said_aggregation(draft: Draft) -> Aggregation | None:
    """A column called "total quantity" is added up when it is asked for by that name."""
    said = [thing.said.casefold() for thing in draft.things if thing.tag == "f"]
    return Aggregation.SUM if any(each.startswith("total ") for each in said) else None


def _grouped_fields(draft: Draft, parts: Parts, bare: list[FieldRef], amounts: list[FieldRef]) -> bool:
    said = any(group.explicit for group in parts.groups)
    repeats = all(_repeats(draft, group) for group in parts.groups)
    if amounts and (repeats or said):
        if not said and not any(group.grain for group in parts.groups) and _RAW.search(draft.text) and not repeats:
            return False
        if draft.words & {"distribution", "histogram", "frequency", "breakdown"} and all(
            is_dimension(draft.field_of(ref), draft.root.rows) for ref in bare
        ):
            parts.groups[:0] = [Group(ref) for ref in bare]
            parts.ideas.append(Idea(Aggregation.COUNT))
            return True
        real = [ref for ref in amounts if not is_dimension(draft.field_of(ref), draft.root.rows)] or amounts[-1:]
        parts.ideas.extend(Idea(None, ref) for ref in real)
        parts.groups.extend(Group(ref) for ref in bare if ref not in real)
        return True
    if said and not amounts:
        if not repeats:
            return False
        parts.groups[:0] = [Group(ref) for ref in bare]
        parts.ideas.append(Idea(Aggregation.COUNT))
        return True
    return False


def _repeats(draft: Draft, group: Group) -> bool:
    """True when grouping brings rows together: the column does not (nearly) tell all rows apart."""
    field, rows = draft.field_of(group.field), draft.root.rows
    if group.grain is not None or group.field.entity != draft.root.name:
        return True
    return field.distinct is None or not rows or field.distinct < _REPEATS * rows


def measure_of(draft: Draft, idea: Idea) -> MeasureRef:
    """The measure that an idea stands for."""
    if idea.measure is not None and idea.entity is not None:
        entity = draft.model.entity(idea.entity)
        measure = entity.measure(idea.measure) if entity else None
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
    return MeasureRef(draft.root.name, Aggregation.COUNT, None, None, idea.derivation)


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
    return field.distinct is None or not draft.root.rows or field.distinct > _FEW


def _aggregate(draft: Draft, parts: Parts) -> SemanticQuery:
    _compared_period(draft)
    filters, having = combined(draft)
    found = [measure_of(draft, idea) for idea in parts.ideas]
    measures = list({(m.entity, m.aggregation, m.field, m.derivation): m for m in reversed(found)}.values())[::-1]
    dimensions = tuple(dict.fromkeys(dimension_of(draft, group) for group in parts.groups))
    order = _order(draft, measures, dimensions)
    per = next((d for d in dimensions if draft.limit_per and d.field == draft.limit_per.field), None)
    if draft.limit_per is not None and per is None:
        per = DimensionRef(draft.limit_per.entity, draft.limit_per.field)
        dimensions = (per, *dimensions)
    return SemanticQuery(
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
    )


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
    timed = next((d for d in dimensions if draft.field_of(FieldRef(d.entity, d.field)).type.is_temporal), None)
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
    same = next(
        (
            m
            for m in measures
            if (m.entity, m.field, m.aggregation) == (wanted.entity, wanted.field, wanted.aggregation)
        ),
        None,
    )
    if same is None:
        measures.append(wanted)
    return same or wanted


def _listing(draft: Draft, parts: Parts, bare: list[FieldRef]) -> SemanticQuery | None:
    """Columns of rows as they are."""
    if draft.superlative and not naming_fields(draft.root) and len(bare) <= 1:
        bare = [FieldRef(draft.root.name, field.name) for field in draft.root.fields]
    columns = list(dict.fromkeys([*(group.field for group in parts.groups), *bare]))
    everything = not columns or _ALL.search(draft.text) is not None
    if draft.superlative or draft.limit is not None:
        columns = _with_names(draft, columns)
    if everything:
        if not (re.search(r"@e\d+", draft.text) or draft.conditions or draft.all_columns or draft.limit):
            return None
        columns = [FieldRef(draft.root.name, field.name) for field in draft.root.fields]
    filters, having = combined(draft)
    if having:
        return None
    order = [key for sorting in draft.sorting if (key := listing_key(draft, sorting, columns))]
    if not order and draft.limit is not None and draft.limit_descending is not None:
        amounts = [ref for ref in columns if is_amount(draft.field_of(ref))] or ([] if everything else columns)
        if not amounts or everything:
            return None
        order = [OrderBy(amounts[-1], descending=draft.limit_descending)]
    distinct = _DISTINCT.search(draft.text) is not None and not everything
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


__all__ = ["assemble", "default_aggregation"]
