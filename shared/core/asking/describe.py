"""A semantic query in words: "Average departure delay by carrier, for June 2013, highest first, top 5"."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    MeasureRef,
    Operator,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import Filter, OrderBy, Period, SemanticQuery
    from shared.core.table.types import Cell

_AGGREGATIONS = {
    Aggregation.SUM: "total",
    Aggregation.AVG: "average",
    Aggregation.MIN: "lowest",
    Aggregation.MAX: "highest",
    Aggregation.MEDIAN: "median",
    Aggregation.STDDEV: "standard deviation of",
    Aggregation.COUNT: "number of",
    Aggregation.COUNT_DISTINCT: "number of different",
}
_OPERATORS = {
    Operator.EQ: "is",
    Operator.NE: "is not",
    Operator.LT: "is below",
    Operator.LE: "is at most",
    Operator.GT: "is above",
    Operator.GE: "is at least",
    Operator.BETWEEN: "is between",
    Operator.IN: "is",
    Operator.NOT_IN: "is not",
    Operator.CONTAINS: "contains",
    Operator.NOT_CONTAINS: "does not contain",
    Operator.STARTS_WITH: "starts with",
    Operator.ENDS_WITH: "ends with",
    Operator.IS_NULL: "is missing",
    Operator.NOT_NULL: "is present",
    Operator.ABOVE_AVERAGE: "is above its average",
    Operator.BELOW_AVERAGE: "is below its average",
}
_DERIVATIONS = {
    Derivation.SHARE: "share of {}",
    Derivation.RUNNING_TOTAL: "running total of {}",
    Derivation.CHANGE: "change of {}",
    Derivation.GROWTH: "growth of {}",
}
_OPENING = frozenset({"since", "before", "after", "until", "till", "between", "from", "on", "up"})
_ALL_COLUMNS = 6


def describe(query: SemanticQuery, model: SemanticModel) -> str:
    """The query in one line of English without a full stop at its end."""
    parts = [_subject(query, model)]
    if query.dimensions:
        parts[0] += " by " + _listed([_dimension(d, model) for d in query.dimensions])
    if query.filters is not None:
        parts.append("where " + _filter(query.filters, model))
    if query.period is not None:
        parts.append(_period(query.period, model, query.entity))
    if query.compare is not None:
        parts.append(_compared(query.compare))
    parts.extend(f"only with {_having(h.measure, h.operator, h.values, model)}" for h in query.having)
    parts.extend(_order(query, model))
    if query.limit is not None:
        each = f" for each {_dimension(query.limit_per, model)}" if query.limit_per else ""
        parts.append(f"{_limit_word(query)} {query.limit}{each}")
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def measure_words(measure: MeasureRef, model: SemanticModel) -> str:
    """One number in words, lower case: "average departure delay", "number of flights"."""
    entity = model.entity(measure.entity)
    if entity is None:
        return measure.field or measure.entity
    named = entity.measure(measure.name) if measure.name else None
    if named is not None:
        said = _lower(named.label)
    elif measure.field is None:
        said = f"number of {entity.noun}"
    else:
        field = entity.find(measure.field)
        said = f"{_AGGREGATIONS[measure.aggregation]} {_field_words(field, measure.field)}"
    return _DERIVATIONS[measure.derivation].format(said) if measure.derivation else said


def _subject(query: SemanticQuery, model: SemanticModel) -> str:
    if query.measures:
        return _listed([measure_words(measure, model) for measure in query.measures])
    entity = model.entity(query.entity)
    noun = entity.noun if entity else query.entity
    if len(query.columns) > _ALL_COLUMNS:
        return f"all columns of {noun}"
    fields = _listed([_field(ref, model) for ref in query.columns])
    return f"{'different ' if query.distinct else ''}{fields} of {noun}"


def _lower(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _field_words(field: Field | None, name: str) -> str:
    return name if field is None else _lower(field.label)


def _field(ref: FieldRef, model: SemanticModel) -> str:
    entity = model.entity(ref.entity)
    return _field_words(entity.find(ref.field) if entity else None, ref.field)


def _dimension(dimension: DimensionRef, model: SemanticModel) -> str:
    said = _field(FieldRef(dimension.entity, dimension.field), model)
    if dimension.bins is not None:
        return f"ranges of {said}"
    if dimension.grain is None:
        return said
    owner = model.entity(dimension.entity)
    usual = owner is not None and owner.time == dimension.field
    return dimension.grain.value if usual else f"{dimension.grain.value} of {said}"


def _filter(item: Filter, model: SemanticModel) -> str:
    if isinstance(item, Condition):
        return _condition(_field(item.field, model), item.operator, item.values)
    if isinstance(item, AllOf):
        return " and ".join(_nested(each, model) for each in item.items)
    if isinstance(item, AnyOf):
        return " or ".join(_nested(each, model) for each in item.items)
    assert_never(item)


def _nested(item: Filter, model: SemanticModel) -> str:
    said = _filter(item, model)
    return f"({said})" if isinstance(item, AnyOf) else said


def _condition(subject: str, operator: Operator, values: Sequence[Cell]) -> str:
    said = [_value(value) for value in values]
    if operator is Operator.BETWEEN:
        return f"{subject} is between {said[0]} and {said[1]}"
    if values and isinstance(values[0], date):
        words = {Operator.GE: "is from", Operator.LT: "is before", Operator.GT: "is after", Operator.LE: "is up to"}
        return f"{subject} {words.get(operator, _OPERATORS[operator])} {said[0]} on".removesuffix(" on")
    joined = " or ".join(said)
    return f"{subject} {_OPERATORS[operator]} {joined}".rstrip()


def _having(measure: MeasureRef, operator: Operator, values: Sequence[Cell], model: SemanticModel) -> str:
    words = {
        Operator.GT: "above",
        Operator.GE: "of at least",
        Operator.LT: "below",
        Operator.LE: "of at most",
        Operator.EQ: "of",
    }
    said = [_value(value) for value in values]
    if operator is Operator.BETWEEN:
        return f"{measure_words(measure, model)} between {said[0]} and {said[1]}"
    return f"{measure_words(measure, model)} {words.get(operator, operator.value)} {said[0]}"


def _value(value: Cell) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:,}" if abs(value) >= 10_000 else f"{value}"  # noqa: PLR2004 - years stay without a comma
    return f"“{value}”"


def _period(period: Period, model: SemanticModel, entity: str) -> str:
    """The period as it was said, with its days; the field too when it is not the rows' own time."""
    dates = _days(period)
    owner = model.entity(entity)
    usual = owner is not None and owner.time == period.field.field and period.field.entity == entity
    on = "" if usual else f" ({_field(period.field, model)})"
    lead = "" if period.label.split(" ")[0].casefold() in _OPENING else "for "
    return f"{lead}{period.label}{f' ({dates})' if dates and dates != period.label else ''}{on}"


