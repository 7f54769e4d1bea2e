"""Numbers that look back before the period they are shown for: changes, earlier spans, running totals."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Having,
    MeasureRef,
    Offset,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.semantic.rules import check
from tests.fakes import market
from tests.shared.core.sql.agreement import agree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.sql.compiled import Dialect
    from tests.shared.core.sql.agreement import Run

PRICE = MeasureRef("orders", Aggregation.SUM, "price")
PAID = MeasureRef("payments", Aggregation.SUM, "amount")
REGION = DimensionRef("customers", "region")
MONTH = DimensionRef("orders", "ordered_on", Grain.MONTH)
WEEK = DimensionRef("orders", "ordered_on", Grain.WEEK)
YEAR = Offset(Grain.YEAR)
JOINED = "FROM orders LEFT JOIN customers ON customers.id = orders.customer_id"
BY_MONTH = "SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, sum(price) AS v FROM orders GROUP BY 1"
BOTH = f"SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, region AS r, sum(price) AS v {JOINED} GROUP BY 1, 2"


def price(derivation: Derivation, offset: Offset | None = None, since: Grain | None = None) -> MeasureRef:
    """Derive a number from the total price."""
    return MeasureRef("orders", Aggregation.SUM, "price", derivation=derivation, offset=offset, since=since)


def within(start: date, end: date | None, field: str = "ordered_on") -> Period:
    """A span of order dates."""
    return Period(FieldRef("orders", field), start, end, "then")


EARLY_2024 = within(date(2024, 1, 1), date(2025, 1, 1))
CASES: dict[str, tuple[SemanticQuery, str]] = {
    "a year before a period": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR, YEAR), price(Derivation.GROWTH, YEAR)),
            (MONTH,),
            period=EARLY_2024,
        ),
        f"""WITH t AS ({BY_MONTH}) SELECT t.m, t.v, y.v, 100.0 * (t.v - y.v) / y.v FROM t
            LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year' WHERE t.m >= '2024-01-01' ORDER BY 1""",
    ),
    "the first month of a period has its change": (
        SemanticQuery("orders", (PRICE, price(Derivation.CHANGE)), (MONTH,), period=within(date(2023, 10, 1), None)),
        f"""SELECT m, v, c FROM (SELECT m, v, v - lag(v) OVER (ORDER BY m) AS c FROM ({BY_MONTH}) t) u
            WHERE m >= '2023-10-01' ORDER BY m""",
    ),
    "a month before the period without rows gives nothing to change from": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR), price(Derivation.PRIOR, YEAR)),
            (MONTH,),
            period=within(date(2023, 9, 1), date(2024, 3, 1)),
        ),
        f"""WITH t AS ({BY_MONTH}) SELECT t.m, t.v, CASE WHEN t.m > '2023-09-01' THEN b.v END, y.v FROM t
            LEFT JOIN t b ON b.m = t.m - INTERVAL '1 month' LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year'
            WHERE t.m >= '2023-09-01' AND t.m < '2024-03-01' ORDER BY 1""",
    ),
    "a year before, though the row before is missing": (
        SemanticQuery(
            "orders",
            (price(Derivation.PRIOR), price(Derivation.PRIOR, YEAR)),
            (MONTH,),
            period=within(date(2024, 3, 1), None),
            filters=Condition(FieldRef("orders", "id"), Operator.NOT_IN, tuple(range(60, 121))),
        ),
        """WITH t AS (SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, sum(price) AS v FROM orders
           WHERE id < 60 GROUP BY 1) SELECT t.m, b.v, y.v FROM t
           LEFT JOIN t b ON b.m = t.m - INTERVAL '1 month' LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year'
           WHERE t.m >= '2024-03-01' ORDER BY 1""",
    ),
    "of a period that begins within a month, the same part a year and a month before": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR, YEAR), price(Derivation.PRIOR)),
            (MONTH,),
            period=within(date(2024, 1, 15), date(2024, 3, 20)),
        ),
        """SELECT CAST(date_trunc('month', o.ordered_on) AS DATE), sum(price),
           max((SELECT sum(y.price) FROM orders y WHERE y.ordered_on >= '2023-01-15' AND y.ordered_on < '2023-03-20'
                AND date_trunc('month', y.ordered_on) = date_trunc('month', o.ordered_on) - INTERVAL '1 year')),
           max((SELECT sum(b.price) FROM orders b WHERE b.ordered_on >= '2023-12-15' AND b.ordered_on < '2024-03-20'
                AND NOT (b.ordered_on >= '2024-01-01' AND b.ordered_on < '2024-01-15')
                AND date_trunc('month', b.ordered_on) = date_trunc('month', o.ordered_on) - INTERVAL '1 month'))
           FROM orders o WHERE o.ordered_on >= '2024-01-15' AND o.ordered_on < '2024-03-20' GROUP BY
           date_trunc('month', o.ordered_on) ORDER BY 1""",
    ),
    "a year before the last day of February": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.PRIOR, offset=YEAR),),
            (DimensionRef("orders", "ordered_on", Grain.DAY),),
            period=within(date(2024, 2, 1), date(2024, 2, 29)),
        ),
        """WITH t AS (SELECT ordered_on AS d, count(*) AS n FROM orders GROUP BY 1) SELECT t.d, y.n FROM t
           LEFT JOIN t y ON y.d = CAST(t.d - INTERVAL '1 year' AS DATE) WHERE t.d >= '2024-02-01'
           AND t.d < '2024-02-29' ORDER BY 1""",
    ),
    "weeks a year before a period": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR, YEAR)),
            (WEEK,),
            period=within(date(2024, 1, 1), date(2024, 3, 4)),
        ),
        """WITH t AS (SELECT CAST(date_trunc('week', ordered_on) AS DATE) AS w, sum(price) AS v FROM orders GROUP BY 1)
           SELECT t.w, t.v, y.v FROM t LEFT JOIN t y ON y.w = t.w - INTERVAL '364 days'
           WHERE t.w >= '2024-01-01' AND t.w < '2024-03-04' ORDER BY 1""",
    ),
    "hours before a period": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.PRIOR, offset=Offset(Grain.DAY, 13)),),
            (DimensionRef("orders", "delivered_at", Grain.HOUR),),
            period=within(datetime(2023, 6, 1), date(2023, 8, 1), "delivered_at"),
        ),
        """WITH t AS (SELECT date_trunc('hour', delivered_at) AS h, count(*) AS n FROM orders GROUP BY 1)
           SELECT t.h, y.n FROM t LEFT JOIN t y ON y.h = t.h - INTERVAL '13 days'
           WHERE t.h >= '2023-06-01' AND t.h < '2023-08-01' ORDER BY 1""",
    ),
    "year to date since May counts from January": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.RUNNING_TOTAL, since=Grain.YEAR), price(Derivation.RUNNING_TOTAL)),
            (MONTH,),
            period=within(date(2023, 5, 1), None),
        ),
        f"""SELECT m, v, y, sum(v) OVER (ORDER BY m) FROM (SELECT m, v, sum(v) OVER (PARTITION BY extract(year FROM m)
            ORDER BY m) AS y FROM ({BY_MONTH}) t) u WHERE m >= '2023-05-01' ORDER BY m""",
    ),
    "year to date from within a week": (
        SemanticQuery(
            "orders",
            (price(Derivation.RUNNING_TOTAL, since=Grain.YEAR),),
            (WEEK,),
            period=within(date(2023, 3, 15), date(2023, 6, 1)),
        ),
        """SELECT w, y FROM (SELECT w, sum(v) OVER (ORDER BY w) AS y FROM (SELECT CAST(date_trunc('week', ordered_on)
           AS DATE) AS w, sum(price) AS v FROM orders WHERE ordered_on >= '2023-01-02' AND ordered_on < '2023-06-01'
           GROUP BY 1) t) u WHERE w >= '2023-03-13' ORDER BY w""",
    ),
    "shares and places are among what is shown": (
        SemanticQuery(
            "orders",
            (price(Derivation.SHARE), price(Derivation.RANK), price(Derivation.PRIOR, YEAR)),
            (MONTH,),
            period=EARLY_2024,
        ),
        f"""WITH t AS ({BY_MONTH}), s AS (SELECT * FROM t WHERE m >= '2024-01-01') SELECT s.m,
            100.0 * s.v / sum(s.v) OVER (), rank() OVER (ORDER BY s.v DESC), y.v
            FROM s LEFT JOIN t y ON y.m = s.m - INTERVAL '1 year' ORDER BY 1""",
    ),
    "every month of a period, in each region, with the month before": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR)),
            (MONTH, REGION),
            period=within(date(2023, 7, 1), date(2023, 10, 1)),
            complete=True,
        ),
        f"""WITH t AS (SELECT b.m, x.r, coalesce(t.v, 0) AS v FROM (VALUES (DATE '2023-06-01'), (DATE '2023-07-01'),
            (DATE '2023-08-01'), (DATE '2023-09-01')) AS b(m) CROSS JOIN (SELECT DISTINCT region AS r {JOINED}) x
            LEFT JOIN ({BOTH}) t ON t.m = b.m AND t.r IS NOT DISTINCT FROM x.r) SELECT m, r, v, p FROM
            (SELECT m, r, v, lag(v) OVER (PARTITION BY r ORDER BY m) AS p FROM t) u
            WHERE m >= '2023-07-01' ORDER BY m, r NULLS LAST""",
    ),
    "the best two months of each region by growth over a year": (
        SemanticQuery(
            "orders",
            (PRICE,),
            (REGION, MONTH),
            period=EARLY_2024,
            having=(Having(price(Derivation.CHANGE, YEAR), Operator.GT, (0,)),),
            order=(OrderBy(price(Derivation.CHANGE, YEAR), descending=True),),
            limit=2,
            limit_per=REGION,
        ),
        f"""WITH t AS ({BOTH}) SELECT r, m, v FROM (SELECT t.r, t.m, t.v, row_number() OVER (PARTITION BY t.r
            ORDER BY t.v - y.v DESC, t.m) AS n FROM t JOIN t y ON y.m = t.m - INTERVAL '1 year'
            AND y.r IS NOT DISTINCT FROM t.r AND t.v > y.v WHERE t.m >= '2024-01-01') w
            WHERE n <= 2 ORDER BY r NULLS LAST, n""",
    ),
    "what is shown is kept by its size, what it is set against is not": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR, YEAR)),
            (MONTH,),
            period=EARLY_2024,
            having=(Having(PRICE, Operator.GT, (220,)),),
        ),
        f"""WITH t AS ({BY_MONTH}) SELECT t.m, t.v, y.v FROM t LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year'
            WHERE t.m >= '2024-01-01' AND t.v > 220 ORDER BY 1""",
    ),
    "numbers of two tables, each a year before": (
        SemanticQuery(
            "orders",
            (
                price(Derivation.PRIOR, YEAR),
                MeasureRef("payments", Aggregation.SUM, "amount", derivation=Derivation.PRIOR, offset=YEAR),
                PAID,
            ),
            (MONTH,),
            period=within(date(2024, 1, 1), date(2024, 4, 1)),
        ),
        f"""WITH t AS ({BY_MONTH}), p AS (SELECT CAST(date_trunc('month', paid_on) AS DATE) AS m, sum(amount) AS v
            FROM payments GROUP BY 1) SELECT t.m, y.v, coalesce(q.v, 0 * y.v), coalesce(p.v, 0) FROM t
            LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year' LEFT JOIN p ON p.m = t.m
            LEFT JOIN p q ON q.m = t.m - INTERVAL '1 year'
            WHERE t.m >= '2024-01-01' AND t.m < '2024-04-01' ORDER BY 1""",
    ),
    "a period on another date than the one grouped by cuts what is looked back at": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR)),
            (MONTH,),
            period=within(datetime(2023, 6, 1), datetime(2023, 12, 1), "delivered_at"),
        ),
        """SELECT m, v, lag(v) OVER (ORDER BY m) FROM (SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m,
           sum(price) AS v FROM orders WHERE delivered_at >= '2023-06-01' AND delivered_at < '2023-12-01' GROUP BY 1) t
           ORDER BY m""",
    ),
    "the earliest is that of the period, not of the rows looked back at": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.PRIOR)),
            (MONTH,),
            period=within(date(2023, 6, 1), None),
            filters=Condition(FieldRef("orders", "ordered_on"), Operator.EARLIEST),
        ),
        """SELECT DATE '2023-06-01', sum(price), CAST(NULL AS INTEGER) FROM orders WHERE ordered_on =
           (SELECT min(ordered_on) FROM orders WHERE ordered_on >= '2023-06-01')""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_engines_agree_with_sql_written_by_hand(name: str, engines: Mapping[Dialect, Run]) -> None:
    """Rows before the period are read for what looks back at them, and not shown."""
    agree(*CASES[name], engines)


@pytest.mark.parametrize("shown", [PRICE, price(Derivation.CHANGE)])
def test_a_running_total_over_whole_weeks_is_not_shown_beside_numbers_of_a_part(shown: MeasureRef) -> None:
    """The year to date of a week holds the week's days before the period; a plain number of it must not."""
    query = SemanticQuery(
        "orders",
        (shown, price(Derivation.RUNNING_TOTAL, since=Grain.YEAR)),
        (WEEK,),
        period=within(date(2023, 3, 15), date(2023, 6, 1)),
    )
    assert [each.sentence for each in check(query, market.MODEL)] == [
        "“Then” begins within a week: ask for the running total alone, or for a period of whole weeks."
    ]
