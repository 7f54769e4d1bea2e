"""From a checked SemanticQuery to SQL: the one place where statements are made.

The shape, from the inside out: rows joined from many to one, filtered, grouped (the "base"); then whatever needs the
whole grouped table (shares, running totals, the first N of each group); then order and limit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic import walk
from shared.core.semantic.compare import compared_period
from shared.core.semantic.paths import join_path
from shared.core.semantic.query import Derivation, DimensionRef, FieldRef, MeasureRef
from shared.core.sql import result_columns
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.sql.conditions import filter_condition, having_condition, period_condition
from shared.core.sql.expressions import aggregate, column, grouping, grouping_order, identifier, known_field
from shared.core.sql.parameters import Parameters
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, Relationship, SemanticModel, TableRef
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
    made = _Compiler(query, model, row_limit)
    tree = made.listing() if query.columns else made.aggregation()
    limit = min(query.limit, row_limit) if query.limit and not query.limit_per else row_limit + 1
    tree = tree.limit(exp.Literal.number(limit))
    return CompiledQuery(
        sql=tree.sql(dialect=dialect.value, pretty=True),
        params=made.parameters.values(),
        reads=made.reads(),
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
    parameters: Parameters = field(default_factory=Parameters)
    columns: tuple[ResultColumn, ...] = ()

    def reads(self) -> tuple[TableRef, ...]:
        """Return the tables read, in the order of their entities."""
        tables = [self._entity(name).table for name in self._joined_entities()]
        return tuple(dict.fromkeys(tables))

    def listing(self) -> exp.Select:
        """Return SELECT columns FROM rows."""
        plain = [result_columns.listed_column(ref, self.model) for ref in self.query.columns]
        self.columns = result_columns.distinct_names(tuple(plain))
        selected = [
            exp.alias_(column(ref.entity, ref.field), each.name, quoted=True)
            for ref, each in zip(self.query.columns, self.columns, strict=True)
        ]
        tree = self._rows(exp.select(*selected))
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
        base = self._base()
        if not self._needs_wrapping():
            order = self._order(base_aliases=False)
            return base.order_by(*order) if order else base
        return self._wrapped(base)

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
        tree = self._rows(exp.select(*selected))
        if any(each.bins for each in self.query.dimensions):
            tree = self._with_ranges(tree)
        if groups:
            tree = tree.group_by(*groups)
        for having in self.query.having:
            tree = tree.having(having_condition(having, self.parameters))
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
                this=value, expression=exp.Where(this=period_condition(self.query.period, self.parameters))
            )
            then = exp.Filter(this=value.copy(), expression=exp.Where(this=period_condition(other, self.parameters)))
            change = exp.Sub(this=now.copy(), expression=then.copy())
            made.extend((now, then, _percent(change, exp.func("ABS", then.copy()))))
        return made

    def _rows(self, tree: exp.Select) -> exp.Select:
        """Add FROM, joins from many to one, and WHERE."""
        root = self._entity(self.query.entity)
        tree = tree.from_(_source(root))
        joined = {root.name}
        for name in self._joined_entities():
            for step in self._path(name):
                if step.to_entity not in joined:
                    joined.add(step.to_entity)
                    tree = tree.join(_source(self._entity(step.to_entity)), on=_on(step), join_type="left")
        for condition in self._where():
            tree = tree.where(condition)
        return tree

    def _where(self) -> list[exp.Expr]:
        found: list[exp.Expr] = []
        if self.query.filters is not None:
            found.append(filter_condition(self.query.filters, self.model, self.parameters))
        if self.query.period is not None:
            spans = [self.query.period, compared_period(self.query)]
            tests = [period_condition(each, self.parameters) for each in spans if each is not None]
            present = [each for each in tests if each is not None]
            if present:
                found.append(exp.paren(exp.or_(*present)) if len(present) > 1 else present[0])
        return found

    def _grouping(self, dimension: DimensionRef) -> exp.Expr:
        known = known_field(self.model, dimension.entity, dimension.field)
        if dimension.bins is None:
            return grouping(dimension, known, self.model.calendar)
        return _bin(dimension, dimension.bins)

    def _with_ranges(self, tree: exp.Select) -> exp.Select:
        """Join the range of each binned column, taken over the same filtered rows."""
        for dimension in self.query.dimensions:
            if dimension.bins:
                value = exp.cast(column(dimension.entity, dimension.field), exp.DType.DOUBLE)
                low = exp.alias_(exp.Min(this=value), "low", quoted=True)
                high = exp.alias_(exp.Max(this=value.copy()), "high", quoted=True)
                spread = self._rows(exp.select(low, high)).subquery(_range_alias(dimension))
                spread.set("alias", exp.TableAlias(this=identifier(_range_alias(dimension))))
                present = exp.Not(this=exp.Is(this=column(dimension.entity, dimension.field), expression=exp.Null()))
                tree = tree.join(spread, join_type="cross").where(present)
        return tree

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
            return column(_BASE, self._name_of(dimension))
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

    def _joined_entities(self) -> tuple[str, ...]:
        found = [self.query.entity]
        for name in walk.entities(self.query):
            found.extend(step.to_entity for step in self._path(name))
        return tuple(dict.fromkeys(found))

    def _path(self, name: str) -> tuple[Relationship, ...]:
        path = join_path(self.model, self.query.entity, name)
        if path is None:
            raise InternalError(f"no way from {self.query.entity} to {name}")
        return path

    def _entity(self, name: str) -> Entity:
        entity = self.model.entity(name)
        if entity is None:
            raise InternalError(f"unknown entity {name}")
        return entity


def _source(entity: Entity) -> exp.Table:
    table = exp.Table(this=identifier(entity.table.table), db=identifier(entity.table.dataset))
    table.set("alias", exp.TableAlias(this=identifier(entity.name)))
    return table


def _on(step: Relationship) -> exp.Expr:
    pairs = zip(step.from_columns, step.to_columns, strict=True)
    tests = [
        exp.EQ(this=column(step.from_entity, here), expression=column(step.to_entity, there)) for here, there in pairs
    ]
    return exp.and_(*tests)


def _ordered(key: exp.Expr, *, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=key, desc=descending, nulls_first=False)


def _percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    hundred = exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(part))
    return exp.Div(this=hundred, expression=exp.Nullif(this=whole, expression=exp.Literal.number(0)))


def _range_alias(dimension: DimensionRef) -> str:
    return f"range_of_{dimension.field}"


def _bin(dimension: DimensionRef, bins: int) -> exp.Expr:
    """Return the lower edge of the equal-width bin; the last bin is closed, one value fills a single bin."""
    low, high = column(_range_alias(dimension), "low"), column(_range_alias(dimension), "high")
    value = exp.cast(column(dimension.entity, dimension.field), exp.DType.DOUBLE)
    count = exp.Literal.number(f"{bins}.0")
    width = exp.Div(this=exp.paren(exp.Sub(this=high, expression=low)), expression=count)
    place = exp.Floor(
        this=exp.Div(
            this=exp.paren(exp.Sub(this=value, expression=low.copy())),
            expression=exp.Nullif(this=width, expression=exp.Literal.number(0)),
        )
    )
    capped = exp.Least(this=place, expressions=[exp.Literal.number(f"{bins - 1}.0")])
    step = exp.Mul(this=capped, expression=exp.paren(width.copy()))
    return exp.Add(this=low.copy(), expression=step)


def _comparison_columns(current: ResultColumn) -> tuple[ResultColumn, ResultColumn]:
    before = ResultColumn(
        f"{current.name}_before", f"{current.label}, before", current.type, Role.MEASURE, current.unit
    )
    change = ResultColumn(f"{current.name}_change", "Change", DataType.FLOAT, Role.MEASURE, "%")
    return before, change
