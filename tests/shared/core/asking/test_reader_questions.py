"""What questions come to mean. Expectations are queries in words, so that each line can be judged by reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.describe import describe
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import CompareTo, Condition, Derivation, FieldRef, MeasureRef, Operator
from shared.core.semantic.rules import check
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

    Asked = Callable[..., SemanticQuery]

SALES = [
    ("total value by brand", "Total value by brand, highest first"),
    ("sum of value per category", "Total value by category, highest first"),
    ("average rate for each brand", "Average rate by brand, highest first"),
    ("mean rate by category", "Average rate by category, highest first"),
    ("What is the highest rate?", "Highest rate"),
    ("min and max rate by brand", "Lowest rate and highest rate by brand, highest first by lowest rate"),
    ("median value by firm", "Median value by firm, highest first"),
    ("value by firm and client type", "Total value by firm and client type, highest first"),
    ("value by brand in descending order", "Total value by brand, highest first"),
    ("total value by brand from low to high", "Total value by brand, lowest first"),
    ("total value by brand, sorted by brand ascending", "Total value by brand, sorted by brand"),
    ("top 5 products by quantity", "Total quantity by product, highest first, top 5"),
    ("bottom 3 brands by value", "Total value by brand, lowest first, first 3"),
    (
        "top 2 products for each category by value",
        "Total value by category and product, highest first, top 2 for each category",
    ),
    ("which brand has the highest value", "Total value by brand, highest first, top 1"),
    ("Which firm sold the least quantity?", "Total quantity by firm, lowest first, first 1"),
    ("most common client type", "Number of sales line items by client type, highest first, top 1"),
    ("best selling product", "Revenue by product, highest first, top 1"),
    ("sales by category", "Revenue by category, highest first"),
    ("total sales last month", "Revenue, for last month (1 April 2024 to 30 April 2024)"),
    ("value of Apple", "Total value, where brand is “Apple”"),
    (
        "total quantity of nike in april 2024",
        "Total quantity, where brand is “Nike”, for april 2024 (1 April 2024 to 30 April 2024)",
    ),
    ("value by brand except Apple", "Total value by brand, where brand is not “Apple”, highest first"),
    (
        "total value for Apple, Samsung and Nike",
        "Total value by brand, where brand is “Apple” or “Samsung” or “Nike”, highest first",
    ),
    ("Apple vs Samsung value", "Total value by brand, where brand is “Apple” or “Samsung”, highest first"),
    ("total value of Apple or Nike", "Total value, where brand is “Apple” or “Nike”"),
    ("sum of value where brand starts with A", "Total value, where brand starts with “a”"),
    ("total value where rate is more than 1.5 lakh", "Total value, where rate is above 150,000"),
    (
        "line items with quantity between 5 and 10",
        "All columns of sales line items, where quantity is between 5 and 10",
    ),
    (
        "line items with quantity above 5 or below 2",
        "All columns of sales line items, where quantity is above 5 or quantity is below 2",
    ),
    ("line items where rate is above average", "All columns of sales line items, where rate is above its average"),
    (
        "brands with more than 100 line items",
        "Number of sales line items by brand, only with number of sales line items above 100, highest first",
    ),
    ("how many line items", "Number of sales line items"),
    ("how many brands", "Number of different brands"),
    ("number of products per category", "Number of different products by category, highest first"),
    ("share of value by brand", "Total value and share of total value by brand, highest first by total value"),
    ("monthly value", "Total value by month"),
    ("value per quarter", "Total value by quarter"),
    ("value over time", "Total value by month"),
    ("histogram of rate", "Number of sales line items by ranges of rate"),
    ("list brand and rate", "Brand and rate of sales line items"),
    ("sales of Levi", "Revenue, where brand is “Levi Strauss”"),
    ("average raet by brnad", "Average rate by brand, highest first"),
    ("har brand ki total value", "Total value by brand, highest first"),
    ("pichle mahine ki total value", "Total value, for last month (1 April 2024 to 30 April 2024)"),
    ("sabse zyada bikne wala brand", "Revenue by brand, highest first, top 1"),
    ("kul quantity kitni hai", "Total quantity"),
    ("how many invoices", "Number of sales transactions"),
    ("gross total by month", "Gross total by month"),
]


@pytest.mark.parametrize(("text", "words"), SALES, ids=[text for text, _ in SALES])
def test_a_question_about_sales_means_what_it_says(
    text: str, words: str, sales: SemanticModel, query_of: Asked
) -> None:
    """English and Hinglish questions become the query that says the same, and every such query is sound."""
    query = query_of(text, sales)
    assert describe(query, sales) == words
    assert check(query, sales) == ()


FLIGHTS = [
    ("average departure delay by carrier", "Average dep delay by carrier, highest first"),
    ("how many flights were there in June 2013?", "Number of flights, for June 2013 (1 June 2013 to 30 June 2013)"),
    ("top 5 destinations by number of flights", "Number of flights by dest, highest first, top 5"),
    ("average dep delay by airline name", "Average dep delay by airline, highest first"),
    ("total distance flown by United Air Lines", "Total distance, where name is “United Air Lines Inc.”"),
    ("flights not from JFK", "All columns of flights, where origin is not “JFK”"),
    (
        "average arrival delay to LAX with a departure delay over 60",
        "Average arr delay, where dest is “LAX” and dep delay is above 60",
    ),
    ("flights where arr delay is missing", "All columns of flights, where arr delay is missing"),
    ("flights with no tail number", "All columns of flights, where tailnum is missing"),
    (
        "average dep delay for each carrier excluding UA and AA",
        "Average dep delay by carrier, where carrier is not “UA” or “AA”, highest first",
    ),
    ("how many planes have more than 200 seats", "Number of planes, where seats is above 200"),
    (
        "list the planes manufactured by BOEING in 2004",
        "Tailnum, year, manufacturer and seats of planes, where manufacturer is “BOEING” and year is 2004",
    ),
    (
        "carriers with more than 1000 flights",
        "Number of flights by carrier, only with number of flights above 1000, highest first",
    ),
    ("number of flights by manufacturer of the plane", "Number of flights by manufacturer, highest first"),
    ("number of distinct planes by carrier", "Number of different tailnums by carrier, highest first"),
    ("how many flights per weekday", "Number of flights by weekday"),
    (
        "running total of flights by month",
        "Number of flights and running total of number of flights by month",
    ),
    ("sabse zyada flights kis carrier ki hain", "Number of flights by carrier, highest first, top 1"),
    (
        "how many flights left JFK in march",
        "Number of flights, where origin is “JFK”, for march (1 March 2013 to 31 March 2013)",
    ),
]


@pytest.mark.parametrize(("text", "words"), FLIGHTS, ids=[text for text, _ in FLIGHTS])
def test_a_question_about_a_star_joins_what_it_needs(
    text: str, words: str, flights: SemanticModel, query_of: Asked
) -> None:
    """Fields of tables that the rows refer to serve as groups and filters."""
    query = query_of(text, flights)
    assert describe(query, flights) == words
    assert check(query, flights) == ()


def test_a_chart_wish_is_kept_and_changes_nothing_else(sales: SemanticModel, query_of: Asked) -> None:
    """As in "as a pie chart" is how to show it, not what to compute."""
    plain, wished = query_of("total value by brand", sales), query_of("total value by brand as a pie chart", sales)
    assert wished.chart is ChartKind.PIE
    assert (wished.measures, wished.dimensions) == (plain.measures, plain.dimensions)


def test_two_related_numbers_are_listed_as_points(flights: SemanticModel, query_of: Asked) -> None:
    """A correlation shows both raw columns."""
    query = query_of("scatter plot of dep delay and arr delay", flights)
    assert [ref.field for ref in query.columns] == ["dep_delay", "arr_delay"]
    assert query.chart is ChartKind.SCATTER


def test_a_trend_goes_forward_in_time(sales: SemanticModel, query_of: Asked) -> None:
    """Time is ordered from the earliest."""
    query = query_of("value by month", sales)
    assert query.dimensions[0].grain is Grain.MONTH
    assert not query.order[0].descending


def test_a_number_beside_its_growth(sales: SemanticModel, query_of: Asked) -> None:
    """Growth is computed beside the plain number."""
    query = query_of("month over month growth in value", sales)
    assert [m.derivation for m in query.measures] == [None, Derivation.GROWTH]


def test_this_year_is_compared_when_only_the_other_year_is_named(sales: SemanticModel, query_of: Asked) -> None:
    """As in "vs last year" without a period means this year against the one before."""
    query = query_of("total value vs last year", sales)
    assert query.compare is CompareTo.PREVIOUS_YEAR
    assert query.period is not None
    assert str(query.period.start) == "2024-01-01"


def test_a_quoted_value_is_taken_as_it_stands(sales: SemanticModel, query_of: Asked) -> None:
    """Quotes keep "and" and "&" inside a name together."""
    query = query_of("total value of 'Gupta & Sons'", sales)
    assert query.filters == Condition(FieldRef("sales_line_items", "firm"), Operator.EQ, ("Gupta & Sons",))


def test_a_count_has_no_field(sales: SemanticModel, query_of: Asked) -> None:
    """Counting rows needs no column."""
    query = query_of("number of line items by brand", sales)
    assert query.measures == (MeasureRef("sales_line_items", Aggregation.COUNT, None),)


@pytest.mark.parametrize(
    "ending",
    [
        ", and sort by the y-axis in desc",
        ", list from high to low by the Y",
        ", rank total number in descending order please",
    ],
)
def test_order_by_the_y_axis_is_order_by_the_number(ending: str, sales: SemanticModel, query_of: Asked) -> None:
    """People who think of a chart say axes."""
    query = query_of(f"Show the number of line items for each brand in a bar chart{ending}", sales)
    assert query.order[0].by == query.measures[0]
    assert query.order[0].descending


@pytest.mark.parametrize(
    "ending", [", order by the x axis in asc", ", display from low to high by the names", ", in alphabetical order"]
)
def test_order_by_the_x_axis_is_order_by_the_group(ending: str, sales: SemanticModel, query_of: Asked) -> None:
    """Bars and names stand on the x axis."""
    query = query_of(f"Show the number of line items for each brand in a bar chart{ending}", sales)
    assert query.order[0].by == query.dimensions[0]
    assert not query.order[0].descending
