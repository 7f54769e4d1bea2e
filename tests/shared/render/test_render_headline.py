"""The first sentence of an answer reads as a person would say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.core.semantic.model import Aggregation, Entity, Field, Grain, SemanticModel, TableRef
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
    SemanticQuery,
)
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.core.table.units import MONTH_OF_YEAR
from shared.render.headline import headline

FIELDS = (
    Field("number", "Invoice number", DataType.TEXT),
    Field("date", "Date", DataType.DATE),
    Field("firm", "Firm", DataType.TEXT),
    Field("total", "Gross total", DataType.DECIMAL, unit="₹"),
    Field("month", "Month", DataType.INTEGER, unit=MONTH_OF_YEAR, identifier=True),
)
MODEL = SemanticModel(
    (Entity("invoices", "Invoices", "invoices", TableRef("s", "invoices"), FIELDS, time="date"),),
)
COUNT = MeasureRef("invoices", Aggregation.COUNT, None)
COUNTED = ResultColumn("number_of_invoices", "Number of invoices", DataType.INTEGER, Role.MEASURE)


def _shown(name: str, role: Role = Role.ATTRIBUTE, **more: str) -> ResultColumn:
    field = next(each for each in FIELDS if each.name == name)
    return ResultColumn(name, field.label, field.type, role, field.unit, more.get("grain", ""))


def test_one_is_said_in_the_singular_and_the_past_in_the_past_tense() -> None:
    """One invoice is, 119 invoices were last month."""
    query = SemanticQuery("invoices", (COUNT,))
    assert headline(query, ResultTable((COUNTED,), ((1,),)), MODEL) == "There is 1 invoice."
    assert (
        headline(query, ResultTable((COUNTED,), ((119,),)), MODEL, "last month")
        == "There were 119 invoices last month."
    )


def test_different_things_are_counted_in_words() -> None:
    """The answer to how many customers is how many firms there are."""
    query = SemanticQuery("invoices", (MeasureRef("invoices", Aggregation.COUNT_DISTINCT, "firm"),))
    column = ResultColumn("count_distinct_firm", "Number of different firms", DataType.INTEGER, Role.MEASURE)
    assert headline(query, ResultTable((column,), ((41,),)), MODEL) == "There are 41 different firms."


def test_the_first_row_in_some_order_is_said_with_what_it_is_first_in() -> None:
    """The biggest invoice is told with its amount, the latest ones with their days."""
    columns = (FieldRef("invoices", "number"), FieldRef("invoices", "total"))
    query = SemanticQuery("invoices", columns=columns, order=(OrderBy(columns[1], descending=True),), limit=1)
    table = ResultTable((_shown("number"), _shown("total")), (("S/1", 154_302),))
    assert headline(query, table, MODEL) == "The invoice with the highest gross total: ₹1.54 lakh."
    dates = (FieldRef("invoices", "date"),)
    query = SemanticQuery("invoices", columns=dates, order=(OrderBy(dates[0], descending=True),), limit=2)
    table = ResultTable((_shown("date"),), ((date(2024, 5, 3),), (date(2024, 5, 1),)))
    assert headline(query, table, MODEL) == "The latest 2 invoices: 1 May 2024 to 3 May 2024."


def test_a_month_in_numbers_is_named() -> None:
    """July has the most, not 7."""
    by = DimensionRef("invoices", "month")
    query = SemanticQuery("invoices", (COUNT,), (by,), order=(OrderBy(by),))
    table = ResultTable((_shown("month", Role.DIMENSION), COUNTED), ((6, 10), (7, 30)))
    assert headline(query, table, MODEL) == "July has the highest number of invoices: 30."


def test_a_peak_is_on_a_day_and_in_a_month() -> None:
    """The preposition follows the span."""
    for grain, said in ((Grain.DAY, "on 2 May 2024"), (Grain.MONTH, "in May 2024")):
        query = SemanticQuery("invoices", (COUNT,), (DimensionRef("invoices", "date", grain),))
        days = ((date(2024, 4, 1), 1), (date(2024, 5, 2), 5), (date(2024, 6, 3), 2))
        table = ResultTable((_shown("date", Role.DIMENSION, grain=grain.value), COUNTED), days)
        assert headline(query, table, MODEL).endswith(f"the peak is 5 {said}.")


def test_most_rows_lie_in_a_range() -> None:
    """A histogram is told by its fullest range."""
    query = SemanticQuery("invoices", (COUNT,), (DimensionRef("invoices", "total", bins=3),))
    start = ResultColumn("total_from", "Gross total from", DataType.FLOAT, Role.DIMENSION, "₹")
    table = ResultTable((start, COUNTED), ((0.0, 5), (100.0, 40), (200.0, 1)))
    assert headline(query, table, MODEL) == "The largest group, 40 invoices, has a gross total of 100 to ₹200."


TOTAL = MeasureRef("invoices", Aggregation.SUM, "total")
AMOUNT = ResultColumn("sum_total", "Total gross total", DataType.DECIMAL, Role.MEASURE, "₹")
BY_MONTH = DimensionRef("invoices", "date", Grain.MONTH)
MONTH = ResultColumn("date_month", "Month", DataType.DATE, Role.DIMENSION, grain="month")


def test_a_running_total_ends_where_everything_is_added_up() -> None:
    """Not at the last month's own amount."""
    running = replace(TOTAL, derivation=Derivation.RUNNING_TOTAL)
    query = SemanticQuery("invoices", (TOTAL, running), (BY_MONTH,))
    added = ResultColumn("sum_total_running", "Running total of gross total", DataType.DECIMAL, Role.MEASURE, "₹")
    table = ResultTable((MONTH, AMOUNT, added), ((date(2024, 1, 1), 500, 500), (date(2024, 2, 1), 300, 800)))
    assert headline(query, table, MODEL, "this year so far") == (
        "Gross total this year so far adds up to ₹800 by Feb 2024."
    )


