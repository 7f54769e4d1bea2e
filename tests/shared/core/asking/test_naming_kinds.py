"""Rows' names called by their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import Understood
from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import Calendar, SemanticModel
from shared.core.semantic.query import Condition, DimensionRef, FieldRef, Operator
from tests.shared.core.asking.conftest import DATE, REAL, TEXT, column, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

DEALER = Condition(FieldRef("sales", "customer_type"), Operator.EQ, ("Dealer",))


@pytest.fixture(scope="module")
def sold() -> SemanticModel:
    """Sales to customers of two types."""
    return infer_model(
        (
            table(
                "sales",
                2_400,
                column("date", DATE, 430, low="2023-04-01", high="2024-05-19"),
                column("customer", TEXT, 40, "|".join(f"Firm {i}" for i in range(40))),
                column("customer_type", TEXT, 2, "Dealer|Retailer"),
                column("finish_type", TEXT, 2, "Matt|Gloss"),
                column("value", REAL, 900, low="45", high="19980"),
            ),
        ),
        {},
        Calendar(),
    )


@pytest.mark.parametrize(
    ("text", "limit"), [("biggest dealer", 1), ("sabse bada dealer kaun hai", 1), ("top 5 dealers by value", 5)]
)
def test_what_is_of_a_kind_goes_by_the_kinds_name(
    query_of: Callable[..., SemanticQuery], sold: SemanticModel, text: str, limit: int
) -> None:
    """The customers among which the type is Dealer, ranked."""
    query = query_of(text, sold)
    assert query.dimensions == (DimensionRef("sales", "customer"),)
    assert (query.filters, query.limit) == (DEALER, limit)
    assert query.measures[0].field == "value"


def test_a_kind_of_nothing_named_is_a_plain_value(ask: Callable[..., Reading], sold: SemanticModel) -> None:
    """No column is called finish, so nothing is told apart by its type."""
    reading = ask("which matt had value above 100", sold)
    assert not isinstance(reading, Understood) or DimensionRef("sales", "customer") not in reading.query.dimensions
