"""Rows ranked by a number of their own, and numbers said before what they limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation, Entity, Field, Measure, SemanticModel, TableRef
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef, OrderBy
from shared.core.table.types import DataType
from tests.fakes.shipments import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

SEATS = FieldRef("planes", "seats")
INVOICES = Entity(
    "invoices",
    "Invoices",
    "invoices",
    TableRef("office", "invoices"),
    (
        Field("voucher", "Voucher", DataType.TEXT, identifier=True, distinct=500, nullable=False),
        Field("firm", "Firm", DataType.TEXT, distinct=40, nullable=False),
        Field("total", "Total", DataType.DECIMAL, distinct=480, nullable=False),
    ),
    (Measure("sum_of_totals", "Sum of totals", Aggregation.SUM, "total"),),
    key=("voucher",),
    rows=500,
)
OFFICE = SemanticModel((INVOICES,), ())


@pytest.mark.parametrize(
    ("text", "limit", "descending"),
    [
        ("which plane has the most seats", 1, True),
        ("the 5 planes with the most seats", 5, True),
        ("tail number and manufacturer of the 5 planes with the most seats", 5, True),
        ("planes with the fewest seats", 10, False),
        ("3 planes that have the highest number of seats", 3, True),
    ],
)
def test_rows_are_ranked_and_not_added_up(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel, text: str, limit: int, *, descending: bool
) -> None:
    """The most seats of a plane are those of one plane, never those of all planes."""
    query = query_of(text, flights)
    assert (query.entity, query.measures) == ("planes", ())
    assert query.columns[-1] == SEATS
    assert query.order == (OrderBy(SEATS, descending=descending),)
    assert (query.limit, query.filters) == (limit, None)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("the 10 largest invoices", 10),
        ("the largest 10 invoices", 10),
        ("voucher and firm of the 3 largest invoices", 3),
    ],
)
def test_a_number_before_a_superlative_limits(query_of: Callable[..., SemanticQuery], text: str, limit: int) -> None:
    """It counts what is ranked, and is no value of the column said before it."""
    query = query_of(text, OFFICE)
    assert (query.limit, query.filters) == (limit, None)
    assert query.order == (OrderBy(FieldRef("invoices", "total"), descending=True),)


def test_a_number_before_names_limits_the_groups(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel
) -> None:
    """Carriers are groups of flights: three of them, by their average."""
    query = query_of("3 carriers with the highest average arrival delay", flights)
    assert query.dimensions == (DimensionRef("flights", "carrier"),)
    assert (query.limit, query.measures[0].aggregation) == (3, Aggregation.AVG)
    assert query.order == (OrderBy(query.measures[0], descending=True),)


def test_rows_are_ranked_within_each_group(query_of: Callable[..., SemanticQuery], flights: SemanticModel) -> None:
    """One plane a manufacturer, told apart by what names it."""
    query = query_of("which plane has the most seats for each manufacturer", flights)
    most = MeasureRef("planes", Aggregation.MAX, "seats")
    assert query.measures == (most,)
    assert query.dimensions == (DimensionRef("planes", "manufacturer"), DimensionRef("planes", "tailnum"))
    assert (query.limit, query.limit_per) == (1, query.dimensions[0])


def test_another_tables_rows_are_ranked_by_what_refers_to_them(query_of: Callable[..., SemanticQuery]) -> None:
    """Customers have no orders column: the orders of each are counted."""
    query = query_of("the 3 customers with the most orders", MODEL)
    assert (query.entity, query.limit) == ("orders", 3)
    assert query.dimensions == (DimensionRef("customers", "name"),)


def test_a_count_of_rows_is_no_value_of_their_column(ask: Callable[..., Reading], flights: SemanticModel) -> None:
    """Asking for the seats of 5 planes does not say which planes; it is not about planes of five seats."""
    assert isinstance(ask("show seats of 5 planes", flights), NotUnderstood)
