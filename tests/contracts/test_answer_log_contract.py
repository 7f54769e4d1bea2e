"""The AnswerLog port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.core.asking.answer import Status, Tier
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import MeasureRef, SemanticQuery
from shared.ports.answer_log import AnswerRecord
from tests.fakes.answer_log import InMemoryAnswerLog
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    Log = InMemoryAnswerLog | PostgresAnswerLog

RECORD = AnswerRecord(
    id="Ev1",
    viewer=Viewer("T1", "U1", "C1", Audience.ASKER),
    thread="1.0",
    question="what's 'sold'; --",
    headline="₹ 12",
    status=Status.ANSWERED,
    tier=Tier.LOCAL,
    query=SemanticQuery("sales", measures=(MeasureRef("sales", Aggregation.COUNT),)),
    sql="SELECT 1",
    datasets=("d_1", "d_2"),
    rows=3,
    milliseconds=12.5,
    asked_at=NOON,
    cost=0.0125,
    rows_worked=5_000_000_000,
)


@pytest.fixture
def log(side: str, request: pytest.FixtureRequest) -> Log:
    """An empty log."""
    return InMemoryAnswerLog() if side == "fake" else PostgresAnswerLog(request.getfixturevalue("database"))


@pytest.mark.parametrize("record", [RECORD, replace(RECORD, query=None, sql="", datasets=(), status=Status.REFUSED)])
def test_a_record_is_found_in_its_workspace(log: Log, record: AnswerRecord) -> None:
    """As it was, and nowhere else."""
    log.record(record)
    assert log.find("T1", "Ev1") == record
    assert log.find("T2", "Ev1") is None
    assert log.find("T1", "Ev2") is None


def test_the_first_record_of_an_event_stays(log: Log) -> None:
    """A repeated event changes nothing; the same id in another workspace is another answer."""
    log.record(RECORD)
    log.record(replace(RECORD, headline="another"))
    log.record(replace(RECORD, viewer=replace(RECORD.viewer, workspace="T2"), headline="theirs"))
    assert log.find("T1", "Ev1") == RECORD
    found = log.find("T2", "Ev1")
    assert found is not None
    assert found.headline == "theirs"


def test_the_latest_word_of_each_user_stands(log: Log) -> None:
    """Several people judge one answer, each as often as they like."""
    log.record(RECORD)
    log.feedback("T1", "Ev1", "U1", helpful=True)
    log.feedback("T1", "Ev1", "U2", helpful=True)
    log.feedback("T1", "Ev1", "U1", helpful=False)
    assert log.opinions("T1", "Ev1") == {"U1": False, "U2": True}


def test_feedback_on_no_answer_is_nothing(log: Log) -> None:
    """An answer of another workspace is no answer."""
    log.record(RECORD)
    log.feedback("T2", "Ev1", "U1", helpful=True)
    log.feedback("T1", "Ev9", "U1", helpful=True)
    assert log.opinions("T2", "Ev1") == {}
    assert log.opinions("T1", "Ev9") == {}
