"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from shared.render.dates import ago, exact, slack_date, temporal

DAY = date(2013, 6, 3)
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "grain", "text"),
    [
        (DAY, "", "3 Jun 2013"),
        (DAY, "day", "3 Jun 2013"),
        (DAY, "week", "week of 3 Jun 2013"),
        (DAY, "month", "Jun 2013"),
        (DAY, "quarter", "Q2 2013"),
        (DAY, "year", "2013"),
        (datetime(2013, 6, 3, 14), "hour", "3 Jun 2013, 14:00"),
        (datetime(2013, 6, 3, 14, 5, 9), "", "3 Jun 2013, 14:05:09"),
        (datetime(2013, 6, 3), "month", "Jun 2013"),
        (time(9, 30), "", "09:30"),
    ],
)
def test_a_date_is_written_by_its_bucket(value: date | datetime | time, grain: str, text: str) -> None:
    """A date says no more than the bucket it stands for."""
    assert temporal(value, grain) == text


def test_freshness_is_in_words_and_exact() -> None:
    """How old data is stands in words, and its instant in UTC, whatever zone it came in."""
    assert [ago(NOW - timedelta(minutes=m), NOW) for m in (0, 1, 59, 60, 1_500, 4_000)] == [
        "just now",
        "1 minute ago",
        "59 minutes ago",
        "1 hour ago",
        "1 day ago",
        "2 days ago",
    ]
    assert exact(datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))) == (
        "21 Nov 2026, 06:30 UTC"
    )


def test_a_slack_date_falls_back_to_the_exact_instant() -> None:
    """A client that cannot write the reader's own time shows UTC."""
    assert slack_date(NOW) == "<!date^1795242600^{date_pretty} at {time}|21 Nov 2026, 06:30 UTC>"
