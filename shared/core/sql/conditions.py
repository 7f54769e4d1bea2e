"""Filters, periods and HAVING as SQL conditions; every value is bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from shared.core.semantic.query import AllOf, AnyOf, Condition, Having, Operator
from shared.core.sql.expressions import aggregate, column, identifier, known_field
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, Period
    from shared.core.sql.parameters import Parameters
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


def filter_condition(filters: Filter, model: SemanticModel, parameters: Parameters) -> exp.Expr:
    """Return the filter tree as one condition."""
    match filters:
        case Condition():
            return _condition(filters, model, parameters)
        case AllOf(items):
            return exp.and_(*(filter_condition(item, model, parameters) for item in items))
        case AnyOf(items):
            return exp.paren(exp.or_(*(filter_condition(item, model, parameters) for item in items)))
        case _:
            assert_never(filters)


def period_condition(period: Period, parameters: Parameters) -> exp.Expr | None:
    """Return start <= field < end, or None when both sides are open."""
    value = column(period.field.entity, period.field.field)
    bounds: list[exp.Expr] = []
    if period.start is not None:
        bounds.append(exp.GTE(this=value, expression=parameters.bind(period.start)))
    if period.end is not None:
        bounds.append(exp.LT(this=value.copy(), expression=parameters.bind(period.end)))
    return exp.and_(*bounds) if bounds else None


def having_condition(having: Having, parameters: Parameters) -> exp.Expr:
    """Return a comparison of an aggregate with bound values."""
    return _compare(aggregate(having.measure), having.operator, having.values, parameters, text=False)


def _condition(condition: Condition, model: SemanticModel, parameters: Parameters) -> exp.Expr:
    ref = condition.field
    field = known_field(model, ref.entity, ref.field)
    value = column(ref.entity, ref.field)
    if condition.operator in {Operator.ABOVE_AVERAGE, Operator.BELOW_AVERAGE}:
        return _COMPARISONS[condition.operator](this=value, expression=_average(ref.entity, ref.field, model))
    text = field.type is DataType.TEXT or condition.operator in _TEXT_OPERATORS
    if text and field.type is not DataType.TEXT:
        return _compare(exp.cast(value, exp.DType.TEXT), condition.operator, condition.values, parameters, text=True)
    return _compare(value, condition.operator, condition.values, parameters, text=text)


def _average(entity: str, field: str, model: SemanticModel) -> exp.Subquery:
    found = model.entity(entity)
    assert found is not None  # noqa: S101 - known_field looked it up
    alias = f"all_{entity}"
    source = exp.Table(this=identifier(found.table.table), db=identifier(found.table.dataset))
    return exp.select(exp.Avg(this=column(alias, field))).from_(exp.alias_(source, alias, quoted=True)).subquery()


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
