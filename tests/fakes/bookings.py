"""A small hotel: guests, rooms and their bookings with what befell them; a semantic model without rows."""

from __future__ import annotations

from shared.core.semantic.metrics import FilteredMetric, RatioMetric
from shared.core.semantic.model import (
    Aggregation,
    Entity,
    Field,
    Measure,
    NamedFilter,
    NumberFormat,
    Relationship,
    SemanticModel,
    TableRef,
    VerifiedQuery,
)
from shared.core.semantic.query import Condition, FieldRef, MeasureRef, Operator, SemanticQuery
from shared.core.table.types import DataType

TEXT, WHOLE, AMOUNT, DAY = DataType.TEXT, DataType.INTEGER, DataType.DECIMAL, DataType.DATE

CUSTOMERS = Entity(
    "customers",
    "Customers",
    "customers",
    TableRef("hotel", "customers"),
    (
        Field("id", "ID", WHOLE, identifier=True, distinct=400),
        Field("name", "Name", TEXT, distinct=400),
        Field("country", "Country", TEXT, values=("India", "Nepal", "France"), values_complete=True, distinct=3),
        Field("joined_on", "Joined on", DAY),
    ),
    key=("id",),
    time="joined_on",
    rows=400,
)
ROOMS = Entity(
    "rooms",
    "Rooms",
    "rooms",
    TableRef("hotel", "rooms"),
    (
        Field("id", "ID", WHOLE, identifier=True, distinct=60),
        Field("kind", "Kind", TEXT, values=("single", "double", "suite"), values_complete=True, distinct=3),
        Field("upkeep", "Upkeep", AMOUNT),
    ),
    (Measure("total_upkeep", "Total upkeep", Aggregation.SUM, "upkeep"),),
    key=("id",),
    rows=60,
)
BOOKINGS = Entity(
    "bookings",
    "Bookings",
    "bookings",
    TableRef("hotel", "bookings"),
    (
        Field("id", "ID", WHOLE, identifier=True, distinct=5000),
        Field("customer_id", "Customer ID", WHOLE, identifier=True, distinct=400),
        Field("room_id", "Room ID", WHOLE, identifier=True, distinct=60),
        Field("booked_on", "Booked on", DAY, minimum="2022-01-01", maximum="2024-05-19"),
        Field("price", "Price", AMOUNT),
        Field("tax", "Tax", AMOUNT),
        Field("nights", "Nights", WHOLE, distinct=14),
        Field("status", "Status", TEXT, values=("completed", "cancelled", "pending"), values_complete=True, distinct=3),
        Field("channel", "Channel", TEXT, values=("web", "phone"), values_complete=True, distinct=2),
        Field("is_prepaid", "Is prepaid", DataType.BOOLEAN),
    ),
    (
        Measure("revenue", "Revenue", Aggregation.SUM, "price", ("revenue", "total revenue", "total sales")),
        Measure("total_tax", "Total tax", Aggregation.SUM, "tax"),
        Measure("total_nights", "Total nights", Aggregation.SUM, "nights"),
    ),
    key=("id",),
    time="booked_on",
    rows=5000,
)
REVENUE = MeasureRef("bookings", Aggregation.SUM, "price", "revenue")
COUNT = MeasureRef("bookings", Aggregation.COUNT)
STATUS = FieldRef("bookings", "status")
CANCELLED = Condition(STATUS, Operator.EQ, ("cancelled",))
WEB_ONLY = NamedFilter(
    "online", "online business", "bookings", Condition(FieldRef("bookings", "channel"), Operator.EQ, ("web",))
)
CHECKED = VerifiedQuery("How did we do?", SemanticQuery("bookings", (REVENUE, COUNT)))
ABANDONED = FilteredMetric(
    name="lost", label="Lost revenue", entity="bookings", measure="revenue", where=CANCELLED, synonyms=("revenue lost",)
)
LOSS = RatioMetric(
    name="loss", label="Loss ratio", numerator="lost", denominator="revenue", format=NumberFormat.PERCENT
)
MODEL = SemanticModel(
    (CUSTOMERS, ROOMS, BOOKINGS),
    (
        Relationship("bookings", ("customer_id",), "customers", ("id",)),
        Relationship("bookings", ("room_id",), "rooms", ("id",)),
    ),
    metrics=(ABANDONED, LOSS),
    filters=(WEB_ONLY,),
    verified=(CHECKED,),
)
