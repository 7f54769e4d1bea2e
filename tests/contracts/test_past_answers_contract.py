"""The PastAnswers port."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.past_answers import PostgresPastAnswers
from shared.core.asking.answer import Status, Tier
from shared.core.retrieval.passage import SourceKind
from shared.core.retrieval.past import about_the_same
from shared.core.security.viewer import Audience, Viewer
from shared.ports.answer_log import AnswerRecord
from tests.fakes.answer_log import InMemoryAnswerLog
from tests.fakes.clock import NOON
from tests.fakes.past_answers import InMemoryPastAnswers

if TYPE_CHECKING:
    from shared.ports.answer_log import AnswerLog
    from shared.ports.past_answers import PastAnswers

RECORD = AnswerRecord(
    id="Ev1",
    viewer=Viewer("T1", "U1", "C1", Audience.CHANNEL),
    thread="1.0",
    question="What's the dealer margin by brand?",
    headline="average margin by brand, for dealers",
    status=Status.ANSWERED,
    tier=Tier.LOCAL,
    query=None,
    sql="SELECT 1",
    datasets=("d_1",),
    rows=3,
    milliseconds=12.5,
    asked_at=NOON,
)
ELSEWHERE = (
    replace(RECORD, viewer=Viewer("T2", "U1", "C1", Audience.CHANNEL)),
    replace(RECORD, viewer=Viewer("T1", "U1", "C2", Audience.CHANNEL)),
    replace(RECORD, viewer=Viewer("T1", "U1", "C1", Audience.ASKER)),
    replace(RECORD, status=Status.REFUSED),
    replace(RECORD, sql=""),
)


@pytest.fixture
def records(side: str, request: pytest.FixtureRequest) -> tuple[AnswerLog, PastAnswers]:
    """An empty record of answers, and what searches it."""
    if side == "fake":
        log = InMemoryAnswerLog()
        return log, InMemoryPastAnswers(log)
    database = request.getfixturevalue("database")
    return PostgresAnswerLog(database), PostgresPastAnswers(database)


def test_an_earlier_question_says_how_it_was_read(records: tuple[AnswerLog, PastAnswers]) -> None:
    """With the day; words only."""
    log, past = records
    log.record(RECORD)
    (found,) = past.search("T1", ["C1"], "how is dealer margin calculated", 5)
    assert (found.kind, found.title, found.channel) == (SourceKind.ANSWER, "An earlier question", "C1")
    assert found.text == "“What's the dealer margin by brand” was read as: average margin by brand, for dealers."
    assert found.place.startswith("answered on ")
    assert past.search("T1", ["C1"], "zebra", 5) == ()


@pytest.mark.parametrize("record", ELSEWHERE)
def test_only_what_everybody_here_saw_answered_is_found(
    records: tuple[AnswerLog, PastAnswers], record: AnswerRecord
) -> None:
    """Not another workspace's, another channel's, one person's own, nor what was refused or read from no table."""
    log, past = records
    log.record(record)
    assert past.search("T1", ["C1"], "dealer margin", 5) == ()


def test_what_somebody_called_wrong_is_not_found(records: tuple[AnswerLog, PastAnswers]) -> None:
    """Until they think better of it."""
    log, past = records
    log.record(RECORD)
    log.feedback("T1", "Ev1", "U2", helpful=False)
    assert past.search("T1", ["C1"], "dealer margin", 5) == ()
    log.feedback("T1", "Ev1", "U2", helpful=True)
    assert len(past.search("T1", ["C1"], "dealer margin", 5)) == 1


def test_of_the_same_question_the_latest_is_found(records: tuple[AnswerLog, PastAnswers]) -> None:
    """Whatever its capitals; and no more than were wanted."""
    log, past = records
    log.record(RECORD)
    later = replace(
        RECORD, id="Ev2", question=RECORD.question.upper(), headline="median", asked_at=NOON + timedelta(days=1)
    )
    log.record(later)
    log.record(replace(RECORD, id="Ev3", question="dealer margin?"))
    found = past.search("T1", ["C1"], "dealer margin by brand", 5)
    assert sorted(each.id for each in found) == ["a_Ev2#0", "a_Ev3#0"]
    assert len(past.search("T1", ["C1"], "dealer margin by brand", 1)) == 1


def test_a_question_about_something_else_is_not_about_the_same(records: tuple[AnswerLog, PastAnswers]) -> None:
    """One shared word is not enough."""
    log, past = records
    log.record(RECORD)
    found = past.search("T1", ["C1"], "margin of error", 5)
    assert about_the_same("margin of error", found) == ()
    assert about_the_same("dealer margin brands", found) == found
