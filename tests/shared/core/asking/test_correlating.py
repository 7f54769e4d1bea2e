"""How two numbers go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.query import FieldRef
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


@pytest.mark.parametrize(
    "text",
    [
        "correlation between distance and departure delay",
        "relationship between distance and departure delay",
        "are distance and departure delay correlated",
    ],
)
def test_two_numbers_correlated_are_points(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel, text: str
) -> None:
    """A point a row, along the one and the other."""
    query = query_of(text, flights)
    assert query.chart is ChartKind.SCATTER
    assert query.columns == (FieldRef("flights", "distance"), FieldRef("flights", "dep_delay"))


def test_names_are_no_points(query_of: Callable[..., SemanticQuery], flights: SemanticModel) -> None:
    """A category has no place along an axis of numbers."""
    assert query_of("relationship between origin and departure delay", flights).chart is not ChartKind.SCATTER
