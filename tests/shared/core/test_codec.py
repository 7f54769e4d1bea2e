"""Values survive the way to JSON and back; what does not fit is named."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.core.boards.pin import Pin
from shared.core.codec import decode, encode
from shared.core.errors import UserError
from shared.core.ingest.report import CleanColumn, IngestionReport, Reject, Repair, SheetIssue, TableReport
from shared.core.semantic.model import (
    Aggregation,
    Calendar,
    Entity,
    Field,
    Grain,
    Measure,
    Relationship,
    SemanticModel,
    TableRef,
)
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.table.chart import ChartKind
from shared.core.table.types import DataType

BRAND = FieldRef("sales", "brand")
VALUE = MeasureRef("sales", Aggregation.SUM, "value", name="total_value", derivation=Derivation.SHARE)
QUERY = SemanticQuery(
    entity="sales",
    measures=(VALUE,),
    dimensions=(DimensionRef("sales", "date", Grain.MONTH),),
    filters=AllOf(
        (
            Condition(BRAND, Operator.IN, ("Asha", "Bela")),
            AnyOf((Condition(BRAND, Operator.EQ, (Decimal("1.50"),)), Condition(BRAND, Operator.NOT_NULL))),
        )
    ),
    having=(Having(VALUE, Operator.GT, (10, 2.5, True)),),
    period=Period(FieldRef("sales", "date"), date(2024, 1, 1), datetime(2024, 2, 1, 12), "January"),
    compare=CompareTo.PREVIOUS_YEAR,
    order=(OrderBy(VALUE, descending=True), OrderBy(BRAND)),
    limit=5,
    limit_per=DimensionRef("sales", "brand"),
    chart=ChartKind.LINE,
)
MODEL = SemanticModel(
    (
        Entity(
            "sales",
            "Sales",
            "sales",
            TableRef("shop", "sales"),
            (Field("brand", "Brand", DataType.TEXT, values=("Asha",), values_complete=True, distinct=1),),
            (Measure("rows", "Sales", Aggregation.COUNT, None),),
        ),
    ),
    (Relationship("sales", ("brand",), "brands", ("name",)),),
    Calendar(timezone="Asia/Kolkata"),
)
REPORT = IngestionReport(
    "a.csv",
    "a",
    (
        TableReport(
            "a",
            2,
            (CleanColumn("x", "X", DataType.INTEGER, ("1",), 0),),
            (Repair("Trimmed", 2),),
            (Reject(3, "short", ("1",)),),
        ),
    ),
    (SheetIssue("a", "b"),),
    ("how many?",),
)
PIN = Pin("1", "T", "U", "C", "q", "h", QUERY, datetime(2024, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("value", [QUERY, MODEL, REPORT, PIN], ids=lambda value: type(value).__name__)
def test_a_value_survives_json(value: object) -> None:
    """What is decoded from the JSON of a value equals the value."""
    assert decode(type(value), json.loads(json.dumps(encode(value)))) == value


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"limit": "five"}, "SemanticQuery.limit"),
        ({"entity": None}, "SemanticQuery.entity"),
        ({"surprise": 1}, "SemanticQuery.surprise"),
        ({"chart": "hologram"}, "SemanticQuery.chart"),
        ({"measures": {}}, "SemanticQuery.measures"),
        ({"measures": [{"entity": "sales"}]}, r"SemanticQuery.measures\[0\].aggregation"),
    ],
)
def test_a_misfit_is_named(change: dict[str, object], place: str) -> None:
    """Data of the wrong shape is refused with the place that does not fit."""
    with pytest.raises(UserError, match=place):
        decode(SemanticQuery, encode(QUERY) | change)


def test_what_is_not_ours_is_not_encoded() -> None:
    """An object without a JSON form is a programming error, not a silent repr."""
    with pytest.raises(TypeError, match="set"):
        encode({"a"} and set("a"))
