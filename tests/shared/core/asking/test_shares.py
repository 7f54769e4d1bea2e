"""Percentages that words choose the rows of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.reading import NotUnderstood
from shared.core.semantic.model import Aggregation, Grain
from shared.core.semantic.query import AllOf, Arithmetic, Condition, FieldRef, Formula, MeasureRef, Operator
from tests.fakes.bookings import CANCELLED, COUNT, MODEL, REVENUE, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.semantic.query import Filter, SemanticQuery

WEB = Condition(FieldRef("bookings", "channel"), Operator.EQ, ("web",))
PREPAID = Condition(FieldRef("bookings", "is_prepaid"), Operator.EQ, (True,))
INDIA = Condition(FieldRef("customers", "country"), Operator.EQ, ("India",))


def numerator(query: SemanticQuery) -> tuple[MeasureRef, Filter | None]:
    """The measure that a query of one percentage is of, and the rows it chooses; checks the form on the way."""
    (measure,) = query.measures
    assert measure.aggregation is Aggregation.CALCULATED
    assert measure.unit == "%"
    percent = measure.formula
    assert isinstance(percent, Formula)
    assert (percent.operator, percent.right) == (Arithmetic.MULTIPLY, 100)
    part = percent.left
    assert isinstance(part, Formula)
    assert part.operator is Arithmetic.DIVIDE
    assert isinstance(part.left, MeasureRef)
    assert isinstance(part.right, MeasureRef)
    assert part.right.where is None
    return part.right, part.left.where


@pytest.mark.parametrize(
    ("text", "measure", "where"),
    [
        ("what percentage of bookings were cancelled", COUNT, CANCELLED),
        ("percent of bookings from web", COUNT, WEB),
        ("% of bookings that are prepaid", COUNT, PREPAID),
        ("what share of revenue comes from web", REVENUE, WEB),
        ("share of web in revenue", REVENUE, WEB),
        ("cancellation rate", COUNT, CANCELLED),
        ("what is the completion rate of bookings", COUNT, Condition(STATUS, Operator.EQ, ("completed",))),
        ("prepaid rate", COUNT, PREPAID),
    ],
)
def test_a_percentage_is_the_chosen_rows_among_all(
    text: str, measure: MeasureRef, where: Filter, query_of: Callable[..., SemanticQuery]
) -> None:
    """The numerator has the condition, the denominator and the query have none."""
    query = query_of(text, MODEL)
    assert numerator(query) == (measure, where)
    assert query.filters is None


def test_what_stands_before_the_verb_narrows_both_sides(query_of: Callable[..., SemanticQuery]) -> None:
    """As in "bookings from India that were cancelled": India's bookings are the whole."""
    query = query_of("what percentage of bookings from India were cancelled in 2023", MODEL)
    assert numerator(query) == (COUNT, CANCELLED)
    assert query.filters == INDIA
    assert query.period is not None


def test_a_percentage_has_its_groups(query_of: Callable[..., SemanticQuery]) -> None:
    """By month or by country, each bucket is its own whole."""
    query = query_of("cancellation rate by country by month", MODEL)
    assert [each.field for each in query.dimensions] == ["booked_on", "country"] or [
        each.field for each in query.dimensions
    ] == ["country", "booked_on"]
    assert query_of("share of web in revenue by month", MODEL).dimensions[0].grain is Grain.MONTH


def test_a_part_of_one_is_no_percentage(query_of: Callable[..., SemanticQuery]) -> None:
    """A fraction or proportion lies between nought and one."""
    (measure,) = query_of("what fraction of bookings were cancelled", MODEL).measures
    assert isinstance(measure.formula, Formula)
    assert measure.formula.operator is Arithmetic.DIVIDE
    assert measure.unit == ""


@pytest.mark.parametrize("text", ["percentage of revenue from web for India", "what percentage of bookings"])
def test_an_unclear_whole_is_not_guessed(text: str, ask: Callable[..., Reading]) -> None:
    """Part of India's revenue or of all; or nothing said to be a part at all: better no answer."""
    assert isinstance(ask(text, MODEL), NotUnderstood)


def test_a_share_by_group_stays_a_share_of_the_total(query_of: Callable[..., SemanticQuery]) -> None:
    """Without a condition the groups are the parts."""
    query = query_of("share of revenue by channel", MODEL)
    assert query.measures[-1].derivation is not None
    assert query.measures[-1].formula is None


def test_adjectives_of_a_state_are_the_state(query_of: Callable[..., SemanticQuery]) -> None:
    """As in "cancelled" and "canceled": one spelling is in the data, and both sides of "and" hold."""
    query = query_of("number of cancelled bookings from web", MODEL)
    assert query.filters == AllOf((CANCELLED, WEB))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("countries with cancellation rate above 10 percent", 10),
        ("which channels have a cancellation rate of more than 5%", 5),
        ("countries with revenue above 1 lakh", 100_000),
    ],
)
def test_groups_are_kept_by_a_named_number(text: str, value: int, query_of: Callable[..., SemanticQuery]) -> None:
    """The number that bounds them is shown."""
    query = query_of(text, MODEL)
    (having,) = query.having
    assert (having.operator, having.values) == (Operator.GT, (value,))
    assert having.measure == query.measures[0]
    assert query.dimensions


def test_the_most_by_a_rate(query_of: Callable[..., SemanticQuery]) -> None:
    """A rate ranks like any number."""
    query = query_of("which channel has the highest cancellation rate", MODEL)
    assert query.order[0].by == query.measures[0]
    assert query.order[0].descending
    assert query.limit == 1


@pytest.mark.parametrize("text", ["tax as a percentage of revenue", "what percentage of revenue is tax in 2023"])
def test_one_sum_in_percent_of_another(text: str, query_of: Callable[..., SemanticQuery]) -> None:
    """Both are aggregated over the same rows, nothing is grouped by either."""
    query = query_of(text, MODEL)
    tax = MeasureRef("bookings", Aggregation.SUM, "tax", "total_tax")
    part = Formula(Arithmetic.DIVIDE, tax, REVENUE)
    assert query.measures[0].formula == Formula(Arithmetic.MULTIPLY, part, 100)
    assert query.dimensions == ()
