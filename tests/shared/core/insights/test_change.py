"""What a change can be cut by, and which numbers have parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.insights.change import adds_up, dimensions_of, labels_of, weight_of
from shared.core.semantic.model import Aggregation, Entity, Field, Relationship, SemanticModel, TableRef
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
from shared.core.table.types import DataType

TEXT = DataType.TEXT
ORDERS = Entity(
    "orders",
    "Orders",
    "orders",
    TableRef("m", "orders"),
    (
        Field("order_id", "Order ID", TEXT, identifier=True, distinct=900),
        Field("shop_id", "Shop ID", TEXT, distinct=12),
        Field("channel", "Channel", TEXT, distinct=3),
        Field("buyer", "Buyer", TEXT, distinct=150, personal=True),
        Field("remark", "Remark", TEXT, distinct=700),
        Field("country", "Country", TEXT, distinct=1),
        Field("amount", "Amount", DataType.DECIMAL, distinct=800),
    ),
    rows=1000,
)
SHOPS = Entity(
    "shops",
    "Shops",
    "shops",
    TableRef("m", "shops"),
    (
        Field("shop_id", "Shop ID", TEXT, distinct=12),
        Field("region", "Region", TEXT, distinct=4),
        Field("name", "Name", TEXT, distinct=12),
        Field("channel", "Channel", TEXT, distinct=2),
    ),
    key=("shop_id",),
    rows=12,
)
MODEL = SemanticModel((ORDERS, SHOPS), (Relationship("orders", ("shop_id",), "shops", ("shop_id",)),))
SUM = MeasureRef("orders", Aggregation.SUM, "amount")
COUNT = MeasureRef("orders", Aggregation.COUNT)
QUERY = SemanticQuery("orders", (SUM,))


def test_groups_in_reach_are_cut_by_and_nothing_about_people() -> None:
    """Own columns first, then the name of what is referred to in place of its code; no ids, no remarks."""
    found = [(each.entity, each.field) for each in dimensions_of(QUERY, MODEL)]
    assert found == [("orders", "channel"), ("shops", "name"), ("shops", "region"), ("shops", "channel")]


def test_what_a_filter_holds_to_one_value_is_not_cut() -> None:
    """Nor what follows from it."""
    shop = Condition(FieldRef("orders", "shop_id"), Operator.EQ, ("S1",))
    found = [(each.entity, each.field) for each in dimensions_of(replace(QUERY, filters=shop), MODEL)]
    assert found == [("orders", "channel")]


def test_two_groups_of_one_name_are_told_apart() -> None:
    """By their tables."""
    both = (DimensionRef("orders", "channel"), DimensionRef("shops", "channel"), DimensionRef("shops", "region"))
    assert list(labels_of(both, MODEL).values()) == ["orders channel", "shops channel", "region"]


@pytest.mark.parametrize("aggregation", [Aggregation.MEDIAN, Aggregation.MIN, Aggregation.COUNT_DISTINCT])
def test_a_number_without_parts_has_none(aggregation: Aggregation) -> None:
    """It neither adds up nor has weights."""
    measure = replace(SUM, aggregation=aggregation)
    assert not adds_up(measure)
    assert weight_of(measure) is None


def test_an_average_is_weighed_by_its_rows_and_a_ratio_by_what_it_is_divided_by() -> None:
    """Scaled to percent or not."""
    assert weight_of(replace(SUM, aggregation=Aggregation.AVG, name="average")) == replace(
        SUM, aggregation=Aggregation.COUNT
    )
    ratio = Formula(Arithmetic.DIVIDE, SUM, COUNT)
    calculated = MeasureRef("orders", Aggregation.CALCULATED, formula=ratio)
    assert weight_of(calculated) == COUNT
    assert weight_of(replace(calculated, formula=Formula(Arithmetic.MULTIPLY, 100, ratio))) == COUNT
    assert weight_of(replace(calculated, formula=Formula(Arithmetic.ADD, SUM, COUNT))) is None
    assert weight_of(replace(SUM, aggregation=Aggregation.AVG, derivation=Derivation.SHARE)) is None
