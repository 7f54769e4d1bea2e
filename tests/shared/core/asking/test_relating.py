"""Rows by whether others refer to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation, Measure
from shared.core.semantic.query import Condition, FieldRef, Operator, Period, Related
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

NO_ORDERS = Related("orders", negated=True)


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("customers who have not made any orders", "customers"),
        ("customers who haven't placed an order yet", "customers"),
        ("customers without orders", "customers"),
        ("customers that have no orders", "customers"),
        ("How many customers have not ordered anything?", "customers"),
        ("names of customers who never bought anything", "customers"),
        ("products never ordered", "products"),
        ("products that have never been sold", "products"),
        ("products with no purchases", "products"),
        ("number of products without any orders by category", "products"),
    ],
)
def test_the_rows_asked_about_are_those_that_nothing_refers_to(
    query_of: Callable[..., SemanticQuery], text: str, entity: str
) -> None:
    """What is missing is no reason to ask about the table where it is missing."""
    query = query_of(text, MODEL)
    assert query.entity == entity
    assert query.filters == NO_ORDERS


def test_the_number_of_rows_is_of_those_that_nothing_refers_to(query_of: Callable[..., SemanticQuery]) -> None:
    """Naming the measure of the rows names the rows."""
    counted = Measure("number_of_customers", "Number of customers", Aggregation.COUNT, None)
    customers = next(each for each in MODEL.entities if each.name == "customers")
    others = tuple(each for each in MODEL.entities if each is not customers)
    model = replace(MODEL, entities=(replace(customers, measures=(counted,)), *others))
    query = query_of("number of customers who had no orders in May 2024", model)
    assert (query.entity, [each.name for each in query.measures]) == ("customers", ["number_of_customers"])
    may = Period(FieldRef("orders", "ordered_at"), date(2024, 5, 1), date(2024, 6, 1), "May 2024")
    assert query.filters == Related("orders", negated=True, period=may)


def test_a_clause_has_its_own_period_and_filters(query_of: Callable[..., SemanticQuery]) -> None:
    """A month in the clause is about the orders, and says nothing about the customers."""
    query = query_of("customers without orders in May 2024", MODEL)
    may = Period(FieldRef("orders", "ordered_at"), date(2024, 5, 1), date(2024, 6, 1), "May 2024")
    assert query.filters == Related("orders", negated=True, period=may)
    assert query.period is None
    paid = query_of("customers who have made a cash order", MODEL)
    cash = Condition(FieldRef("orders", "payment"), Operator.EQ, ("cash",))
    assert paid.filters == Related("orders", where=cash)


def test_a_purchase_is_found_in_the_table_that_records_it(query_of: Callable[..., SemanticQuery]) -> None:
    """Who "made a purchase" has a row of orders; the customers asked for come once each."""
    query = query_of("distinct list of customer ids that have made a purchase", MODEL)
    assert query.entity == "customers"
    assert query.columns == (FieldRef("customers", "id"),)
    assert query.filters == Related("orders")


def test_who_has_done_something_is_no_one_else(query_of: Callable[..., SemanticQuery]) -> None:
    """Those who ordered are not all customers; other words about them stay beside the clause."""
    assert query_of("number of customers who have ordered", MODEL).filters == Related("orders")
    both = query_of("customers from Goa who joined in 2023 and have no orders", MODEL)
    assert both.entity == "customers"
    assert both.filters is not None
    assert NO_ORDERS in getattr(both.filters, "items", ())


def test_rows_that_lack_what_they_refer_to_have_an_empty_reference(query_of: Callable[..., SemanticQuery]) -> None:
    """The many side is asked about: there is nothing to look for among others."""
    query = query_of("orders without a customer", MODEL)
    assert query.entity == "orders"
    assert query.filters == Condition(FieldRef("customers", "id"), Operator.IS_NULL)


@pytest.mark.parametrize(
    "text",
    [
        "customers without orders in Goa",
        "customers who have not wobbled any orders zebra",
        "revenue of customers without stock counts",
    ],
)
def test_a_clause_that_is_not_wholly_understood_is_not_guessed(ask: Callable[..., Reading], text: str) -> None:
    """Goa is the customer's own city: whether it limits the customers or the orders is not said."""
    assert isinstance(ask(text, MODEL), NotUnderstood)


def test_of_two_ways_to_refer_none_is_chosen(ask: Callable[..., Reading], flights: SemanticModel) -> None:
    """Flights leave airports and arrive at them: an airport without flights may lack either."""
    assert isinstance(ask("airports without flights", flights), NotUnderstood)


def test_an_ignored_clause_means_its_opposite(query_of: Callable[..., SemanticQuery]) -> None:
    """Orders have customers anyway: leaving out customers without orders changes nothing about orders."""
    query = query_of("sale price by customer. Ignore customers who have not made any orders.", MODEL)
    assert query.entity == "orders"
    assert query.filters is None
