"""Each fact's rows and numbers, aggregated on its own; then all of them side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic import walk
from shared.core.semantic.compare import compared_period
from shared.core.semantic.earlier import earlier_periods
from shared.core.semantic.facts import Fact, kept_filters, needed_entities, own_dimension, own_period
from shared.core.semantic.model import Aggregation
from shared.core.semantic.paths import join_path, reachable
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef
from shared.core.sql.conditions import filter_condition, period_condition
from shared.core.sql.expressions import column, grouping, identifier, known_field
from shared.core.sql.measures import aggregate, aggregate_of, input_of
from shared.core.sql.ranges import range_edge, with_extent
from shared.core.sql.rows import Making, Rows

if TYPE_CHECKING:
    from shared.core.semantic.query import SemanticQuery

_ZERO_WITHOUT_ROWS = {Aggregation.COUNT, Aggregation.COUNT_DISTINCT, Aggregation.SUM}

Number = tuple[MeasureRef, int]
"""An aggregated number over one of the query's periods: 0 is its own, 1 the one it is compared with."""


@dataclass(frozen=True, slots=True)
class FactRows:
    """The rows of one fact as its query needs them, and what they are grouped by."""

    fact: Fact
    rows: Rows
    dimensions: tuple[DimensionRef, ...]

    def groups(self) -> list[exp.Expr]:
        """Return the groupings, one a dimension of the query."""
        return [self._group(each) for each in self.dimensions]

    def _group(self, dimension: DimensionRef) -> exp.Expr:
        if dimension.bins is not None:
            return range_edge(dimension, dimension.bins)
        model = self.rows.making.model
        kind = known_field(model, dimension.entity, dimension.field).type
        base = self.rows.column(FieldRef(dimension.entity, dimension.field))
        return grouping(base, kind, dimension.grain, model.calendar)

    def under(self, tree: exp.Select) -> exp.Select:
        """Return the SELECT over these rows."""
        tree = self.rows.under(tree)
        for each in self.dimensions:
            tree = with_extent(tree, each, self.rows) if each.bins else tree
        return tree

    def number(self, number: Number) -> exp.Expr:
        """Return the aggregate over these rows: of a compared query, over one period's."""
        measure, span = number
        rows = replace(self.rows, about=measure.entity)
        also = period_condition(self.rows.spans[span], self.rows) if len(self.rows.spans) > 1 else None
        return aggregate(measure, rows, also)


def fact_rows(fact: Fact, facts: tuple[Fact, ...], query: SemanticQuery, making: Making) -> FactRows:
    """Return the rows of one of the query's facts. Raises InternalError for what the rules would have refused."""
    roots = frozenset(each.root for each in facts)
    filters, lost = kept_filters(fact, roots, query, making.model)
    dimensions = [own_dimension(fact, roots, each, query, making.model) for each in query.dimensions]
    periods = [each for each in (query.period, compared_period(query)) if each is not None]
    spans = [own_period(fact, roots, each, query, making.model) for each in periods]
    looked_at = earlier_periods(query, making.model.calendar.week_start)
    earlier = (own_period(fact, roots, each, query, making.model) for each in looked_at)
    known_dimensions = tuple(each for each in dimensions if each is not None)
    known_spans = tuple(each for each in spans if each is not None)
    if lost or len(known_dimensions) < len(dimensions) or len(known_spans) < len(spans):
        raise InternalError(f"{fact.root} has nothing to do with a part of the query")
    about = query.entity if query.entity in reachable(making.model, fact.root) else fact.root
    needs = (*(each.entity for each in known_dimensions), *_needed_by_numbers(fact))
    read = tuple(each for each in earlier if each is not None)
    return FactRows(fact, Rows(making, fact.root, needs, filters, known_spans, read, about), known_dimensions)


def _needed_by_numbers(fact: Fact) -> tuple[str, ...]:
    names = [] if fact.once is None else [fact.once]
    for each in fact.numbers:
        names.extend(ref.entity for ref in walk.measured_fields(each))
        names.extend(sorted(needed_entities(each.where, each.entity)) if each.where is not None else ())
    return tuple(dict.fromkeys(names))


def fact_table(made: FactRows, names: dict[Number, str]) -> exp.Select:
    """Return SELECT keys, numbers FROM the fact's rows GROUP BY keys."""
    if made.fact.once is not None:
        return _once_table(made, made.fact.once, names)
    groups = made.groups()
    keys = [exp.alias_(each.copy(), key_name(i), quoted=True) for i, each in enumerate(groups)]
    numbers = [
        exp.alias_(made.number(number), name, quoted=True)
        for number, name in names.items()
        if number[0] in made.fact.numbers
    ]
    tree = made.under(exp.select(*keys, *numbers))
    return tree.group_by(*groups) if groups else tree


