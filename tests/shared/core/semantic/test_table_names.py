"""What the rows of a table are called, whatever else its name says."""

from __future__ import annotations

import pytest

from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import TableRef
from shared.core.semantic.naming import rows_called, words
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.semantic.table_names import rows_said
from shared.core.table.types import DataType

CALLED = [
    ("orders_march", "orders"),
    ("Orders March 2024", "orders"),
    ("orders_2024_03_01", "orders"),
    ("2024_orders", "orders"),
    ("May sales", "sales"),
    ("q1_sales", "sales"),
    ("sales_fy24", "sales"),
    ("sales_report_april", "sales"),
    ("orders final v2", "orders"),
    ("orders_a_march", "orders"),
    ("customer_orders_jan", "customer orders"),
    ("List of customers", "customers"),
    ("invoice_2024", "invoices"),
    ("trips_small", "trips"),
    ("trip small", "trips"),
    ("orders_raw", "orders"),
    ("orders new 2024", "orders"),
    ("with_rejects", "rows"),
    ("for_the_audit", "rows"),
]
KEPT = [
    ("order_items", "order items"),
    ("goods_receipt", "goods receipt"),
    ("incident_report", "incident reports"),
    ("march", "marches"),
    ("data", "data"),
    ("small_orders", "small orders"),
    ("new", "news"),
    ("the_orders", "the orders"),
    ("in_transit_orders", "in transit orders"),
    ("sheet1", "sheet 1 records"),
    ("covid_19", "covid 19 records"),
    ("table_2024", "table 2024 records"),
]


@pytest.mark.parametrize(("name", "noun"), CALLED, ids=[name for name, _ in CALLED])
def test_when_a_table_is_of_and_which_copy_it_is_does_not_name_its_rows(name: str, noun: str) -> None:
    """People ask for "orders", in whatever month's file they stand."""
    assert rows_called(rows_said(words(name))) == noun


@pytest.mark.parametrize(("name", "noun"), KEPT, ids=[name for name, _ in KEPT])
def test_what_may_be_the_name_itself_stays(name: str, noun: str) -> None:
    """A month, a number or a report alone is all that is known of the rows."""
    assert rows_called(rows_said(words(name))) == noun


def test_the_whole_name_finds_the_table_too() -> None:
    """A table is still known by all that its name says."""
    columns = (ColumnProfile("city", "City", DataType.TEXT, 3, 0, ("Pune", "Delhi")),)
    profile = TableProfile("orders_march", "Orders March", TableRef("main", "orders_march"), 9, columns)
    entity = infer_model((profile,), {}).entities[0]
    assert (entity.label, entity.noun) == ("Orders march", "orders")
    assert {"orders march", "orders_march"} & set(entity.synonyms)
    assert entity.measures[0].label == "Number of orders"
