"""What makes a semantic query sound: one rule, one function; one mistake, one issue that explains itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.paths import reachable
from shared.core.semantic.query import DimensionRef, FieldRef, Operator
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import SemanticQuery

MAX_LIMIT = 10_000
_NEEDS_NUMBERS = {Aggregation.SUM, Aggregation.AVG, Aggregation.MEDIAN, Aggregation.STDDEV}
_NULL_TESTS = {Operator.IS_NULL, Operator.NOT_NULL}
_NUMERIC_TESTS = {Operator.ABOVE_AVERAGE, Operator.BELOW_AVERAGE}
_TEXT_TESTS = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_VALUE_COUNTS = dict.fromkeys(_NULL_TESTS | _NUMERIC_TESTS, 0) | {Operator.BETWEEN: 2}
_MANY_VALUES = {Operator.IN, Operator.NOT_IN}


@dataclass(frozen=True, slots=True)
class QueryIssue:
    """One thing wrong with a query: which rule it breaks, and a sentence for the person."""

    rule: str
    sentence: str

    def for_user(self) -> str:
        """One sentence that says what is wrong and what to do."""
        return self.sentence


def check(query: SemanticQuery, model: SemanticModel) -> tuple[QueryIssue, ...]:
    """Return what is wrong with the query against this model; empty when it is sound.

    Later rules rely on earlier ones, so the first rule that finds something speaks alone.
    """
    for rule in RULES:
        issues = tuple(QueryIssue(rule.__name__, sentence) for sentence in dict.fromkeys(rule(query, model)))
        if issues:
            return issues
    return ()


def names_are_known(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Every entity and field stands in the model."""
    for name in walk.entities(query):
        if model.entity(name) is None:
            yield f"There is no table called “{name}” here; ask “what data do you have?” to see them."
    for ref in walk.field_refs(query):
        entity = model.entity(ref.entity)
        if entity is not None and entity.find(ref.field) is None:
            yield f"{entity.label} has no column called “{ref.field}”."
    for measure in walk.measures(query):
        entity = model.entity(measure.entity)
        if measure.name and entity is not None and entity.measure(measure.name) is None:
            yield f"{entity.label} has no measure called “{measure.name}”."


