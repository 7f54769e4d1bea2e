"""Fields, groupings and aggregates as SQL expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.model import Aggregation, Grain
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import Calendar, Field, SemanticModel
    from shared.core.semantic.query import DimensionRef, MeasureRef

_AGGREGATES: dict[Aggregation, type[exp.AggFunc]] = {
    Aggregation.SUM: exp.Sum,
    Aggregation.AVG: exp.Avg,
    Aggregation.MIN: exp.Min,
    Aggregation.MAX: exp.Max,
    Aggregation.MEDIAN: exp.Median,
    Aggregation.STDDEV: exp.StddevSamp,
    Aggregation.COUNT: exp.Count,
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = tuple("January February March April May June July August September October November December".split())


def identifier(name: str) -> exp.Identifier:
    """Return a name that is always quoted."""
    return exp.to_identifier(name, quoted=True)


def column(alias: str, name: str) -> exp.Column:
    """Return alias.name, both quoted."""
    return exp.Column(this=identifier(name), table=identifier(alias))


def known_field(model: SemanticModel, entity: str, name: str) -> Field:
    """Return the field; InternalError when a query that was not checked names an unknown one."""
    found = model.entity(entity)
    field = found.find(name) if found else None
    if field is None:
        raise InternalError(f"unknown field {entity}.{name}")
    return field


def grouping(dimension: DimensionRef, field: Field, calendar: Calendar) -> exp.Expr:
    """Return what rows are grouped by; bins are the compiler's business, for they need the column's range."""
    base = column(dimension.entity, dimension.field)
    if dimension.grain is None:
        return base
    if dimension.grain.recurs:
        return _calendar_part(base, dimension.grain)
    return _bucket(base, field, dimension.grain, calendar)


def grouping_order(dimension: DimensionRef) -> exp.Expr | None:
    """Return the aggregate that puts names of days and months into calendar order; None where the value itself does."""
    base = column(dimension.entity, dimension.field)
    if dimension.grain is Grain.WEEKDAY:
        return exp.Min(this=_extract("ISODOW", base))
    if dimension.grain is Grain.MONTH_OF_YEAR:
        return exp.Min(this=_extract("MONTH", base))
    return None


def _bucket(base: exp.Expr, field: Field, grain: Grain, calendar: Calendar) -> exp.Expr:
    if grain is Grain.HOUR:
        return _truncate(grain, base)
    shift = calendar.week_start if grain is Grain.WEEK else 0
    moved = exp.Sub(this=base, expression=_days(shift)) if shift else base
    truncated = _truncate(grain, moved)
    back = exp.Add(this=truncated, expression=_days(shift)) if shift else truncated
    if field.type is DataType.DATE and grain is Grain.DAY:
        return base
    return exp.cast(back, exp.DType.DATE)


def _truncate(grain: Grain, value: exp.Expr) -> exp.Expr:
    return exp.TimestampTrunc(this=value, unit=exp.var(grain.value.upper()))


def _days(count: int) -> exp.Interval:
    return exp.Interval(this=exp.Literal.string(str(count)), unit=exp.var("DAY"))


def _calendar_part(base: exp.Expr, grain: Grain) -> exp.Expr:
    if grain is Grain.HOUR_OF_DAY:
        return exp.cast(_extract("HOUR", base), exp.DType.INT)
    part, names = ("ISODOW", _DAYS) if grain is Grain.WEEKDAY else ("MONTH", _MONTHS)
    case = exp.Case(this=_extract(part, base))
    for number, name in enumerate(names, start=1):
        case = case.when(exp.Literal.number(number), exp.Literal.string(name))
    return case


def _extract(part: str, value: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.var(part), expression=value.copy())


def aggregate(measure: MeasureRef) -> exp.Expr:
    """Return the measure's aggregate, before any derivation."""
    if measure.field is None:
        return exp.Count(this=exp.Star())
    value = column(measure.entity, measure.field)
    if measure.aggregation is Aggregation.COUNT_DISTINCT:
        return exp.Count(this=exp.Distinct(expressions=[value]))
    return _AGGREGATES[measure.aggregation](this=value)
