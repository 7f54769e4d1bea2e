"""Two fields of one row compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Grain
from shared.core.semantic.query import Condition, FieldRef, Operator
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

PRICE, COST = FieldRef("orders", "sale_price"), FieldRef("products", "cost")
SHIPPED, DUE = FieldRef("orders", "ship_date"), FieldRef("orders", "due_date")
ORDERED, JOINED = FieldRef("orders", "ordered_at"), FieldRef("customers", "join_date")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders where sale price is less than cost", Condition(PRICE, Operator.LT, (), COST)),
        ("orders with sale price not above its cost", Condition(PRICE, Operator.LE, (), COST)),
        ("how many orders were sold below cost", Condition(PRICE, Operator.LT, (), COST)),
        ("orders whose ship date is after the due date", Condition(SHIPPED, Operator.GT, (), DUE)),
        ("how many orders were shipped after the due date", Condition(SHIPPED, Operator.GT, (), DUE)),
        ("number of orders after the ship date", Condition(ORDERED, Operator.GT, (), SHIPPED)),
        ("number of orders shipped on the due date", Condition(SHIPPED, Operator.EQ, (), DUE)),
        ("number of orders shipped by the due date", Condition(SHIPPED, Operator.LE, (), DUE)),
        ("orders where ship date equals due date", Condition(SHIPPED, Operator.EQ, (), DUE)),
        (
            "number of orders in the same month as they signed up",
            Condition(ORDERED, Operator.EQ, (), JOINED, Grain.MONTH),
        ),
        ("number of orders in the same year as join date", Condition(ORDERED, Operator.EQ, (), JOINED, Grain.YEAR)),
    ],
)
def test_a_field_is_compared_with_another_of_its_row(
    query_of: Callable[..., SemanticQuery], text: str, expected: Condition
) -> None:
    """Both sides are columns, named or brought along by the verb."""
    query = query_of(text, MODEL)
    assert query.entity == "orders"
    assert query.filters == expected


@pytest.mark.parametrize(
    "text",
    [
        "orders where sale price is higher than the average cost",
        "orders shipped below the due date cost",
        "orders in the same month as they frobnicated",
    ],
)
def test_what_cannot_be_compared_is_not_guessed(ask: Callable[..., Reading], text: str) -> None:
    """A word for the other side that names no date leaves the question unread."""
    assert isinstance(ask(text, MODEL), NotUnderstood)


def test_a_chart_of_one_field_over_another_is_no_comparison(query_of: Callable[..., SemanticQuery]) -> None:
    """Between two fields, "over" without a "where" draws one along the other."""
    assert query_of("scatter plot of sale price over cost", MODEL).filters is None
