"""Every number, filter and order has words that a person would use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.core.asking.charting import choose_chart
from shared.core.asking.describe import describe, entitle
from shared.core.asking.scope import scope
from shared.core.semantic.metrics import CumulativeMetric
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import (
    AllOf,
    Arithmetic,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    Elapsed,
    FieldRef,
    Formula,
    MeasureRef,
    Offset,
    Operator,
    Period,
    Related,
    RowValue,
    SemanticQuery,
)
from shared.core.semantic.wording import measure_label
from shared.core.sql.result_columns import dimension_column, measure_column
from shared.core.table.chart import ChartKind
from shared.core.table.result import ResultTable
from tests.fakes import market

COUNT = MeasureRef("orders", Aggregation.COUNT)
PRICE = MeasureRef("orders", Aggregation.SUM, "price")
RETURNED = Condition(FieldRef("orders", "status"), Operator.EQ, ("returned",))
PART = replace(COUNT, where=RETURNED)
DAYS = RowValue(Elapsed.DAYS, FieldRef("orders", "ordered_on"), FieldRef("orders", "delivered_at"))
TIMES = RowValue(Arithmetic.MULTIPLY, FieldRef("orders", "price"), FieldRef("orders", "quantity"))


def calculated(formula: Formula) -> MeasureRef:
    """Calculate a number of orders."""
    return MeasureRef("orders", Aggregation.CALCULATED, formula=formula)


SHARE = calculated(Formula(Arithmetic.MULTIPLY, 100, Formula(Arithmetic.DIVIDE, PART, COUNT)))
BASKET = calculated(Formula(Arithmetic.DIVIDE, PRICE, COUNT))
YEAR = Offset(Grain.YEAR)
LABELS = [
    (PART, "Number of orders where status is “returned”", ""),
    (MeasureRef("orders", Aggregation.AVG, value=DAYS), "Average days between order date and delivery date", "days"),
    (MeasureRef("orders", Aggregation.SUM, value=TIMES), "Total price times quantity", "₹"),
    (BASKET, "Total price per order", "₹"),
    (SHARE, "Percent of orders where status is “returned”", "%"),
    (calculated(Formula(Arithmetic.SUBTRACT, PRICE, PRICE)), "Total price minus total price", "₹"),
    (replace(BASKET, label="Basket size", unit="€"), "Basket size", "€"),
    (replace(BASKET, label="Basket size", derivation=Derivation.GROWTH), "Growth of basket size", "%"),
    (replace(PRICE, derivation=Derivation.PRIOR, offset=YEAR), "Total price a year before", "₹"),
    (replace(PRICE, derivation=Derivation.CHANGE, offset=Offset(Grain.MONTH, 2)), "Change in total price over 2 months",
     "₹"),
    (replace(PRICE, derivation=Derivation.RANK), "Rank by total price", ""),
    (replace(PRICE, derivation=Derivation.RUNNING_TOTAL, since=Grain.YEAR),
     "Running total of total price since the start of the year", "₹"),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "label", "unit"), LABELS, ids=lambda each: each if isinstance(each, str) else "")
def test_a_number_has_a_label_and_a_unit(measure: MeasureRef, label: str, unit: str) -> None:
    """As the header of its column."""
    column = measure_column(measure, market.MODEL)
    assert (column.label, column.unit) == (label, unit)


def test_a_metric_that_derives_names_the_derived_number() -> None:
    """A metric called year to date is no running total of year to date."""
    metric = CumulativeMetric(name="ytd", label="Sales this year", metric="revenue", since=Grain.YEAR)
    measure = replace(PRICE, derivation=Derivation.RUNNING_TOTAL, since=Grain.YEAR, name="ytd", label="Sales this year")
    assert measure_label(measure, replace(market.MODEL, metrics=(metric,))) == "Sales this year"


MAY = Period(FieldRef("orders", "ordered_on"), date(2023, 5, 1), date(2023, 6, 1), "may")
NOUNS = MeasureRef("customers", Aggregation.COUNT)
WEEKEND = Condition(FieldRef("orders", "ordered_on"), Operator.IN, (6, 7), grain=Grain.WEEKDAY)
CHEAP = Condition(FieldRef("orders", "price"), Operator.LT, other=FieldRef("orders", "cost"))
MONDAYS = replace(WEEKEND, values=(1, 5))
DELIVERED = Condition(FieldRef("orders", "delivered_at"), Operator.EQ, (9,), grain=Grain.HOUR_OF_DAY)
JOINED = Condition(
    FieldRef("orders", "ordered_on"), Operator.EQ, other=FieldRef("customers", "joined_on"), grain=Grain.MONTH
)
SAID = [
    (SemanticQuery("customers", (NOUNS,), filters=Related("orders", negated=True, period=MAY)),
     "Number of customers with no orders in May", "with no orders in May"),
    (SemanticQuery("customers", (NOUNS,), filters=Related("orders", where=AllOf((WEEKEND, RETURNED)))),
     "Number of customers with orders on weekends where status is “returned”",
     "with orders on weekends where status is “returned”"),
    (SemanticQuery("orders", (COUNT,), (DimensionRef("customers", "region"),), filters=AllOf((WEEKEND, CHEAP))),
     "Number of orders on weekends by region, where price is below cost", "on weekends, where price is below cost"),
    (SemanticQuery("orders", (COUNT,), filters=MONDAYS), "Number of orders on Mondays or Fridays",
     "on Mondays or Fridays"),
    (SemanticQuery("orders", (COUNT,), filters=DELIVERED), "Number of orders, where delivery date is at 9:00",
     "where delivery date is at 9:00"),
    (SemanticQuery("orders", (COUNT,), filters=JOINED),
     "Number of orders, where order date is in the same month as joined on",
     "where order date is in the same month as joined on"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "words", "about"), SAID, ids=[words for _, words, _ in SAID])
def test_what_is_filtered_is_said(query: SemanticQuery, words: str, about: str) -> None:
    """In the one line of a query, and as the end of a sentence."""
    assert describe(query, market.MODEL) == words
    assert scope(query, market.MODEL) == about


LAST = Period(FieldRef("orders", "ordered_on"), date(2023, 5, 1), date(2023, 6, 1), "last month")
BY_DAY = (DimensionRef("orders", "ordered_on", Grain.DAY),)
RUNNING = replace(PRICE, derivation=Derivation.RUNNING_TOTAL)
RANKED = replace(COUNT, derivation=Derivation.RANK)
TITLES = [
    (SemanticQuery("orders", (PRICE,), period=LAST, compare=CompareTo.PREVIOUS_PERIOD),
     "Total price, last month, compared with the previous period"),
    (SemanticQuery("orders", (PRICE, RUNNING), BY_DAY), "Total price and its running total by day"),
    (SemanticQuery("orders", (RUNNING,), BY_DAY), "Running total of total price by day"),
    (SemanticQuery("orders", (COUNT,), BY_DAY, filters=RETURNED),
     "Number of orders by day, where status is “returned”"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "title"), TITLES, ids=[title for _, title in TITLES])
def test_a_title_holds_no_dates_that_move_on(query: SemanticQuery, title: str) -> None:
    """What is posted every Monday is about last month then, whichever it is."""
    assert entitle(query, market.MODEL) == title
    short = entitle(query, market.MODEL, 45)
    assert title.startswith(short)
    assert not short.endswith(",")


def test_a_day_in_figures_is_written_out() -> None:
    """Once, not as it was typed and again in words."""
    day = replace(MAY, start=date(2023, 5, 4), end=date(2023, 5, 5), label="2023-05-04")
    query = SemanticQuery("orders", (COUNT,), period=day)
    assert describe(query, market.MODEL) == "Number of orders, on 4 May 2023"
    assert scope(query, market.MODEL) == "on 4 May 2023"


@pytest.mark.parametrize(
    ("measures", "drawn", "title"),
    [
        ((PRICE, RUNNING), (2,), "Running total of total price by day"),
        ((COUNT, RANKED), (1,), "Number of orders by day"),
        ((COUNT, replace(COUNT, derivation=Derivation.SHARE)), (1,), "Number of orders by day"),
    ],
    ids=["running total", "rank", "share"],
)
def test_a_chart_draws_what_belongs_on_one_axis(
    measures: tuple[MeasureRef, ...], drawn: tuple[int, ...], title: str
) -> None:
    """A number is flat beside its own running total, and a rank is no amount; the title names what is drawn."""
    query = SemanticQuery("orders", measures, BY_DAY)
    columns = (dimension_column(BY_DAY[0], market.MODEL), *(measure_column(each, market.MODEL) for each in measures))
    table = ResultTable(columns, ((date(2023, 5, 1), 2, 2), (date(2023, 5, 2), 3, 5)))
    chart = choose_chart(query, table, market.MODEL)
    assert chart is not None
    assert (chart.y, chart.title) == (drawn, title)


def test_several_groups_over_numbers_in_order_are_lines() -> None:
    """Hours of the day by region: a thicket of bars says less."""
    by = (DimensionRef("orders", "quantity"), DimensionRef("customers", "region"))
    columns = (*(dimension_column(each, market.MODEL) for each in by), measure_column(COUNT, market.MODEL))
    query = SemanticQuery("orders", (COUNT,), by)
    for size, kind in ((12, ChartKind.LINE), (3, ChartKind.BAR)):
        rows = tuple((number, region, number) for number in range(size) for region in ("North", "South"))
        chart = choose_chart(query, ResultTable(columns, rows), market.MODEL)
        assert chart is not None
        assert (chart.kind, chart.x, chart.series) == (kind, 0, 1)
