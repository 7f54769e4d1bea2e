"""Numbers of two tables in one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.infer import infer_model
from shared.core.semantic.model import Aggregation, Calendar, Grain, Relationship, SemanticModel
from shared.core.semantic.query import DimensionRef
from shared.core.semantic.rules import check
from tests.shared.core.asking.conftest import DATE, REAL, TEXT, WHOLE, column, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery


@pytest.fixture(scope="module")
def rides() -> SemanticModel:
    """Rides from stations, each referring to the weather of its station's day."""
    dates = {"low": "2023-01-01", "high": "2023-12-31"}
    weather = table(
        "weather",
        1_095,
        column("station", TEXT, 3, "North|South|West"),
        column("day", DATE, 365, **dates),
        column("temperature", REAL, 300, low="-5", high="40"),
    )
    taken = table(
        "rides",
        20_000,
        column("ride_id", WHOLE, 20_000, low="1", high="20000"),
        column("station", TEXT, 3, "North|South|West"),
        column("day", DATE, 365, **dates),
        column("bike", TEXT, 4, "city|road|cargo|kids"),
        column("minutes", WHOLE, 200, low="1", high="300"),
    )
    ties = {Relationship("rides", ("station", "day"), "weather", ("station", "day")): 0.97}
    return infer_model((taken, weather), ties, Calendar())


def numbers(query: SemanticQuery) -> set[tuple[str, Aggregation, str | None]]:
    """What is counted or averaged, of which table."""
    return {(each.entity, each.aggregation, each.field) for each in query.measures}


@pytest.mark.parametrize(
    "text",
    [
        "rides and average temperature by month",
        "average temperature and number of rides by month",
        "average temperature and rides by month",
        "show rides and average temperature per month",
    ],
)
def test_rows_and_another_tables_number_by_month_are_two_facts(
    query_of: Callable[..., SemanticQuery], rides: SemanticModel, text: str
) -> None:
    """Each over its own rows: a day without rides has a temperature too."""
    query = query_of(text, rides)
    assert numbers(query) == {("rides", Aggregation.COUNT, None), ("weather", Aggregation.AVG, "temperature")}
    assert query.entity == "weather"
    assert query.dimensions == (DimensionRef("weather", "day", Grain.MONTH),)
    assert not check(query, rides)


@pytest.mark.parametrize(
    "text",
    [
        "number of rides and number of weather records by station",
        "number of rides and average temperature by station",
    ],
)
def test_two_facts_split_by_what_ties_them_are_refused(
    ask: Callable[..., Reading], rides: SemanticModel, text: str
) -> None:
    """Only the weather of days with rides would be counted, which nobody said."""
    assert isinstance(ask(text, rides), NotUnderstood)


def test_rows_named_beside_a_number_of_each_group_are_counted(
    query_of: Callable[..., SemanticQuery], rides: SemanticModel
) -> None:
    """Of one table as of two."""
    query = query_of("rides and average minutes by bike", rides)
    assert numbers(query) == {("rides", Aggregation.COUNT, None), ("rides", Aggregation.AVG, "minutes")}


def test_two_kinds_of_rows_of_each_group_are_both_counted(
    query_of: Callable[..., SemanticQuery], flights: SemanticModel
) -> None:
    """Those asked about, and the different ones that they refer to."""
    query = query_of("flights and planes by month", flights)
    assert numbers(query) == {
        ("flights", Aggregation.COUNT, None),
        ("flights", Aggregation.COUNT_DISTINCT, "tailnum"),
    }


@pytest.mark.parametrize("text", ["number of products sold per brand", "how many products per brand"])
def test_a_count_is_of_the_column_that_bears_the_name(query_of: Callable[..., SemanticQuery], text: str) -> None:
    """Not of one that has it as a part of its name."""
    columns = (column("brand", TEXT, 5, "Asha|Bela"), column("product_category", TEXT, 3, "Phones|Apparel"))
    sold = column("product", TEXT, 45, "|".join(f"item {i}" for i in range(45)))
    model = infer_model((table("sales", 2400, *columns, sold),), {}, Calendar())
    assert numbers(query_of(text, model)) == {("sales", Aggregation.COUNT_DISTINCT, "product")}
