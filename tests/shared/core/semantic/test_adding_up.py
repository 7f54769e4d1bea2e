"""Only what adds up is added up: the answer to anything else would be a number that means nothing."""

from __future__ import annotations

from datetime import date

import pytest

from shared.core.semantic.adding_up import additivity_of
from shared.core.semantic.model import (
    Additivity,
    Aggregation,
    Entity,
    Field,
    Grain,
    Measure,
    SemanticModel,
    TableRef,
)
from shared.core.semantic.query import (
    Arithmetic,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Formula,
    MeasureRef,
    Operator,
    SemanticQuery,
)
from shared.core.semantic.rules import check
from shared.core.table.types import DataType

STOCK = SemanticModel(
    (
        Entity(
            "stock",
            "Stock",
            "counts",
            TableRef("d", "stock"),
            (
                Field("on", "On", DataType.DATE),
                Field("shop", "Shop", DataType.TEXT),
                Field("pieces", "Pieces", DataType.INTEGER),
                Field("sold", "Sold", DataType.INTEGER),
            ),
            (Measure("level", "Stock level", Aggregation.SUM, "pieces", additivity=Additivity.NOT_OVER_TIME),),
            time="on",
        ),
    )
)
LEVEL = MeasureRef("stock", Aggregation.SUM, "pieces", "level")
SOLD = MeasureRef("stock", Aggregation.SUM, "sold")
AVERAGE = MeasureRef("stock", Aggregation.AVG, "sold")
BY_SHOP = (DimensionRef("stock", "shop"),)
BY_MONTH = (DimensionRef("stock", "on", Grain.MONTH),)
LAST = Condition(FieldRef("stock", "on"), Operator.LATEST)
ON_A_DAY = Condition(FieldRef("stock", "on"), Operator.EQ, (date(2024, 5, 1),))


def derived(measure: MeasureRef, derivation: Derivation) -> MeasureRef:
    """The same number with something derived from it."""
    return MeasureRef(measure.entity, measure.aggregation, measure.field, measure.name, derivation)


@pytest.mark.parametrize(
    ("measure", "kind"),
    [
        (SOLD, Additivity.ADDITIVE),
        (MeasureRef("stock", Aggregation.COUNT), Additivity.ADDITIVE),
        (LEVEL, Additivity.NOT_OVER_TIME),
        (AVERAGE, Additivity.NEVER),
        (MeasureRef("stock", Aggregation.COUNT_DISTINCT, "shop"), Additivity.NEVER),
    ],
)
def test_what_is_written_counts_else_the_aggregation(measure: MeasureRef, kind: Additivity) -> None:
    """Totals and counts add up, levels not over time, averages and distinct counts never."""
    assert additivity_of(measure, STOCK) is kind


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (Formula(Arithmetic.SUBTRACT, SOLD, MeasureRef("stock", Aggregation.COUNT)), Additivity.ADDITIVE),
        (Formula(Arithmetic.ADD, SOLD, LEVEL), Additivity.NOT_OVER_TIME),
        (Formula(Arithmetic.ADD, SOLD, Formula(Arithmetic.ADD, SOLD, AVERAGE)), Additivity.NEVER),
        (Formula(Arithmetic.ADD, SOLD, 5), Additivity.NEVER),
        (Formula(Arithmetic.DIVIDE, SOLD, SOLD), Additivity.NEVER),
    ],
)
def test_sums_and_differences_add_up_as_their_parts_do(formula: Formula, kind: Additivity) -> None:
    """A ratio never does; a bare number would be added at every step."""
    assert additivity_of(MeasureRef("stock", Aggregation.CALCULATED, formula=formula), STOCK) is kind


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (SemanticQuery("stock", (derived(AVERAGE, Derivation.RUNNING_TOTAL),), BY_MONTH), "no running total"),
        (SemanticQuery("stock", (derived(LEVEL, Derivation.RUNNING_TOTAL),), BY_MONTH), "no running total"),
        (SemanticQuery("stock", (derived(AVERAGE, Derivation.SHARE),), BY_SHOP), "no share of a total"),
        (SemanticQuery("stock", (LEVEL,), BY_SHOP), "is a level"),
    ],
)
def test_what_means_nothing_is_refused_in_words(query: SemanticQuery, said: str) -> None:
    """With what to ask instead."""
    (issue,) = check(query, STOCK)
    assert said in issue.for_user()
    assert "ask for" in issue.for_user()


@pytest.mark.parametrize(
    "query",
    [
        SemanticQuery("stock", (derived(SOLD, Derivation.RUNNING_TOTAL),), BY_MONTH),
        SemanticQuery("stock", (derived(SOLD, Derivation.SHARE),), BY_SHOP),
        SemanticQuery("stock", (LEVEL,), (DimensionRef("stock", "on", Grain.DAY), *BY_SHOP)),
        SemanticQuery("stock", (LEVEL,), BY_SHOP, filters=LAST),
        SemanticQuery("stock", (LEVEL,), BY_SHOP, filters=ON_A_DAY),
        SemanticQuery("stock", (MeasureRef("stock", Aggregation.AVG, "pieces"),), BY_SHOP),
    ],
)
def test_what_means_something_passes(query: SemanticQuery) -> None:
    """A level at one moment, or along time, is a sum like any other."""
    assert check(query, STOCK) == ()
