"""What makes the conditions of a query sound."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.model import Grain
from shared.core.semantic.paths import reachable, referring_path
from shared.core.semantic.phrases import noun, ref_words
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, Operator, Related
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import Filter, Period, SemanticQuery

_NULL_TESTS = {Operator.IS_NULL, Operator.NOT_NULL}
_AVERAGES = {Operator.ABOVE_AVERAGE, Operator.BELOW_AVERAGE}
_EXTREMES = {Operator.LATEST, Operator.EARLIEST}
_TEXT_TESTS = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_VALUE_COUNTS = dict.fromkeys(_NULL_TESTS | _AVERAGES | _EXTREMES, 0) | {Operator.BETWEEN: 2}
_MANY_VALUES = {Operator.IN, Operator.NOT_IN}
_COMPARISONS = {Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE}
_RECURRING = {Grain.WEEKDAY: (1, 7), Grain.MONTH_OF_YEAR: (1, 12), Grain.HOUR_OF_DAY: (0, 23)}
_HOURS = {Grain.HOUR, Grain.HOUR_OF_DAY}
DEEPEST = 20


def filters_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A condition compares a field with as many values, of such a type, as its operator takes."""
    for tree in walk.filters(query):
        for condition in walk.conditions(tree):
            yield from _condition_issues(condition, model)


def _condition_issues(condition: Condition, model: SemanticModel) -> Iterator[str]:
    field = known(model, condition.field)
    if condition.grain is not None:
        yield from grain_issues(condition.grain, field)
    if condition.other is not None:
        yield from _comparison_issues(condition, field, known(model, condition.other))
    elif condition.grain is not None:
        yield from _bucket_issues(condition, field)
    else:
        yield from _plain_issues(condition, field)


def _plain_issues(condition: Condition, field: Field) -> Iterator[str]:
    operator = condition.operator
    if _miscounted(condition):
        wanted = _VALUE_COUNTS.get(operator, 1)
        yield f"The condition on {field.label} needs {wanted} value{'s' * (wanted != 1)}."
    elif operator in _AVERAGES and not field.type.is_numeric:
        yield f"{field.label} is not a number, so it has no average."
    elif operator in _EXTREMES and not (field.type.is_temporal or field.type.is_numeric):
        yield f"{field.label} is neither a date nor a number, so it has no latest."
    elif operator not in _VALUE_COUNTS or operator is Operator.BETWEEN:
        yield from _value_issues(field, operator, condition.values)


def _miscounted(condition: Condition) -> bool:
    given = len(condition.values)
    if condition.operator in _MANY_VALUES:
        return given < 1
    return given != _VALUE_COUNTS.get(condition.operator, 1)


def _value_issues(field: Field, operator: Operator, values: tuple[object, ...]) -> Iterator[str]:
    for value in values:
        if field.type.is_numeric and not isinstance(value, int | float | Decimal) and operator not in _TEXT_TESTS:
            yield f"{field.label} is a number and cannot be compared with “{value}”."
        if operator in _TEXT_TESTS and not isinstance(value, str):
            yield f"Say which text {field.label} should contain."


def _comparison_issues(condition: Condition, field: Field, other: Field) -> Iterator[str]:
    if condition.values or condition.operator not in _COMPARISONS:
        yield f"{field.label} can be equal to {other.label}, or different, above or below: nothing else."
    if condition.grain is not None:
        yield from grain_issues(condition.grain, other)
    if _kind(field) != _kind(other):
        yield f"{field.label} and {other.label} are of different kinds and cannot be compared."


def _kind(field: Field) -> str:
    if field.type.is_numeric:
        return "number"
    return "moment" if field.type.is_temporal else field.type.value


def _bucket_issues(condition: Condition, field: Field) -> Iterator[str]:
    bounds = None if condition.grain is None else _RECURRING.get(condition.grain)
    if bounds is None:
        yield f"Say which span of time {field.label} should be in as a period, not by its {condition.grain}."
        return
    if condition.operator not in _COMPARISONS | _MANY_VALUES | {Operator.BETWEEN} or _miscounted(condition):
        yield f"Say which {condition.grain} {field.label} should be on."
    for value in condition.values:
        if type(value) is not int or not bounds[0] <= value <= bounds[1]:
            yield f"A {condition.grain} is a number from {bounds[0]} to {bounds[1]}, not “{value}”."


def grain_issues(grain: Grain, field: Field) -> Iterator[str]:
    """A calendar grain is of dates, hours of times."""
    if not field.type.is_temporal:
        yield f"{field.label} is not a date, so it cannot be grouped by {grain}."
    elif grain in _HOURS and field.type is not DataType.TIMESTAMP:
        yield f"{field.label} has no time of day, so it cannot be grouped by {grain}."


def related_rows_refer(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A related entity refers to the rows it is asked about, and is filtered by what its own rows refer to."""
    yield from _related_issues(query.filters, query.entity, model, 0)
    for measure in walk.measures(query):
        yield from _related_issues(measure.where, measure.entity, model, 0)


def _related_issues(tree: Filter | None, about: str, model: SemanticModel, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        yield "The conditions are nested too deep."
        return
    match tree:
        case AllOf(items) | AnyOf(items):
            for each in items:
                yield from _related_issues(each, about, model, depth + 1)
        case Related():
            yield from _one_related(tree, about, model)
            yield from _related_issues(tree.where, tree.entity, model, depth + 1)
        case _:
            return


def _one_related(related: Related, about: str, model: SemanticModel) -> Iterator[str]:
    rows = noun(related.entity, model)
    if referring_path(model, related.entity, about) is None:
        yield f"{rows.capitalize()} do not say which of the {noun(about, model)} they belong to."
        return
    near = reachable(model, related.entity)
    for ref in walk.joined_fields(related.where):
        if ref.entity not in near:
            yield f"{rows.capitalize()} have no {ref_words(ref, model)} of their own."
    if related.period is not None:
        if related.period.field.entity not in near:
            yield f"{rows.capitalize()} have no {ref_words(related.period.field, model)} of their own."
        yield from period_issues(related.period, model)


def period_issues(period: Period, model: SemanticModel) -> Iterator[str]:
    """A period is on a date, and not empty."""
    field = known(model, period.field)
    if not field.type.is_temporal:
        yield f"{field.label} is not a date, so “{period.label}” does not apply to it."
    if period.start is not None and period.end is not None and str(period.end) <= str(period.start):
        yield f"The period “{period.label}” is empty: it ends before it starts."


def known(model: SemanticModel, ref: FieldRef) -> Field:
    """Return the field. Raises LookupError for one that an earlier rule should have found missing."""
    entity = model.entity(ref.entity)
    field = entity.find(ref.field) if entity else None
    if field is None:
        raise LookupError(ref)
    return field
