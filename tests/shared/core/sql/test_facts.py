"""Numbers of several entities side by side: nothing is counted twice, and nothing is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    Arithmetic,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    Related,
    SemanticQuery,
)
from tests.shared.core.sql.agreement import agree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.sql.compiled import Dialect
    from tests.shared.core.sql.agreement import Run

PRICE = MeasureRef("orders", Aggregation.SUM, "price")
PAID = MeasureRef("payments", Aggregation.SUM, "amount")
ORDERS, PAYMENTS, CUSTOMERS = (MeasureRef(each, Aggregation.COUNT) for each in ("orders", "payments", "customers"))
CREDIT = MeasureRef("customers", Aggregation.SUM, "credit")
OWED = MeasureRef("orders", Aggregation.CALCULATED, formula=Formula(Arithmetic.SUBTRACT, PAID, PRICE))
REGION = DimensionRef("customers", "region")
CUSTOMER = DimensionRef("customers", "id")
MONTH = DimensionRef("orders", "ordered_on", Grain.MONTH)
NORTH = Condition(FieldRef("customers", "region"), Operator.EQ, ("North",))
CARD = Condition(FieldRef("payments", "method"), Operator.EQ, ("card",))
RETURNED = Condition(FieldRef("orders", "status"), Operator.EQ, ("returned",))
LATE = Period(FieldRef("orders", "ordered_on"), date(2023, 6, 1), date(2023, 12, 1), "then")
JOINED = "FROM orders LEFT JOIN customers ON customers.id = orders.customer_id"
SOLD = "SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, sum(price) AS v, count(*) AS n FROM orders"
GOT = "SELECT CAST(date_trunc('month', paid_on) AS DATE) AS m, sum(amount) AS v, count(*) AS n FROM payments"
CASES: dict[str, tuple[SemanticQuery, str]] = {
    "two totals": (
        SemanticQuery("orders", (PRICE, PAID, OWED, PAYMENTS)),
        """SELECT s, p, p - s, n FROM (SELECT sum(price) AS s FROM orders) a,
           (SELECT sum(amount) AS p, count(*) AS n FROM payments) b""",
    ),
    "payments minus sales by month, most owed first": (
        SemanticQuery("orders", (PRICE, PAID, OWED), (MONTH,), order=(OrderBy(OWED),), limit=5),
        f"""SELECT coalesce(a.m, b.m), coalesce(a.v, 0), coalesce(b.v, 0), coalesce(b.v, 0) - coalesce(a.v, 0)
            FROM ({SOLD} GROUP BY 1) a FULL JOIN ({GOT} GROUP BY 1) b ON a.m = b.m ORDER BY 4, 1 LIMIT 5""",
    ),
    "two facts of what they share": (
        SemanticQuery("customers", (ORDERS, PAYMENTS, PAID), (REGION,)),
        """SELECT r, sum(o), sum(p), sum(a) FROM (SELECT region AS r, count(*) AS o, 0 AS p, 0 AS a FROM orders
           LEFT JOIN customers ON customers.id = customer_id GROUP BY 1 UNION ALL SELECT region, 0, count(*),
           sum(amount) FROM payments LEFT JOIN customers ON customers.id = customer_id GROUP BY 1) t GROUP BY r
           ORDER BY r NULLS LAST""",
    ),
    "three facts, customers without any included": (
        SemanticQuery(
            "customers", (CUSTOMERS, CREDIT, ORDERS, PAYMENTS), (CUSTOMER, REGION), order=(OrderBy(CUSTOMER),), limit=30
        ),
        """SELECT id, region, n, credit, o, p FROM (SELECT id, region, 1 AS n, credit, (SELECT count(*) FROM orders
           WHERE customer_id = c.id) AS o, (SELECT count(*) FROM payments WHERE customer_id = c.id) AS p
           FROM customers c UNION ALL SELECT NULL, NULL, 0, 0,
           (SELECT count(*) FROM orders WHERE customer_id IS NULL), 0) t ORDER BY id NULLS LAST""",
    ),
    "a filter on what is shared is for both, on its own fields for one": (
        SemanticQuery("orders", (ORDERS, PAYMENTS), filters=AllOf((NORTH, CARD))),
        f"""SELECT (SELECT count(*) {JOINED} WHERE region = 'North'), (SELECT count(*) FROM payments JOIN customers
            ON customers.id = customer_id WHERE region = 'North' AND method = 'card')""",
    ),
    "a period is on each one's own time": (
        SemanticQuery("orders", (ORDERS, PAYMENTS), (MONTH, REGION), filters=NORTH, period=LATE),
        """SELECT coalesce(a.m, b.m), 'North', coalesce(a.n, 0), coalesce(b.n, 0) FROM
           (SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, count(*) AS n FROM orders JOIN customers ON
           customers.id = customer_id WHERE region = 'North' AND ordered_on BETWEEN '2023-06-01' AND '2023-11-30'
           GROUP BY 1) a FULL JOIN (SELECT CAST(date_trunc('month', paid_on) AS DATE) AS m, count(*) AS n FROM payments
           JOIN customers ON customers.id = customer_id WHERE region = 'North' AND
           paid_on BETWEEN '2023-06-01' AND '2023-11-30' GROUP BY 1) b ON a.m = b.m ORDER BY 1""",
    ),
    "every month of both": (
        SemanticQuery("orders", (ORDERS, PAID), (MONTH,), period=LATE, complete=True),
        """SELECT b.m, (SELECT count(*) FROM orders WHERE date_trunc('month', ordered_on) = b.m),
           (SELECT coalesce(sum(amount), 0) FROM payments WHERE date_trunc('month', paid_on) = b.m) FROM
           (VALUES (DATE '2023-06-01'), (DATE '2023-07-01'), (DATE '2023-08-01'), (DATE '2023-09-01'),
           (DATE '2023-10-01'), (DATE '2023-11-01')) AS b(m) ORDER BY 1""",
    ),
    "a condition across facts": (
        SemanticQuery("orders", (ORDERS,), (CUSTOMER,), having=(Having(PAYMENTS, Operator.GE, (6,)),)),
        """SELECT id, (SELECT count(*) FROM orders WHERE customer_id = c.id) FROM customers c
           WHERE (SELECT count(*) FROM payments WHERE customer_id = c.id) >= 6 ORDER BY id""",
    ),
    "running across facts": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.CALCULATED, formula=OWED.formula, derivation=Derivation.RUNNING_TOTAL),),
            (MONTH,),
        ),
        f"""SELECT m, sum(d) OVER (ORDER BY m) FROM (SELECT coalesce(a.m, b.m) AS m, coalesce(b.v, 0) - coalesce(a.v, 0)
            AS d FROM ({SOLD} GROUP BY 1) a FULL JOIN ({GOT} GROUP BY 1) b ON a.m = b.m) t ORDER BY m""",
    ),
    "facts beside the period before": (
        SemanticQuery("orders", (ORDERS, PAYMENTS), period=LATE, compare=CompareTo.PREVIOUS_PERIOD),
        """SELECT a, b, 100.0 * (a - b) / b, c, d, 100.0 * (c - d) / d FROM (SELECT
           (SELECT count(*) FROM orders WHERE ordered_on BETWEEN '2023-06-01' AND '2023-11-30') AS a,
           (SELECT count(*) FROM orders WHERE ordered_on BETWEEN '2022-12-01' AND '2023-05-31') AS b,
           (SELECT count(*) FROM payments WHERE paid_on BETWEEN '2023-06-01' AND '2023-11-30') AS c,
           (SELECT count(*) FROM payments WHERE paid_on BETWEEN '2022-12-01' AND '2023-05-31') AS d) t""",
    ),
    "a fact that refers to the one asked about": (
        SemanticQuery(
            "orders", (ORDERS, MeasureRef("returns", Aggregation.COUNT)), (DimensionRef("orders", "status"),)
        ),
        """SELECT status, count(*), (SELECT count(*) FROM returns r JOIN orders p ON p.id = r.order_id
           WHERE p.status IS NOT DISTINCT FROM o.status) FROM orders o GROUP BY status ORDER BY status NULLS LAST""",
    ),
    "each customer's credit once, however many orders": (
        SemanticQuery("orders", (CREDIT, MeasureRef("customers", Aggregation.AVG, "credit"), CUSTOMERS, ORDERS)),
        """SELECT sum(credit), avg(credit), count(*), (SELECT count(*) FROM orders) FROM customers
           WHERE id IN (SELECT customer_id FROM orders)""",
    ),
    "each customer once in every month": (
        SemanticQuery(
            "orders",
            (
                ORDERS,
                CREDIT,
                MeasureRef("customers", Aggregation.COUNT, where=RETURNED),
                MeasureRef("customers", Aggregation.MAX, "credit"),
            ),
            (MONTH,),
            filters=Condition(FieldRef("customers", "credit"), Operator.GT, (20,)),
        ),
        """SELECT m, count(*), (SELECT sum(credit) FROM customers WHERE credit > 20 AND id IN (SELECT customer_id FROM
           orders WHERE CAST(date_trunc('month', ordered_on) AS DATE) = m)), count(DISTINCT customer_id) FILTER
           (WHERE status = 'Returned'), max(credit) FROM (SELECT *, CAST(date_trunc('month', ordered_on) AS DATE) AS m
           FROM (SELECT customer_id, status, ordered_on, credit FROM orders JOIN customers ON
           customers.id = customer_id) j WHERE credit > 20) o GROUP BY m ORDER BY m""",
    ),
    "orders per customer who ordered": (
        SemanticQuery(
            "orders",
            (MeasureRef("orders", Aggregation.CALCULATED, formula=Formula(Arithmetic.DIVIDE, ORDERS, CUSTOMERS)),),
            (REGION,),
        ),
        f"""SELECT region, CASE WHEN region IS NULL AND count(customers.id) = 0 THEN NULL ELSE
            1.0 * count(*) / nullif(count(DISTINCT customers.id), 0) END {JOINED} GROUP BY region
            ORDER BY region NULLS LAST""",
    ),
    "each customer with returns once": (
        SemanticQuery(
            "orders",
            (MeasureRef("customers", Aggregation.SUM, "credit", where=Related("payments", negated=True)),),
            filters=Related("returns"),
        ),
        """SELECT sum(credit) FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE id IN
           (SELECT order_id FROM returns)) AND id NOT IN (SELECT customer_id FROM payments)""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_engines_agree_with_sql_written_by_hand(name: str, engines: Mapping[Dialect, Run]) -> None:
    """The same rows in the same order; the rules and the guard find nothing wrong."""
    agree(*CASES[name], engines)
