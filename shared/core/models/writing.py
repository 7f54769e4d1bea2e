"""A semantic query as the JSON a model would write: how a follow-up is told what it follows."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.core.models.schema import Join, Listed, Outcome
from shared.core.semantic import walk
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Arithmetic,
    Condition,
    DimensionRef,
    FieldRef,
    Formula,
    MeasureRef,
    Related,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.models.filling import Form
    from shared.core.semantic.query import Filter, OrderBy, Period, SemanticQuery
    from shared.core.table.types import Cell

Json = Any
_HUNDRED = 100


def write_filling(query: SemanticQuery, form: Form, redacted: Callable[[str], str] = str) -> dict[str, Json] | None:
    """Return the query in the form's JSON, its texts redacted; None when the form cannot express it."""
    try:
        return _Writer(form, redacted).query(query)
    except (KeyError, ValueError):
        return None


def texts_of(query: SemanticQuery | None) -> tuple[str, ...]:
    """Return the texts that a query's conditions compare with."""
    conditions = walk.every_condition(query) if query else ()
    return tuple(v for each in conditions for v in each.values if isinstance(v, str))


class _Writer:
    """Looks every name up; raises KeyError or ValueError for what the form has no place for."""

    def __init__(self, form: Form, redacted: Callable[[str], str]) -> None:
        self._names = form.names
        self._redacted = redacted

    def query(self, query: SemanticQuery) -> dict[str, Json]:
        return {
            "outcome": Outcome.QUERY.value,
            "entity": self._names.said_entities[query.entity],
            "measures": [self._measure(each) for each in query.measures],
            "dimensions": [self._dimension(each) for each in query.dimensions],
            "columns": [self._names.said_fields[each] for each in query.columns],
            "distinct": query.distinct,
            "filters": self._filters(_conditions_of(query.filters)),
            "related": [self._related(each) for each in _related_of(query.filters)],
            "having": [
                {
                    "measure": self._measure(each.measure),
                    "operator": each.operator.value,
                    "values": [self._cell(value) for value in each.values],
                }
                for each in query.having
            ],
            "period": self._period(query.period),
            "compare": query.compare and query.compare.value,
            "order": [_order(each, query) for each in query.order],
            "limit": query.limit,
            "limit_per": None if query.limit_per is None else query.dimensions.index(query.limit_per),
            "chart": query.chart and query.chart.value,
            "complete": query.complete,
        }

    def _measure(self, measure: MeasureRef) -> dict[str, Json]:
        offset = measure.offset
        return self._number(measure) | {
            "formula": None if measure.name or measure.formula is None else self._calculated(measure.formula),
            "derivation": measure.derivation and measure.derivation.value,
            "offset": offset and {"grain": offset.grain.value, "spans": offset.spans},
            "since": measure.since and measure.since.value,
        }

    def _number(self, measure: MeasureRef) -> dict[str, Json]:
        nothing: dict[str, Json] = dict.fromkeys(("named", "aggregation", "field", "value"))
        nothing["where"] = self._filters(measure.where)
        if measure.name is not None:
            names = self._names.said_measures
            metric = names.get(("", measure.name))
            if (measure.entity, measure.name) not in names and metric is not None:
                return nothing | {"named": metric, "where": None}
            return nothing | {"named": names[measure.entity, measure.name]}
        if measure.formula is not None:
            return nothing
        value, field = measure.value, measure.field
        return nothing | {
            "aggregation": measure.aggregation.value,
            "field": None if field is None else self._names.said_fields[FieldRef(measure.entity, field)],
            "value": value
            and {"operator": value.operator.value, "left": self._term(value.left), "right": self._term(value.right)},
        }

    def _term(self, term: FieldRef | float) -> str | float:
        return self._names.said_fields[term] if isinstance(term, FieldRef) else term

    def _calculated(self, formula: Formula) -> dict[str, Json]:
        percent = formula.operator is Arithmetic.MULTIPLY and formula.left == _HUNDRED
        whole = formula.right if percent and isinstance(formula.right, Formula) else formula
        return self._formula(whole, depth=0) | {"percent": whole is not formula}

    def _formula(self, formula: Formula, depth: int) -> dict[str, Json]:
        if depth > 1:
            raise ValueError("nested deeper than the form goes")
        left, right = (self._operand(each, depth) for each in (formula.left, formula.right))
        return {"operator": formula.operator.value, "left": left, "right": right}

    def _operand(self, operand: MeasureRef | Formula | float, depth: int) -> Json:
        if isinstance(operand, Formula):
            return self._formula(operand, depth + 1)
        return self._number(operand) if isinstance(operand, MeasureRef) else operand

    def _period(self, period: Period | None) -> dict[str, Json] | None:
        if period is None:
            return None
        return {
            "field": self._names.said_fields[period.field],
            "start": period.start and period.start.isoformat(),
            "end": period.end and period.end.isoformat(),
        }

    def _related(self, related: Related) -> dict[str, Json]:
        return {
            "entity": self._names.said_entities[related.entity],
            "negated": related.negated,
            "filters": self._filters(related.where),
            "period": self._period(related.period),
        }

    def _dimension(self, dimension: DimensionRef) -> dict[str, Json]:
        return {
            "field": self._names.said_fields[FieldRef(dimension.entity, dimension.field)],
            "grain": dimension.grain and dimension.grain.value,
            "bins": dimension.bins,
        }

    def _filters(self, filters: Filter | None) -> dict[str, Json] | None:
        if filters is None:
            return None
        match, items = _members(filters)
        return {"match": match.value, "groups": [self._group(each) for each in items]}

    def _group(self, filters: Filter) -> dict[str, Json]:
        match, items = _members(filters)
        return {"match": match.value, "conditions": [self._condition(each) for each in items]}

    def _condition(self, condition: Filter) -> dict[str, Json]:
        if not isinstance(condition, Condition):
            raise ValueError("nested deeper than the form goes")  # noqa: TRY004 - a value of a fitting type
        return {
            "field": self._names.said_fields[condition.field],
            "operator": condition.operator.value,
            "values": [self._cell(value) for value in condition.values],
            "other": condition.other and self._names.said_fields[condition.other],
            "grain": condition.grain and condition.grain.value,
        }

    def _cell(self, value: Cell) -> str | float | bool:
        if value is None:
            raise ValueError("no value")
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, date | time):
            return value.isoformat()
        return self._redacted(value) if isinstance(value, str) else value


