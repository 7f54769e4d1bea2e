"""Two models to ask about, inferred from hand-made profiles: an Indian distributor's sales, and flights in a star."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import Reading, Understood
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import Calendar, Relationship, SemanticModel, TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.query import SemanticQuery

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
VIEWER = Viewer("T1", "U1", "C1", Audience.CHANNEL)
TEXT, WHOLE, REAL, DATE = DataType.TEXT, DataType.INTEGER, DataType.FLOAT, DataType.DATE


def column(name: str, kind: DataType, distinct: int, values: str = "", **more: str | int) -> ColumnProfile:
    """A column profile; values are separated by "|"; more is low, high (ISO text) and nulls."""
    texts = tuple(values.split("|")) if values else ()
    low, high, nulls = more.get("low"), more.get("high"), int(more.get("nulls", 0))
    longest = max(map(len, texts), default=0)
    least, most = (str(each) if each else None for each in (low, high))
    return ColumnProfile(name, name, kind, distinct, nulls, texts, least, most, longest)


def table(name: str, rows: int, *columns: ColumnProfile) -> TableProfile:
    """A table profile."""
    return TableProfile(name, name, TableRef("main", name), rows, columns)


def sales_profiles() -> tuple[TableProfile, ...]:
    """The two tables of the sales domain."""
    products = "|".join(f"{brand} item {i}" for brand in ("Apple", "Levi Strauss", "Nike") for i in range(9))
    return (
        table(
            "sales_line_items",
            2400,
            column("line_id", WHOLE, 2400, low="1", high="2400"),
            column("date", DATE, 430, low="2023-04-01", high="2024-05-19"),
            column("voucher_no", TEXT, 800, "V0001|V0002"),
            column("firm", TEXT, 4, "Sharma Traders|Gupta & Sons|Mehta Stores|Patel Agency"),
            column("product_name", TEXT, 45, products),
            column("brand", TEXT, 5, "Apple|Samsung|Xiaomi|Levi Strauss|Nike"),
            column("category", TEXT, 3, "Phones|Apparel|Footwear"),
            column("quantity", WHOLE, 20, low="1", high="20"),
            column("rate", REAL, 400, low="45", high="999"),
            column("value", REAL, 900, low="45", high="19980"),
            column("client_type", TEXT, 2, "Dealer|End Client"),
        ),
        table(
            "sales_transactions",
            800,
            column("voucher_no", TEXT, 800, "V0001|V0002"),
            column("date", DATE, 430, low="2023-04-01", high="2024-05-19"),
            column("firm", TEXT, 4, "Sharma Traders|Gupta & Sons|Mehta Stores|Patel Agency"),
            column("total_quantity", WHOLE, 60, low="1", high="90"),
            column("gross_total", REAL, 790, low="53", high="80000"),
        ),
    )


def flight_profiles() -> tuple[TableProfile, ...]:
    """Flights with the airlines, airports and planes that they refer to."""
    codes = "JFK|LGA|EWR|LAX|ATL"
    return (
        table(
            "flights",
            30_000,
            column("month", WHOLE, 12, low="1", high="12"),
            column("dep_delay", REAL, 400, low="-30", high="900", nulls=800),
            column("arr_delay", REAL, 420, low="-70", high="880", nulls=830),
            column("carrier", TEXT, 16, "UA|AA|DL|B6"),
            column("tailnum", TEXT, 3800, "N14228|N24211", nulls=240),
            column("origin", TEXT, 3, "JFK|LGA|EWR"),
            column("dest", TEXT, 100, codes),
            column("distance", WHOLE, 200, low="80", high="4983"),
            column("time_hour", DataType.TIMESTAMP, 6900, low="2013-01-01T05:00:00", high="2013-12-31T23:00:00"),
        ),
        table(
            "airlines",
            16,
            column("carrier", TEXT, 16, "UA|AA|DL|B6"),
            column("name", TEXT, 16, "United Air Lines Inc.|Delta Air Lines Inc."),
        ),
        table(
            "airports",
            1458,
            column("faa", TEXT, 1458, codes),
            column("name", TEXT, 1440, "John F Kennedy Intl|La Guardia"),
        ),
        table(
            "planes",
            3322,
            column("tailnum", TEXT, 3322, "N14228|N24211"),
            column("year", WHOLE, 46, low="1956", high="2013"),
            column("manufacturer", TEXT, 35, "BOEING|AIRBUS"),
            column("seats", WHOLE, 48, low="2", high="450"),
        ),
    )


@pytest.fixture(scope="session")
def sales() -> SemanticModel:
    """The sales domain."""
    line = Relationship("sales_line_items", ("voucher_no",), "sales_transactions", ("voucher_no",))
    return infer_model(sales_profiles(), {line: 1.0}, Calendar())


@pytest.fixture(scope="session")
def flights() -> SemanticModel:
    """The star of flights."""
    matches = {
        Relationship("flights", ("carrier",), "airlines", ("carrier",)): 1.0,
        Relationship("flights", ("origin",), "airports", ("faa",)): 1.0,
        Relationship("flights", ("dest",), "airports", ("faa",)): 0.98,
        Relationship("flights", ("tailnum",), "planes", ("tailnum",)): 0.85,
    }
    return infer_model(flight_profiles(), matches, Calendar())


@pytest.fixture(scope="session")
def ask() -> Callable[..., Reading]:
    """Read a question at noon on 20 May 2024."""

    def asked(text: str, model: SemanticModel, previous: SemanticQuery | None = None) -> Reading:
        return read(Question(text, VIEWER, NOW, previous=previous), model)

    return asked


@pytest.fixture(scope="session")
def query_of(ask: Callable[..., Reading]) -> Callable[..., SemanticQuery]:
    """The query that a question must become."""

    def asked(text: str, model: SemanticModel, previous: SemanticQuery | None = None) -> SemanticQuery:
        reading = ask(text, model, previous)
        assert isinstance(reading, Understood), reading
        return reading.query

    return asked
