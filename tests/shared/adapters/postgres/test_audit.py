"""The record of answers can be added to, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from shared.adapters.postgres.answer_log import PostgresAnswerLog
from shared.adapters.postgres.pin_board import PostgresPinBoard
from shared.core.asking.answer import Status, Tier
from shared.core.boards.pin import Pin
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.query import SemanticQuery
from shared.ports.answer_log import AnswerRecord
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    from shared.adapters.postgres.database import Database

RECORD = AnswerRecord(
    "Ev1",
    Viewer("T1", "U1", "C1", Audience.CHANNEL),
    "1.0",
    "how many\x00?",
    "12",
    Status.ANSWERED,
    Tier.LOCAL,
    SemanticQuery("sales"),
    "SELECT 1",
    ("d_1",),
    1,
    2.5,
    NOON,
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE avexra.answers SET question = 'another'",
        "DELETE FROM avexra.answers",
        "TRUNCATE avexra.answers CASCADE",
        "INSERT INTO avexra.answers SELECT * FROM avexra.answers ON CONFLICT (workspace, id) DO UPDATE SET status = ''",
    ],
)
def test_an_answer_is_not_changed_or_deleted(database: Database, database_url: str, statement: str) -> None:
    """By the very role that wrote it."""
    PostgresAnswerLog(database).record(RECORD)
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.Error, match="append-only"):
        connection.execute(statement.encode())
    found = PostgresAnswerLog(database).find("T1", "Ev1")
    assert found is not None
    assert (found.question, found.rows) == ("how many\ufffd?", 1)


def test_what_an_older_version_wrote_does_no_harm(database: Database, database_url: str) -> None:
    """A query whose form is no longer known is left away."""
    board = PostgresPinBoard(database)
    board.pin(Pin("p1", "T1", "U1", "C1", "q", "h", SemanticQuery("sales"), NOON))
    board.pin(Pin("p2", "T1", "U1", "C1", "q", "h", SemanticQuery("sales"), NOON))
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE avexra.pins SET query = '{\"entity\": 3}' WHERE id = 'p1'")
    assert [pin.id for pin in board.of("T1", "U1")] == ["p2"]
    assert board.unpin("T1", "U1", "p1")
