"""What is written is in use where it fits one of a channel's data sets, and told with its reason where it fits none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.core.semantic.model import Entity, Field, SemanticModel, TableRef
from shared.core.semantic.overlay import overlay
from shared.core.semantic.written_fit import Fit, fit, joined
from shared.core.table.types import DataType
from tests.fakes import shop

STOCK = SemanticModel(
    (Entity("stock", "Stock", "items", TableRef("d_2", "stock"), (Field("bin", "Bin", DataType.TEXT),), rows=3),)
)
WRITTEN: dict[str, Any] = {
    "entities": {
        "lines": {
            "synonyms": ["sales lines"],
            "fields": {"brand": {"synonyms": ["make", "label"]}, "colour": {"synonyms": ["color"]}},
            "measures": {"pieces": {"aggregation": "sum", "field": "quantity", "synonyms": ["units"]}, "odd": {}},
        },
        "stock": {"fields": {"bin": {"label": "Shelf"}}},
    },
    "metrics": {
        "turnover": {"kind": "simple", "entity": "lines", "measure": "total_value", "synonyms": ["dhandha"]},
        "piece_price": {"kind": "ratio", "numerator": "turnover", "denominator": "weight"},
    },
    "filters": {"asha": {"entity": "lines", "where": {"field": "lines.brand", "values": ["Asha"]}}},
}


def test_what_is_in_use_is_counted() -> None:
    """By kind, and the synonyms of all of it together, without those of what is not there."""
    found = fit(shop.MODEL, WRITTEN)
    assert found.counts() == {"metrics": 1, "measures": 1, "filters": 1, "fields": 1, "synonyms": 5}
    assert ("entities.lines.fields.brand", "make") in found.synonyms


def test_what_is_counted_is_what_overlaying_gives() -> None:
    """No more, no less."""
    model, taken = overlay(shop.MODEL, WRITTEN), fit(shop.MODEL, WRITTEN).taken
    assert {f"metrics.{each.name}" for each in model.metrics} == {place for kind, place in taken if kind == "metrics"}
    assert {f"filters.{each.name}" for each in model.filters} == {place for kind, place in taken if kind == "filters"}


def test_what_does_not_fit_has_its_reason() -> None:
    """By its place in the YAML."""
    assert [each.partition(": ")[0] for each in fit(shop.MODEL, WRITTEN).left_out] == [
        "entities.lines.fields.colour",
        "entities.lines.measures.odd",
        "entities.stock",
        "metrics.piece_price",
    ]


def test_two_data_sets_together_take_what_either_takes() -> None:
    """A table of the other data set is not missing, and what fits neither is told once."""
    whole = joined([fit(STOCK, WRITTEN), fit(shop.MODEL, WRITTEN)])
    assert whole.counts() == {"metrics": 1, "measures": 1, "filters": 1, "fields": 2, "synonyms": 5}
    assert [each.partition(": ")[0] for each in whole.left_out] == [
        "entities.lines.fields.colour",
        "entities.lines.measures.odd",
        "metrics.piece_price",
    ]
    assert whole.left_out[-1] == "metrics.piece_price: there is no metric “weight”."


def test_what_speaks_of_an_absent_table_is_told() -> None:
    """Not only the table itself: a metric does not vanish without a word."""
    said = fit(STOCK, {key: WRITTEN[key] for key in ("entities", "filters")}).left_out
    assert "filters.asha: its table “lines” is not here." in said
    assert any(each.startswith("entities.lines: there is no table “lines”") for each in said)


def test_columns_opened_to_language_models_are_named() -> None:
    """Those found to be personal of which the model says that they are not; nothing is said of the others."""
    (entity,) = STOCK.entities
    phone = Field("phone", "Phone", DataType.TEXT, personal=True)
    stock = replace(STOCK, entities=(replace(entity, fields=(*entity.fields, phone)),))
    said = {"entities": {"stock": {"fields": {"phone": {"personal": False}, "bin": {"personal": False}}}}}
    assert fit(stock, said).opened == ("Phone",)
    assert joined([fit(stock, said), fit(STOCK, said)]).opened == ("Phone",)
    assert fit(stock, {"entities": {"stock": {"fields": {"phone": {"label": "Call"}}}}}).opened == ()


def test_taking_away_is_no_addition() -> None:
    """A metric written as null is not counted, and not missing."""
    assert fit(shop.MODEL, {"metrics": {"aov": None}, "entities": {"lines": {"measures": {"total_value": None}}}}) == (
        Fit(frozenset({("entities", "entities.lines")}))
    )
    assert joined([]) == Fit()
