"""A shop that ships: customers, products, orders, stock counts and staff; a semantic model without rows."""

from __future__ import annotations

from shared.core.semantic.model import Aggregation, Entity, Field, Measure, Relationship, SemanticModel, TableRef
from shared.core.table.types import DataType

TEXT, WHOLE, AMOUNT, DAY = DataType.TEXT, DataType.INTEGER, DataType.DECIMAL, DataType.DATE


def _field(name: str, kind: DataType, values: str = "", *, identifier: bool = False, distinct: int = 50) -> Field:
    texts = tuple(values.split("|")) if values else ()
    label = name.replace("_", " ").capitalize()
    return Field(name, label, kind, values=texts, values_complete=bool(texts), identifier=identifier, distinct=distinct)


def _entity(
    name: str, rows: int, fields: tuple[Field, ...], *, time: str | None = None, sums: tuple[str, ...] = ()
) -> Entity:
    noun = name.replace("_", " ")
    measures = tuple(
        Measure(f"total_{each}", f"Total {each.replace('_', ' ')}", Aggregation.SUM, each) for each in sums
    )
    ident = (Field("id", "ID", WHOLE, identifier=True, distinct=rows), *fields)
    return Entity(
        name, noun.capitalize(), noun, TableRef("shop", name), ident, measures, key=("id",), time=time, rows=rows
    )


CUSTOMERS = _entity(
    "customers",
    300,
    (
        _field("name", TEXT, distinct=300),
        _field("email", TEXT, distinct=300),
        _field("city", TEXT, "Pune|Goa|Delhi"),
        _field("join_date", DAY),
    ),
    time="join_date",
)
PRODUCTS = _entity(
    "products",
    80,
    (
        _field("title", TEXT, distinct=80),
        _field("category", TEXT, "Boats|Tents|Lamps"),
        _field("cost", AMOUNT),
        Field("is_active", "Is active", DataType.BOOLEAN),
    ),
)
ORDERS = _entity(
    "orders",
    5000,
    (
        _field("customer_id", WHOLE, identifier=True),
        _field("product_id", WHOLE, identifier=True),
        Field("ordered_at", "Ordered at", DataType.TIMESTAMP, distinct=4900),
        _field("ship_date", DAY),
        _field("due_date", DAY),
        _field("sale_price", AMOUNT),
        _field("payment", TEXT, "cash|card"),
    ),
    time="ordered_at",
    sums=("sale_price",),
)
STOCK_COUNTS = _entity(
    "stock_counts",
    900,
    (_field("product_id", WHOLE, identifier=True), _field("count_date", DAY), _field("pieces", WHOLE)),
    time="count_date",
    sums=("pieces",),
)
STAFF = _entity(
    "employees",
    60,
    (
        _field("first_name", TEXT, distinct=60),
        _field("last_name", TEXT, distinct=60),
        _field("phone", TEXT, distinct=60),
        _field("hire_date", DAY),
        _field("termination_date", DAY),
    ),
    time="hire_date",
)
MODEL = SemanticModel(
    (CUSTOMERS, PRODUCTS, ORDERS, STOCK_COUNTS, STAFF),
    (
        Relationship("orders", ("customer_id",), "customers", ("id",)),
        Relationship("orders", ("product_id",), "products", ("id",)),
        Relationship("stock_counts", ("product_id",), "products", ("id",)),
    ),
)
