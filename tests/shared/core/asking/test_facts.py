"""Whose rows are asked about when only what they refer to is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Grain
from tests.fakes.bookings import MODEL, REVENUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


@pytest.mark.parametrize("text", ["best customers", "top 5 customers", "who are our best customers in 2023?"])
def test_the_best_are_so_by_the_main_amount(text: str, query_of: Callable[..., SemanticQuery]) -> None:
    """Customers are best by the revenue of their bookings."""
    query = query_of(text, MODEL)
    assert query.entity == "bookings"
    assert query.measures == (REVENUE,)
    assert query.dimensions[0].entity == "customers"
    assert query.order[0].descending
    assert query.limit in {5, 10}


def test_how_much_was_made_is_the_revenue(query_of: Callable[..., SemanticQuery]) -> None:
    """Nothing else is named, and one table has a revenue."""
    query = query_of("how much did we make in 2023", MODEL)
    assert query.measures == (REVENUE,)
    assert query.period is not None


def test_users_and_signups_are_the_one_table_of_people(query_of: Callable[..., SemanticQuery]) -> None:
    """Sign-ups are counted by the day people joined."""
    for text in ("how many users are there", "number of signups", "number of customer sign-ups"):
        query = query_of(text, MODEL)
        assert query.entity == "customers"
        assert query.measures[0].aggregation is Aggregation.COUNT
    query = query_of("signups by month", MODEL)
    assert query.dimensions[0].field == "joined_on"


def test_what_flew_is_counted_among_the_flights(flights: SemanticModel, query_of: Callable[..., SemanticQuery]) -> None:
    """The period of a deed is the time of the fact, not a year that a plane has."""
    query = query_of("how many different planes flew in 2013?", flights)
    assert query.entity == "flights"
    assert query.measures[0].aggregation is Aggregation.COUNT_DISTINCT
    assert query.measures[0].field == "tailnum"
    assert query.period is not None
    assert query.period.field.field == "time_hour"
    assert query.filters is None


def test_a_limit_sorts_by_what_it_names(query_of: Callable[..., SemanticQuery]) -> None:
    """Whatever else is shown, and in whatever order."""
    query = query_of(
        "Return the country, number of unique customers and total tax, for the top 2 countries by total revenue", MODEL
    )
    assert query.order[0].by == REVENUE
    assert query.order[0].descending
    assert {each.field for each in query.measures} >= {"customer_id", "tax"}
    assert query.limit == 2


def test_how_many_different_is_a_count(flights: SemanticModel, query_of: Callable[..., SemanticQuery]) -> None:
    """One number, not one for each."""
    query = query_of("how many different destinations are there", flights)
    assert (query.measures[0].aggregation, query.measures[0].field) == (Aggregation.COUNT_DISTINCT, "dest")
    assert query.dimensions == ()


def test_months_compared_are_no_column_called_month(
    flights: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """As in "month over month" of rows that have a month too."""
    query = query_of("month over month growth in number of flights", flights)
    assert [(each.field, each.grain) for each in query.dimensions] == [("time_hour", Grain.MONTH)]
    assert query.measures[1].offset is not None
