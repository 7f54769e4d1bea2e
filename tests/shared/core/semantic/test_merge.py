"""Several data sets are asked about as one, and what they share a name for is told apart."""

from __future__ import annotations

from dataclasses import replace

from shared.core.semantic.merge import merge_models
from shared.core.semantic.metric_refs import metric_ref
from shared.core.semantic.metrics import DerivedMetric, FilteredMetric, OffsetMetric, RatioMetric, SimpleMetric
from shared.core.semantic.model import (
    Aggregation,
    Calendar,
    Entity,
    Field,
    Grain,
    Measure,
    NamedFilter,
    Relationship,
    SemanticModel,
    TableRef,
    VerifiedQuery,
)
from shared.core.semantic.query import Condition, FieldRef, MeasureRef, Operator, SemanticQuery
from shared.core.table.types import DataType

PAID = Condition(FieldRef("orders", "status"), Operator.EQ, ("paid",))


def model(dataset: str) -> SemanticModel:
    """Orders with everything a person may have written about them."""
    orders = Entity(
        "orders",
        "Orders",
        "orders",
        TableRef(dataset, "orders"),
        (Field("status", "Status", DataType.TEXT), Field("value", "Value", DataType.DECIMAL)),
        (Measure("total", "Total", Aggregation.SUM, "value"),),
    )
    metrics = (
        SimpleMetric(name="sales", label="Sales", entity="orders", measure="total"),
        FilteredMetric(name="paid", label="Paid", entity="orders", measure="total", where=PAID),
        RatioMetric(name="rate", label="Rate", numerator="paid", denominator="sales"),
        DerivedMetric(name="open", label="Open", expression="sales - paid"),
        OffsetMetric(name="before", label="Before", metric="sales", grain=Grain.YEAR),
    )
    count = SemanticQuery("orders", (MeasureRef("orders", Aggregation.COUNT),), filters=PAID)
    return SemanticModel(
        (orders, replace(orders, name=f"only_{dataset}")),
        (Relationship("orders", ("status",), f"only_{dataset}", ("status",)),),
        Calendar(week_start=6),
        metrics,
        (NamedFilter("paid", "Paid", "orders", PAID),),
        (VerifiedQuery("how many were paid", count),),
    )


def test_one_data_set_stays_as_it_is() -> None:
    """Nothing that people wrote is lost on the way to a question."""
    assert merge_models([("north", model("north"))]) == model("north")


def test_what_two_data_sets_share_a_name_for_is_told_apart() -> None:
    """Entities and metrics, wherever they are named: in joins, filters, verified queries and in other metrics."""
    merged = merge_models([("north", model("north")), ("south", model("south"))])
    assert [each.name for each in merged.entities] == ["north_orders", "only_north", "south_orders", "only_south"]
    assert [each.from_entity for each in merged.relationships] == ["north_orders", "south_orders"]
    assert [each.where for each in merged.filters] == [
        replace(PAID, field=FieldRef(f"{dataset}_orders", "status")) for dataset in ("north", "south")
    ]
    south = merged.verified[1].query
    assert (south.entity, south.measures[0].entity) == ("south_orders", "south_orders")
    by_name = {each.name: each for each in merged.metrics}
    assert len(by_name) == 10
    for name in ("rate", "open", "before"):
        made = metric_ref(by_name[f"south_{name}"], merged)
        assert made.entity == "south_orders"
        assert "north" not in repr(made)
