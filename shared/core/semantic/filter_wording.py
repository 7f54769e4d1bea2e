"""Filters in words: "brand is “Asha” and value is above 10"; "with no orders in May, on weekends"."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_never

from shared.core.semantic.model import Grain
from shared.core.semantic.period_wording import period_words
from shared.core.semantic.phrases import listed, noun, ref_words
from shared.core.semantic.query import AllOf, AnyOf, Condition, Operator, Related
from shared.core.table.units import CURRENCIES, MONTH_OF_YEAR

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter
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
    Operator.LATEST: "is the latest",
    Operator.EARLIEST: "is the earliest",
}
_OF_TIME = {
    Operator.GE: "is from",
    Operator.LT: "is before",
    Operator.GT: "is after",
    Operator.LE: "is up to",
}
_THAN_ANOTHER = _OF_TIME | {Operator.GE: "is on or after", Operator.LE: "is on or before"}
_WEEKEND, _WEEKDAYS = frozenset({6, 7}), frozenset(range(1, 6))


def filter_words(item: Filter, model: SemanticModel) -> str:
    """A filter tree in words, as they follow "where": "brand is “Asha” and value is above 10"."""
    match item:
        case Condition():
            return _condition(item, model)
        case Related():
            return f"there are {_related(item, model)}"
        case AllOf(items):
            return " and ".join(_nested(each, model) for each in items)
        case AnyOf(items):
            return " or ".join(_nested(each, model) for each in items)
        case _:
            assert_never(item)


def rows_words(tree: Filter | None, model: SemanticModel) -> tuple[str, ...]:
    """What follows the name of the rows: "with no orders in May", "on weekends", "where region is “North”"."""
    if tree is None:
        return ()
    items = tree.items if isinstance(tree, AllOf) else (tree,)
    said = [(each, _phrase(each, model)) for each in items]
    rest = tuple(each for each, phrase in said if not phrase)
    where = (f"where {filter_words(rest[0] if len(rest) == 1 else AllOf(rest), model)}",) if rest else ()
    return (*(phrase for _, phrase in said if phrase), *where)


def value_words(value: Cell) -> str:
    """A value as a sentence holds it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:,}" if abs(value) >= 10_000 else f"{value}"  # noqa: PLR2004 - years stay without a comma
    return f"“{value}”"


def _nested(item: Filter, model: SemanticModel) -> str:
    said = filter_words(item, model)
    return f"({said})" if isinstance(item, AnyOf) else said


def _phrase(item: Filter, model: SemanticModel) -> str:
    """The words of a filter that needs no "where"; empty for others."""
    if isinstance(item, Related):
        return f"with {_related(item, model)}"
    if not isinstance(item, Condition) or item.other is not None or item.operator not in {Operator.EQ, Operator.IN}:
        return ""
    entity = model.entity(item.field.entity)
    usual = entity is not None and entity.time == item.field.field
    return _calendar_words(item) if usual and item.grain is not None else ""


def _related(item: Related, model: SemanticModel) -> str:
    rows = noun(item.entity, model)
    period = [period_words(item.period)] if item.period is not None else []
    return " ".join([f"no {rows}" if item.negated else rows, *period, *rows_words(item.where, model)])


def _condition(item: Condition, model: SemanticModel) -> str:
    subject = ref_words(item.field, model)
    if item.other is not None:
        return _compared(item, subject, ref_words(item.other, model), model)
    if item.grain is not None:
        return _in_calendar(item, subject)
    entity = model.entity(item.field.entity)
    field = entity.find(item.field.field) if entity else None
    said = [_measured(value, field.unit if field else "") for value in item.values]
    if item.operator is Operator.BETWEEN:
        return f"{subject} is between {said[0]} and {said[1]}"
    temporal = bool(item.values) and isinstance(item.values[0], date)
    words = _OF_TIME.get(item.operator) if temporal else None
    return f"{subject} {words or _OPERATORS[item.operator]} {' or '.join(said)}".rstrip()


def _compared(item: Condition, subject: str, other: str, model: SemanticModel) -> str:
    """The same row's fields: "sale price is below cost", "joined on is in the same month as sold on"."""
    if item.grain is not None and item.operator in {Operator.EQ, Operator.NE}:
        negation = " not" if item.operator is Operator.NE else ""
        return f"{subject} is{negation} in the same {item.grain} as {other}"
    of = "" if item.grain is None else f"{item.grain} of "
    entity = model.entity(item.field.entity)
    field = entity.find(item.field.field) if entity else None
    temporal = field is not None and field.type.is_temporal
    words = _THAN_ANOTHER.get(item.operator) if temporal else None
    return f"{of}{subject} {words or _OPERATORS[item.operator]} {of}{other}"


def _in_calendar(item: Condition, subject: str) -> str:
    negation = " not" if item.operator in {Operator.NE, Operator.NOT_IN} else ""
    if item.operator in {Operator.EQ, Operator.IN, Operator.NE, Operator.NOT_IN}:
        return f"{subject} is{negation} {_calendar_words(item)}"
    said = [_bucket(each, item.grain) for each in item.values]
    if item.operator is Operator.BETWEEN:
        return f"{item.grain} of {subject} is between {said[0]} and {said[1]}"
    words = _OF_TIME.get(item.operator, _OPERATORS[item.operator])
    return f"{item.grain} of {subject} {words} {' or '.join(said)}".rstrip()


def _calendar_words(item: Condition) -> str:
    """Parts of the calendar that come again: "on weekends", "on Mondays or Fridays", "in May", "at 9:00"."""
    values = frozenset(item.values)
    if item.grain is Grain.WEEKDAY and values in (_WEEKEND, _WEEKDAYS):
        return "on weekends" if values == _WEEKEND else "on weekdays"
    said = [_bucket(each, item.grain) for each in item.values]
    if item.grain is Grain.WEEKDAY:
        return f"on {listed([f'{each}s' for each in said], 'or')}"
    return f"{'at' if item.grain is Grain.HOUR_OF_DAY else 'in'} {listed(said, 'or')}"


def _bucket(value: Cell, grain: Grain | None) -> str:
    number = value if isinstance(value, int) else -1
    if grain is Grain.WEEKDAY and number in range(1, 8):
        return calendar.day_name[number - 1]
    if grain is Grain.MONTH_OF_YEAR and number in range(1, 13):
        return calendar.month_name[number]
    return f"{value}:00" if grain is Grain.HOUR_OF_DAY else value_words(value)


def _measured(value: Cell, unit: str) -> str:
    """A value with the unit of its column: ₹1,00,000, 120 min, July."""
    if not unit or isinstance(value, bool) or not isinstance(value, int | float):
        return value_words(value)
    if unit == MONTH_OF_YEAR:
        return calendar.month_name[int(value)] if value in range(1, 13) else str(value)
    if unit not in CURRENCIES:
        return f"{value_words(value)}{'' if unit == '%' else ' '}{unit}"
    whole, _, rest = f"{value}".partition(".")
    grouped = f"{int(whole):,}" if unit != "₹" else _indian(whole)
    return f"{unit}{grouped}{'.' + rest if rest.strip('0') else ''}"


def _indian(digits: str) -> str:
    """Grouped as in India: thousands, then pairs."""
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join([*pairs, tail]).replace("-,", "-")
