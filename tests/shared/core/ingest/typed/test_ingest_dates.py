"""Dates in any usual form are days of the calendar, and never of another one."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.typed.dates import DateOrder, read_compact_date, read_moment, read_time


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.03.05",
        "5/3/2024",
        "05-03-24",
        "05.03.2024",
        "05.03.24",
        "5 Mar 2024",
        "5-Mar-24",
        "05MAR2024",
        "5th March, 2024",
        "Mar 5, 2024",
        "March 5 2024",
        "Tue, 5 Mar 2024",
        "Tuesday 5 March 2024",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    """Each of these is 5 March 2024 when the day comes first."""
    moment = read_moment(text)
    assert moment is not None
    assert moment.day(DateOrder.DAY_FIRST) == date(2024, 3, 5)
    assert moment.clock is None


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2024-03-05T15:04:05", datetime(2024, 3, 5, 15, 4, 5)),
        ("2024-03-05 15:04", datetime(2024, 3, 5, 15, 4)),
        ("5/3/2024 3:04 PM", datetime(2024, 3, 5, 15, 4)),
        ("5/3/2024 12:00 am", datetime(2024, 3, 5)),
        ("2022-05-25 10.39.15", datetime(2022, 5, 25, 10, 39, 15)),
        ("2024-03-05T15:04:05.123Z", datetime(2024, 3, 5, 15, 4, 5, 123_000)),
        ("2024-03-05T15:04:05+05:30", datetime(2024, 3, 5, 9, 34, 5)),
        ("2024-03-05T01:00:00+05:30", datetime(2024, 3, 4, 19, 30)),
    ],
)
def test_timestamps_are_without_a_zone_and_in_utc_where_they_had_one(text: str, stamp: datetime) -> None:
    """An offset moves the time to UTC, perhaps to another day; without one it stays as written."""
    moment = read_moment(text)
    assert moment is not None
    assert moment.timestamp(DateOrder.DAY_FIRST) == stamp


def test_the_order_of_day_and_month_is_open_until_a_value_settles_it() -> None:
    """A number above twelve is a day; without one, both orders remain."""
    orders = [
        moment.orders for text in ("5/3/2024", "25/3/2024", "3/25/2024", "25/25/2024") if (moment := read_moment(text))
    ]
    assert orders == [DateOrder.EITHER, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.NEITHER]


@pytest.mark.parametrize(
    "text", ["2024-02-30", "30 Feb 2024", "2024-13-01", "1.2.13", "12", "May", "24h/24", "5/3/2024 25:00", "v1.2.2024x"]
)
def test_what_is_no_day(text: str) -> None:
    """Days that the calendar does not have, versions, months and words are no dates."""
    moment = read_moment(text)
    assert moment is None or moment.orders is DateOrder.NEITHER


def test_eight_digits_and_times() -> None:
    """Compact dates are years first; times of day have a colon and no offset."""
    compact = read_compact_date("20240305")
    assert compact is not None
    assert compact.day(DateOrder.DAY_FIRST) == date(2024, 3, 5)
    assert read_compact_date("20241305") is None
    assert read_time("15:04") == time(15, 4)
    assert read_time("3:04:05 pm") == time(15, 4, 5)
    assert [read_time(text) for text in ("25:00", "15.04", "15:04Z", "noon")] == [None] * 4


@given(st.dates(date(1970, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%B %d, %Y", "%d.%m.%Y"]))
def test_any_day_comes_back(day: date, form: str) -> None:
    """Each day of the calendar is read as itself in each form."""
    moment = read_moment(day.strftime(form))
    assert moment is not None
    assert moment.day(DateOrder.DAY_FIRST) == day