def _conditions_of(filters: Filter | None) -> Filter | None:
    """The filters without what stands in a list of its own."""
    kept = tuple(each for each in _all(filters) if not isinstance(each, Related))
    if len(kept) == len(_all(filters)):
        return filters
    return AllOf(kept) if len(kept) > 1 else next(iter(kept), None)


def _related_of(filters: Filter | None) -> tuple[Related, ...]:
    return tuple(each for each in _all(filters) if isinstance(each, Related))


def _all(filters: Filter | None) -> tuple[Filter, ...]:
    return () if filters is None else (filters.items if isinstance(filters, AllOf) else (filters,))


def _members(filters: Filter) -> tuple[Join, tuple[Filter, ...]]:
    if isinstance(filters, AnyOf):
        return Join.ANY, filters.items
    return Join.ALL, filters.items if isinstance(filters, AllOf) else (filters,)


def _order(order: OrderBy, query: SemanticQuery) -> dict[str, Json]:
    if isinstance(order.by, MeasureRef):
        listed, position = Listed.MEASURES, query.measures.index(order.by)
    elif isinstance(order.by, DimensionRef):
        listed, position = Listed.DIMENSIONS, query.dimensions.index(order.by)
    else:
        listed, position = Listed.COLUMNS, query.columns.index(order.by)
    return {"list": listed.value, "position": position, "descending": order.descending}
