"""From a checked SemanticQuery to SQL: the one place where statements are made.

The shape, from the inside out: rows joined from many to one, filtered, grouped (the "base"); then whatever needs the
whole grouped table (shares, running totals, the first N of each group); then order and limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.compare import compared_period
from shared.core.semantic.query import Derivation, DimensionRef, FieldRef, MeasureRef
from shared.core.sql import result_columns
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.sql.conditions import having_condition, period_condition
from shared.core.sql.expressions import aggregate, column, grouping, grouping_order, identifier, known_field
from shared.core.sql.parameters import Parameters
from shared.core.sql.ranges import range_edge, with_extent
from shared.core.sql.rows import Rows
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import OrderBy, SemanticQuery

DEFAULT_ROW_LIMIT = 10_000
_BASE, _RANK = "grouped", "place_in_group"


def compile_query(
    query: SemanticQuery, model: SemanticModel, dialect: Dialect, row_limit: int = DEFAULT_ROW_LIMIT
) -> CompiledQuery:
    """Return the statement for a query that passed the rules.

    row_limit caps the rows that come back, whatever the query asks. Raises InternalError for a query that the rules
    would have refused.
    """
    parameters = Parameters()
    rows = Rows(query, model, parameters)
    made = _Compiler(query, model, row_limit, rows)
    tree = made.listing() if query.columns else made.aggregation()
    limit = min(query.limit, row_limit) if query.limit and not query.limit_per else row_limit + 1
    tree = tree.limit(exp.Literal.number(limit))
    return CompiledQuery(
        sql=tree.sql(dialect=dialect.value, pretty=True),
        params=parameters.values(),
        reads=rows.tables(),
        columns=made.columns,
        dialect=dialect,
        row_limit=min(limit, row_limit),
    )


@dataclass(slots=True)
class _Compiler:
    """One compilation: collects parameters and columns while the tree grows."""

    query: SemanticQuery
    model: SemanticModel
    row_limit: int
    rows: Rows
    columns: tuple[ResultColumn, ...] = ()

    def listing(self) -> exp.Select:
        """Return SELECT columns FROM rows."""
        plain = [result_columns.listed_column(ref, self.model) for ref in self.query.columns]
        self.columns = result_columns.distinct_names(tuple(plain))
        selected = [
            exp.alias_(column(ref.entity, ref.field), each.name, quoted=True)
            for ref, each in zip(self.query.columns, self.columns, strict=True)
        ]
        tree = self.rows.under(exp.select(*selected))
        if self.query.distinct:
            tree = tree.distinct()
        ordered = [
            _ordered(column(order.by.entity, order.by.field), descending=order.descending)
            for order in self.query.order
            if isinstance(order.by, FieldRef)
        ]
        return tree.order_by(*ordered) if ordered else tree

    def aggregation(self) -> exp.Select:
        """Return the grouped query, wrapped where something needs all of its rows."""
        self.columns = self._aggregate_columns()
        if not self._needs_wrapping():
            base = self._base()
            order = self._order(base_aliases=False)
            return base.order_by(*order) if order else base
        base = self._base()
        places = [(each, grouping_order(each)) for each in self.query.dimensions]
        kept = [exp.alias_(key, self._place_name(each), quoted=True) for each, key in places if key is not None]
        return self._wrapped(base.select(*kept) if kept else base)

    def _aggregate_columns(self) -> tuple[ResultColumn, ...]:
        grouped = [result_columns.dimension_column(each, self.model) for each in self.query.dimensions]
        measured: list[ResultColumn] = []
        for measure in self.query.measures:
            here = result_columns.measure_column(measure, self.model)
            measured.append(here)
            if self.query.compare:
                measured.extend(_comparison_columns(here))
        return result_columns.distinct_names((*grouped, *measured))

    def _base(self) -> exp.Select:
        """Return SELECT groupings, aggregates FROM rows GROUP BY groupings HAVING conditions."""
        names = [each.name for each in self.columns]
        groups = [self._grouping(each) for each in self.query.dimensions]
        aggregates = self._aggregates()
        selected = [
            exp.alias_(each.copy(), name, quoted=True) for each, name in zip([*groups, *aggregates], names, strict=True)
        ]
        tree = self.rows.under(exp.select(*selected))
        for each in self.query.dimensions:
            tree = with_extent(tree, each, self.rows) if each.bins else tree
        if groups:
            tree = tree.group_by(*groups)
        for having in self.query.having:
            tree = tree.having(having_condition(having, self.rows.parameters))
        return tree

    def _aggregates(self) -> list[exp.Expr]:
        other = compared_period(self.query)
        made: list[exp.Expr] = []
        for measure in self.query.measures:
            value = aggregate(measure)
            if other is None or self.query.period is None:
                made.append(value)
                continue
            now = exp.Filter(
                this=value, expression=exp.Where(this=period_condition(self.query.period, self.rows.parameters))
            )
            then = exp.Filter(
                this=value.copy(), expression=exp.Where(this=period_condition(other, self.rows.parameters))
            )
            change = exp.Sub(this=now.copy(), expression=then.copy())
            made.extend((now, then, _percent(change, exp.func("ABS", then.copy()))))
        return made

    def _grouping(self, dimension: DimensionRef) -> exp.Expr:
        known = known_field(self.model, dimension.entity, dimension.field)
        if dimension.bins is None:
            return grouping(dimension, known, self.model.calendar)
        return range_edge(dimension, dimension.bins)

    def _needs_wrapping(self) -> bool:
        return self.query.limit_per is not None or any(each.derivation for each in self.query.measures)

    def _wrapped(self, base: exp.Select) -> exp.Select:
        selected: list[exp.Expr] = [self._outer(i, each.name) for i, each in enumerate(self.columns)]
        inner = self.query.limit_per
        if inner is None:
            tree = exp.select(*selected).from_(exp.Table(this=identifier(_BASE)))
        else:
            place = exp.Window(
                this=exp.RowNumber(),
                partition_by=[column(_BASE, self._name_of(inner))],
                order=exp.Order(expressions=self._order(base_aliases=True)),
            )
            ranked = exp.select(*selected, exp.alias_(place, _RANK, quoted=True)).from_(
                exp.Table(this=identifier(_BASE))
            )
            outer = [exp.alias_(column("ranked", each.name), each.name, quoted=True) for each in self.columns]
            inside = ranked.subquery("ranked")
            inside.set("alias", exp.TableAlias(this=identifier("ranked")))
            limit = exp.Literal.number(self.query.limit or self.row_limit)
            tree = exp.select(*outer).from_(inside).where(exp.LTE(this=column("ranked", _RANK), expression=limit))
            first = _ordered(column("ranked", self._name_of(inner)), descending=False)
            tree = tree.order_by(first, _ordered(column("ranked", _RANK), descending=False))
            return self._with_base(tree, base)
        order = self._order(base_aliases=True)
        return self._with_base(tree.order_by(*order) if order else tree, base)

    def _with_base(self, tree: exp.Select, base: exp.Select) -> exp.Select:
        named = exp.CTE(this=base, alias=exp.TableAlias(this=identifier(_BASE)))
        tree.set("with_", exp.With(expressions=[named]))
        return tree

    def _outer(self, index: int, name: str) -> exp.Expr:
        value = column(_BASE, name)
        measure = self._measure_at(index)
        if measure is None or measure.derivation is None:
            return exp.alias_(value, name, quoted=True)
        return exp.alias_(self._derived(value, measure.derivation), name, quoted=True)

    def _measure_at(self, index: int) -> MeasureRef | None:
        place = index - len(self.query.dimensions)
        return self.query.measures[place] if place >= 0 and not self.query.compare else None

    def _derived(self, value: exp.Column, derivation: Derivation) -> exp.Expr:
        if derivation is Derivation.SHARE:
            whole = exp.Window(this=exp.Sum(this=value.copy()))
            return _percent(value, whole)
        over = exp.Order(expressions=[_ordered(each, descending=False) for each in self._time_line()])
        if derivation is Derivation.RUNNING_TOTAL:
            return exp.Window(this=exp.Sum(this=value), order=over)
        before = exp.Window(this=exp.Lag(this=value.copy()), order=over)
        change = exp.Sub(this=value, expression=before)
        if derivation is Derivation.CHANGE:
            return change
        return _percent(change, exp.func("ABS", before.copy()))

    def _time_line(self) -> list[exp.Column]:
        timed = [each for each in self.query.dimensions if each.grain] or list(self.query.dimensions)
        if not timed:
            raise InternalError("a running number needs something to run along")
        return [column(_BASE, self._name_of(each)) for each in timed[:1]]

    def _name_of(self, dimension: DimensionRef) -> str:
        return self.columns[self.query.dimensions.index(dimension)].name

    def _place_name(self, dimension: DimensionRef) -> str:
        """Return the hidden column that puts names of days and months into calendar order."""
        return f"place_of_{self._name_of(dimension)}"

    def _order(self, *, base_aliases: bool) -> list[exp.Ordered]:
        """Return the sort keys asked for, then every grouping, so that equal runs give equal results."""
        asked = [self._ordered_by(order, base_aliases=base_aliases) for order in self.query.order]
        used = [order.by for order in self.query.order]
        rest = [
            _ordered(self._dimension_key(each, base_aliases=base_aliases), descending=False)
            for each in self.query.dimensions
            if each not in used
        ]
        return [*asked, *rest]

    def _ordered_by(self, order: OrderBy, *, base_aliases: bool) -> exp.Ordered:
        if isinstance(order.by, DimensionRef):
            key = self._dimension_key(order.by, base_aliases=base_aliases)
        elif isinstance(order.by, MeasureRef):
            key = self._measure_key(order.by, base_aliases=base_aliases)
        else:
            raise InternalError("an aggregate is not sorted by a bare field")
        return _ordered(key, descending=order.descending)

    def _dimension_key(self, dimension: DimensionRef, *, base_aliases: bool) -> exp.Expr:
        if base_aliases:
            named = self._place_name if grouping_order(dimension) else self._name_of
            return column(_BASE, named(dimension))
        return grouping_order(dimension) or self._grouping(dimension)

    def _measure_key(self, measure: MeasureRef, *, base_aliases: bool) -> exp.Expr:
        if measure not in self.query.measures:
            if base_aliases:
                raise InternalError("a wrapped query is sorted by what it shows")
            return aggregate(measure)
        place = self.query.measures.index(measure) * (3 if self.query.compare else 1)
        name = self.columns[len(self.query.dimensions) + place].name
        if base_aliases:
            return column(_BASE, name)
        return self._aggregates()[place]


def _ordered(key: exp.Expr, *, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=key, desc=descending, nulls_first=False)


def _percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    hundred = exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(part))
    return exp.Div(this=hundred, expression=exp.Nullif(this=whole, expression=exp.Literal.number(0)))


def _comparison_columns(current: ResultColumn) -> tuple[ResultColumn, ResultColumn]:
    before = ResultColumn(
        f"{current.name}_before", f"{current.label}, before", current.type, Role.MEASURE, current.unit
    )
    change = ResultColumn(f"{current.name}_change", "Change", DataType.FLOAT, Role.MEASURE, "%")
    return before, change
