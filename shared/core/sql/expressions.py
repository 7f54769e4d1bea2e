"""Fields, groupings and calendar spans as SQL expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.model import Grain
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import Calendar, Field, Relationship, SemanticModel

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = tuple("January February March April May June July August September October November December".split())
_NAMED: dict[Grain | None, tuple[str, ...]] = {Grain.WEEKDAY: _DAYS, Grain.MONTH_OF_YEAR: _MONTHS}


def identifier(name: str) -> exp.Identifier:
    """Return a name that is always quoted."""
    return exp.to_identifier(name, quoted=True)


def column(alias: str, name: str) -> exp.Column:
    """Return alias.name, both quoted."""
    return exp.Column(this=identifier(name), table=identifier(alias))


def same_columns(step: Relationship, many: str, one: str) -> exp.Expr:
    """Return the condition that a row of the alias many refers to the row of the alias one."""
    pairs = zip(step.from_columns, step.to_columns, strict=True)
    return exp.and_(*(exp.EQ(this=column(many, here), expression=column(one, there)) for here, there in pairs))


def known_field(model: SemanticModel, entity: str, name: str) -> Field:
    """Return the field; InternalError when a query that was not checked names an unknown one."""
    found = model.entity(entity)
    field = found.find(name) if found else None
    if field is None:
        raise InternalError(f"unknown field {entity}.{name}")
    return field


def grouping(base: exp.Expr, kind: DataType, grain: Grain | None, calendar: Calendar) -> exp.Expr:
    """Return what rows are grouped by; bins are the compiler's business, for they need the column's range."""
    if grain is None:
        return base
    if grain.recurs:
        return _calendar_part(base, grain)
    return bucket(base, kind, grain, calendar)


def grouping_order(base: exp.Expr, grain: Grain | None) -> exp.Expr | None:
    """Return the aggregate that puts names of days and months into calendar order; None where the value itself does."""
    return exp.Min(this=calendar_number(base, grain)) if grain in _NAMED else None


def name_order(name: exp.Expr, grain: Grain | None) -> exp.Expr:
    """Return what sorts a grouping that has been named already: the place of a day's or month's name, else itself."""
    if grain not in _NAMED:
        return name
    case = exp.Case(this=name)
    for number, each in enumerate(_NAMED[grain], start=1):
        case = case.when(exp.Literal.string(each), exp.Literal.number(number))
    return case


def bucket(base: exp.Expr, kind: DataType, grain: Grain, calendar: Calendar) -> exp.Expr:
    """Return the start of the calendar span that a date or time is in."""
    if grain is Grain.HOUR:
        return _truncate(grain, base)
    shift = calendar.week_start if grain is Grain.WEEK else 0
    moved = exp.Sub(this=base, expression=interval(Grain.DAY, shift)) if shift else base
    truncated = _truncate(grain, moved)
    back = exp.Add(this=truncated, expression=interval(Grain.DAY, shift)) if shift else truncated
    if kind is DataType.DATE and grain is Grain.DAY:
        return base
    return exp.cast(back, exp.DType.DATE)


def calendar_number(base: exp.Expr, grain: Grain | None) -> exp.Expr:
    """Return the number of a part of the calendar that comes again: weekday 1 is Monday, month 1 January."""
    part = {Grain.HOUR_OF_DAY: "HOUR", Grain.WEEKDAY: "ISODOW", Grain.MONTH_OF_YEAR: "MONTH"}
    if grain not in part:
        raise InternalError(f"{grain} does not come again")
    return exp.Extract(this=exp.var(part[grain]), expression=base.copy())


def interval(grain: Grain, count: int) -> exp.Interval:
    """Return so many calendar spans; a quarter is three months."""
    unit, each = (Grain.MONTH, 3) if grain is Grain.QUARTER else (grain, 1)
    return exp.Interval(this=exp.Literal.string(str(count * each)), unit=exp.var(unit.value.upper()))


def _truncate(grain: Grain, value: exp.Expr) -> exp.Expr:
    return exp.TimestampTrunc(this=value, unit=exp.var(grain.value.upper()))


def _calendar_part(base: exp.Expr, grain: Grain) -> exp.Expr:
    number = calendar_number(base, grain)
    if grain is Grain.HOUR_OF_DAY:
        return exp.cast(number, exp.DType.INT)
    case = exp.Case(this=number)
    for place, name in enumerate(_NAMED[grain], start=1):
        case = case.when(exp.Literal.number(place), exp.Literal.string(name))
    return case
