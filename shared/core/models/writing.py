"""A semantic query as the JSON a model would write: how a follow-up is told what it follows."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.core.models.schema import Join, Listed, Outcome
from shared.core.semantic import walk
from shared.core.semantic.query import AllOf, AnyOf, Condition, DimensionRef, FieldRef, MeasureRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.models.filling import Form
    from shared.core.semantic.query import Filter, OrderBy, SemanticQuery
    from shared.core.table.types import Cell

Json = Any


def write_filling(query: SemanticQuery, form: Form, redacted: Callable[[str], str] = str) -> dict[str, Json] | None:
    """Return the query in the form's JSON, its texts redacted; None when the form cannot express it."""
    try:
        return _Writer(form, redacted).query(query)
    except (KeyError, ValueError):
        return None


def texts_of(query: SemanticQuery | None) -> tuple[str, ...]:
    """Return the texts that a query's conditions compare with."""
    filters = query.filters if query else None
    return tuple(v for each in walk.conditions(filters) for v in each.values if isinstance(v, str))


class _Writer:
    """Looks every name up; raises KeyError or ValueError for what the form has no place for."""

    def __init__(self, form: Form, redacted: Callable[[str], str]) -> None:
        self._names = form.names
        self._redacted = redacted

    def query(self, query: SemanticQuery) -> dict[str, Json]:
        period = query.period
        return {
            "outcome": Outcome.QUERY.value,
            "entity": self._names.said_entities[query.entity],
            "measures": [self._measure(each) for each in query.measures],
            "dimensions": [self._dimension(each) for each in query.dimensions],
            "columns": [self._names.said_fields[each] for each in query.columns],
            "distinct": query.distinct,
            "filters": self._filters(query.filters),
            "having": [
                {
                    "measure": self._measure(each.measure),
                    "operator": each.operator.value,
                    "values": [self._cell(value) for value in each.values],
                }
                for each in query.having
            ],
            "period": period
            and {
                "field": self._names.said_fields[period.field],
                "start": period.start and period.start.isoformat(),
                "end": period.end and period.end.isoformat(),
            },
            "compare": query.compare and query.compare.value,
            "order": [_order(each, query) for each in query.order],
            "limit": query.limit,
            "limit_per": None if query.limit_per is None else query.dimensions.index(query.limit_per),
            "chart": query.chart and query.chart.value,
        }

    def _measure(self, measure: MeasureRef) -> dict[str, Json]:
        derivation = measure.derivation and measure.derivation.value
        if measure.name is not None:
            named = self._names.said_measures[measure.entity, measure.name]
            return {"named": named, "aggregation": None, "field": None, "derivation": derivation}
        field = None if measure.field is None else self._names.said_fields[FieldRef(measure.entity, measure.field)]
        return {"named": None, "aggregation": measure.aggregation.value, "field": field, "derivation": derivation}

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
        }

    def _cell(self, value: Cell) -> str | float | bool:
        if value is None:
            raise ValueError("no value")
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, date | time):
            return value.isoformat()
        return self._redacted(value) if isinstance(value, str) else value


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
