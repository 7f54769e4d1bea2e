"""What a digest asks of a model: its main numbers in the last whole period of the data, beside the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shared.core.semantic.compare import months_later
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import CompareTo, DimensionRef, FieldRef, MeasureRef, OrderBy, Period, SemanticQuery
from shared.core.table.types import DataType
from shared.core.table.units import CURRENCIES

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, Field, Measure, SemanticModel

MEASURES_OF_AN_ENTITY = 3
_MOST_MEMBERS, _LEAST_MEMBERS = 50, 2
_ENOUGH_FOR_MONTHS = timedelta(days=62)
_ENOUGH_FOR_WEEKS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class InsightQuery:
    """A total beside the period before, and the same split by a dimension to see what moved it (None: no dimension)."""

    measure: Measure
    entity: Entity
    total: SemanticQuery
    split: SemanticQuery | None
    before: str


def insight_queries(model: SemanticModel) -> tuple[InsightQuery, ...]:
    """Return what to ask, entity by entity, each name once; nothing of an entity without dates or measures."""
    found: dict[str, InsightQuery] = {}
    for entity in model.entities:
        time = entity.find(entity.time) if entity.time else None
        span = latest_period(entity, time) if time else None
        if span is None:
            continue
        period, before = span
        for measure in _main_measures(entity):
            found.setdefault(measure.label, _query(entity, measure, period, before))
    return tuple(found.values())


def latest_period(entity: Entity, time: Field) -> tuple[Period, str] | None:
    """Return the last whole month of the data (weeks or days when it is short), and the name of the one before."""
    if time.minimum is None or time.maximum is None or not time.type.is_temporal:
        return None
    first, last = _day(time.minimum), _day(time.maximum)
    ref = FieldRef(entity.name, time.name)
    following = last + timedelta(days=1)
    if last - first >= _ENOUGH_FOR_MONTHS:
        end = datetime(following.year, following.month, 1)  # noqa: DTZ001 - local to the calendar
        start, earlier = months_later(end, -1), months_later(end, -2)
        return Period(ref, start, end, f"{start:%B %Y}"), f"{earlier:%B %Y}"
    length = timedelta(days=7) if last - first >= _ENOUGH_FOR_WEEKS else timedelta(days=1)
    end = datetime(following.year, following.month, following.day)  # noqa: DTZ001 - local to the calendar
    start = end - length
    name = "the 7 days" if length.days > 1 else "the day"
    return Period(ref, start, end, f"{name} to {last:%-d %B %Y}"), f"{name} before"


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _main_measures(entity: Entity) -> tuple[Measure, ...]:
    """Return revenue and other sums of money first, then other sums, then the count of rows, then averages.

    A number that goes by two names, such as revenue and total value, is told once.
    """
    rank = {Aggregation.SUM: 1, Aggregation.COUNT: 2, Aggregation.AVG: 3}
    useful = [each for each in entity.measures if each.aggregation in rank]
    useful.sort(key=lambda each: (rank[each.aggregation] - (_is_money(entity, each)), not each.goes_by("revenue")))
    told: dict[tuple[Aggregation, str | None], Measure] = {}
    for each in useful:
        told.setdefault((each.aggregation, each.field), each)
    return tuple(told.values())[:MEASURES_OF_AN_ENTITY]


def _is_money(entity: Entity, measure: Measure) -> bool:
    field = entity.find(measure.field) if measure.field else None
    return measure.aggregation is Aggregation.SUM and field is not None and field.unit in CURRENCIES


def _query(entity: Entity, measure: Measure, period: Period, before: str) -> InsightQuery:
    ref = MeasureRef(entity.name, measure.aggregation, measure.field, measure.name)
    total = SemanticQuery(entity.name, (ref,), period=period, compare=CompareTo.PREVIOUS_PERIOD)
    dimension = _telling_dimension(entity) if measure.aggregation is not Aggregation.AVG else None
    split = None
    if dimension is not None:
        by = DimensionRef(entity.name, dimension.name)
        order = (OrderBy(ref, descending=True),)
        split = SemanticQuery(entity.name, (ref,), (by,), period=period, compare=CompareTo.PREVIOUS_PERIOD, order=order)
    return InsightQuery(measure, entity, total, split, before)


def _telling_dimension(entity: Entity) -> Field | None:
    """Return the text column with a handful of members that says most: the one with the most of them."""
    fit = [
        each
        for each in entity.fields
        if each.type is DataType.TEXT
        and not each.personal
        and not each.identifier
        and each.distinct is not None
        and _LEAST_MEMBERS <= each.distinct <= _MOST_MEMBERS
    ]
    return max(fit, key=lambda each: each.distinct or 0, default=None)
