"""Numbers of some rows, of values worked out on each row, and of other numbers, on both engines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    Arithmetic,
    CompareTo,
    Condition,
    DimensionRef,
    Elapsed,
    FieldRef,
    Formula,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    Related,
    RowValue,
    SemanticQuery,
)
from tests.shared.core.sql.agreement import agree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.sql.compiled import Dialect
    from tests.shared.core.sql.agreement import Run


def at(name: str, entity: str = "orders") -> FieldRef:
    """Name a field."""
    return FieldRef(entity, name)


RETURNED = Condition(at("status"), Operator.EQ, ("returned",))
COUNT = MeasureRef("orders", Aggregation.COUNT)
PRICE = MeasureRef("orders", Aggregation.SUM, "price")
REGION = DimensionRef("customers", "region")
MONTH = DimensionRef("orders", "ordered_on", Grain.MONTH)
JOINED = "FROM orders LEFT JOIN customers ON customers.id = orders.customer_id"


def calculated(
    operator: Arithmetic, left: MeasureRef | Formula | float, right: MeasureRef | Formula | float
) -> MeasureRef:
    """Calculate a number of orders."""
    return MeasureRef("orders", Aggregation.CALCULATED, formula=Formula(operator, left, right))


def of_rows(
    operator: Arithmetic | Elapsed, left: FieldRef | float, right: FieldRef | float, how: Aggregation = Aggregation.SUM
) -> MeasureRef:
    """Aggregate a value of each order."""
    return MeasureRef("orders", how, value=RowValue(operator, left, right))


def orders_where(*conditions: Condition | Related) -> SemanticQuery:
    """Count the orders that a filter keeps."""
    return SemanticQuery("orders", (COUNT,), filters=AllOf(conditions))


PART = MeasureRef("orders", Aggregation.COUNT, where=RETURNED)
CASES: dict[str, tuple[SemanticQuery, str]] = {
    "a number of some of the rows": (
        SemanticQuery(
            "orders",
            (
                COUNT,
                PART,
                MeasureRef("orders", Aggregation.SUM, "price", where=Condition(at("quantity"), Operator.GT, (900,))),
            ),
            (REGION,),
        ),
        f"""SELECT region, count(*), sum(CASE WHEN status = 'Returned' THEN 1 ELSE 0 END), CAST(NULL AS INTEGER)
            {JOINED} GROUP BY region ORDER BY region NULLS LAST""",
    ),
    "every aggregate of some of the rows": (
        SemanticQuery(
            "orders",
            tuple(
                MeasureRef(
                    "orders", each, "quantity", where=Condition(at("region", "customers"), Operator.EQ, ("north",))
                )
                for each in Aggregation
                if each is not Aggregation.CALCULATED
            ),
        ),
        f"""SELECT sum(quantity), avg(quantity), min(quantity), max(quantity),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity), stddev_samp(quantity), count(quantity),
            count(DISTINCT quantity) {JOINED} WHERE region = 'North'""",
    ),
    "arithmetic on each row": (
        SemanticQuery(
            "orders",
            (
                of_rows(Arithmetic.MULTIPLY, at("price"), at("quantity")),
                of_rows(Arithmetic.SUBTRACT, at("price"), at("cost"), Aggregation.AVG),
                of_rows(Arithmetic.DIVIDE, at("price"), at("quantity"), Aggregation.MAX),
                of_rows(Arithmetic.DIVIDE, at("quantity"), 2, Aggregation.AVG),
                of_rows(Arithmetic.ADD, 0.5, at("cost"), Aggregation.MIN),
                of_rows(Arithmetic.SUBTRACT, at("price"), at("credit", "customers"), Aggregation.MEDIAN),
            ),
        ),
        f"""SELECT sum(price * quantity), avg(price - cost), max(price / nullif(quantity, 0)), avg(quantity / 2.0),
            min(cost) + 0.5, percentile_cont(0.5) WITHIN GROUP (ORDER BY price - credit) {JOINED}""",
    ),
    "time elapsed on each row": (
        SemanticQuery(
            "orders",
            (
                of_rows(Elapsed.DAYS, at("ordered_on"), at("delivered_at"), Aggregation.MAX),
                of_rows(Elapsed.DAYS, at("ordered_on"), at("delivered_at"), Aggregation.AVG),
                of_rows(Elapsed.HOURS, at("ordered_on"), at("delivered_at"), Aggregation.MIN),
                of_rows(Elapsed.MINUTES, at("ordered_on"), at("delivered_at")),
            ),
        ),
        """SELECT max(extract(epoch FROM (delivered_at - CAST(ordered_on AS TIMESTAMP)))) / 86400,
           avg(extract(epoch FROM (delivered_at - CAST(ordered_on AS TIMESTAMP)))) / 86400,
           min(extract(epoch FROM (delivered_at - CAST(ordered_on AS TIMESTAMP)))) / 3600,
           sum(extract(epoch FROM (delivered_at - CAST(ordered_on AS TIMESTAMP)))) / 60 FROM orders""",
    ),
    "whole days between two dates": (
        SemanticQuery(
            "orders",
            (
                of_rows(Elapsed.DAYS, at("joined_on", "customers"), at("ordered_on"), Aggregation.MAX),
                of_rows(Elapsed.DAYS, at("joined_on", "customers"), at("ordered_on"), Aggregation.SUM),
                of_rows(Elapsed.HOURS, at("joined_on", "customers"), at("ordered_on"), Aggregation.MIN),
            ),
        ),
        f"""SELECT max(ordered_on - joined_on), sum(ordered_on - joined_on),
            24.0 * min(ordered_on - joined_on) {JOINED}""",
    ),
    "a formula of aggregated numbers": (
        SemanticQuery(
            "orders",
            (
                calculated(Arithmetic.DIVIDE, PRICE, COUNT),
                calculated(Arithmetic.DIVIDE, PRICE, PART),
                calculated(Arithmetic.MULTIPLY, 100, Formula(Arithmetic.DIVIDE, PART, COUNT)),
                calculated(Arithmetic.SUBTRACT, Formula(Arithmetic.ADD, COUNT, 1.5), PART),
            ),
            (REGION,),
            order=(OrderBy(calculated(Arithmetic.DIVIDE, PRICE, COUNT), descending=True),),
        ),
        f"""SELECT region, sum(price) / count(*), sum(price) / nullif(count(*) FILTER (WHERE status = 'Returned'), 0),
            100.0 * count(*) FILTER (WHERE status = 'Returned') / count(*),
            count(*) + 1.5 - count(*) FILTER (WHERE status = 'Returned')
            {JOINED} GROUP BY region ORDER BY 2 DESC NULLS LAST, 1 NULLS LAST""",
    ),
    "a formula over some of the rows": (
        SemanticQuery(
            "orders",
            (
                MeasureRef(
                    "orders",
                    Aggregation.CALCULATED,
                    formula=Formula(Arithmetic.DIVIDE, PRICE, PART),
                    where=Condition(at("quantity"), Operator.GE, (2,)),
                ),
            ),
        ),
        """SELECT sum(price) FILTER (WHERE quantity >= 2) / count(*)
           FILTER (WHERE quantity >= 2 AND status = 'Returned') FROM orders""",
    ),
    "a condition on a formula": (
        SemanticQuery(
            "orders",
            (COUNT,),
            (MONTH,),
            having=(Having(calculated(Arithmetic.DIVIDE, PART, COUNT), Operator.GE, (0.25,)),),
        ),
        """SELECT CAST(date_trunc('month', ordered_on) AS DATE), count(*) FROM orders GROUP BY 1
           HAVING 1.0 * count(*) FILTER (WHERE status = 'Returned') / count(*) >= 0.25 ORDER BY 1""",
    ),
    "a formula beside the period before": (
        SemanticQuery(
            "orders",
            (calculated(Arithmetic.DIVIDE, PRICE, PART),),
            period=Period(at("ordered_on"), date(2023, 5, 1), date(2023, 6, 1), "May"),
            compare=CompareTo.PREVIOUS_YEAR,
        ),
        """SELECT sum(price) / count(*) FILTER (WHERE status = 'Returned'), CAST(NULL AS FLOAT), CAST(NULL AS FLOAT)
           FROM orders WHERE ordered_on BETWEEN '2023-05-01' AND '2023-05-31'""",
    ),
    "fields of the same row": (
        orders_where(
            Condition(at("price"), Operator.LT, other=at("cost")),
            Condition(at("ordered_on"), Operator.GE, other=at("joined_on", "customers")),
        ),
        f"SELECT count(*) {JOINED} WHERE price < cost AND ordered_on >= joined_on",
    ),
    "texts of the same row": (
        orders_where(Condition(at("status"), Operator.NE, other=at("region", "customers"))),
        f"SELECT count(*) {JOINED} WHERE lower(status) <> lower(region)",
    ),
    "on weekends": (
        orders_where(Condition(at("ordered_on"), Operator.IN, (6, 7), grain=Grain.WEEKDAY)),
        "SELECT count(*) FROM orders WHERE extract(isodow FROM ordered_on) >= 6",
    ),
    "parts of the calendar": (
        orders_where(
            Condition(at("delivered_at"), Operator.BETWEEN, (9, 17), grain=Grain.HOUR_OF_DAY),
            Condition(at("ordered_on"), Operator.NOT_IN, (1, 12), grain=Grain.MONTH_OF_YEAR),
            Condition(at("ordered_on"), Operator.NE, (1,), grain=Grain.WEEKDAY),
        ),
        """SELECT count(*) FROM orders WHERE extract(hour FROM delivered_at) BETWEEN 9 AND 17
           AND extract(month FROM ordered_on) NOT IN (1, 12) AND extract(isodow FROM ordered_on) <> 1""",
    ),
    "in the month they joined": (
        orders_where(
            Condition(at("ordered_on"), Operator.EQ, other=at("joined_on", "customers"), grain=Grain.MONTH),
        ),
        f"SELECT count(*) {JOINED} WHERE date_trunc('month', ordered_on) = date_trunc('month', joined_on)",
    ),
    "delivered on another day, in the same week": (
        orders_where(
            Condition(at("ordered_on"), Operator.EQ, other=at("delivered_at"), grain=Grain.WEEK),
            Condition(at("ordered_on"), Operator.NE, other=at("delivered_at"), grain=Grain.DAY),
        ),
        """SELECT count(*) FROM orders WHERE date_trunc('week', ordered_on) = date_trunc('week', delivered_at)
           AND ordered_on <> CAST(delivered_at AS DATE)""",
    ),
    "in the latest count": (
        SemanticQuery(
            "stock",
            (MeasureRef("stock", Aggregation.SUM, "level"),),
            filters=Condition(at("counted_on", "stock"), Operator.LATEST),
        ),
        "SELECT sum(level) FROM stock WHERE counted_on = (SELECT max(counted_on) FROM stock)",
    ),
    "in the latest count of a period, for one number": (
        SemanticQuery(
            "stock",
            (
                MeasureRef("stock", Aggregation.SUM, "level"),
                MeasureRef(
                    "stock", Aggregation.SUM, "level", where=Condition(at("counted_on", "stock"), Operator.LATEST)
                ),
                MeasureRef(
                    "stock", Aggregation.SUM, "level", where=Condition(at("counted_on", "stock"), Operator.EARLIEST)
                ),
            ),
            filters=Condition(at("product", "stock"), Operator.NE, ("p1",)),
            period=Period(at("counted_on", "stock"), date(2024, 2, 1), date(2024, 2, 20), "then"),
        ),
        """SELECT sum(level), sum(level) FILTER (WHERE counted_on = '2024-02-14'),
           sum(level) FILTER (WHERE counted_on = '2024-02-07') FROM stock
           WHERE product <> 'p1' AND counted_on >= '2024-02-01' AND counted_on < '2024-02-20'""",
    ),
    "with orders in May": (
        SemanticQuery(
            "customers",
            columns=(at("id", "customers"),),
            filters=Related(
                "orders", period=Period(at("ordered_on"), date(2023, 5, 1), date(2023, 6, 1), "May"), where=RETURNED
            ),
            order=(OrderBy(at("id", "customers")),),
        ),
        """SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'Returned'
           AND ordered_on BETWEEN '2023-05-01' AND '2023-05-31') ORDER BY id""",
    ),
    "without payments": (
        SemanticQuery(
            "customers",
            (MeasureRef("customers", Aggregation.COUNT),),
            (REGION,),
            filters=Related("payments", negated=True),
        ),
        """SELECT region, count(*) FROM customers c WHERE NOT EXISTS
           (SELECT 1 FROM payments p WHERE p.customer_id = c.id) GROUP BY region ORDER BY region NULLS LAST""",
    ),
    "related over two steps, or not": (
        SemanticQuery(
            "customers",
            (MeasureRef("customers", Aggregation.COUNT),),
            filters=AnyOf(
                (
                    Related("returns", where=Condition(at("reason", "returns"), Operator.EQ, ("late",))),
                    Condition(at("credit", "customers"), Operator.GT, (110,)),
                )
            ),
        ),
        """SELECT count(*) FROM customers WHERE credit > 110 OR id IN (SELECT customer_id FROM orders JOIN returns
           ON returns.order_id = orders.id WHERE reason = 'late' AND customer_id IS NOT NULL)""",
    ),
    "related to what is related": (
        SemanticQuery(
            "customers",
            (MeasureRef("customers", Aggregation.COUNT),),
            filters=Related("orders", where=AllOf((Related("returns", negated=True), RETURNED))),
        ),
        """SELECT count(*) FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'Returned'
           AND id NOT IN (SELECT order_id FROM returns))""",
    ),
    "related, with conditions on the row itself": (
        SemanticQuery(
            "customers",
            (MeasureRef("customers", Aggregation.COUNT),),
            filters=Related(
                "orders", where=Condition(at("ordered_on"), Operator.LT, other=at("joined_on", "customers"))
            ),
        ),
        """SELECT count(*) FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id
           AND ordered_on < joined_on)""",
    ),
    "staff whom nobody reports to": (
        SemanticQuery(
            "staff",
            (
                MeasureRef("staff", Aggregation.COUNT),
                MeasureRef("staff", Aggregation.SUM, "pay", where=Related("staff")),
            ),
            filters=AnyOf((Related("staff", negated=True), Condition(at("pay", "staff"), Operator.LE, (200,)))),
        ),
        """SELECT count(*), sum(pay) FILTER (WHERE id IN (SELECT manager_id FROM staff)) FROM staff
           WHERE pay <= 200 OR id NOT IN (SELECT manager_id FROM staff WHERE manager_id IS NOT NULL)""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_engines_agree_with_sql_written_by_hand(name: str, engines: Mapping[Dialect, Run]) -> None:
    """The same rows in the same order; the rules and the guard find nothing wrong."""
    agree(*CASES[name], engines)
