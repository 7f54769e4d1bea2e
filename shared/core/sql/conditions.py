"""Filters, periods and HAVING as SQL conditions; every value is bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from shared.core.semantic.query import AllOf, AnyOf, Condition, Operator, Related
from shared.core.sql.expressions import bucket, calendar_number, column, known_field
from shared.core.sql.local_time import local_bound
from shared.core.sql.related import related_condition
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from shared.core.semantic.model import Field
    from shared.core.semantic.query import Filter, Period
    from shared.core.sql.parameters import Parameters
    from shared.core.sql.rows import Rows
    from shared.core.table.types import Cell

_COMPARISONS: dict[Operator, type[exp.Binary]] = {
    Operator.EQ: exp.EQ,
    Operator.NE: exp.NEQ,
    Operator.LT: exp.LT,
    Operator.LE: exp.LTE,
    Operator.GT: exp.GT,
    Operator.GE: exp.GTE,
    Operator.ABOVE_AVERAGE: exp.GT,
    Operator.BELOW_AVERAGE: exp.LT,
}
_EXTREMES: dict[Operator, type[exp.AggFunc]] = {Operator.LATEST: exp.Max, Operator.EARLIEST: exp.Min}


def filter_condition(filters: Filter, rows: Rows) -> exp.Expr:
    """Return the filter tree as one condition on the rows."""
    match filters:
        case Condition():
            return _condition(filters, rows)
        case Related():
            return related_condition(filters, rows)
        case AllOf(items):
            return exp.and_(*(filter_condition(item, rows) for item in items))
        case AnyOf(items):
            return exp.paren(exp.or_(*(filter_condition(item, rows) for item in items)))
        case _:
            assert_never(filters)


def period_condition(period: Period, rows: Rows) -> exp.Expr | None:
    """Return start <= field < end, or None when both sides are open."""
    value = rows.stored(period.field)
    bounds: list[exp.Expr] = []
    if period.start is not None:
        bounds.append(exp.GTE(this=value, expression=_bound(period.start, period, rows)))
    if period.end is not None:
        bounds.append(exp.LT(this=value.copy(), expression=_bound(period.end, period, rows)))
    return exp.and_(*bounds) if bounds else None


def _bound(bound: datetime | date, period: Period, rows: Rows) -> exp.Expr:
    """A bound as the column is stored, so that whole row groups are skipped by their least and greatest value."""
    making = rows.making
    if not known_field(making.model, period.field.entity, period.field.field).zoned:
        return making.parameters.bind(bound)
    at = bound if isinstance(bound, datetime) else datetime.combine(bound, time())
    return local_bound(at, making.model.calendar.timezone, making.parameters)


def number_condition(value: exp.Expr, operator: Operator, values: Sequence[Cell], parameters: Parameters) -> exp.Expr:
    """Return a comparison of an aggregated number with bound values."""
    return _compare(value, operator, values, parameters, text=False)


def _condition(condition: Condition, rows: Rows) -> exp.Expr:
    ref, operator = condition.field, condition.operator
    field = known_field(rows.making.model, ref.entity, ref.field)
    value: exp.Expr = rows.column(ref)
    if condition.grain is not None or condition.other is not None:
        return _of_the_row(condition, field, rows)
    if operator in {Operator.ABOVE_AVERAGE, Operator.BELOW_AVERAGE}:
        return _COMPARISONS[operator](this=value, expression=_average(ref.entity, ref.field, rows))
    if operator in _EXTREMES:
        return exp.EQ(this=value, expression=_extreme(condition, rows))
    text = field.type is DataType.TEXT or operator in _TEXT_OPERATORS
    if text and field.type is not DataType.TEXT:
        value = exp.cast(value, exp.DType.TEXT)
    return _compare(value, operator, condition.values, rows.making.parameters, text=text)


def _of_the_row(condition: Condition, field: Field, rows: Rows) -> exp.Expr:
    """A comparison of calendar buckets, or with another field of the same row."""
    value = _in_grain(rows.column(condition.field), field, condition, rows)
    if condition.other is None:
        return _compare(value, condition.operator, condition.values, rows.making.parameters, text=False)
    other = known_field(rows.making.model, condition.other.entity, condition.other.field)
    right = _in_grain(rows.column(condition.other), other, condition, rows)
    if field.type is DataType.TEXT:
        value, right = exp.Lower(this=value), exp.Lower(this=right)
    return _COMPARISONS[condition.operator](this=value, expression=right)


def _in_grain(value: exp.Expr, field: Field, condition: Condition, rows: Rows) -> exp.Expr:
    if condition.grain is None:
        return value
    if condition.grain.recurs:
        return calendar_number(value, condition.grain)
    return bucket(value, field.type, condition.grain, rows.making.model.calendar)


def _average(entity: str, field: str, rows: Rows) -> exp.Subquery:
    alias = f"all_{entity}"
    source = rows.making.source(entity, alias)
    return exp.select(exp.Avg(this=column(alias, field))).from_(source).subquery()


def _extreme(condition: Condition, rows: Rows) -> exp.Subquery:
    """The greatest or least value among the rows that the period keeps, whatever else is filtered."""
    prefix = f"{rows.prefix}all_"
    among = replace(rows, needs=(condition.field.entity,), filters=(), earlier=(), prefix=prefix)
    value = _EXTREMES[condition.operator](this=among.column(condition.field))
    return among.under(exp.select(value)).subquery()


_TEXT_OPERATORS = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}


def _compare(
    value: exp.Expr, operator: Operator, values: Sequence[Cell], parameters: Parameters, *, text: bool
) -> exp.Expr:
    if operator in {Operator.IS_NULL, Operator.NOT_NULL}:
        test = exp.Is(this=value, expression=exp.Null())
        return test if operator is Operator.IS_NULL else exp.Not(this=test)
    left = exp.Lower(this=value) if text else value
    right = [exp.Lower(this=parameters.bind(each)) if text else parameters.bind(each) for each in values]
    if operator in _COMPARISONS:
        return _COMPARISONS[operator](this=left, expression=right[0])
    if operator is Operator.BETWEEN:
        return exp.Between(this=left, low=right[0], high=right[1])
    if operator in {Operator.IN, Operator.NOT_IN}:
        listed = exp.In(this=left, expressions=right)
        return listed if operator is Operator.IN else exp.Not(this=listed)
    return _text_test(left, operator, right[0])


def _text_test(value: exp.Expr, operator: Operator, wanted: exp.Expr) -> exp.Expr:
    if operator is Operator.STARTS_WITH:
        return exp.StartsWith(this=value, expression=wanted)
    if operator is Operator.ENDS_WITH:
        ending = exp.Right(this=value, expression=exp.Length(this=wanted))
        return exp.EQ(this=ending, expression=wanted.copy())
    place = exp.StrPosition(this=value, substr=wanted)
    zero = exp.Literal.number(0)
    if operator is Operator.CONTAINS:
        return exp.GT(this=place, expression=zero)
    return exp.EQ(this=place, expression=zero)
