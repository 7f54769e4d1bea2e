"""A filled query put right where we know better: dates by our own calendar, texts as the data writes them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.models.redaction import visible
from shared.core.semantic.query import AllOf, AnyOf, Condition, Formula, MeasureRef, Operator, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.models.grounding import Ground
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import Filter, OrderBy, Period, SemanticQuery

_WHOLE = frozenset({Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN})
_NEAR = 0.85
_LEAD = re.compile(r"(?i)^(?:(?:in|on|for|during|of|at|within|over|the|throughout|all of|whole of) )+")


@dataclass(frozen=True, slots=True)
class Settled:
    """The query as it will be run, and what a person should know about how it was read."""

    query: SemanticQuery
    notes: tuple[str, ...] = ()


def settle(query: SemanticQuery, model: SemanticModel, ground: Ground) -> Settled:
    """Return the query with its dates and texts put right. Its names must be known."""
    notes: dict[str, None] = {}
    period = query.period and _settled_period(query.period, ground, notes)
    filters = query.filters and _settled_filter(query.filters, model, notes)
    measures = tuple(_settled_measure(each, model, notes) for each in query.measures)
    settled = replace(query, period=period, filters=filters, measures=measures)
    ordered = dict(zip(query.measures, measures, strict=True))
    return Settled(replace(settled, order=tuple(_ordered(each, ordered) for each in query.order)), tuple(notes))


def _ordered(order: OrderBy, settled: dict[MeasureRef, MeasureRef]) -> OrderBy:
    return replace(order, by=settled.get(order.by, order.by)) if isinstance(order.by, MeasureRef) else order


def _settled_measure(measure: MeasureRef, model: SemanticModel, notes: dict[str, None]) -> MeasureRef:
    where = measure.where and _settled_filter(measure.where, model, notes)
    formula = measure.formula and _settled_formula(measure.formula, model, notes)
    return replace(measure, where=where, formula=formula)


def _settled_formula(formula: Formula, model: SemanticModel, notes: dict[str, None]) -> Formula:
    def settled(side: MeasureRef | Formula | float) -> MeasureRef | Formula | float:
        if isinstance(side, MeasureRef):
            return _settled_measure(side, model, notes)
        return _settled_formula(side, model, notes) if isinstance(side, Formula) else side

    return replace(formula, left=settled(formula.left), right=settled(formula.right))


def _settled_period(period: Period, ground: Ground, notes: dict[str, None]) -> Period:
    """Where the question says one period and our grammar reads it, that holds; else the model's is pointed out."""
    found = ground.periods[0] if len(ground.periods) == 1 else None
    if found is not None and found.year_said and (not found.bare or _same_year(period, found.start)):
        return replace(period, start=found.start, end=found.end, label=_LEAD.sub("", found.label))
    if ground.previous is None or period != ground.previous.period:
        notes[f"The dates, {period.label}, are the language model’s reading of the question."] = None
    return period


def _same_year(period: Period, start: object) -> bool:
    return period.start is not None and getattr(start, "year", None) == period.start.year


def _settled_filter(item: Filter, model: SemanticModel, notes: dict[str, None]) -> Filter:
    if isinstance(item, AllOf):
        return AllOf(tuple(_settled_filter(each, model, notes) for each in item.items))
    if isinstance(item, AnyOf):
        return AnyOf(tuple(_settled_filter(each, model, notes) for each in item.items))
    if isinstance(item, Related):
        return item if item.where is None else replace(item, where=_settled_filter(item.where, model, notes))
    entity = model.entity(item.field.entity)
    field = entity.find(item.field.field) if entity else None
    if field is None or not field.values or item.operator not in _WHOLE:
        return item
    return _settled_condition(item, field, notes)


def _settled_condition(condition: Condition, field: Field, notes: dict[str, None]) -> Condition:
    values = []
    for value in condition.values:
        known = _as_written(value, field) if isinstance(value, str) else None
        if isinstance(value, str) and known is not None and known.casefold() != value.casefold():
            notes[f"I took “{value}” to mean “{known}”."] = None
        values.append(value if known is None else known)
    return replace(condition, values=tuple(values))


def _as_written(value: str, field: Field) -> str | None:
    """Return the one value of the column that this must be, or None."""
    wanted = visible(value).casefold().strip()
    by_form = {each.casefold(): each for each in field.values}
    if wanted in by_form:
        return by_form[wanted]
    if not field.values_complete or not wanted:
        return None
    near = list(_holding(wanted, by_form)) or difflib.get_close_matches(wanted, by_form, n=2, cutoff=_NEAR)
    return by_form[near[0]] if len(near) == 1 else None


def _holding(wanted: str, forms: dict[str, str]) -> Iterator[str]:
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    yield from (form for form in forms if whole.search(form))