def it_asks_for_something(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """There is a number to compute, a grouping, or columns to list."""
    if not (query.measures or query.dimensions or query.columns):
        yield "Say what to count, sum or list."


def it_lists_or_aggregates(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """A query either lists rows or aggregates them."""
    if query.columns and (query.measures or query.dimensions or query.having):
        yield "Ask either for rows or for totals, not for both at once."


def tables_are_joined(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Every entity is reached from the counted one by many-to-one relationships."""
    near = reachable(model, query.entity)
    for name in walk.entities(query):
        if name not in near:
            far, here = model.entity(name), model.entity(query.entity)
            yield f"{far and far.label} cannot be joined to {here and here.label} without counting rows twice."


def sums_count_once(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """A total is taken over its own entity, never repeated through a join."""
    for measure in walk.measures(query):
        repeats = measure.aggregation is Aggregation.SUM or measure.field is None
        if repeats and measure.entity != query.entity:
            yield f"Totals of {measure.entity} cannot be split this way: they would be counted more than once."


def aggregations_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Sums and averages are of numbers."""
    for measure in walk.measures(query):
        if measure.field is None:
            if measure.aggregation is not Aggregation.COUNT:
                yield "Say which column to aggregate."
            continue
        field = _field(model, FieldRef(measure.entity, measure.field))
        if measure.aggregation in _NEEDS_NUMBERS and not field.type.is_numeric:
            yield f"{field.label} is not a number, so it has no {measure.aggregation.value}; it can be counted."


def groupings_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Calendar grains are of dates, bins of numbers."""
    for dimension in walk.dimensions(query):
        field = _field(model, FieldRef(dimension.entity, dimension.field))
        if dimension.grain is not None:
            yield from _grain_issues(dimension, field)
        if dimension.bins is not None and not (field.type.is_numeric and 1 <= dimension.bins <= 100):  # noqa: PLR2004
            yield f"{field.label} cannot be split into {dimension.bins} ranges of numbers."


def _grain_issues(dimension: DimensionRef, field: Field) -> Iterator[str]:
    hours = {Grain.HOUR, Grain.HOUR_OF_DAY}
    if not field.type.is_temporal:
        yield f"{field.label} is not a date, so it cannot be grouped by {dimension.grain}."
    elif dimension.grain in hours and field.type is not DataType.TIMESTAMP:
        yield f"{field.label} has no time of day, so it cannot be grouped by {dimension.grain}."


def filters_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A condition compares a field with as many values, of such a type, as its operator takes."""
    for condition in walk.conditions(query.filters):
        field = _field(model, condition.field)
        wanted, given = _VALUE_COUNTS.get(condition.operator, 1), len(condition.values)
        if given < 1 if condition.operator in _MANY_VALUES else given != wanted:
            yield f"The condition on {field.label} needs {wanted} value{'s' * (wanted != 1)}."
        elif condition.operator in _NUMERIC_TESTS and not field.type.is_numeric:
            yield f"{field.label} is not a number, so it has no average."
        elif condition.operator not in _NULL_TESTS | _NUMERIC_TESTS:
            yield from _value_issues(field, condition.operator, condition.values)


def _value_issues(field: Field, operator: Operator, values: tuple[object, ...]) -> Iterator[str]:
    for value in values:
        numeric = isinstance(value, int | float) or type(value).__name__ == "Decimal"
        if field.type.is_numeric and not numeric and operator not in _TEXT_TESTS:
            yield f"{field.label} is a number and cannot be compared with “{value}”."
        if operator in _TEXT_TESTS and not isinstance(value, str):
            yield f"Say which text {field.label} should contain."


def periods_fit(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A period is on a date field, and not empty; a comparison has a closed period and no calendar grouping."""
    period = query.period
    if period is None:
        if query.compare:
            yield "Say which period to compare, for example “this month”."
        return
    field = _field(model, period.field)
    if not field.type.is_temporal:
        yield f"{field.label} is not a date, so “{period.label}” does not apply to it."
    if period.start is not None and period.end is not None and str(period.end) <= str(period.start):
        yield f"The period “{period.label}” is empty: it ends before it starts."
    if query.compare and (period.start is None or period.end is None):
        yield f"“{period.label}” has no other side to compare with; give a start and an end."
    if query.compare and any(each.grain and not each.grain.recurs for each in query.dimensions):
        yield "Compare two periods in total or by a category, or ask for the trend over both."


def limits_fit(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """A limit is a positive number, and a limit within groups names one of the groupings."""
    if query.limit is not None and not 1 <= query.limit <= MAX_LIMIT:
        yield f"Ask for between 1 and {MAX_LIMIT:,} rows."
    if query.limit_per is not None and (query.limit is None or query.limit_per not in query.dimensions):
        yield "Say how many rows to keep for each group."


def sorting_fits(query: SemanticQuery, _model: SemanticModel) -> Iterator[str]:
    """Aggregates are sorted by what is selected; rows by any of their fields."""
    for order in query.order:
        listed = isinstance(order.by, FieldRef)
        if listed is not bool(query.columns) or (
            isinstance(order.by, DimensionRef) and order.by not in query.dimensions
        ):
            yield "Sort by something the answer shows."


def _field(model: SemanticModel, ref: FieldRef) -> Field:
    entity = model.entity(ref.entity)
    field = entity.find(ref.field) if entity else None
    if field is None:
        raise LookupError(ref)
    return field


Rule = Callable[["SemanticQuery", "SemanticModel"], Iterator[str]]

RULES: tuple[Rule, ...] = (
    names_are_known,
    it_asks_for_something,
    it_lists_or_aggregates,
    tables_are_joined,
    sums_count_once,
    aggregations_fit,
    groupings_fit,
    filters_fit,
    periods_fit,
    limits_fit,
    sorting_fits,
)
