"""A semantic query in words: "Average departure delay by carrier, for June 2013, highest first, top 5"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.core.semantic.filter_wording import filter_words, rows_words, value_words
from shared.core.semantic.period_wording import OPENING, in_figures, period_words
from shared.core.semantic.phrases import listed, lower_first, ref_words, upper_first
from shared.core.semantic.query import CompareTo, Derivation, DimensionRef, MeasureRef, Operator
from shared.core.semantic.wording import dimension_words, measure_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import OrderBy, Period, SemanticQuery
    from shared.core.table.types import Cell

__all__ = ["describe", "entitle", "filter_words", "having_words", "measure_words"]

_ALL_COLUMNS = 6
_ITS_OWN = {
    Derivation.SHARE: "its share",
    Derivation.RUNNING_TOTAL: "its running total",
    Derivation.CHANGE: "its change",
    Derivation.GROWTH: "its growth",
    Derivation.PRIOR: "its value before",
    Derivation.RANK: "its rank",
}
"""What is derived from a number that stands beside it."""


def describe(query: SemanticQuery, model: SemanticModel) -> str:
    """The query in one line of English without a full stop at its end."""
    said = rows_words(query.filters, model)
    parts = [" ".join([_subject(query, model), *(each for each in said if not each.startswith("where "))])]
    if query.dimensions:
        parts[0] += " by " + listed([dimension_words(d, model) for d in query.dimensions])
    parts.extend(each for each in said if each.startswith("where "))
    if query.period is not None:
        parts.append(_period(query.period, model, query.entity))
    if query.compare is not None:
        parts.append(_compared(query.compare))
    if query.having:
        parts.append(f"only with {having_words(query, model)}")
    parts.extend(_order(query, model))
    if query.limit is not None:
        each = f" for each {dimension_words(query.limit_per, model)}" if query.limit_per else ""
        parts.append(f"{_limit_word(query)} {query.limit}{each}")
    if query.complete and any(each.grain for each in query.dimensions):
        parts.append("empty ones too")
    text = ", ".join(part for part in parts if part)
    return upper_first(text)


def entitle(query: SemanticQuery, model: SemanticModel, most: int = 1_000) -> str:
    """Name the query for a title: no dates, for "last month" moves on; no order; what does not fit is left out."""
    said = listed(_numbers(query, model)) if query.measures else _subject(query, model)
    if query.dimensions:
        said += " by " + listed([dimension_words(d, model) for d in query.dimensions])
    period = [period_words(query.period)] if query.period is not None else []
    against = [] if query.compare is None else [_compared(query.compare)]
    for part in (*period, *rows_words(query.filters, model), *against):
        if len(said) + len(part) + 2 <= most:
            said += f", {part}"
    return upper_first(said)


def _numbers(query: SemanticQuery, model: SemanticModel) -> list[str]:
    """The numbers in words; what is derived from one that stands there too is only named as its own."""
    plain = {each for each in query.measures if each.derivation is None}
    said = []
    for each in query.measures:
        source = replace(each, derivation=None, offset=None, since=None)
        own = _ITS_OWN[each.derivation] if each.derivation is not None and source in plain else ""
        if own and each.derivation is Derivation.PRIOR and each.offset is not None and each.offset.spans == 1:
            own = f"its value a {each.offset.grain} before"
        said.append(own or measure_words(each, model))
    return said


def measure_words(measure: MeasureRef, model: SemanticModel) -> str:
    """One number in words, lower case: "average departure delay", "number of flights"."""
    return lower_first(measure_label(measure, model))


def _subject(query: SemanticQuery, model: SemanticModel) -> str:
    if query.measures:
        return listed([measure_words(measure, model) for measure in query.measures])
    entity = model.entity(query.entity)
    noun = entity.noun if entity else query.entity
    if len(query.columns) > _ALL_COLUMNS:
        return f"all columns of {noun}"
    fields = listed([ref_words(ref, model) for ref in query.columns])
    return f"{'different ' if query.distinct else ''}{fields} of {noun}"


def having_words(query: SemanticQuery, model: SemanticModel) -> str:
    """What groups must have to be kept: "number of flights above 50,000 and average delay below 10"."""
    return listed([_having(each.measure, each.operator, each.values, model) for each in query.having])


def _having(measure: MeasureRef, operator: Operator, values: Sequence[Cell], model: SemanticModel) -> str:
    words = {
        Operator.GT: "above",
        Operator.GE: "of at least",
        Operator.LT: "below",
        Operator.LE: "of at most",
        Operator.EQ: "of",
    }
    said = [value_words(value) for value in values]
    if operator is Operator.BETWEEN:
        return f"{measure_words(measure, model)} between {said[0]} and {said[1]}"
    return f"{measure_words(measure, model)} {words.get(operator, operator.value)} {said[0]}"


def _period(period: Period, model: SemanticModel, entity: str) -> str:
    """The period as it was said, with its days; the field too when it is not the rows' own time."""
    dates = _days(period)
    owner = model.entity(entity)
    usual = owner is not None and owner.time == period.field.field and period.field.entity == entity
    on = "" if usual else f" ({ref_words(period.field, model)})"
    if in_figures(period):
        return f"{period_words(period)}{on}"
    lead = "" if period.label.split(" ")[0].casefold() in OPENING else "for "
    return f"{lead}{period.label}{f' ({dates})' if dates and dates != period.label else ''}{on}"


def _days(period: Period) -> str:
    if period.start is None:
        return f"before {value_words(period.end)}" if period.end else ""
    if period.end is None:
        return f"from {value_words(period.start)}"
    if isinstance(period.end, datetime) or isinstance(period.start, datetime):
        return f"{value_words(period.start)} to {value_words(period.end)}"
    last = period.end - timedelta(days=1)
    return value_words(last) if last == period.start else f"{value_words(period.start)} to {value_words(last)}"


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
    return f"{way} by {ref_words(order.by, model)}"


def _limit_word(query: SemanticQuery) -> str:
    first = query.order[0] if query.order else None
    return "top" if first is not None and first.descending else "first"
