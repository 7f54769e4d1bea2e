"""Why something changed: a number, two periods, and which way it is said to have gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from shared.core.asking.question import IntentKind, Question
from shared.core.asking.reading import NotUnderstood, Unclear, WhyChanged
from shared.core.asking.special import read_special
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.query import CompareTo

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Period, SemanticQuery

VIEWER = Viewer("T1", "U1", "C1", Audience.CHANNEL)
NOW = datetime.fromisoformat("2024-05-20T12:00:00+00:00")
MARCH = ("2024-03-01", "2024-04-01")
FEBRUARY = ("2024-02-01", "2024-03-01")
APRIL = ("2024-04-01", "2024-05-01")
Q1 = ("2024-01-01", "2024-04-01")
Q1_BEFORE = ("2023-01-01", "2023-04-01")
MARCH_BEFORE = ("2023-03-01", "2023-04-01")


def why(text: str, model: SemanticModel, previous: SemanticQuery | None = None) -> WhyChanged:
    """The change that a question must be about."""
    reading = read_special(Question(text, VIEWER, NOW, previous=previous), model)
    assert isinstance(reading, WhyChanged), reading
    assert reading.intent.kind is IntentKind.EXPLANATION
    return reading


def span(period: Period | None) -> tuple[str, str]:
    """Its bounds as days."""
    assert period is not None
    days = [str(each)[:10] for each in (period.start, period.end)]
    return days[0], days[1]


@pytest.mark.parametrize(
    ("text", "now", "before", "way"),
    [
        ("why did revenue drop in March", MARCH, FEBRUARY, -1),
        ("Why did the revenue fall so much in March?", MARCH, FEBRUARY, -1),
        ("what drove the increase in revenue last month", APRIL, MARCH, 1),
        ("what explains the change in revenue from February to March", MARCH, FEBRUARY, 0),
        ("why did revenue change between Q1 2023 and Q1 2024", Q1, Q1_BEFORE, 0),
        ("why was March revenue higher than February", MARCH, FEBRUARY, 1),
        ("explain the drop in revenue in March", MARCH, FEBRUARY, -1),
        ("why did revenue drop in March compared to last year", MARCH, MARCH_BEFORE, -1),
        ("why did revenue grow last year", ("2023-01-01", "2024-01-01"), ("2022-01-01", "2023-01-01"), 1),
        ("how come line items went down in April?", APRIL, MARCH, -1),
        ("what caused the drop in total quantity by 20% in March", MARCH, FEBRUARY, -1),
    ],
)
def test_a_change_has_a_number_and_two_periods(
    sales: SemanticModel, text: str, now: tuple[str, str], before: tuple[str, str], way: int
) -> None:
    """Whatever form the question has."""
    asked = why(text, sales)
    assert len(asked.query.measures) == 1
    assert span(asked.query.period) == now
    assert span(asked.before) == before
    assert asked.said == way


@pytest.mark.parametrize(
    ("text", "now", "before"),
    [
        ("why is revenue down this month", ("2024-05-01", "2024-05-20"), ("2024-04-01", "2024-04-20")),
        ("why is revenue down compared to last year", ("2024-01-01", "2024-05-20"), ("2023-01-01", "2023-05-20")),
        ("why is revenue lower than last month", ("2024-05-01", "2024-05-20"), ("2024-04-01", "2024-04-20")),
    ],
)
def test_a_running_period_is_compared_with_the_same_part(
    sales: SemanticModel, text: str, now: tuple[str, str], before: tuple[str, str]
) -> None:
    """As far as the data goes (19 May 2024), and the asker is told."""
    asked = why(text, sales)
    assert span(asked.query.period) == now
    assert span(asked.before) == before
    assert "is not over yet" in asked.notes[-1]


def test_without_a_period_the_latest_whole_one_is_meant(sales: SemanticModel) -> None:
    """And said."""
    asked = why("why did revenue drop", sales)
    assert span(asked.query.period) == ("2024-04-01", "2024-05-01")
    assert asked.notes == ("No period was said: this is about April 2024, the latest in the data.",)


@pytest.mark.parametrize("text", ["why?", "but why?", "what explains this?", "why is it down", "why the decline"])
def test_a_bare_why_is_about_what_was_answered_last(
    sales: SemanticModel, query_of: Callable[..., SemanticQuery], text: str
) -> None:
    """A comparison keeps its two periods; a trend is asked for its latest whole step."""
    compared = why(text, sales, query_of("revenue in March compared to last year", sales))
    assert (span(compared.query.period), span(compared.before)) == (
        ("2024-03-01", "2024-04-01"),
        ("2023-03-01", "2023-04-01"),
    )
    assert compared.query.compare is CompareTo.PREVIOUS_YEAR
    trend = why(text, sales, query_of("revenue by month", sales))
    assert span(trend.query.period) == ("2024-04-01", "2024-05-01")
    assert trend.query.dimensions == ()


def test_a_follow_up_may_name_the_step(sales: SemanticModel, query_of: Callable[..., SemanticQuery]) -> None:
    """Under a trend: "why the drop in March?"."""
    for text in ("why the drop in March?", "why did it drop in March?", "what happened in March"):
        asked = why(text, sales, query_of("revenue by month", sales))
        assert asked.query.period is not None
        assert asked.query.period.start == date(2024, 3, 1)


def test_filters_stay(sales: SemanticModel) -> None:
    """The change of one brand is cut among its own rows."""
    assert why("why did revenue of Apple go up in Q1 2024", sales).query.filters is not None


def test_which_delay_is_asked_back_in_a_form_that_can_be_asked(flights: SemanticModel) -> None:
    """The buttons carry the whole question."""
    reading = read_special(Question("what drove the increase in delays last month", VIEWER, NOW), flights)
    assert isinstance(reading, Unclear)
    for option in reading.options:
        assert isinstance(read_special(Question(option.question, VIEWER, NOW), flights), WhyChanged)


@pytest.mark.parametrize("text", ["why?", "why did iPads drop in March", "why has revenue increased since March"])
def test_what_cannot_be_explained_is_refused_with_a_form_that_can(sales: SemanticModel, text: str) -> None:
    """Nothing is guessed."""
    reading = read_special(Question(text, VIEWER, NOW), sales)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason


@pytest.mark.parametrize("text", ["why is the sky blue", "revenue by month", "show voucher 12", "top 5 brands"])
def test_other_questions_are_left_alone(sales: SemanticModel, text: str) -> None:
    """They are read as before."""
    assert read_special(Question(text, VIEWER, NOW), sales) is None
