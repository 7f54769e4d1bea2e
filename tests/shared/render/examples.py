"""Answers, reports and views that many render tests look at; all made up, all fixed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from shared.core.asking.answer import Answer, Evidence, Source, Status, Tier
from shared.core.boards.pin import Pin
from shared.core.digests.digest import Cadence, Digest
from shared.core.ingest.report import (
    CleanColumn,
    IngestionReport,
    Quality,
    Reject,
    Repair,
    RuleApplied,
    SheetIssue,
    TableReport,
)
from shared.core.ingest.versions.choices import Choice, Offer
from shared.core.ingest.versions.versions import Change, Origin, TableComparison, Version
from shared.core.insights.insight import Driver, Insight
from shared.core.semantic.model import Aggregation, Entity, Field, SemanticModel, TableRef
from shared.core.semantic.query import MeasureRef, SemanticQuery
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.table.chart import ChartKind, ChartSpec
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import Cell, DataType
from shared.render.ingestion.changes import Became

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
FRESH = datetime(2026, 11, 21, 6, 12, tzinfo=UTC)

EVIDENCE = Evidence(
    words="total value of sales line items by brand, for dealers, highest first",
    sql="SELECT brand, sum(value) AS total_value FROM sales WHERE client_type = $p0 GROUP BY brand ORDER BY 2 DESC",
    tables=("sales_line_items",),
    rows_read=12_480,
    fresh_at=FRESH,
    tier=Tier.LOCAL,
    milliseconds=34.4,
    params=(("p0", "Dealer"),),
)

TOTAL = ResultColumn("total_value", "Total value", DataType.DECIMAL, Role.MEASURE, "₹")
FLIGHTS = ResultColumn("flights", "Number of flights", DataType.INTEGER, Role.MEASURE)
DELAY = ResultColumn("delay", "Average delay", DataType.FLOAT, Role.MEASURE, "min")
BRAND = ResultColumn("brand", "Brand", DataType.TEXT, Role.DIMENSION)
MONTH = ResultColumn("month", "Month", DataType.DATE, Role.DIMENSION, grain="month")
DAY = ResultColumn("day", "Day", DataType.DATE, Role.DIMENSION, grain="day")


def query(aggregation: Aggregation = Aggregation.SUM) -> SemanticQuery:
    """A query with one measure."""
    return SemanticQuery("sales", measures=(MeasureRef("sales", aggregation, "value"),))


def answered(
    headline: str,
    columns: tuple[ResultColumn, ...],
    rows: list[tuple[Cell, ...]],
    chart: ChartSpec | None = None,
    aggregation: Aggregation = Aggregation.SUM,
    **rest: object,
) -> Answer:
    """An answered question over these columns and rows."""
    table = ResultTable(columns, tuple(rows), truncated=bool(rest.pop("truncated", False)))
    return Answer(Status.ANSWERED, headline, table, chart, EVIDENCE, query(aggregation), **rest)  # type: ignore[arg-type]


def months(count: int) -> list[date]:
    """The first days of that many months, from January 2013."""
    return [date(2013 + i // 12, i % 12 + 1, 1) for i in range(count)]


def days(count: int) -> list[date]:
    """That many days, from 1 January 2013."""
    return [date(2013, 1, 1) + timedelta(days=i) for i in range(count)]


SINGLE = answered("Total value is ₹1.24 crore.", (TOTAL,), [(Decimal("12389456.50"),)])
BY_BRAND = answered(
    "Amul has the highest total value: ₹52.4 lakh.",
    (BRAND, TOTAL),
    [
        ("Amul", Decimal("5240000.00")),
        ("Britannia & Sons <b>", Decimal("3120450.25")),
        (None, Decimal(910000)),
        ("=HYPERLINK(1)", None),
    ],
    ChartSpec(ChartKind.BAR, 0, (1,), title="Total value by brand"),
    caveats=("Returns are not subtracted.",),
    next_questions=("Total value by month", "Top 10 products", "Average rate by category"),
)
BY_MONTH = answered(
    "Number of flights went from 27,004 (Jan 2013) to 28,135 (Dec 2013).",
    (MONTH, FLIGHTS),
    [(month, 27_004 + 103 * i) for i, month in enumerate(months(12))],
    ChartSpec(ChartKind.LINE, 0, (1,), title="Flights by month"),
)
BY_DAY = answered(
    "365 days.",
    (DAY, FLIGHTS),
    [(day, 900 + (i * 37) % 100) for i, day in enumerate(days(365))],
    ChartSpec(ChartKind.LINE, 0, (1,), title="Flights by day"),
    truncated=True,
)
CLARIFY = Answer(
    Status.CLARIFY,
    "Which date do you mean?",
    options=(("Order date", "total value by order date"), ("Invoice date", "total value by invoice date")),
)
REFUSED = Answer(
    Status.REFUSED,
    "I do not know “EBITDA” <!channel>.",
    next_questions=("Total value by brand", "Total value by month"),
)
ERROR = Answer(Status.ERROR, "That took too long; try a shorter period.")

REPORT = IngestionReport(
    "sales <2026>.csv",
    "sales",
    (
        TableReport(
            "Sales",
            1_204,
            (
                CleanColumn("brand", "Brand", DataType.TEXT, ("Amul", "Dabur", "Emami", "Fortune"), nulls=3),
                CleanColumn("value", "Value", DataType.DECIMAL, ("120.50", "99.00")),
                CleanColumn("phone", "Phone no.", DataType.TEXT, ("98xxxx1234",), personal=True),
                CleanColumn("sold_on", "Sold on", DataType.DATE, ("2026-04-01",)),
            ),
            (
                Repair("dates written in two ways were read as one", 14),
                Repair("a day and a month may be swapped in “Sold on”", 3, to_check=True),
            ),
            (Reject(17, "a total row", ("Total", "12,400")), Reject(1_300, "too many cells", ("a", "b"))),
            31,
            (RuleApplied("Brand found by keywords in “Product”", 1_180),),
            Quality(94, ("31 of 1,235 rows were left out", "3 cells of “Brand” are empty")),
        ),
        TableReport(
            "Returns", 12, (CleanColumn("id", "Id", DataType.INTEGER, ("1", "2")),), (), (Reject(3, "empty", ()),)
        ),
    ),
    (SheetIssue("Notes", "the sheet has no table"),),
    ("Total value by brand", "Total value by month", "Number of returns", "One too many"),
)

OFFER = Offer(
    "0055AED6DCD90281E5:3",
    "raw/T1/C1/F1/sales.csv",
    "0055AED6DCD90281E5",
    "d_1",
    "Sales <2025>",
    3,
    1_100,
    (Choice.ADD, Choice.REPLACE, Choice.RENEW, Choice.APART),
    ("“Phone no.” is new: it is empty in the rows before.", "“Sold on” goes into the column “Date”."),
)
VERSIONS = tuple(
    Version(
        number,
        change,
        Origin(f"C1/F{number}", "0A", f"sales {number}.csv", "U1", "ab"),
        datetime(2026, 4, number, 9, 30, tzinfo=UTC),
        (("sales", 1_000 + number),),
        of,
        is_current=number == 4,
        is_kept=number != 2,
    )
    for number, change, of in (
        (4, Change.RESTORED, 1),
        (3, Change.REPLACED, None),
        (2, Change.APPENDED, 1),
        (1, Change.FIRST, None),
    )
)
DIFFERENCES = (
    TableComparison("sales", 1_100, 1_204, 120, 16, 3, ("id",), (("price", 2), ("city", 1))),
    TableComparison("returns", 12, 12, 0, 0, 0),
)
BECAME = Became(
    "d_1",
    "Sales",
    replace(VERSIONS[1], change=Change.RENEWED),
    VERSIONS[3],
    DIFFERENCES,
    chosen_by="U2",
    can_go_back=True,
)

_ENTITY = Entity(
    "sales_line_items",
    "Sales line items",
    "sales line items",
    TableRef("sales", "sales_line_items"),
    (
        Field("line_id", "Line id", DataType.INTEGER, identifier=True),
        Field("date", "Date", DataType.DATE),
        Field("brand", "Brand", DataType.TEXT),
        Field("value", "Value", DataType.DECIMAL, unit="₹"),
        Field("paid", "Paid", DataType.BOOLEAN),
        Field("gstin", "GSTIN", DataType.TEXT, personal=True),
    ),
    rows=12_480,
)
DATASET = Dataset(
    "d_0123456789ab",
    "T1",
    "C1",
    "sales",
    "Sales (Tally)",
    "U1",
    SemanticModel((_ENTITY,)),
    Snapshot("d_0123456789ab", 3, "k", "e", FRESH, (("sales_line_items", 12_480), ("sales_transactions", 1_204))),
)
NEW_DATASET = Dataset("d_ba9876543210", "T1", "C1", "orders", "Orders", "U1")

PIN = Pin("p1", "T1", "U1", "C1", "flights by month", "Flights went up.", query(), FRESH)
DIGEST = Digest("g1", "T1", "C1", "Sales & more", Cadence.WEEKLY, 9, "Asia/Kolkata")
INSIGHTS = (
    Insight(
        "Total value",
        "₹",
        "this week",
        12_400_000.0,
        "the week before",
        11_000_000.0,
        (Driver("Brand", "Amul", 900_000.0), Driver("Brand", "Dabur", -120_000.5)),
        "total value by brand this week",
    ),
    Insight("Orders", "", "this week", 80.0, "the week before", 100.0, (), "number of orders this week"),
    Insight("Returns", "", "this week", 3.0, "the week before", None, (), "number of returns this week"),
    Insight("Dealers", "", "this week", 7.0, "the week before", 7.0, (), "number of dealers this week"),
)

CITED = Answer(
    Status.ANSWERED,
    "Goods may be returned within 30 days <!channel> of *the invoice*. [1] See <https://evil.example|x> & @here. [2]",
    evidence=Evidence("What is said about “refund policy”, quoted from passages", "", (), None, None, Tier.LOCAL, 12.0),
    caveats=("The documents could not be searched just now; this is from the definitions alone.",),
    sources=(
        Source(1, "refund <!here> policy", "Refund policy / Who may _return_ goods, page 2"),
        Source(2, "<@U1>", ""),
    ),
)
UNKNOWN = Answer(
    Status.REFUSED,
    "I don't know: nothing I can read here says anything about “parental <!channel> leave”.",
    caveats=("Nearest: «leave policy» (Asking for leave), «<!everyone>».",),
)
