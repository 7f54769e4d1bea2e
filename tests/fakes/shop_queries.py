"""Random queries over the shop, and other ways to write the same query."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    CompareTo,
    Condition,
    DimensionRef,
    FieldRef,
    Filter,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    import random

MEASURES = (
    MeasureRef("lines", Aggregation.COUNT),
    MeasureRef("lines", Aggregation.SUM, "value", "total_value"),
    *(MeasureRef("lines", each, "quantity") for each in (Aggregation.AVG, Aggregation.MAX, Aggregation.SUM)),
    MeasureRef("lines", Aggregation.MIN, "value"),
    MeasureRef("lines", Aggregation.COUNT_DISTINCT, "brand"),
    MeasureRef("lines", Aggregation.MEDIAN, "discount"),
    MeasureRef("lines", Aggregation.MAX, "packed_at"),
)
DIMENSIONS = (
    DimensionRef("lines", "brand"),
    DimensionRef("lines", "paid"),
    DimensionRef("invoices", "firm"),
    *(DimensionRef("lines", "sold_on", each) for each in (Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.WEEKDAY)),
)
COLUMNS = tuple(
    FieldRef("lines", each) for each in ("sold_on", "brand", "value", "discount", "packed_at", "voucher_no")
)


def random_query(rng: random.Random) -> SemanticQuery:
    """Return a query that passes the rules."""
    filters, period = _filters(rng), _period(rng) if rng.random() < 0.5 else None
    if rng.random() < 0.15:
        columns = tuple(rng.sample(COLUMNS, rng.randint(1, 4)))
        sorting = (OrderBy(rng.choice(columns), rng.random() < 0.5), OrderBy(COLUMNS[-2]))
        return SemanticQuery("lines", columns=columns, filters=filters, period=period, order=sorting, limit=50)
    measures = tuple(rng.sample(MEASURES, rng.randint(1, 3)))
    dimensions = tuple(rng.sample(DIMENSIONS[:4], rng.randint(0, 2)))
    order = (OrderBy(measures[0], rng.random() < 0.5),) if dimensions and rng.random() < 0.7 else ()
    return SemanticQuery(
        "lines",
        measures,
        dimensions,
        filters=filters,
        having=_having(rng) if dimensions else (),
        period=period,
        compare=CompareTo.PREVIOUS_YEAR if period and not dimensions and MEASURES[-1] not in measures else None,
        order=order,
        limit=rng.choice((None, 3, 5, 100)) if order else None,
    )


def _having(rng: random.Random) -> tuple[Having, ...]:
    wanted = rng.choice((0, 0, 1, 2))
    some = (Having(MEASURES[0], Operator.GT, (3,)), Having(MEASURES[1], Operator.GE, (Decimal("10.5"),)))
    return some[:wanted]


def _period(rng: random.Random) -> Period:
    start = date(2023, 1, 1) + timedelta(days=rng.randrange(400))
    return Period(FieldRef("lines", "sold_on"), start, start + timedelta(days=rng.randint(1, 200)), "then")


def _filters(rng: random.Random, depth: int = 0) -> Filter | None:
    kind = rng.random()
    if depth == 0 and kind < 0.25:
        return None
    if depth < 2 and kind > 0.6:
        items = tuple(_filters(rng, depth + 1) or _condition(rng) for _ in range(rng.randint(2, 3)))
        return AllOf(items) if kind > 0.8 else AnyOf(items)
    return _condition(rng)


def _condition(rng: random.Random) -> Condition:
    number = rng.randint(-50, 900)
    return rng.choice(
        (
            Condition(FieldRef("lines", "brand"), Operator.IN, tuple(rng.sample(("Asha", "Bela", "Über"), 2))),
            Condition(FieldRef("lines", "brand"), Operator.NOT_IN, ("Asha", rng.choice(("Bela", "Über")))),
            Condition(FieldRef("lines", "value"), Operator.GT, (number,)),
            Condition(FieldRef("lines", "value"), Operator.BETWEEN, (number, number + 300)),
            Condition(FieldRef("lines", "quantity"), Operator.IN, (rng.randint(0, 8), rng.randint(0, 8))),
            Condition(FieldRef("lines", "paid"), Operator.EQ, (rng.random() < 0.5,)),
            Condition(FieldRef("lines", "voucher_no"), Operator.NOT_NULL),
            Condition(FieldRef("invoices", "firm"), Operator.EQ, (rng.choice(("North", "South")),)),
        )
    )


def written_otherwise(query: SemanticQuery, rng: random.Random) -> SemanticQuery:
    """Return a query of the same meaning: shuffled, nested, repeated, with other words for its period and a chart."""
    having = list(query.having)
    rng.shuffle(having)
    return replace(
        query,
        filters=_otherwise(query.filters, rng) if query.filters else None,
        having=tuple(having),
        period=replace(query.period, label="the time in question") if query.period else None,
        chart=rng.choice(tuple(ChartKind)),
    )


def _otherwise(where: Filter, rng: random.Random) -> Filter:
    if isinstance(where, Condition):
        if where.operator in {Operator.IN, Operator.NOT_IN}:
            where = replace(where, values=where.values[::-1] + where.values[:1])
        return AllOf((where,)) if rng.random() < 0.3 else where
    if not isinstance(where, AllOf | AnyOf):
        return where
    items = [_otherwise(each, rng) for each in where.items]
    items += items[:1]
    rng.shuffle(items)
    if len(items) > 2:
        return type(where)((type(where)(tuple(items[:2])), *items[2:]))
    return type(where)(tuple(items))
