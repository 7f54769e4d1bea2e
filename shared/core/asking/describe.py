"""A semantic query in words: "Average departure delay by carrier, for June 2013, highest first, top 5"."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    CompareTo,
    Condition,
    DimensionRef,
    FieldRef,
    MeasureRef,
    Operator,
)
from shared.core.semantic.wording import dimension_words, field_words, lower_first, measure_label
from shared.core.table.units import CURRENCIES, MONTH_OF_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, OrderBy, Period, SemanticQuery
    from shared.core.table.types import Cell

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
OPENING = frozenset({"since", "before", "after", "until", "till", "between", "from", "on", "up"})
_ALL_COLUMNS = 6


def describe(query: SemanticQuery, model: SemanticModel) -> str:
    """The query in one line of English without a full stop at its end."""
    parts = [_subject(query, model)]
    if query.dimensions:
        parts[0] += " by " + _listed([dimension_words(d, model) for d in query.dimensions])
    if query.filters is not None:
        parts.append("where " + filter_words(query.filters, model))
    if query.period is not None:
        parts.append(_period(query.period, model, query.entity))
    if query.compare is not None:
        parts.append(_compared(query.compare))
    parts.extend(f"only with {_having(h.measure, h.operator, h.values, model)}" for h in query.having)
    parts.extend(_order(query, model))
    if query.limit is not None:
        each = f" for each {dimension_words(query.limit_per, model)}" if query.limit_per else ""
        parts.append(f"{_limit_word(query)} {query.limit}{each}")
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def measure_words(measure: MeasureRef, model: SemanticModel) -> str:
    """One number in words, lower case: "average departure delay", "number of flights"."""
    return lower_first(measure_label(measure, model))


def _subject(query: SemanticQuery, model: SemanticModel) -> str:
    if query.measures:
        return _listed([measure_words(measure, model) for measure in query.measures])
    entity = model.entity(query.entity)
    noun = entity.noun if entity else query.entity
    if len(query.columns) > _ALL_COLUMNS:
        return f"all columns of {noun}"
    fields = _listed([_field(ref, model) for ref in query.columns])
    return f"{'different ' if query.distinct else ''}{fields} of {noun}"


def _field(ref: FieldRef, model: SemanticModel) -> str:
    entity = model.entity(ref.entity)
    return field_words(entity.find(ref.field) if entity else None, ref.field)


def filter_words(item: Filter, model: SemanticModel) -> str:
    """A filter tree in words: "brand is “Asha” and value is above 10"."""
    if isinstance(item, Condition):
        return _condition(item, model)
    if isinstance(item, AllOf):
        return " and ".join(_nested(each, model) for each in item.items)
    if isinstance(item, AnyOf):
        return " or ".join(_nested(each, model) for each in item.items)
    assert_never(item)


def _nested(item: Filter, model: SemanticModel) -> str:
    said = filter_words(item, model)
    return f"({said})" if isinstance(item, AnyOf) else said


def _condition(item: Condition, model: SemanticModel) -> str:
    subject, operator, values = _field(item.field, model), item.operator, item.values
    entity = model.entity(item.field.entity)
    field = entity.find(item.field.field) if entity else None
    said = [_measured(value, field.unit if field else "") for value in values]
    if operator is Operator.BETWEEN:
        return f"{subject} is between {said[0]} and {said[1]}"
    if values and isinstance(values[0], date):
        words = {Operator.GE: "is from", Operator.LT: "is before", Operator.GT: "is after", Operator.LE: "is up to"}
        return f"{subject} {words.get(operator, _OPERATORS[operator])} {said[0]} on".removesuffix(" on")
    joined = " or ".join(said)
    return f"{subject} {_OPERATORS[operator]} {joined}".rstrip()


def _measured(value: Cell, unit: str) -> str:
    """A value with the unit of its column: ₹1,00,000, 120 min, July."""
    if not unit or isinstance(value, bool) or not isinstance(value, int | float):
        return _value(value)
    if unit == MONTH_OF_YEAR:
        return calendar.month_name[int(value)] if value in range(1, 13) else str(value)
    if unit not in CURRENCIES:
        return f"{_value(value)}{'' if unit == '%' else ' '}{unit}"
    whole, _, rest = f"{value}".partition(".")
    grouped = f"{int(whole):,}" if unit != "₹" else _indian(whole)
    return f"{unit}{grouped}{'.' + rest if rest.strip('0') else ''}"


def _indian(digits: str) -> str:
    """Grouped as in India: thousands, then pairs."""
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join([*pairs, tail]).replace("-,", "-")


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
    lead = "" if period.label.split(" ")[0].casefold() in OPENING else "for "
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
        if order.descending:
            return f"sorted by {dimension_words(order.by, model)}, last first"
        entity = model.entity(order.by.entity)
        field = entity.find(order.by.field) if entity else None
        natural = field is not None and field.type.is_numeric
        return "" if natural else f"sorted by {dimension_words(order.by, model)}"
    entity = model.entity(order.by.entity)
    field = entity.find(order.by.field) if entity else None
    if field is not None and field.type.is_temporal:
        way = "latest first" if order.descending else "earliest first"
    return f"{way} by {_field(order.by, model)}"


def _limit_word(query: SemanticQuery) -> str:
    first = query.order[0] if query.order else None
    return "top" if first is not None and first.descending else "first"


def _listed(items: Sequence[str]) -> str:
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
