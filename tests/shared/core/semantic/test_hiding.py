"""A model in which only some of its numbers are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.asking.suggest import suggest
from shared.core.semantic.hiding import only_visible, unknown_names
from shared.core.semantic.metrics import DerivedMetric, RatioMetric, SimpleMetric
from shared.core.semantic.model import Aggregation, Measure, SemanticModel, VerifiedQuery
from shared.core.semantic.query import MeasureRef, SemanticQuery
from tests.fakes import shop

SOLD = SimpleMetric(name="sold", label="Sold value", entity="lines", measure="total_value")
PIECES = SimpleMetric(name="pieces", label="Pieces", entity="lines", measure="pieces_sold")
PRICE = RatioMetric(name="price", label="Average price", numerator="sold", denominator="pieces")
MARGIN = DerivedMetric(name="margin", label="Margin", expression="sold - 2 * pieces")
LINES, INVOICES = shop.MODEL.entities
COUNTED = replace(
    LINES,
    measures=(*LINES.measures, Measure("pieces_sold", "Pieces sold", Aggregation.SUM, "quantity")),
)
GROSS = replace(INVOICES, measures=(Measure("gross", "Gross revenue", Aggregation.SUM, "gross_total"),))
ASKED = VerifiedQuery(
    "gross revenue", SemanticQuery("invoices", (MeasureRef("invoices", Aggregation.SUM, "gross_total", "gross"),))
)
MODEL = replace(shop.MODEL, entities=(COUNTED, GROSS), metrics=(SOLD, PIECES, PRICE, MARGIN), verified=(ASKED,))


def known(model: SemanticModel) -> set[str]:
    """All names of numbers."""
    return {each.name for each in model.metrics} | {m.name for each in model.entities for m in each.measures}


def test_without_names_everything_is_visible() -> None:
    """The very model."""
    assert only_visible(MODEL, ()) is MODEL


def test_what_is_not_named_is_hidden() -> None:
    """Metrics and measures alike; tables and columns stay."""
    model = only_visible(MODEL, ("gross",))
    assert known(model) == {"gross"}
    assert [each.fields for each in model.entities] == [each.fields for each in MODEL.entities]
    assert model.verified == (ASKED,)


@pytest.mark.parametrize("name", ["price", "margin"])
def test_what_a_visible_metric_is_made_of_stays(name: str) -> None:
    """Through metrics to measures; without it nothing could be computed."""
    model = only_visible(MODEL, (name,))
    assert known(model) == {name, "sold", "pieces", "total_value", "pieces_sold"}
    assert model.verified == ()


def test_names_that_nothing_has_are_told() -> None:
    """A misspelt one would hide what it was meant to show."""
    assert unknown_names(MODEL, ("gross", "prize", "total_value", "margin")) == ("prize",)


def test_what_is_hidden_is_not_proposed() -> None:
    """Neither as an example nor as a button."""
    assert any("gross" in each.casefold() for each in suggest(MODEL, 20))
    assert not any("gross revenue" in each.casefold() for each in suggest(only_visible(MODEL, ("sold",)), 20))
