"""Dates and times as people write them, by the calendar bucket they stand for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """Write a day: 3 Jun 2013."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Write a month: Jun 2013."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def quarter(value: date) -> str:
    """Write a calendar quarter: Q2 2013."""
    return f"Q{(value.month + 2) // 3} {value.year}"


def clock_time(value: time | datetime) -> str:
    """Write a time of day: 14:05, with seconds only where there are some."""
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def exact(value: datetime) -> str:
    """Write an instant in UTC: 3 Jun 2013, 14:05 UTC. A time without zone is taken as UTC."""
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return f"{day(aware)}, {aware:%H:%M} UTC"


def year(value: date) -> str:
    """Write a year: 2013."""
    return str(value.year)


_WRITERS: dict[str, Callable[[date], str]] = {"day": day, "month": month, "quarter": quarter, "year": year}


def temporal(value: date | datetime | time, grain: str = "") -> str:
    """Write a date, time or instant as the grain (hour, day, week, month, quarter, year, or none) calls for."""
    if isinstance(value, time):
        return clock_time(value)
    if grain == "week":
        return f"week of {day(value)}"
    if grain in _WRITERS:
        return _WRITERS[grain](value)
    return f"{day(value)}, {clock_time(value)}" if isinstance(value, datetime) else day(value)


def ago(then: datetime, now: datetime) -> str:
    """Say in words how long before now something was; both zone-aware."""
    seconds = (now - then).total_seconds()
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count >= 1:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def slack_date(value: datetime) -> str:
    """Write an instant as Slack's own date token: "today at 14:05" in each reader's zone, exact UTC as fallback.

    The one control sequence we make (https://docs.slack.dev/messaging/formatting-message-text#date-formatting);
    only for mrkdwn.
    """
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return f"<!date^{int(aware.timestamp())}^{{date_pretty}} at {{time}}|{exact(value)}>"
