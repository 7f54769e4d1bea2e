"""Conditions on numbers of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, Operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


@pytest.mark.parametrize(
    "text",
    [
        "brands with more than 10 lakh revenue",
        "brands having over 1,000,000 in revenue",
        "which brands made more than 10 lakh of revenue",
    ],
)
def test_a_number_before_its_measure_keeps_groups(
    query_of: Callable[..., SemanticQuery], sales: SemanticModel, text: str
) -> None:
    """The same as "brands with revenue above 10 lakh"."""
    query = query_of(text, sales)
    assert query.dimensions == (DimensionRef("sales_line_items", "brand"),)
    (kept,) = query.having
    assert (kept.measure.aggregation, kept.measure.field) == (Aggregation.SUM, "value")
    assert (kept.operator, kept.values) == (Operator.GT, (1_000_000,))
    assert [(each.aggregation, each.field) for each in query.measures] == [(Aggregation.SUM, "value")]
