"""What is no single query is answered all the same; what is one is left to the reader."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.app.accept_event import viewer_in
from shared.app.answer_question import answer_query, view_for
from shared.app.answer_special import ONLY_IN_SLACK, answer_special
from shared.core.asking.answer import Answer, Status
from shared.core.asking.question import IntentKind, Question
from shared.render.answer import answer_blocks
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office
from tests.shared.render.slack_rules import check_message

VIEWER = viewer_in(WORKSPACE, PERSON, CHANNEL)


def ask(office: Office, text: str) -> Answer | None:
    """Ask as PERSON."""
    view = view_for(VIEWER, office.catalog)
    question = Question(text, VIEWER, datetime(2024, 7, 1, 2, tzinfo=UTC))
    return answer_special(question, view, lambda query: answer_query(query, view, office.runner, VIEWER), _meaning)


def _meaning(about: str) -> Answer | None:
    return Answer(Status.ANSWERED, f"{about} means something") if about == "total sales value" else None


def test_the_columns_of_a_table_are_told_without_reading_a_row(office: Office) -> None:
    """Kind, unit and what they hold."""
    answer = ask(office, "what columns are in lines?")
    assert answer is not None
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows][:4] == ["Sold on", "Brand", "Quantity", "Value"]
    assert answer.table.rows[0] == ("Sold on", "date", None, "2023-01-01 to 2024-06-30")
    assert answer.intent is IntentKind.METADATA
    assert office.runner.ran == []  # type: ignore[attr-defined]
    check_message(answer_blocks(answer, "Ev1"))


@pytest.mark.parametrize("text", ["when was the data last updated?", "how fresh is the data", "is the data up to date"])
def test_how_fresh_the_data_is_can_be_asked(office: Office, text: str) -> None:
    """The moment its snapshot was read."""
    answer = ask(office, text)
    assert answer is not None
    assert answer.headline == "The data was last updated 2 hours ago (1 Jul 2024, 00:00 UTC)."


def test_a_change_is_explained(real_office: Office) -> None:
    """Through the ordinary answer path."""
    answer = ask(real_office, "why did total sales value change in March 2024")
    assert answer is not None
    assert answer.intent is IntentKind.EXPLANATION
    assert answer.status is Status.ANSWERED


def test_a_meaning_is_asked_of_who_knows_meanings(office: Office) -> None:
    """And what nobody knows is left to the reader."""
    known = ask(office, "what does total sales value mean?")
    assert known is not None
    assert known.headline == "total sales value means something"
    assert ask(office, "what does flurb mean?") is None


def test_why_without_a_change_is_refused_with_questions_that_can_be_asked(office: Office) -> None:
    """In words."""
    answer = ask(office, "why did iPads drop in March")
    assert answer is not None
    assert answer.status is Status.REFUSED
    assert len(answer.next_questions) >= 2


def test_without_slack_nothing_can_be_pinned(office: Office) -> None:
    """The command line has no Home tab."""
    answer = ask(office, "pin this")
    assert answer is not None
    assert answer.headline == ONLY_IN_SLACK


@pytest.mark.parametrize(
    "text",
    ["total sales value by brand", "what data do you have?", "help", "delete all lines", "weather", ""],
)
def test_everything_else_is_left_to_the_reader(office: Office, text: str) -> None:
    """Unchanged."""
    assert ask(office, text) is None