def _once_table(made: FactRows, entity: str, names: dict[Number, str]) -> exp.Select:
    """The same over the different rows of an entity that the fact's rows refer to."""
    mine = {number: name for number, name in names.items() if number[0] in made.fact.numbers}
    rows = replace(made.rows, about=entity)
    inputs = {name: input_of(number[0], rows) for number, name in mine.items()}
    row = [rows.column(FieldRef(entity, each)) for each in row_key(entity, made)]
    selected = [
        *(exp.alias_(each, key_name(i), quoted=True) for i, each in enumerate(made.groups())),
        *(exp.alias_(each, f"row {i}", quoted=True) for i, each in enumerate(row)),
        *(exp.alias_(each, name, quoted=True) for name, each in inputs.items() if each is not None),
    ]
    inner = made.under(exp.select(*selected)).distinct()
    for each in row:
        inner = inner.where(exp.Not(this=exp.Is(this=each.copy(), expression=exp.Null())))
    if made.fact.where is not None:
        inner = inner.where(filter_condition(made.fact.where, rows))
    keys = [column("rows", key_name(i)) for i in range(len(made.dimensions))]
    outer = [exp.alias_(each.copy(), key_name(i), quoted=True) for i, each in enumerate(keys)]
    for (measure, _), name in mine.items():
        value = None if inputs[name] is None else column("rows", name)
        outer.append(exp.alias_(aggregate_of(measure.aggregation, value), name, quoted=True))
    tree = exp.select(*outer).from_(subquery(inner, "rows"))
    return tree.group_by(*keys) if keys else tree


def row_key(entity: str, made: FactRows) -> tuple[str, ...]:
    """Return the columns that tell the entity's rows apart: its key, else what others refer to it by."""
    making = made.rows.making
    path = join_path(making.model, made.fact.root, entity)
    if not path:
        raise InternalError(f"{made.fact.root} does not refer to {entity}")
    return making.entity(entity).key or path[-1].to_columns


def side_by_side(
    tables: list[str], keys: int, numbers: list[tuple[str, Number, str]], *, zeros: bool = True
) -> exp.Select:
    """Return the rows of all tables, joined on all keys; a number of rows a table has not is zero or nothing.

    numbers are (table, number, column). Keys are equal when both are missing too; PostgreSQL joins fully only on plain
    equalities, so they are compared as text.
    """
    merged = [_coalesced([column(table, key_name(i)) for table in tables]) for i in range(keys)]
    selected = [exp.alias_(each, key_name(i), quoted=True) for i, each in enumerate(merged)]
    for table, (measure, _), name in numbers:
        value: exp.Expr = column(table, name)
        if zeros and keys and measure.aggregation in _ZERO_WITHOUT_ROWS:
            value = exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
        selected.append(exp.alias_(value, name, quoted=True))
    tree = exp.select(*selected).from_(exp.Table(this=identifier(tables[0])))
    for i, table in enumerate(tables[1:], start=1):
        other = exp.Table(this=identifier(table))
        if not keys:
            tree = tree.join(other, join_type="cross")
            continue
        on = [
            test
            for key in range(keys)
            for test in _same(
                _coalesced([column(each, key_name(key)) for each in tables[:i]]), column(table, key_name(key))
            )
        ]
        tree = tree.join(other, on=exp.and_(*on), join_type="full")
    return tree


def _same(one: exp.Expr, other: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    texts = [
        exp.Coalesce(this=exp.cast(each, exp.DType.TEXT), expressions=[exp.Literal.string("")]) for each in (one, other)
    ]
    missing = [exp.paren(exp.Is(this=each.copy(), expression=exp.Null())) for each in (one, other)]
    return exp.EQ(this=texts[0], expression=texts[1]), exp.EQ(this=missing[0], expression=missing[1])


def _coalesced(values: list[exp.Expr]) -> exp.Expr:
    return values[0] if len(values) == 1 else exp.Coalesce(this=values[0], expressions=values[1:])


def key_name(place: int) -> str:
    """Return the inner name of a grouping; it holds a space, as no column of ours does."""
    return f"key {place + 1}"


def subquery(tree: exp.Select, alias: str) -> exp.Subquery:
    """Return the SELECT as a source under a quoted alias."""
    made = tree.subquery(alias)
    made.set("alias", exp.TableAlias(this=identifier(alias)))
    return made