def test_growth_is_told_against_what_it_grew_from() -> None:
    """The month before, or a year before."""
    for offset, before in ((None, "the month before"), (Offset(Grain.YEAR), "a year before")):
        growth = replace(TOTAL, derivation=Derivation.GROWTH, offset=offset)
        query = SemanticQuery("invoices", (TOTAL, growth), (BY_MONTH,))
        grown = ResultColumn("sum_total_growth", "Growth", DataType.FLOAT, Role.MEASURE, "%")
        table = ResultTable((MONTH, AMOUNT, grown), ((date(2024, 1, 1), 500, None), (date(2024, 2, 1), 300, -40.0)))
        assert headline(query, table, MODEL) == f"Gross total is ₹300 in Feb 2024, down 40% from {before}."


def test_groups_that_pass_a_test_are_counted() -> None:
    """Which firms have more than two invoices: so many, and who leads."""
    firm = DimensionRef("invoices", "firm")
    order = (OrderBy(COUNT, descending=True),)
    query = SemanticQuery("invoices", (COUNT,), (firm,), having=(Having(COUNT, Operator.GT, (2,)),), order=order)
    table = ResultTable((_shown("firm", Role.DIMENSION), COUNTED), (("Asha", 5), ("Bela", 3)))
    assert headline(query, table, MODEL) == (
        "There are 2 firms with number of invoices above 2; Asha has the highest: 5."
    )


def test_a_part_of_a_whole_is_a_sentence() -> None:
    """Of rows and of sums, under a condition in words and under one of the calendar."""
    large = Condition(FieldRef("invoices", "total"), Operator.GT, (50_000,))
    weekend = Condition(FieldRef("invoices", "date"), Operator.IN, (6, 7), grain=Grain.WEEKDAY)
    said = []
    for whole, where in ((COUNT, large), (COUNT, weekend), (TOTAL, weekend)):
        division = Formula(Arithmetic.DIVIDE, replace(whole, where=where), whole)
        share = Formula(Arithmetic.MULTIPLY, division, 100)
        query = SemanticQuery("invoices", (MeasureRef("invoices", Aggregation.CALCULATED, formula=share),))
        column = ResultColumn("part", "Part", DataType.FLOAT, Role.MEASURE, "%")
        table = ResultTable((column,), ((34.0,),))
        said.append(headline(query, table, MODEL))
        named = replace(query, measures=(replace(query.measures[0], label="Late rate"),))
        assert headline(named, table, MODEL) == "Late rate is 34%."
    assert said == [
        "For 34% of invoices, gross total is above ₹50,000.",
        "34% of invoices are on weekends.",
        "34% of gross total is on weekends.",
    ]


def test_several_lines_over_time_are_told_by_their_peak() -> None:
    """How many rows there are says nothing."""
    query = SemanticQuery("invoices", (TOTAL,), (BY_MONTH, DimensionRef("invoices", "firm")))
    rows = ((date(2024, 1, 1), "Asha", 500), (date(2024, 1, 1), "Bela", 700), (date(2024, 2, 1), "Asha", None))
    table = ResultTable((MONTH, _shown("firm", Role.DIMENSION), AMOUNT), rows)
    assert headline(query, table, MODEL) == "Gross total by month and firm: the peak is ₹700, Jan 2024 / Bela."
