"""The period grammar: phrases as of noon on 14 June 2024 (a Friday), and properties of every period."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.asking.periods import days, find_periods
from shared.core.semantic.model import Calendar

NOW = datetime(2024, 6, 14, 12, tzinfo=UTC)
PHRASES = [
    ("today", "2024-06-14", "2024-06-15"),
    ("yesterday", "2024-06-13", "2024-06-14"),
    ("this week", "2024-06-10", "2024-06-17"),
    ("last week", "2024-06-03", "2024-06-10"),
    ("this month", "2024-06-01", "2024-07-01"),
    ("last month", "2024-05-01", "2024-06-01"),
    ("next month", "2024-07-01", "2024-08-01"),
    ("this quarter", "2024-04-01", "2024-07-01"),
    ("last quarter", "2024-01-01", "2024-04-01"),
    ("last half year", "2023-07-01", "2024-01-01"),
    ("last year", "2023-01-01", "2024-01-01"),
    ("this fiscal year", "2024-04-01", "2025-04-01"),
    ("last 7 days", "2024-06-07", "2024-06-14"),
    ("last three months", "2024-03-01", "2024-06-01"),
    ("last 2 weeks", "2024-05-27", "2024-06-10"),
    ("past 30 days", "2024-05-15", "2024-06-14"),
    ("past 30 days, inclusive of today", "2024-05-15", "2024-06-15"),
    ("past month", "2024-05-14", "2024-06-15"),
    ("year to date", "2024-01-01", "2024-06-15"),
    ("mtd", "2024-06-01", "2024-06-15"),
    ("this financial year to date", "2024-04-01", "2024-06-15"),
    ("this month so far", "2024-06-01", "2024-06-15"),
    ("Q1 2013", "2013-01-01", "2013-04-01"),
    ("2013 Q3", "2013-07-01", "2013-10-01"),
    ("first quarter of 2013", "2013-01-01", "2013-04-01"),
    ("H2 2023", "2023-07-01", "2024-01-01"),
    ("first half of 2013", "2013-01-01", "2013-07-01"),
    ("first half of June 2013", "2013-06-01", "2013-06-16"),
    ("FY24", "2023-04-01", "2024-04-01"),
    ("fiscal year 2023-24", "2023-04-01", "2024-04-01"),
    ("Q1 FY24", "2023-04-01", "2023-07-01"),
    ("in June 2013", "2013-06-01", "2013-07-01"),
    ("in May", "2024-05-01", "2024-06-01"),
    ("in December", "2023-12-01", "2024-01-01"),
    ("2013-06", "2013-06-01", "2013-07-01"),
    ("2013-06-05", "2013-06-05", "2013-06-06"),
    ("5 March 2013", "2013-03-05", "2013-03-06"),
    ("March 5th, 2013", "2013-03-05", "2013-03-06"),
    ("in 2013", "2013-01-01", "2014-01-01"),
    ("since 2013", "2013-01-01", None),
    ("since March 5, 2013", "2013-03-05", None),
    ("after 2013", "2014-01-01", None),
    ("before 2002-06-21", None, "2002-06-21"),
    ("until June 2013", None, "2013-06-01"),
    ("between 2013 and 2014", "2013-01-01", "2015-01-01"),
    ("between Jan 1, 2023 and Mar 31, 2023", "2023-01-01", "2023-04-01"),
    ("from January to March 2013", "2013-01-01", "2013-04-01"),
    ("from November to February 2013", "2012-11-01", "2013-03-01"),
    ("3 months ago", "2024-03-01", "2024-04-01"),
    ("pichle mahine", "2024-05-01", "2024-06-01"),
    ("is saal", "2024-01-01", "2025-01-01"),
    ("pichle 3 mahine", "2024-03-01", "2024-06-01"),
]


@pytest.mark.parametrize(("text", "start", "end"), PHRASES, ids=[text for text, _, _ in PHRASES])
def test_a_phrase_names_a_half_open_span(text: str, start: str | None, end: str | None) -> None:
    """The start is included, the end is not, None is open."""
    (found,) = find_periods(f"value {text} by brand", NOW, Calendar())
    assert (found.start and str(found.start), found.end and str(found.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last week (exclusive of the current week)", "2024-06-03", "2024-06-10"),
        ("the last 8 weeks excluding the current week", "2024-04-15", "2024-06-10"),
        ("past 3 months excluding this month", "2024-03-01", "2024-06-01"),
        ("last 30 days excluding today", "2024-05-15", "2024-06-14"),
        ("the whole of the previous ISO week not including the current week", "2024-06-03", "2024-06-10"),
        ("last 3 full months", "2024-03-01", "2024-06-01"),
        ("between Jan 1, 2023 and Mar 31, 2023 (inclusive of start and end dates)", "2023-01-01", "2023-04-01"),
        ("from 1 March 2024 to 5 March 2024, both inclusive", "2024-03-01", "2024-03-06"),
    ],
)
def test_what_a_period_leaves_out_belongs_to_it(text: str, start: str, end: str) -> None:
    """Leaving out the running unit makes the units whole; saying that both ends count changes nothing."""
    (found,) = find_periods(f"value {text}, by brand", NOW, Calendar())
    assert (str(found.start), str(found.end)) == (start, end)


def test_iso_weeks_start_on_monday() -> None:
    """Whatever the calendar says."""
    (found,) = find_periods("last ISO week", NOW, Calendar(week_start=6))
    assert found.start == date(2024, 6, 3)


@pytest.mark.parametrize("text", ["you may see this", "march of progress", "now and then", "a second look", "kal"])
def test_ordinary_words_are_no_periods(text: str) -> None:
    """Words that are only sometimes dates need a word such as "in" before them."""
    assert find_periods(text, NOW, Calendar()) == ()


def test_today_is_the_calendars_zones() -> None:
    """At 20:00 UTC it is tomorrow in India."""
    late = datetime(2024, 6, 14, 20, tzinfo=UTC)
    (found,) = find_periods("today", late, Calendar(timezone="Asia/Kolkata"))
    assert found.start == date(2024, 6, 15)


def test_weeks_start_as_the_calendar_says() -> None:
    """A Sunday week reaches back one day further."""
    (found,) = find_periods("this week", NOW, Calendar(week_start=6))
    assert found.start == date(2024, 6, 9)


def test_last_days_hold_today_when_the_calendar_says_so() -> None:
    """Both conventions count seven days."""
    (found,) = find_periods("last 7 days", NOW, Calendar(last_days_include_today=True))
    assert (found.start, found.end) == (date(2024, 6, 8), date(2024, 6, 15))


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(0, 6), st.integers(1, 12)
)
def test_this_unit_holds_today_and_the_last_one_ends_where_it_starts(
    now: datetime, week_start: int, fiscal_start: int
) -> None:
    """This X holds today; last X, this X and next X follow each other without a gap."""
    calendar = Calendar(week_start=week_start, fiscal_start=fiscal_start)
    moment = now.replace(tzinfo=UTC)
    for unit in ("day", "week", "month", "quarter", "half", "year", "fiscal year"):
        last, this, following = (
            find_periods(f"{which} {unit}", moment, calendar)[0] for which in ("last", "this", "next")
        )
        assert now.date() in set(days(this))
        assert (last.end, this.end) == (this.start, following.start)


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_a_range_of_days_includes_both_ends(one: date, other: date) -> None:
    """Whichever is said first."""
    (found,) = find_periods(f"between {one} and {other}", NOW, Calendar())
    spanned = list(days(found))
    assert (spanned[0], spanned[-1]) == (min(one, other), max(one, other))


@given(st.integers(1, 400))
def test_the_last_days_are_so_many(count: int) -> None:
    """Last N days spans N days and ends today or tomorrow."""
    (found,) = find_periods(f"last {count} days", NOW, Calendar())
    assert len(list(days(found))) == count
    assert found.end == date(2024, 6, 14)


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    """Found periods stand in the text, in order, without overlap."""
    found = find_periods(text, NOW, Calendar())
    ends = [0, *(each.ends for each in found)]
    assert all(each.begins >= before for each, before in zip(found, ends, strict=False))
    assert all(each.ends <= len(text) for each in found)


def test_a_range_of_months_runs_forward() -> None:
    """As of June, "between May and August" is of last year, for this August is still to come."""
    (found,) = find_periods("from August to March", NOW, Calendar())
    assert (found.start, found.end) == (date(2023, 8, 1), date(2024, 4, 1))
    (found,) = find_periods("between May and August", NOW, Calendar())
    assert (found.start, found.end) == (date(2023, 5, 1), date(2023, 9, 1))


@pytest.mark.parametrize("text", ["April and May", "May vs March", "may or june"])
def test_a_month_beside_a_month_is_no_verb(text: str) -> None:
    """Though alone "may" is one."""
    assert len(find_periods(text, NOW, Calendar())) == 2
