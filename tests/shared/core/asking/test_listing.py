"""Listings: which columns, and whether each value comes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


def test_things_that_come_again_are_listed_once(query_of: Callable[..., SemanticQuery], sales: SemanticModel) -> None:
    """The products of a brand are a few dozen, however many lines sell them."""
    query = query_of("list the products of Nike", sales)
    assert query.columns == (FieldRef("sales_line_items", "product_name"),)
    assert query.distinct


def test_rows_are_listed_one_by_one(query_of: Callable[..., SemanticQuery], sales: SemanticModel) -> None:
    """Columns side by side are rows, and so is all of one column."""
    assert not query_of("list brand and quantity of Dealer", sales).distinct
    assert not query_of("list all brands for Dealer", sales).distinct
