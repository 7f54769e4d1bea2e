"""Numbers as SQL expressions: aggregates, values of each row, formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.facts import both, number
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Arithmetic, Elapsed, FieldRef, Formula, MeasureRef
from shared.core.sql.conditions import filter_condition
from shared.core.sql.expressions import known_field
from shared.core.sql.number_kinds import whole_days

if TYPE_CHECKING:
    from shared.core.semantic.query import Filter, RowValue
    from shared.core.sql.parameters import Parameters
    from shared.core.sql.rows import Rows

_AGGREGATES: dict[Aggregation, type[exp.AggFunc]] = {
    Aggregation.SUM: exp.Sum,
    Aggregation.AVG: exp.Avg,
    Aggregation.MIN: exp.Min,
    Aggregation.MAX: exp.Max,
    Aggregation.MEDIAN: exp.Median,
    Aggregation.STDDEV: exp.StddevSamp,
    Aggregation.COUNT: exp.Count,
}
_SIGNS: dict[Arithmetic, type[exp.Binary]] = {
    Arithmetic.ADD: exp.Add,
    Arithmetic.SUBTRACT: exp.Sub,
    Arithmetic.MULTIPLY: exp.Mul,
}
_SECONDS = {Elapsed.DAYS: "86400.0", Elapsed.HOURS: "3600.0", Elapsed.MINUTES: "60.0"}

Leaf = Callable[[MeasureRef], exp.Expr]
"""What an aggregated number is read from."""


def aggregate(measure: MeasureRef, rows: Rows, also: exp.Expr | None = None) -> exp.Expr:
    """Return the aggregate of an aggregated number over those of the rows that its filter, and also, keep."""
    tests = [] if measure.where is None else [filter_condition(measure.where, rows)]
    tests.extend([] if also is None else [also])
    return _over(measure.aggregation, input_of(measure, rows), tests)


def aggregate_of(aggregation: Aggregation, value: exp.Expr | None) -> exp.Expr:
    """Return the aggregate of a value; the count of rows when there is none."""
    return _over(aggregation, value, [])


def _over(aggregation: Aggregation, value: exp.Expr | None, tests: list[exp.Expr]) -> exp.Expr:
    made: exp.Expr
    if value is None:
        made = exp.Count(this=exp.Star())
    elif aggregation is Aggregation.COUNT_DISTINCT:
        made = exp.Count(this=exp.Distinct(expressions=[value]))
    else:
        made = _AGGREGATES[aggregation](this=value)
    return exp.Filter(this=made, expression=exp.Where(this=exp.and_(*tests))) if tests else made


def input_of(measure: MeasureRef, rows: Rows) -> exp.Expr | None:
    """Return what is aggregated of each row; None for the row itself."""
    if measure.value is not None:
        return row_value(measure.value, rows)
    return None if measure.field is None else rows.column(FieldRef(measure.entity, measure.field))


def row_value(value: RowValue, rows: Rows) -> exp.Expr:
    """Return a number worked out on each row."""
    if isinstance(value.operator, Elapsed):
        zone = "UTC" if _are_instants(value, rows) else None
        left, right = _side(value.left, rows, zone), _side(value.right, rows, zone)
        return _elapsed(value.operator, left, right, whole=whole_days(value, rows.making.model))
    left, right = _side(value.left, rows), _side(value.right, rows)
    if value.operator is Arithmetic.DIVIDE:
        return quotient(left, right)
    return exp.paren(_SIGNS[value.operator](this=left, expression=right))


def _side(side: FieldRef | float, rows: Rows, timezone: str | None = None) -> exp.Expr:
    return rows.column(side, timezone) if isinstance(side, FieldRef) else rows.making.parameters.bind(side)


def _are_instants(value: RowValue, rows: Rows) -> bool:
    """True when both are: between instants no hour is lost or won by a change of clocks."""
    sides = (value.left, value.right)
    return all(
        isinstance(side, FieldRef) and known_field(rows.making.model, side.entity, side.field).zoned for side in sides
    )


def _elapsed(unit: Elapsed, start: exp.Expr, end: exp.Expr, *, whole: bool) -> exp.Expr:
    """Whole days are a difference of dates, everything else seconds in larger units."""
    if whole:
        return exp.paren(exp.Sub(this=end, expression=start))
    between = exp.Sub(this=exp.cast(end, exp.DType.TIMESTAMP), expression=exp.cast(start, exp.DType.TIMESTAMP))
    seconds = exp.Extract(this=exp.var("EPOCH"), expression=exp.paren(between))
    return exp.Div(this=exp.cast(seconds, exp.DType.DOUBLE), expression=exp.Literal.number(_SECONDS[unit]))


def quotient(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    """Return a broken number; nothing where the whole is zero."""
    divisor = exp.Nullif(this=_broken(whole), expression=exp.Literal.number(0))
    return exp.paren(exp.Div(this=_broken(part), expression=divisor))


def _broken(value: exp.Expr) -> exp.Expr:
    return exp.cast(value, exp.DType.DOUBLE)


def evaluated(measure: MeasureRef, leaf: Leaf, parameters: Parameters, outer: Filter | None = None) -> exp.Expr:
    """Return what a measure comes to before it is derived, its aggregated numbers read from the leaf."""
    if measure.formula is None:
        return leaf(number(measure, outer))
    return _worked_out(measure.formula, leaf, parameters, both(measure.where, outer))


def _worked_out(formula: Formula, leaf: Leaf, parameters: Parameters, outer: Filter | None) -> exp.Expr:
    def side(of: MeasureRef | Formula | float) -> exp.Expr:
        if isinstance(of, MeasureRef):
            return evaluated(of, leaf, parameters, outer)
        return _worked_out(of, leaf, parameters, outer) if isinstance(of, Formula) else parameters.bind(of)

    left, right = side(formula.left), side(formula.right)
    if formula.operator is Arithmetic.DIVIDE:
        return quotient(left, right)
    if formula.operator is Arithmetic.MULTIPLY:
        left, right = _broken(left), _broken(right)
    if formula.operator not in _SIGNS:
        raise InternalError(f"no such arithmetic: {formula.operator}")
    return exp.paren(_SIGNS[formula.operator](this=left, expression=right))


def percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    """Return how many hundredths of the whole the part is; nothing where the whole is zero."""
    hundred = exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(part))
    return exp.Div(this=hundred, expression=exp.Nullif(this=whole, expression=exp.Literal.number(0)))
