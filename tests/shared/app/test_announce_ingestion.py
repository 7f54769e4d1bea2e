"""When a file's data set is ready, its thread says so, with questions that really work."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.app import fail_file
from shared.app.announce_ingestion import IngestionAnnouncer
from shared.core.errors import TransientError
from shared.core.ingest.report import CleanColumn, IngestionReport, TableReport
from shared.core.ingest.versions.choices import Choice, Offer
from shared.core.ingest.versions.versions import Change, Origin
from shared.core.semantic.model import TableRef
from shared.core.table.types import DataType
from shared.ports.ingestion_log import Announcement, Outcome
from shared.render.actions import is_ask
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults
from tests.fakes.ingestion_log import InMemoryIngestionLog
from tests.fakes.mill import table
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office

if TYPE_CHECKING:
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.versions.versions import Version
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
            self.office.messengers,
            self.office.catalog,
            self.office.runner,
            self.log,
            self.office.clock,
            self.office.tables,
        )

    def finish(self) -> None:
        self.log.finish(WORKSPACE, "F1", "0A", Outcome(REPORT, self.office.dataset.id))

    def announced(self) -> str:
        """Announce the file; returns everything its message says."""
        self.announcer.announce(WORKSPACE, "F1", self.office.dataset)
        return json.dumps(self.office.said()[0].blocks, ensure_ascii=False)

    def write(self, change: Change, *tables: CleanTable, share: str = "F1", sequencer: str = "0A") -> Version:
        """Write a version of the data set."""
        origin = Origin(share, sequencer, "lines.csv", PERSON, repr(tables))
        return self.office.tables.write(self.office.dataset.id, tables, change, origin).version

    @property
    def text(self) -> str:
        return self.office.said()[0].text

    def questions(self) -> list[str]:
        blocks = self.office.said()[0].blocks
        elements = [element for block in blocks for element in block.get("elements", ())]
        return [each["value"] for each in elements if is_ask(each.get("action_id", ""))]


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


def test_a_question_names_its_table_where_another_answers_to_the_same_words(herald: Herald) -> None:
    """Two months' files have the same columns; the larger one answers unless the other is named."""
    whole = herald.office.dataset
    assert whole.model is not None
    assert whole.snapshot is not None
    months = []
    for name, rows in (("lines_march", 600), ("lines_april", 900)):
        entity = replace(
            whole.model.entities[0], name=name, label=f"Lines {name[6:]}", table=TableRef(name, name), rows=rows
        )
        model = replace(whole.model, entities=(entity,), relationships=())
        taken = replace(whole.snapshot, dataset_id=f"d_{name}", tables=((name, rows),))
        months.append(replace(whole, id=f"d_{name}", name=name, model=model, snapshot=taken))
    catalog = InMemoryDatasetCatalog(*months)
    announcer = replace(herald.announcer, catalog=catalog)
    asked = announcer.working(["Total sales value by brand", "How many lines are there?"], months[0], CHANNEL, PERSON)
    assert asked == ("Total sales value by brand in lines march", "How many lines are there in lines march?")
    asked = announcer.working(["Total sales value by brand"], months[1], CHANNEL, PERSON)
    assert asked[0] == "Total sales value by brand"


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


def test_the_first_of_a_data_set_changed_nothing(herald: Herald) -> None:
    """There is nothing to compare with, nothing to go back to, and nothing left out."""
    herald.write(Change.FIRST, table())
    herald.finish()
    said = herald.announced()
    assert "Since version" not in said
    assert "Versions" not in said
    assert "left-out" not in said


def test_a_new_version_says_what_changed(herald: Herald) -> None:
    """In rows, by the key; both versions can be looked at."""
    herald.write(Change.FIRST, table(("Pune", 12), ("Agra", 7), key=("city",)), share="F0")
    herald.write(Change.RENEWED, table(("Pune", 13), ("Goa", 1), ("Kochi", 2), key=("city",)))
    herald.finish()
    said = herald.announced()
    assert "Since version 1: 2 rows added, 1 changed (amount in 1) and 1 removed." in said
    assert '"Versions"' in said
    assert "is now what lines.csv says" in herald.text


def test_rows_that_were_added_are_counted(herald: Herald) -> None:
    """With who wanted it so."""
    herald.write(Change.FIRST, table(), share="F0")
    herald.write(Change.APPENDED, table(("Goa", 1)))
    offer = Offer("0A:1", "k", "0A", herald.office.dataset.id, "Shop", 1, 2, (Choice.ADD,))
    herald.log.finish(WORKSPACE, "F1", "0A", Outcome(REPORT, "", offer))
    herald.log.choose(WORKSPACE, "F1", "0A:1", Choice.ADD, "U2")
    herald.finish()
    said = herald.announced()
    assert "1 row added to version 1, which had 2. Chosen by <@U2>." in said
    assert "is added to" in herald.text


def test_rows_that_are_gone_are_counted_only(herald: Herald) -> None:
    """A replaced version cannot be compared any more."""
    herald.write(Change.FIRST, table(), share="F0")
    herald.write(Change.REPLACED, table(("Goa", 1)))
    herald.finish()
    assert "Version 1, which it took the place of, had 2 rows." in herald.announced()


def test_the_same_rows_again_are_said_to_be_known(herald: Herald) -> None:
    """Nothing was written; no rows left out are offered that are not there."""
    herald.write(Change.FIRST, table(), share="F0")
    herald.finish()
    assert "holds exactly these rows already; nothing was changed" in herald.announced()


def test_a_comparison_that_fails_costs_the_report_nothing(herald: Herald) -> None:
    """It is said how many rows there were."""
    herald.write(Change.FIRST, table(), share="F0")
    herald.write(Change.RENEWED, table(("Goa", 1)))
    herald.finish()
    faults = Faults()
    faults.plan("before", "compare", TransientError("slow"))
    herald.announcer = replace(herald.announcer, tables=faults.on(herald.office.tables))
    assert "Version 1, which it took the place of, had 2 rows." in herald.announced()


def test_a_question_to_people_is_not_overwritten(herald: Herald) -> None:
    """An older version's snapshot may come while a newer one is asked about, or read."""
    herald.write(Change.FIRST, table())
    herald.finish()
    told = Announcement(WORKSPACE, CHANNEL, "1.0", herald.ts, PERSON)
    herald.log.begin(WORKSPACE, "F1", "0B", told)
    herald.announcer.announce(WORKSPACE, "F1", herald.office.dataset)
    assert herald.text == "Preparing"
    offer = Offer("0B:1", "k", "0B", herald.office.dataset.id, "Shop", 1, 2, (Choice.ADD,))
    herald.log.finish(WORKSPACE, "F1", "0B", Outcome(REPORT, herald.office.dataset.id, offer))
    herald.announcer.announce(WORKSPACE, "F1", herald.office.dataset)
    assert herald.text == "Preparing"
