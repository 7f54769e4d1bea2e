"""One text for all ways to write a query, and another for every other query."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.core.caching.canonical import canonical, entities_in
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Arithmetic,
    Condition,
    DimensionRef,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    Related,
    SemanticQuery,
)
from tests.fakes.shop_queries import random_query, written_otherwise

if TYPE_CHECKING:
    from shared.core.semantic.query import Filter
    from shared.core.table.types import Cell

BRAND, VALUE = FieldRef("lines", "brand"), FieldRef("lines", "value")
TOTAL = MeasureRef("lines", Aggregation.SUM, "value")
ROWS = MeasureRef("lines", Aggregation.COUNT)
QUERY = SemanticQuery("lines", (TOTAL, ROWS), (DimensionRef("lines", "brand"),))
MAY = Period(FieldRef("lines", "sold_on"), date(2024, 5, 1), date(2024, 6, 1), "last month")


def one_of(*values: Cell, operator: Operator = Operator.IN) -> Condition:
    """Return a list of brands."""
    return Condition(BRAND, operator, values)


def calculated(left: MeasureRef, right: MeasureRef) -> MeasureRef:
    """Return one divided by the other."""
    return MeasureRef("lines", Aggregation.CALCULATED, formula=Formula(Arithmetic.DIVIDE, left, right))


A, B, C = (Condition(VALUE, Operator.GT, (each,)) for each in (1, 2, 3))


def of(where: Filter | None) -> str:
    """Return the text of the query with these filters."""
    return canonical(replace(QUERY, filters=where))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AllOf((A, B, C)), AllOf((C, A, B))),
        (AnyOf((A, B)), AnyOf((B, A, B))),
        (AllOf((A, AllOf((B, C)))), AllOf((A, B, C))),
        (AnyOf((AnyOf((A, B)), C)), AnyOf((C, B, A))),
        (AllOf((A,)), A),
        (AnyOf((AllOf((A,)), AllOf((B, B)))), AnyOf((B, A))),
        (one_of("x", "y"), one_of("y", "x", "y")),
        (one_of("x", "y", operator=Operator.NOT_IN), one_of("y", "x", operator=Operator.NOT_IN)),
        (Related("invoices", where=AllOf((A, B)), period=MAY), Related("invoices", where=AllOf((B, A)), period=MAY)),
    ],
)
def test_what_makes_no_difference_is_not_in_it(one: Filter, other: Filter) -> None:
    """Order, repetition and brackets among what AND, OR and lists hold, however deep."""
    assert of(one) == of(other)
    assert canonical(replace(QUERY, measures=(replace(TOTAL, where=one),))) == canonical(
        replace(QUERY, measures=(replace(TOTAL, where=other),))
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AllOf((A, B)), AnyOf((A, B))),
        (AllOf((A, AnyOf((B, C)))), AllOf((AnyOf((A, B)), C))),
        (one_of("x"), one_of("x", operator=Operator.NOT_IN)),
        (one_of("x"), one_of("X")),
        (one_of(1), one_of("1")),
        (one_of(1), one_of(*(True,))),
        (one_of(Decimal(1)), one_of(1)),
        (Condition(VALUE, Operator.BETWEEN, (1, 2)), Condition(VALUE, Operator.BETWEEN, (2, 1))),
        (Related("invoices"), Related("invoices", negated=True)),
        (A, None),
    ],
)
def test_what_makes_a_difference_is(one: Filter, other: Filter | None) -> None:
    """AND is not OR, True is not 1, text is not a number, and the ends of a range have their places."""
    assert of(one) != of(other)


def test_a_period_counts_by_its_bounds_and_not_by_its_words() -> None:
    """The same month said twice is one, the same words a day later are another."""
    assert canonical(replace(QUERY, period=MAY)) == canonical(replace(QUERY, period=replace(MAY, label="May 2024")))
    later = replace(MAY, start=date(2024, 5, 2))
    assert canonical(replace(QUERY, period=MAY)) != canonical(replace(QUERY, period=later))
    assert canonical(replace(QUERY, period=MAY)) != canonical(QUERY)


@pytest.mark.parametrize(
    "changed",
    [
        replace(QUERY, measures=(ROWS, TOTAL)),
        replace(QUERY, measures=(replace(TOTAL, label="Takings"), ROWS)),
        replace(QUERY, measures=(calculated(TOTAL, ROWS), ROWS)),
        replace(QUERY, measures=(calculated(ROWS, TOTAL), ROWS)),
        replace(QUERY, dimensions=(DimensionRef("lines", "sold_on", Grain.MONTH),)),
        replace(QUERY, limit=5),
        replace(QUERY, order=(OrderBy(TOTAL),)),
        replace(QUERY, order=(OrderBy(TOTAL, descending=True),)),
        replace(QUERY, having=(Having(TOTAL, Operator.GT, (5,)),)),
        replace(QUERY, complete=True),
        replace(QUERY, distinct=True),
    ],
)
def test_every_other_part_tells_queries_apart(changed: SemanticQuery) -> None:
    """The order of measures too: it is the order of columns."""
    assert canonical(changed) != canonical(QUERY)


def test_a_thousand_queries_written_otherwise_are_the_same_and_no_two_of_them_are() -> None:
    """Equal texts come of equal meanings alone."""
    rng = random.Random(3)
    queries = [random_query(rng) for _ in range(1_000)]
    for query in queries:
        assert canonical(query) == canonical(written_otherwise(query, rng))
    texts = {canonical(query): query for query in queries}
    assert len(texts) > 900


def test_every_entity_is_seen_however_deep_it_stands() -> None:
    """In a filter of a measure, in a formula, in what is related."""
    deep = replace(TOTAL, where=AnyOf((A, Condition(FieldRef("firms", "name"), Operator.EQ, ("x",)))))
    made = calculated(deep, MeasureRef("visits", Aggregation.COUNT))
    query = SemanticQuery("lines", (made,), filters=Related("invoices"))
    assert entities_in(query) == {"lines", "firms", "visits", "invoices"}
