"""From a checked SemanticQuery to SQL: the one place where statements are made.

The shape, from the inside out: rows joined from many to one, filtered, grouped; several facts side by side; every
bucket of the calendar; then whatever needs the whole grouped table (shares, running totals, the first N of each
group); then order and limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.semantic import walk
from shared.core.semantic.facts import conjuncts
from shared.core.semantic.query import FieldRef
from shared.core.sql import result_columns
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.sql.grouped import Grouped
from shared.core.sql.layers import Layers
from shared.core.sql.rows import Making, Rows
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

DEFAULT_ROW_LIMIT = 10_000


def compile_query(
    query: SemanticQuery, model: SemanticModel, dialect: Dialect, row_limit: int = DEFAULT_ROW_LIMIT
) -> CompiledQuery:
    """Return the statement for a query that passed the rules.

    row_limit caps the rows that come back, whatever the query asks. Raises InternalError for a query that the rules
    would have refused.
    """
    making = Making(model, dialect)
    columns = _columns(query, model)
    limit = min(query.limit, row_limit) if query.limit and not query.limit_per else row_limit + 1
    tree = _tree(query, making, [each.name for each in columns], row_limit).limit(exp.Literal.number(limit))
    return CompiledQuery(
        sql=tree.sql(dialect=dialect.value, pretty=True),
        params=making.parameters.values(),
        reads=tuple(making.reads),
        columns=columns,
        dialect=dialect,
        row_limit=min(limit, row_limit),
    )


def _tree(query: SemanticQuery, making: Making, names: list[str], row_limit: int) -> exp.Select:
    if query.columns:
        return _listing(query, making, names)
    if Layers.needed(query, making.model):
        return Layers(query, making, names).tree(row_limit)
    return Grouped(query, making, names).tree()


def _listing(query: SemanticQuery, making: Making, names: list[str]) -> exp.Select:
    """Return SELECT columns FROM rows."""
    needs = tuple(each.entity for each in walk.field_refs(query) if each in (*query.columns, *_sorted_fields(query)))
    spans = () if query.period is None else (query.period,)
    rows = Rows(making, query.entity, needs, conjuncts(query.filters), spans)
    selected = [exp.alias_(rows.column(ref), name, quoted=True) for ref, name in zip(query.columns, names, strict=True)]
    tree = rows.under(exp.select(*selected))
    if query.distinct:
        tree = tree.distinct()
    ordered = [
        exp.Ordered(this=rows.column(order.by), desc=order.descending, nulls_first=False)
        for order in query.order
        if isinstance(order.by, FieldRef)
    ]
    if ordered and query.limit is not None:
        # Of rows that tie at the limit, the same ones are shown each time.
        ordered.extend(rows.column(ref).asc(nulls_first=False) for ref in _unsorted(query))
    return tree.order_by(*ordered) if ordered else tree


def _unsorted(query: SemanticQuery) -> tuple[FieldRef, ...]:
    return tuple(ref for ref in query.columns if ref not in _sorted_fields(query))


def _sorted_fields(query: SemanticQuery) -> tuple[FieldRef, ...]:
    return tuple(each.by for each in query.order if isinstance(each.by, FieldRef))


def _columns(query: SemanticQuery, model: SemanticModel) -> tuple[ResultColumn, ...]:
    if query.columns:
        return result_columns.distinct_names(tuple(result_columns.listed_column(ref, model) for ref in query.columns))
    grouped = [result_columns.dimension_column(each, model) for each in query.dimensions]
    measured: list[ResultColumn] = []
    for measure in query.measures:
        here = result_columns.measure_column(measure, model)
        measured.append(here)
        if query.compare:
            measured.extend(_comparison_columns(here))
    return result_columns.distinct_names((*grouped, *measured))


def _comparison_columns(current: ResultColumn) -> tuple[ResultColumn, ResultColumn]:
    before = ResultColumn(
        f"{current.name}_before", f"{current.label}, before", current.type, Role.MEASURE, current.unit
    )
    change = ResultColumn(f"{current.name}_change", "Change", DataType.FLOAT, Role.MEASURE, "%")
    return before, change
