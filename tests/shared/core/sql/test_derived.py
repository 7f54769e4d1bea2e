"""Numbers computed from the grouped table: earlier spans, running totals, ranks; and buckets without rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    Arithmetic,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Offset,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from tests.shared.core.sql.agreement import agree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.sql.compiled import Dialect
    from tests.shared.core.sql.agreement import Run

COUNT = MeasureRef("orders", Aggregation.COUNT)
PRICE = MeasureRef("orders", Aggregation.SUM, "price")
REGION = DimensionRef("customers", "region")
MONTH = DimensionRef("orders", "ordered_on", Grain.MONTH)
JOINED = "FROM orders LEFT JOIN customers ON customers.id = orders.customer_id"
BY_MONTH = "SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, sum(price) AS v FROM orders GROUP BY 1"
BOTH = f"SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, region AS r, sum(price) AS v {JOINED} GROUP BY 1, 2"


def price(derivation: Derivation, offset: Offset | None = None, since: Grain | None = None) -> MeasureRef:
    """Derive a number from the total price."""
    return MeasureRef("orders", Aggregation.SUM, "price", derivation=derivation, offset=offset, since=since)


def by(grain: Grain, field: str = "ordered_on") -> DimensionRef:
    """Group orders by a calendar grain."""
    return DimensionRef("orders", field, grain)


MAY = Period(FieldRef("orders", "ordered_on"), date(2023, 3, 15), date(2023, 9, 1), "then")
AVERAGE = MeasureRef("orders", Aggregation.CALCULATED, formula=Formula(Arithmetic.DIVIDE, PRICE, COUNT))
CASES: dict[str, tuple[SemanticQuery, str]] = {
    "places by size, equals sharing one": (
        SemanticQuery(
            "orders",
            (COUNT, MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.RANK)),
            (DimensionRef("orders", "quantity"),),
        ),
        """SELECT quantity, n, rank() OVER (ORDER BY n DESC) FROM
           (SELECT quantity, count(*) AS n FROM orders GROUP BY 1) g ORDER BY 1""",
    ),
    "sorted by a derived number that is not shown": (
        SemanticQuery(
            "orders", (PRICE,), (MONTH,), order=(OrderBy(price(Derivation.GROWTH), descending=True),), limit=3
        ),
        f"""SELECT m, v FROM (SELECT m, v, v / lag(v) OVER (ORDER BY m) AS g FROM ({BY_MONTH}) t) u
            ORDER BY g DESC NULLS LAST, m LIMIT 3""",
    ),
    "only what grew": (
        SemanticQuery(
            "orders",
            (PRICE, price(Derivation.GROWTH)),
            (MONTH,),
            having=(Having(price(Derivation.GROWTH), Operator.GT, (10,)), Having(COUNT, Operator.GT, (1,))),
        ),
        """SELECT m, v, g FROM (SELECT m, v, 100.0 * (v - lag(v) OVER (ORDER BY m)) / lag(v) OVER (ORDER BY m) AS g
           FROM (SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, sum(price) AS v FROM orders GROUP BY 1
           HAVING count(*) > 1) t) u WHERE g > 10 ORDER BY m""",
    ),
    "the row before": (
        SemanticQuery("orders", (PRICE, price(Derivation.PRIOR)), (MONTH,)),
        f"SELECT m, v, lag(v) OVER (ORDER BY m) FROM ({BY_MONTH}) t ORDER BY m",
    ),
    "a year before, though months are missing": (
        SemanticQuery(
            "orders",
            (
                PRICE,
                price(Derivation.PRIOR, Offset(Grain.YEAR)),
                price(Derivation.CHANGE, Offset(Grain.YEAR)),
                price(Derivation.GROWTH, Offset(Grain.YEAR)),
                price(Derivation.PRIOR, Offset(Grain.MONTH, 2)),
                price(Derivation.PRIOR, Offset(Grain.QUARTER)),
            ),
            (MONTH,),
        ),
        f"""WITH t AS ({BY_MONTH}) SELECT t.m, t.v, y.v, t.v - y.v, 100.0 * (t.v - y.v) / y.v, b.v, q.v FROM t
            LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year' LEFT JOIN t b ON b.m = t.m - INTERVAL '2 months'
            LEFT JOIN t q ON q.m = t.m - INTERVAL '3 months' ORDER BY t.m""",
    ),
    "a year before, in each region": (
        SemanticQuery("orders", (PRICE, price(Derivation.PRIOR, Offset(Grain.YEAR))), (MONTH, REGION)),
        f"""WITH t AS ({BOTH}) SELECT t.m, t.r, t.v, y.v FROM t LEFT JOIN t y
            ON y.m = t.m - INTERVAL '1 year' AND y.r IS NOT DISTINCT FROM t.r ORDER BY 1, 2 NULLS LAST""",
    ),
    "days a week before, weeks a year before": (
        SemanticQuery(
            "orders",
            (COUNT, MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.PRIOR, offset=Offset(Grain.YEAR))),
            (by(Grain.WEEK),),
        ),
        """WITH t AS (SELECT CAST(date_trunc('week', ordered_on) AS DATE) AS w, count(*) AS n FROM orders GROUP BY 1)
           SELECT t.w, t.n, y.n FROM t LEFT JOIN t y ON y.w = t.w - INTERVAL '364 days' ORDER BY 1""",
    ),
    "hours a day before": (
        SemanticQuery(
            "orders",
            (COUNT, MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.PRIOR, offset=Offset(Grain.DAY, 13))),
            (by(Grain.HOUR, "delivered_at"),),
        ),
        """WITH t AS (SELECT date_trunc('hour', delivered_at) AS h, count(*) AS n FROM orders GROUP BY 1)
           SELECT t.h, t.n, y.n FROM t LEFT JOIN t y ON y.h = t.h - INTERVAL '13 days' ORDER BY 1 NULLS LAST""",
    ),
    "running by month in each region": (
        SemanticQuery("orders", (PRICE, price(Derivation.RUNNING_TOTAL), price(Derivation.CHANGE)), (REGION, MONTH)),
        f"""SELECT r, m, v, sum(v) OVER (PARTITION BY r ORDER BY m), v - lag(v) OVER (PARTITION BY r ORDER BY m)
            FROM ({BOTH}) t ORDER BY r NULLS LAST, m""",
    ),
    "running since the start of the year, of the quarter": (
        SemanticQuery(
            "orders",
            (
                price(Derivation.RUNNING_TOTAL, since=Grain.YEAR),
                price(Derivation.RUNNING_TOTAL, since=Grain.QUARTER),
            ),
            (MONTH,),
        ),
        f"""SELECT m, sum(v) OVER (PARTITION BY extract(year FROM m) ORDER BY m),
            sum(v) OVER (PARTITION BY date_trunc('quarter', m) ORDER BY m) FROM ({BY_MONTH}) t ORDER BY m""",
    ),
    "weekdays run in calendar order": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.RUNNING_TOTAL),),
            (by(Grain.WEEKDAY),),
        ),
        """SELECT d, n FROM (SELECT extract(isodow FROM ordered_on) AS k, min(CASE extract(isodow FROM ordered_on)
           WHEN 1 THEN 'Monday' WHEN 2 THEN 'Tuesday' WHEN 3 THEN 'Wednesday' WHEN 4 THEN 'Thursday' WHEN 5 THEN
           'Friday' WHEN 6 THEN 'Saturday' ELSE 'Sunday' END) AS d, sum(count(*)) OVER (ORDER BY
           extract(isodow FROM ordered_on)) AS n FROM orders GROUP BY extract(isodow FROM ordered_on)) t ORDER BY k""",
    ),
    "derived from a formula": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.CALCULATED, derivation=Derivation.CHANGE, formula=AVERAGE.formula),),
            (MONTH,),
        ),
        """SELECT m, a - lag(a) OVER (ORDER BY m) FROM (SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m,
           sum(price) / count(*) AS a FROM orders GROUP BY 1) t ORDER BY m""",
    ),
    "the best two months of each region by growth": (
        SemanticQuery(
            "orders",
            (PRICE,),
            (REGION, MONTH),
            having=(Having(price(Derivation.CHANGE), Operator.GT, (0,)),),
            order=(OrderBy(price(Derivation.CHANGE), descending=True),),
            limit=2,
            limit_per=REGION,
        ),
        f"""SELECT r, m, v FROM (SELECT r, m, v, row_number() OVER (PARTITION BY r ORDER BY c DESC, m) AS n FROM
            (SELECT r, m, v, v - lag(v) OVER (PARTITION BY r ORDER BY m) AS c FROM ({BOTH}) t) u WHERE c > 0) w
            WHERE n <= 2 ORDER BY r NULLS LAST, n""",
    ),
    "every month of a period": (
        SemanticQuery(
            "orders",
            (COUNT, PRICE, MeasureRef("orders", Aggregation.AVG, "price"), AVERAGE),
            (MONTH,),
            period=MAY,
            complete=True,
        ),
        """SELECT b.m, count(o.id), coalesce(sum(o.price), 0), avg(o.price), avg(o.price) FROM
           (VALUES (DATE '2023-03-01'), (DATE '2023-04-01'), (DATE '2023-05-01'), (DATE '2023-06-01'),
           (DATE '2023-07-01'), (DATE '2023-08-01')) AS b(m)
           LEFT JOIN orders o ON date_trunc('month', o.ordered_on) = b.m AND o.ordered_on >= '2023-03-15'
           GROUP BY 1 ORDER BY 1""",
    ),
    "every month between the least and the greatest, in each region": (
        SemanticQuery("orders", (COUNT,), (MONTH, REGION), complete=True),
        f"""SELECT g.m, g.r, count(o.id) FROM (SELECT * FROM (SELECT CAST(generate_series AS DATE) AS m FROM
            generate_series(TIMESTAMP '2023-01-01', TIMESTAMP '2024-04-01', INTERVAL '1 month')) s,
            (SELECT DISTINCT region AS r {JOINED}) x WHERE s.m <= (SELECT max(date_trunc('month', ordered_on)) FROM
            orders)) g LEFT JOIN (SELECT orders.id, ordered_on, region {JOINED}) o
            ON date_trunc('month', o.ordered_on) = g.m AND o.region IS NOT DISTINCT FROM g.r
            GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST""",
    ),
    "a bucket without rows counts as the one before": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.COUNT, derivation=Derivation.PRIOR), COUNT),
            (MONTH,),
            period=MAY,
            having=(Having(COUNT, Operator.LT, (5,)),),
            complete=True,
        ),
        """SELECT m, p, n FROM (SELECT m, lag(n) OVER (ORDER BY m) AS p, n FROM (SELECT b.m, count(o.id) AS n FROM
           (VALUES (DATE '2023-02-01'), (DATE '2023-03-01'), (DATE '2023-04-01'), (DATE '2023-05-01'),
           (DATE '2023-06-01'), (DATE '2023-07-01'), (DATE '2023-08-01')) AS b(m)
           LEFT JOIN orders o ON date_trunc('month', o.ordered_on) = b.m AND extract(day FROM o.ordered_on) >=
           CASE WHEN o.ordered_on < '2023-04-01' THEN 15 ELSE 1 END
           GROUP BY 1) t WHERE n < 5) u WHERE m >= '2023-03-01' ORDER BY 1""",
    ),
    "every hour": (
        SemanticQuery(
            "orders",
            (COUNT,),
            (by(Grain.HOUR, "delivered_at"),),
            period=Period(
                FieldRef("orders", "delivered_at"), datetime(2023, 5, 8, 22, 15), datetime(2023, 5, 9, 3), "night"
            ),
            complete=True,
        ),
        """SELECT b.h, count(o.id) FROM (VALUES (TIMESTAMP '2023-05-08 22:00'), (TIMESTAMP '2023-05-08 23:00'),
           (TIMESTAMP '2023-05-09 00:00'), (TIMESTAMP '2023-05-09 01:00'), (TIMESTAMP '2023-05-09 02:00')) AS b(h)
           LEFT JOIN orders o ON date_trunc('hour', o.delivered_at) = b.h AND o.delivered_at >= '2023-05-08 22:15'
           GROUP BY 1 ORDER BY 1""",
    ),
    "every quarter since a day, rows without a date included": (
        SemanticQuery("orders", (COUNT,), (by(Grain.QUARTER, "delivered_at"),), complete=True),
        """SELECT CAST(date_trunc('quarter', delivered_at) AS DATE), count(*) FROM orders
           GROUP BY 1 ORDER BY 1 NULLS LAST""",
    ),
    "every day that a filter leaves": (
        SemanticQuery(
            "orders",
            (COUNT,),
            (by(Grain.DAY),),
            filters=Condition(FieldRef("orders", "status"), Operator.EQ, ("open",)),
            period=Period(FieldRef("orders", "ordered_on"), date(2023, 2, 26), date(2023, 3, 3), "then"),
            complete=True,
        ),
        """SELECT b.d, count(o.id) FROM (VALUES (DATE '2023-02-26'), (DATE '2023-02-27'), (DATE '2023-02-28'),
           (DATE '2023-03-01'), (DATE '2023-03-02')) AS b(d) LEFT JOIN orders o ON o.ordered_on = b.d
           AND status = 'open' GROUP BY 1 ORDER BY 1""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_engines_agree_with_sql_written_by_hand(name: str, engines: Mapping[Dialect, Run]) -> None:
    """The same rows in the same order; the rules and the guard find nothing wrong."""
    agree(*CASES[name], engines)