def _days(period: Period) -> str:
    if period.start is None:
        return f"before {_value(period.end)}" if period.end else ""
    if period.end is None:
        return f"from {_value(period.start)}"
    if isinstance(period.end, datetime) or isinstance(period.start, datetime):
        return f"{_value(period.start)} to {_value(period.end)}"
    last = period.end - timedelta(days=1)
    return _value(last) if last == period.start else f"{_value(period.start)} to {_value(last)}"


def _compared(compare: CompareTo) -> str:
    return (
        "compared with the previous period" if compare is CompareTo.PREVIOUS_PERIOD else "compared with a year before"
    )


def _order(query: SemanticQuery, model: SemanticModel) -> list[str]:
    return [_ordered(order, query, model) for order in query.order]


def _ordered(order: OrderBy, query: SemanticQuery, model: SemanticModel) -> str:
    way = "highest first" if order.descending else "lowest first"
    if isinstance(order.by, MeasureRef):
        same = len(query.measures) == 1 and order.by == query.measures[0]
        return way if same else f"{way} by {measure_words(order.by, model)}"
    if isinstance(order.by, DimensionRef):
        if order.by.grain is not None:
            return "latest first" if order.descending else ""
        return f"sorted by {_dimension(order.by, model)}{', last first' if order.descending else ''}"
    return f"{way} by {_field(order.by, model)}"


def _limit_word(query: SemanticQuery) -> str:
    first = query.order[0] if query.order else None
    return "top" if first is not None and first.descending else "first"


def _listed(items: Sequence[str]) -> str:
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
