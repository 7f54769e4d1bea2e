"""Which words name which fields and measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Entity, Field, Measure, SemanticModel, TableRef
from shared.core.semantic.query import Derivation, DimensionRef
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.query import SemanticQuery

STALL = Entity(
    "sales",
    "Sales",
    "sales",
    TableRef("stall", "sales"),
    (
        Field("id", "ID", DataType.INTEGER, identifier=True, distinct=900, nullable=False),
        Field("sold_on", "Sold on", DataType.DATE, distinct=300, nullable=False),
        Field("item", "Item", DataType.TEXT, values=("tea", "rice"), values_complete=True, distinct=2, nullable=False),
        Field("kind", "Kind", DataType.TEXT, synonyms=("type of product",), distinct=9, nullable=False),
        Field("tz", "UTC offset", DataType.INTEGER, synonyms=("time zone",), distinct=4, nullable=False),
        Field("zone", "Time zone", DataType.TEXT, distinct=6, nullable=False),
        Field("rate", "Rate", DataType.DECIMAL, synonyms=("selling price",), distinct=80, nullable=False),
        Field("units", "Units", DataType.INTEGER, distinct=60, nullable=False),
        Field("value", "Sales value", DataType.DECIMAL, distinct=800, nullable=False),
    ),
    (
        Measure("revenue", "Total sales value", Aggregation.SUM, "value", synonyms=("revenue",)),
        Measure("demand", "Demand", Aggregation.SUM, "units", synonyms=("product demand",)),
    ),
    key=("id",),
    time="sold_on",
    rows=900,
)
MODEL = SemanticModel((STALL,), ())


@pytest.mark.parametrize("text", ["best selling item", "sabse zyada bikne wala item kaunsa hai?"])
def test_selling_best_names_no_price(query_of: Callable[..., SemanticQuery], text: str) -> None:
    """How well something sells is its revenue, though a column is called the selling price."""
    query = query_of(text, MODEL)
    assert query.dimensions == (DimensionRef("sales", "item"),)
    assert ([each.name for each in query.measures], query.limit) == (["revenue"], 1)


def test_a_part_of_a_name_does_not_begin_with_of(query_of: Callable[..., SemanticQuery]) -> None:
    """The "of product" in "chart of product demand" is no piece of "type of product"."""
    query = query_of("line chart of product demand by item", MODEL)
    assert query.dimensions == (DimensionRef("sales", "item"),)
    assert [each.name for each in query.measures] == ["demand"]


def test_a_total_of_something_is_the_measure_called_so(query_of: Callable[..., SemanticQuery]) -> None:
    """The "of" inside a measure's name changes nothing."""
    query = query_of("running total of sales value by month", MODEL)
    assert [(m.name, m.derivation) for m in query.measures] == [
        ("revenue", None),
        ("revenue", Derivation.RUNNING_TOTAL),
    ]


def test_a_fields_own_label_goes_before_what_others_are_called_too(query_of: Callable[..., SemanticQuery]) -> None:
    """Of two fields that go by one name, it is the label of one."""
    assert query_of("revenue by time zone", MODEL).dimensions == (DimensionRef("sales", "zone"),)
