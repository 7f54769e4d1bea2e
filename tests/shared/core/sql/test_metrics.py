"""The metrics of a model compile to what SQL written by hand gives, on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.core.semantic.metric_refs import asked_about, metric_ref, with_default_filters
from shared.core.semantic.metrics import (
    CumulativeMetric,
    DerivedMetric,
    FilteredMetric,
    OffsetMetric,
    OffsetResult,
    RatioMetric,
    SimpleMetric,
)
from shared.core.semantic.model import Grain, NamedFilter, NumberFormat
from shared.core.semantic.query import Condition, DimensionRef, FieldRef, Operator, SemanticQuery
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from tests.fakes import market
from tests.shared.core.sql.agreement import agree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.semantic.metrics import Metric
    from tests.shared.core.sql.agreement import Run

RETURNED = Condition(FieldRef("orders", "status"), Operator.EQ, ("returned",))
METRICS = (
    SimpleMetric(name="sales", label="Sales", entity="orders", measure="revenue"),
    FilteredMetric(name="lost", label="Lost sales", entity="orders", measure="revenue", where=RETURNED),
    RatioMetric(name="basket", label="Basket", numerator="sales", denominator="orders"),
    RatioMetric(
        name="lost_share", label="Lost share", numerator="lost", denominator="sales", format=NumberFormat.PERCENT
    ),
    DerivedMetric(name="net", label="Net", expression="(sales - lost) * 0.5 - -paid / 2"),
    CumulativeMetric(name="year_to_date", label="Sales this year", metric="sales", since=Grain.YEAR),
    OffsetMetric(name="last_year", label="Sales a year ago", metric="sales", grain=Grain.YEAR),
    OffsetMetric(
        name="growth", label="Growth of sales", metric="sales", grain=Grain.YEAR, shows=OffsetResult.GROWTH
    ),
    OffsetMetric(
        name="gain", label="More than 2 months ago", metric="basket", grain=Grain.MONTH, spans=2,
        shows=OffsetResult.DIFFERENCE,
    ),
)  # fmt: skip
MODEL = replace(market.MODEL, metrics=METRICS)
MONTH = DimensionRef("orders", "ordered_on", Grain.MONTH)
BY_MONTH = """WITH t AS (SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS m, sum(price) AS v, count(*) AS n,
    coalesce(sum(price) FILTER (WHERE status = 'Returned'), 0) AS l,
    sum(price) FILTER (WHERE status = 'Returned') AS r FROM orders GROUP BY 1)"""
BY_HAND = {
    "sales": f"{BY_MONTH} SELECT m, v FROM t ORDER BY m",
    "lost": f"{BY_MONTH} SELECT m, r FROM t ORDER BY m",
    "basket": f"{BY_MONTH} SELECT m, v / n FROM t ORDER BY m",
    "lost_share": f"{BY_MONTH} SELECT m, 100 * r / v FROM t ORDER BY m",
    "net": f"""{BY_MONTH} SELECT m, (coalesce(v, 0) - coalesce(l, 0)) * 0.5 + coalesce(p, 0) / 2.0 FROM
        (SELECT coalesce(t.m, u.m) AS m, v, l, p FROM t FULL JOIN (SELECT CAST(date_trunc('month', paid_on) AS DATE) AS
        m, sum(amount) AS p FROM payments GROUP BY 1) u ON t.m = u.m) w ORDER BY m""",
    "year_to_date": f"""{BY_MONTH} SELECT m, sum(v) OVER (PARTITION BY date_trunc('year', m) ORDER BY m)
        FROM t ORDER BY m""",
    "last_year": f"{BY_MONTH} SELECT t.m, y.v FROM t LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year' ORDER BY 1",
    "growth": f"""{BY_MONTH} SELECT t.m, 100.0 * (t.v - y.v) / y.v FROM t
        LEFT JOIN t y ON y.m = t.m - INTERVAL '1 year' ORDER BY 1""",
    "gain": f"""{BY_MONTH} SELECT t.m, t.v / t.n - y.v / y.n FROM t
        LEFT JOIN t y ON y.m = t.m - INTERVAL '2 months' ORDER BY 1""",
}


@pytest.mark.parametrize("metric", METRICS, ids=lambda each: each.name)
def test_every_kind_of_metric_agrees_with_sql_written_by_hand(metric: Metric, engines: Mapping[Dialect, Run]) -> None:
    """By month, under its own label."""
    query = SemanticQuery("orders", (metric_ref(metric, MODEL),), (MONTH,))
    agree(query, BY_HAND[metric.name], engines, MODEL)
    column = compile_query(query, MODEL, Dialect.DUCKDB).columns[1]
    assert (column.label, column.unit) == (metric.label, "%" if metric.name in {"lost_share", "growth"} else "₹")


def test_a_metric_is_asked_of_other_rows_too(engines: Mapping[Dialect, Run]) -> None:
    """Sales per order, asked of customers by region."""
    measure = asked_about(metric_ref(METRICS[2], MODEL), "customers")
    query = SemanticQuery("customers", (measure,), (DimensionRef("customers", "region"),))
    by_hand = """SELECT region, sum(price) / count(*) FROM orders LEFT JOIN customers ON customers.id = customer_id
        GROUP BY region ORDER BY region NULLS LAST"""
    agree(query, by_hand, engines, MODEL)


def test_default_filters_hold_unless_asked_away(engines: Mapping[Dialect, Run]) -> None:
    """Orders that were returned are left out, until a question speaks of their status itself."""
    usual = NamedFilter(
        "kept",
        "Kept orders",
        "orders",
        Condition(FieldRef("orders", "status"), Operator.NE, ("returned",)),
        default=True,
    )
    model = replace(MODEL, filters=(usual, replace(usual, name="never", default=False)))
    sales = metric_ref(METRICS[0], model)
    asked = SemanticQuery("orders", (sales,), filters=Condition(FieldRef("orders", "price"), Operator.GT, (5,)))
    agree(
        with_default_filters(asked, model),
        "SELECT sum(price) FROM orders WHERE price > 5 AND status <> 'Returned'",
        engines,
        model,
    )
    own = replace(asked, filters=RETURNED)
    assert with_default_filters(own, model) == own
    shared = SemanticQuery("orders", (metric_ref(METRICS[1], model), sales))
    assert with_default_filters(shared, model) == shared
    elsewhere = SemanticQuery("payments", ())
    assert with_default_filters(elsewhere, model) == elsewhere
