"""Requests are told from questions, with what they are about and when."""

from __future__ import annotations

import pytest

from shared.core.asking.reading import Want
from shared.core.asking.requests import read_request
from shared.core.digests.digest import Cadence
from shared.core.digests.recurrence import Recurrence

DAILY, WEEKLY, HOURLY = Cadence.DAILY, Cadence.WEEKLY, Cadence.HOURLY


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("pin this", ""),
        ("please pin that to my home", ""),
        ("add this to my dashboard", ""),
        ("pin total revenue by month to my dashboard", "total revenue by month"),
        ("Pin top 5 brands.", "top 5 brands"),
    ],
)
def test_a_pin_says_what_is_pinned(text: str, question: str) -> None:
    """Nothing said means the last answer."""
    wants = read_request(text)
    assert wants is not None
    assert (wants.want, wants.question) == (Want.PIN, question)


@pytest.mark.parametrize(
    ("text", "question", "when", "direct"),
    [
        ("send me this every Monday at 9", "", Recurrence(WEEKLY, 9, 0, 0), True),
        ("post top 5 brands here every day at 8:30", "top 5 brands", Recurrence(DAILY, 8, 30), False),
        ("schedule revenue by brand every friday at 5pm", "revenue by brand", Recurrence(WEEKLY, 17, 0, 4), False),
        ("every morning at 8 send me total sales", "total sales", Recurrence(DAILY, 8), True),
        ("send me total sales at 9am every monday", "total sales", Recurrence(WEEKLY, 9, 0, 0), True),
        ("post total value by brand every hour", "total value by brand", Recurrence(HOURLY, 9), False),
        ("send me this daily", "", Recurrence(DAILY, 9), True),
        ("can you send me sales every evening at 7?", "sales", Recurrence(DAILY, 19), True),
        ("post this every day at midnight", "", Recurrence(DAILY, 0), False),
        ("post sales at 12am every day", "sales", Recurrence(DAILY, 0), False),
    ],
)
def test_a_schedule_says_what_when_and_to_whom(text: str, question: str, when: Recurrence, direct: bool) -> None:  # noqa: FBT001
    """Nine in the morning where no hour is said."""
    wants = read_request(text)
    assert wants is not None
    assert wants.want is Want.SCHEDULE
    assert (wants.question, wants.recurrence, wants.direct) == (question, when, direct)


@pytest.mark.parametrize(
    "text", ["post this every month", "send us sales every weekday at 9", "send me this every day at 13pm"]
)
def test_a_rhythm_that_is_not_kept_is_a_schedule_without_a_time(text: str) -> None:
    """So that the asker hears which can be."""
    wants = read_request(text)
    assert wants is not None
    assert (wants.want, wants.recurrence) == (Want.SCHEDULE, None)


@pytest.mark.parametrize(
    "text",
    ["stop sending this", "unsubscribe", "cancel this schedule", "stop the weekly digest", "don't send this any more"],
)
def test_a_schedule_is_ended_in_words(text: str) -> None:
    """The one that is meant by the thread."""
    wants = read_request(text)
    assert wants is not None
    assert (wants.want, wants.question) == (Want.STOP, "")


def test_a_schedule_is_ended_by_its_name() -> None:
    """What the button of the question "which one?" says."""
    wants = read_request("stop sending Total value by brand")
    assert wants is not None
    assert (wants.want, wants.question) == (Want.STOP, "Total value by brand")


@pytest.mark.parametrize("text", ["what is scheduled here?", "list schedules", "which digests are there here"])
def test_what_is_scheduled_can_be_asked(text: str) -> None:
    """In a few ways."""
    wants = read_request(text)
    assert wants is not None
    assert wants.want is Want.LIST


@pytest.mark.parametrize(
    "text",
    [
        "total sales every Monday",
        "show me sales every Monday",
        "remove filter",
        "stop",
        "drop the limit",
        "pin code of firms",
        "delete all rows",
        "number of orders sent every day",
        "revenue by month",
        "",
    ],
)
def test_questions_are_no_requests(text: str) -> None:
    """Weekdays are data as well."""
    assert read_request(text) is None
