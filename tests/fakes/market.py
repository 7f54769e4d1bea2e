"""A small market: customers who order and pay, products in stock; on DuckDB and PostgreSQL, with a semantic model.

Customers have many orders and many payments, some neither, so that joining both at once would count twice. Months
without orders or payments, missing references, missing dates and equal sizes all occur.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.semantic.model import Aggregation, Entity, Field, Measure, Relationship, SemanticModel, TableRef
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.table.types import Cell

ID = Field("id", "Id", DataType.INTEGER, identifier=True)
CUSTOMER_ID = Field("customer_id", "Customer id", DataType.INTEGER, identifier=True)
CUSTOMERS = (
    ID,
    Field("region", "Region", DataType.TEXT, values=("North", "South")),
    Field("joined_on", "Joined on", DataType.DATE),
    Field("credit", "Credit", DataType.DECIMAL, unit="₹"),
)
ORDERS = (
    ID,
    CUSTOMER_ID,
    Field("status", "Status", DataType.TEXT, values=("delivered", "returned")),
    Field("ordered_on", "Order date", DataType.DATE),
    Field("delivered_at", "Delivery date", DataType.TIMESTAMP),
    Field("price", "Price", DataType.DECIMAL, unit="₹"),
    Field("cost", "Cost", DataType.DECIMAL, unit="₹"),
    Field("quantity", "Quantity", DataType.INTEGER),
)
PAYMENTS = (
    ID,
    CUSTOMER_ID,
    Field("paid_on", "Paid on", DataType.DATE),
    Field("amount", "Amount", DataType.DECIMAL, unit="₹"),
    Field("method", "Method", DataType.TEXT),
)
RETURNS = (
    ID,
    Field("order_id", "Order id", DataType.INTEGER, identifier=True),
    Field("reason", "Reason", DataType.TEXT),
)
STOCK = (
    Field("product", "Product", DataType.TEXT),
    Field("counted_on", "Counted on", DataType.DATE),
    Field("level", "Level", DataType.INTEGER),
)
STAFF = (
    ID,
    Field("manager_id", "Manager id", DataType.INTEGER, identifier=True),
    Field("pay", "Pay", DataType.INTEGER),
)
FIELDS = {
    "customers": CUSTOMERS,
    "orders": ORDERS,
    "payments": PAYMENTS,
    "returns": RETURNS,
    "stock": STOCK,
    "staff": STAFF,
}
_TIMES = {"customers": "joined_on", "orders": "ordered_on", "payments": "paid_on", "stock": "counted_on"}
_MEASURES = {
    "orders": (
        Measure("revenue", "Revenue", Aggregation.SUM, "price"),
        Measure("orders", "Orders", Aggregation.COUNT, None),
    ),
    "payments": (Measure("paid", "Paid amount", Aggregation.SUM, "amount"),),
}
MODEL = SemanticModel(
    tuple(
        Entity(
            name,
            name.capitalize(),
            name,
            TableRef("market", name),
            fields,
            _MEASURES.get(name, ()),
            key=() if name == "stock" else ("id",),
            time=_TIMES.get(name),
        )
        for name, fields in FIELDS.items()
    ),
    (
        Relationship("orders", ("customer_id",), "customers", ("id",)),
        Relationship("payments", ("customer_id",), "customers", ("id",)),
        Relationship("returns", ("order_id",), "orders", ("id",)),
        Relationship("staff", ("manager_id",), "staff", ("id",)),
    ),
)
PERMITTED = {each.table: frozenset(field.name for field in each.fields) for each in MODEL.entities}
_TYPES = {
    DataType.INTEGER: "BIGINT",
    DataType.TEXT: "TEXT",
    DataType.DATE: "DATE",
    DataType.TIMESTAMP: "TIMESTAMP",
    DataType.DECIMAL: "DECIMAL(18, 2)",
}


def rows() -> dict[str, list[tuple[Cell, ...]]]:
    """Return the rows of every table, the same each time."""
    return {
        "customers": [
            (i, ("North", "South", None)[i % 3], date(2023, 1, 5) + timedelta(days=31 * (i % 9)), Decimal(i * 10))
            for i in range(1, 13)
        ],
        "orders": [_order(i) for i in range(1, 121)],
        "payments": [_payment(i) for i in range(1, 41)],
        "returns": [(i, i * 7 % 120 + 1, ("late", "broken")[i % 2]) for i in range(1, 16)],
        "stock": [(f"p{i % 4}", date(2024, 1, 31) + timedelta(days=7 * (i // 4)), i * 3 % 17) for i in range(16)],
        "staff": [(i, None if i == 1 else (i // 2), 100 * i) for i in range(1, 8)],
    }


def _order(i: int) -> tuple[Cell, ...]:
    day = date(2023, 1, 1) + timedelta(days=i * 37 % 480)
    if day.month in {4, 8}:
        day = day.replace(month=5)
    delivered = None if i % 11 == 0 else datetime(day.year, day.month, day.day, i % 24, 30) + timedelta(days=i % 6)
    customer = None if i % 29 == 0 else i % 10 + 1
    status = ("delivered", "Returned", "open", None)[i % 4]
    return (i, customer, status, day, delivered, Decimal(i * 13 % 50) + Decimal("0.5"), Decimal(i * 7 % 40), i % 5)


def _payment(i: int) -> tuple[Cell, ...]:
    day = date(2023, 2, 10) + timedelta(days=i * 23 % 400)
    return (i, i % 7 + 3, day, Decimal(i * 17 % 90), ("card", "cash")[i % 2])


def create(execute: Callable[[str, tuple[Cell, ...] | None], object], placeholder: str) -> None:
    """Make the tables, with their rows, in a schema of their own."""
    execute("CREATE SCHEMA market", None)
    for name, table in rows().items():
        columns = ", ".join(f"{each.name} {_TYPES[each.type]}" for each in FIELDS[name])
        execute(f"CREATE TABLE market.{name} ({columns})", None)
        for row in table:
            marks = ", ".join(placeholder for _ in row)
            execute(f"INSERT INTO market.{name} VALUES ({marks})", row)
