"""One fact grouped in a single SELECT: what most questions need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.facts import facts
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef
from shared.core.sql.conditions import number_condition
from shared.core.sql.expressions import grouping_order
from shared.core.sql.facts import FactRows, fact_rows
from shared.core.sql.measures import Leaf, evaluated, percent

if TYPE_CHECKING:
    from shared.core.semantic.query import OrderBy, SemanticQuery
    from shared.core.sql.parameters import Parameters
    from shared.core.sql.rows import Making

SpanLeaf = Callable[[int], Leaf]
"""The leaf of each of a compared query's periods: 0 is its own."""
DimensionKey = Callable[[int], exp.Expr]
"""What sorts the dimension at a place."""


class Grouped:
    """SELECT groupings, numbers FROM rows GROUP BY groupings HAVING conditions ORDER BY keys."""

    def __init__(self, query: SemanticQuery, making: Making, names: list[str]) -> None:
        self._query, self._making, self._names = query, making, names
        found = facts(query, making.model)
        self._made: FactRows = fact_rows(found[0], found, query, making)

    def tree(self) -> exp.Select:
        """Return the statement without its limit."""
        groups = self._made.groups()
        values = shown_numbers(self._query, self._leaf, self._making.parameters)
        selected = [
            exp.alias_(each.copy(), name, quoted=True)
            for each, name in zip([*groups, *values], self._names, strict=True)
        ]
        tree = self._made.under(exp.select(*selected))
        tree = tree.group_by(*groups) if groups else tree
        for having in self._query.having:
            value = self._value(having.measure)
            tree = tree.having(number_condition(value, having.operator, having.values, self._making.parameters))
        order = sort_keys(self._query, self._dimension_key, self._value)
        return tree.order_by(*order) if order else tree

    def _leaf(self, span: int) -> Leaf:
        return lambda measure: self._made.number((measure, span))

    def _value(self, measure: MeasureRef) -> exp.Expr:
        return evaluated(measure, self._leaf(0), self._making.parameters)

    def _dimension_key(self, place: int) -> exp.Expr:
        dimension = self._made.dimensions[place]
        base = self._made.rows.column(FieldRef(dimension.entity, dimension.field))
        return grouping_order(base, dimension.grain) or self._made.groups()[place]


def shown_numbers(query: SemanticQuery, leaf: SpanLeaf, parameters: Parameters) -> list[exp.Expr]:
    """Return the numbers a query shows before any is derived: of a compared one now, then, and the change."""
    made: list[exp.Expr] = []
    for measure in query.measures:
        now = evaluated(measure, leaf(0), parameters)
        made.append(now)
        if query.compare is not None:
            then = evaluated(measure, leaf(1), parameters)
            change = exp.Sub(this=now.copy(), expression=then.copy())
            made.extend((then, percent(change, exp.func("ABS", then.copy()))))
    return made


def sort_keys(query: SemanticQuery, dimension_key: DimensionKey, value: Leaf) -> list[exp.Ordered]:
    """Return the sort keys asked for, then every grouping, so that equal runs give equal results."""
    asked = [
        exp.Ordered(this=_sort_key(order, query, dimension_key, value), desc=order.descending, nulls_first=False)
        for order in query.order
    ]
    used = [order.by for order in query.order]
    rest = [
        exp.Ordered(this=dimension_key(i), nulls_first=False)
        for i, each in enumerate(query.dimensions)
        if each not in used
    ]
    return [*asked, *rest]


def _sort_key(order: OrderBy, query: SemanticQuery, dimension_key: DimensionKey, value: Leaf) -> exp.Expr:
    if isinstance(order.by, DimensionRef):
        return dimension_key(query.dimensions.index(order.by))
    if isinstance(order.by, MeasureRef):
        return value(order.by)
    raise InternalError("an aggregate is not sorted by a bare field")
