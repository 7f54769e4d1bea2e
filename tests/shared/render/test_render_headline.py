"""The first sentence of an answer reads as a person would say it."""

from __future__ import annotations

from datetime import date

from shared.core.semantic.model import Aggregation, Entity, Field, Grain, SemanticModel, TableRef
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef, OrderBy, SemanticQuery
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
