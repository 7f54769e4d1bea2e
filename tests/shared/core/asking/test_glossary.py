"""Definitions: what people say their own words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.glossary import definitions_in
from shared.core.asking.question import Question
from shared.core.asking.reader import read
from shared.core.asking.reading import NotUnderstood, Understood
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import Arithmetic, Condition, Derivation, FieldRef, Formula, MeasureRef, RowValue
from tests.fakes.bookings import CANCELLED, COUNT, MODEL, REVENUE
from tests.shared.core.asking.conftest import NOW, VIEWER

if TYPE_CHECKING:
    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import SemanticQuery

TAX = MeasureRef("bookings", Aggregation.SUM, "tax", "total_tax")


def asked(text: str, definitions: str = "") -> Reading:
    """The reading of a question in a workspace with these definitions."""
    return read(Question(text, VIEWER, NOW, definitions=definitions), MODEL)


def query(text: str, definitions: str = "") -> SemanticQuery:
    """The query of a question that must be understood."""
    reading = asked(text, definitions)
    assert isinstance(reading, Understood), reading
    return reading.query


RATIO = Formula(Arithmetic.DIVIDE, REVENUE, COUNT)


@pytest.mark.parametrize(
    "definition",
    [
        "ABV = total revenue / number of bookings",
        "ABV (average booking value) = total revenue / number of bookings",
        "To calculate the average booking value (ABV), divide total revenue by the number of bookings.",
        "Always join the tables first. ABV = total revenue / number of bookings. Weeks start on Monday",
        "NPS = something nobody knows. ABV = total revenue / number of bookings",
        "ABV = the ratio of total revenue to number of bookings",
    ],
)
def test_an_abbreviation_reads_like_a_metric(definition: str) -> None:
    """However the line is written, the word stands for the number."""
    (measure,) = query("What is the ABV by channel?", definition).measures
    assert measure.formula == RATIO
    assert measure.label == "ABV"


def test_the_long_name_reads_like_the_short_one() -> None:
    """Both are the name of the number."""
    (measure,) = query(
        "average booking value in 2023", "ABV (average booking value) = total revenue / bookings"
    ).measures
    assert measure.formula == RATIO


def test_parentheses_and_bare_columns_beside_sums() -> None:
    """A bare column beside totals is a total; a hundred makes it a percentage."""
    (measure,) = query("What is NRM?", "NRM = (Total Revenue - (Tax)) / Total Revenue * 100").measures
    assert measure.formula == Formula(
        Arithmetic.MULTIPLY,
        Formula(Arithmetic.DIVIDE, Formula(Arithmetic.SUBTRACT, REVENUE, TAX), REVENUE),
        100,
    )
    assert measure.unit == "%"


def test_a_number_of_another_table_counts_for_each_row() -> None:
    """The upkeep of a booking's room counts once for every booking."""
    (measure,) = query("What is the GM?", "GM = total revenue - total upkeep").measures
    upkeep = RowValue(Arithmetic.MULTIPLY, FieldRef("rooms", "upkeep"), 1)
    assert measure.formula == Formula(
        Arithmetic.SUBTRACT, REVENUE, MeasureRef("bookings", Aggregation.SUM, value=upkeep)
    )


def test_conditions_of_a_definition_stay_its_own() -> None:
    """They choose the rows of that number, not of the question."""
    found = query("NCB by country", "NCB = number of cancelled bookings")
    assert found.measures[0].where == CANCELLED
    assert found.filters is None


def test_a_grain_and_a_rank_are_part_of_the_meaning() -> None:
    """As in "per month revenue" and "customer rank by revenue"."""
    monthly = query("What is the PMR in 2023?", "PMR = per month revenue")
    assert [each.grain for each in monthly.dimensions] == [Grain.MONTH]
    ranked = query(
        "customer name, total revenue and CR", "CR = customer rank by total revenue, with rank 1 being the highest"
    )
    assert ranked.measures[-1].derivation is Derivation.RANK


def test_a_question_may_define_its_own_words() -> None:
    """The note is no part of what is asked."""
    found = query("What is the intake by channel? Note that intake refers to the sum of price in the bookings table.")
    assert (found.measures[0].aggregation, found.measures[0].field) == (Aggregation.SUM, "price")
    based = query("total intake (based on price) by channel")
    assert (based.measures[0].aggregation, based.measures[0].field) == (Aggregation.SUM, "price")


@pytest.mark.parametrize(
    "definition",
    [
        "ABV = SELECT AVG(price) FROM bookings",
        "ABV = total happiness / number of bookings",
        "ABV = total revenue / number of bookings with breakfast",
        "We care about ABV a lot.",
        "",
    ],
)
def test_what_is_not_understood_to_the_last_word_defines_nothing(definition: str) -> None:
    """SQL and half-clear meanings are not taken: the word stays unknown."""
    assert isinstance(asked("What is the ABV by channel?", definition), NotUnderstood)


def test_prose_that_defines_nothing_changes_nothing() -> None:
    """A question that uses no defined word reads the same."""
    prose = (
        "Always join bookings with rooms. Last 30 days = DATE('now', '-30 days') to DATE('now'). Weeks are ISO weeks."
    )
    assert query("revenue by channel in the last 30 days", prose) == query("revenue by channel in the last 30 days")


def test_every_definition_of_a_line_is_found() -> None:
    """Several may follow each other without a line's end."""
    text = "ABV = revenue / bookings RPN (revenue per night) = revenue / nights"
    found = [(each.name, each.long, each.said) for each in definitions_in(text)]
    assert found == [("ABV", "", "revenue / bookings"), ("RPN", "revenue per night", "revenue / nights")]


def test_a_metric_of_the_model_reads_like_a_measure() -> None:
    """By its label and its synonyms, alone, by groups, and to rank by."""
    for text in ("lost revenue by channel", "revenue lost by channel"):
        found = query(text)
        assert found.measures[0].where == CANCELLED
        assert found.dimensions[0].field == "channel"
    ranked = query("top 3 countries by loss ratio")
    assert ranked.measures[0].unit == "%"
    assert ranked.order[0].by == ranked.measures[0]
    assert ranked.limit == 3


def test_a_named_filter_reads_like_a_condition() -> None:
    """The model gave the filter its name."""
    found = query("revenue of online business")
    assert isinstance(found.filters, Condition)
    assert found.filters.values == ("web",)


def test_a_checked_question_gives_its_checked_query() -> None:
    """Case, blanks and punctuation do not matter; certainty is complete."""
    reading = asked("  how did we  do")
    assert isinstance(reading, Understood)
    assert reading.query == MODEL.verified[0].query
    assert reading.intent.confidence == 1.0
