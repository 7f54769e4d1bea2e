"""When a file's data set is ready, its thread says so, with questions that really work."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.app import fail_file
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.core.errors import TransientError
from shared.core.ingest.report import CleanColumn, IngestionReport, TableReport
from shared.core.table.types import DataType
from shared.ports.ingestion_log import Announcement
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office

if TYPE_CHECKING:
    from shared.ports.query_runner import QueryRunner

REPORT = IngestionReport(
    "lines.csv", "shop", (TableReport("Lines", 600, (CleanColumn("brand", "Brand", DataType.TEXT),), (), ()),)
)


class Herald:
    """An office whose file F1 was read; its progress stands in the channel."""

    def __init__(self, runner: QueryRunner | None = None) -> None:
        self.office = Office(runner) if runner else Office()
        self.log = InMemoryIngestionLog(self.office.clock)
        self.ts = self.office.bot.post(CHANNEL, "Preparing", thread_ts="1.0")
        self.log.begin(WORKSPACE, "F1", "0A", Announcement(WORKSPACE, CHANNEL, "1.0", self.ts, PERSON))
        self.announcer = IngestionAnnouncer(
            self.office.messengers, self.office.catalog, self.office.runner, self.log, self.office.clock
        )

    def finish(self) -> None:
        self.log.finish(WORKSPACE, "F1", self.office.dataset.id, REPORT)

    @property
    def text(self) -> str:
        return self.office.said()[0].text

    def questions(self) -> list[str]:
        blocks = self.office.said()[0].blocks
        return [element["value"] for block in blocks for element in block.get("elements", ()) if "value" in element]


@pytest.fixture
def herald() -> Herald:
    """With canned results."""
    return Herald()


def test_the_report_replaces_the_progress(herald: Herald) -> None:
    """With rows, columns and three questions, each asked here and now before it is offered."""
    herald.finish()
    herald.announcer.announce(WORKSPACE, "F1", herald.office.dataset)
    assert "lines.csv is ready: 600 rows" in herald.text
    assert len(herald.questions()) == 3
    for number, question in enumerate(herald.questions()):
        herald.office.answered(question, event_id=f"Ev{number}")


def test_a_question_that_fails_is_not_offered(herald: Herald) -> None:
    """The report comes all the same."""
    herald.finish()
    herald.office.runner.failure = TransientError("away")  # type: ignore[attr-defined]
    herald.announcer.announce(WORKSPACE, "F1", herald.office.dataset)
    assert "is ready" in herald.text
    assert herald.questions() == []


def test_nothing_is_said_of_a_file_that_nobody_shared(herald: Herald) -> None:
    """Nor before its report is there."""
    herald.announcer.announce(WORKSPACE, "F1", herald.office.dataset)
    herald.announcer.announce(WORKSPACE, "F2", herald.office.dataset)
    herald.announcer.announce("T2", "F1", herald.office.dataset)
    assert herald.text == "Preparing"


def test_saying_it_twice_changes_nothing(herald: Herald) -> None:
    """A snapshot may be taken again."""
    herald.finish()
    for _ in range(2):
        herald.announcer.announce(WORKSPACE, "F1", herald.office.dataset)
    assert len(herald.office.bot.messages) == 1


def test_giving_up_names_the_file(herald: Herald) -> None:
    """Where it is known; a file nobody knows of is passed over."""
    herald.announcer.give_up(WORKSPACE, "F1", TransientError("away"))
    assert herald.text == f"I could not take the file: {fail_file.UNREACHABLE}"
    herald.finish()
    herald.announcer.give_up(WORKSPACE, "F1", TransientError("away"))
    assert "lines.csv" in json.dumps(herald.office.said()[0].blocks)
    herald.announcer.give_up(WORKSPACE, "F2", TransientError("away"))
