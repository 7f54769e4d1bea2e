"""Every calendar bucket, those without rows included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.semantic.buckets import period_buckets
from shared.core.semantic.earlier import first_shown
from shared.core.semantic.model import Grain
from shared.core.sql.compiled import Dialect
from shared.core.sql.expressions import column, identifier, interval
from shared.core.sql.facts import key_name, subquery

if TYPE_CHECKING:
    from shared.core.semantic.query import SemanticQuery
    from shared.core.sql.rows import Making


def framed_dimension(query: SemanticQuery) -> int | None:
    """Return the place of the dimension whose buckets are to be complete; None when there is none."""
    if not query.complete:
        return None
    return next((i for i, each in enumerate(query.dimensions) if each.grain and not each.grain.recurs), None)


def frame(query: SemanticQuery, place: int, base: str, making: Making) -> exp.Select:
    """Return every bucket, for every combination of the other groupings that stands in the base."""
    others = [i for i in range(len(query.dimensions)) if i != place]
    series = subquery(_series(query, place, base, making), "series")
    keys = [column("series" if i == place else "others", key_name(i)) for i in range(len(query.dimensions))]
    tree = exp.select(*(exp.alias_(each, key_name(i), quoted=True) for i, each in enumerate(keys))).from_(series)
    if not others:
        return tree
    kept = [exp.alias_(column(base, key_name(i)), key_name(i), quoted=True) for i in others]
    combinations = exp.select(*kept).from_(exp.Table(this=identifier(base))).distinct()
    return tree.join(subquery(combinations, "others"), join_type="cross")


def _series(query: SemanticQuery, place: int, base: str, making: Making) -> exp.Select:
    """The buckets from the period's first to its last; a side left open ends with the rows there are.

    Where rows before the period are read, its first bucket with rows opens the series: the data may begin there.
    """
    dimension, week_start = query.dimensions[place], making.model.calendar.week_start
    first, last = period_buckets(query, dimension, week_start)
    looks_back = first_shown(query, week_start) is not None
    low: exp.Expr = column("extent", "low") if first is None else making.parameters.bind(first)
    if first is not None and looks_back:
        low = exp.Least(this=low, expressions=[column("extent", "low")])
    high: exp.Expr = column("extent", "high") if last is None else making.parameters.bind(last)
    grain = dimension.grain or Grain.DAY
    made: exp.Expr = exp.GenerateSeries(
        start=exp.cast(low, exp.DType.TIMESTAMP), end=exp.cast(high, exp.DType.TIMESTAMP), step=interval(grain, 1)
    )
    if making.dialect is Dialect.DUCKDB:
        made = exp.Explode(this=made)
    kind = exp.DType.TIMESTAMP if grain is Grain.HOUR else exp.DType.DATE
    tree = exp.select(exp.alias_(exp.cast(made, kind), key_name(place), quoted=True))
    if first is not None and last is not None and not looks_back:
        return tree
    key = column(base, key_name(place))
    low, high = (
        exp.alias_(exp.Min(this=key), "low", quoted=True),
        exp.alias_(exp.Max(this=key.copy()), "high", quoted=True),
    )
    return tree.from_(subquery(exp.select(low, high).from_(exp.Table(this=identifier(base))), "extent"))
