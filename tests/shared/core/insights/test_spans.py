"""Two spans are compared like with like, and called by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.core.insights.spans import earlier, last_bucket, named, so_far, whole_year
from shared.core.semantic.model import Calendar, Field, Grain
from shared.core.semantic.query import CompareTo, DimensionRef, FieldRef, Period
from shared.core.table.types import DataType

DAY = FieldRef("sales", "day")
NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)


def span(start: str, end: str, label: str = "") -> Period:
    """A period from ISO days."""
    return Period(DAY, datetime.fromisoformat(start), datetime.fromisoformat(end), label)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-03-01", "2024-04-01", "March 2024"),
        ("2024-01-01", "2024-04-01", "Q1 2024"),
        ("2024-01-01", "2025-01-01", "2024"),
        ("2024-03-05", "2024-03-06", "5 March 2024"),
        ("2024-05-01", "2024-05-21", "1 to 20 May 2024"),
        ("2024-02-01", "2024-04-01", "1 February to 31 March 2024"),
        ("2023-12-25", "2024-01-02", "25 December 2023 to 1 January 2024"),
        ("2024-05-01T06:00", "2024-05-01T18:00", "1 May 2024 06:00 to 1 May 2024 18:00"),
    ],
)
def test_a_span_is_called_as_people_call_it(start: str, end: str, said: str) -> None:
    """Whole months, quarters and years by their names."""
    assert named(span(start, end)) == said


def test_the_earlier_span_is_as_long_or_a_year_before() -> None:
    """With a name of its own."""
    march = span("2024-03-01", "2024-04-01")
    assert earlier(march, CompareTo.PREVIOUS_PERIOD).label == "February 2024"
    assert earlier(march, CompareTo.PREVIOUS_YEAR).label == "March 2023"
    with pytest.raises(ValueError, match="since"):
        earlier(Period(DAY, date(2024, 1, 1), None, "since"), CompareTo.PREVIOUS_YEAR)


def test_a_running_span_is_cut_and_so_is_the_one_before() -> None:
    """Today included; of a month before that is shorter, no more than it has."""
    now, before, cut = so_far(
        span("2024-05-01", "2024-06-01"), span("2024-04-01", "2024-05-01"), NOON, Calendar(), "2024-06-30"
    )
    assert (now.label, before.label, cut) == ("1 to 20 May 2024", "1 to 20 April 2024", True)
    late = datetime(2024, 3, 30, tzinfo=UTC)
    _, before, _ = so_far(span("2024-03-01", "2024-04-01"), span("2024-02-01", "2024-03-01"), late, Calendar(), None)
    assert before.label == "February 2024"


def test_today_is_the_calendars_own() -> None:
    """At 20:00 UTC it is tomorrow in Kolkata."""
    evening = datetime(2024, 5, 20, 20, tzinfo=UTC)
    may, april = span("2024-05-01", "2024-06-01"), span("2024-04-01", "2024-05-01")
    assert so_far(may, april, evening, Calendar(timezone="Asia/Kolkata"), None)[0].label == "1 to 21 May 2024"
    assert so_far(may, april, evening, Calendar(), None)[0].label == "1 to 20 May 2024"


def test_data_that_ends_earlier_cuts_earlier() -> None:
    """Otherwise days without data would look like a fall; a span that is over is left whole."""
    may, april = span("2024-05-01", "2024-06-01"), span("2024-04-01", "2024-05-01")
    now, before, _ = so_far(may, april, NOON, Calendar(), "2024-05-12")
    assert (now.label, before.label) == ("1 to 12 May 2024", "1 to 12 April 2024")
    assert so_far(april, span("2024-03-01", "2024-04-01"), NOON, Calendar(), "2024-04-12")[2] is False


@pytest.mark.parametrize(
    ("grain", "label"),
    [
        (Grain.DAY, "19 May 2024"),
        (Grain.WEEK, "13 to 19 May 2024"),
        (Grain.MONTH, "April 2024"),
        (Grain.QUARTER, "Q1 2024"),
        (Grain.YEAR, "2023"),
    ],
)
def test_the_last_step_of_a_trend_is_a_whole_one(grain: Grain, label: str) -> None:
    """The latest that is over."""
    field = Field("day", "Day", DataType.DATE, maximum="2024-12-31")
    found = last_bucket(DimensionRef("sales", "day", grain), None, field, NOON)
    assert found is not None
    assert found.label == label
    assert last_bucket(DimensionRef("sales", "day", Grain.WEEKDAY), None, field, NOON) is None


def test_a_year_holds_the_spans_beginning() -> None:
    """From January to December."""
    assert whole_year(span("2024-03-01", "2024-04-01")).label == "2024"
