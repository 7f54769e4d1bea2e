"""A file in the raw bucket becomes tables once, and its snapshot is always asked for."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.app import fail_file
from shared.app.ingest_file import parse_key
from shared.app.ingest_model import ModelIngester
from shared.app.ingested_report import report_of
from shared.app.messages import InProgressError
from shared.app.show_progress import TOO_LONG
from shared.config.ossie_documents import parse_any_model
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.ingest.report import REJECTS_TOLD, FileReading, Reject, SheetIssue
from shared.core.ingest.rules.keys import DeclaredKey
from shared.ports.ingestion_log import Announcement
from shared.ports.outbox import Queue
from tests.fakes.faults import Killed
from tests.fakes.mill import PHONE, Mill, table
from tests.fakes.office import CHANNEL, OTHER_CHANNEL, PERSON, WORKSPACE
from tests.fakes.written_models import InMemoryWrittenModels

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def mill() -> Mill:
    """With its first file waiting."""
    made = Mill()
    made.share()
    return made


def test_a_file_becomes_a_data_set_of_its_channel(mill: Mill) -> None:
    """Its tables are written, its sharer is a member, and a snapshot is asked for that will announce it."""
    assert mill.ingest()
    (dataset,) = mill.datasets()
    assert (dataset.label, dataset.channel, dataset.created_by) == ("Sales", CHANNEL, PERSON)
    assert [each.name for each in mill.tables.tables(dataset.id)] == ["sales"]
    assert mill.changes() == ["first"]
    (sent,) = mill.office.outbox.of(Queue.SNAPSHOTS)
    assert (sent.body["dataset_id"], sent.body["file_id"]) == (dataset.id, "C1/F1")
    assert (WORKSPACE, CHANNEL, PERSON) in mill.office.catalog._members


def test_what_is_kept_says_where_it_came_from(mill: Mill) -> None:
    """The sharing, the version of its object, the file, who shared it, and a hash of its bytes."""
    mill.ingest()
    (version,) = mill.tables.versions(mill.datasets()[0].id)
    origin = version.origin
    assert (origin.share, origin.sequencer, origin.file_name, origin.user) == ("C1/F1", "0A", "Sales.csv", PERSON)
    assert len(origin.content_hash) == 64


def test_the_same_version_is_read_once(mill: Mill) -> None:
    """S3 tells of an object at least once, and in any order."""
    mill.ingest(sequencer="0B")
    assert not mill.ingest(sequencer="0B")
    assert not mill.ingest(sequencer="0A")
    assert mill.snapshots_asked() == 1


def test_a_file_of_the_same_name_elsewhere_is_another_data_set(mill: Mill) -> None:
    """What a channel shares is its own."""
    mill.ingest()
    mill.share("Sales.csv", file_id="F3", channel=OTHER_CHANNEL)
    mill.ingest("F3")
    assert [each.channel for each in mill.datasets()] == [CHANNEL, OTHER_CHANNEL]


def test_a_file_that_was_edited_takes_the_place_of_what_it_said(mill: Mill) -> None:
    """Without a question: it is the same sharing; what it said before is kept."""
    mill.ingest()
    mill.share("Sales.csv", table(("Delhi", 1)))
    mill.ingest(sequencer="0B")
    assert mill.rows() == [("Delhi", 1)]
    assert mill.changes() == ["first", "renewed"]
    assert mill.snapshots_asked() == 2


def test_a_file_without_a_table_is_refused_with_its_reason(mill: Mill) -> None:
    """Nothing is stored, and reading it again is not asked for; a redelivery says it once more at most."""
    mill.reader.readings.clear()
    assert mill.ingest()
    assert "It holds no table" in mill.message().text
    assert mill.datasets() == []
    mill.office.bot.update(CHANNEL, mill.message().ts, "lost")
    assert not mill.ingest(redelivered=True)
    assert "It holds no table" in mill.message().text
    assert mill.office.outbox.sent == []


def test_an_edit_that_cannot_be_read_costs_nothing(mill: Mill) -> None:
    """The rows before stay, and a third version of the sharing renews them again."""
    mill.ingest()
    mill.share("Sales.csv")
    mill.reader.readings["Sales.csv"] = FileReading("Sales.csv", (), (SheetIssue("Sales.csv", "it is empty"),))
    mill.ingest(sequencer="0B")
    assert mill.message().text == "I could not use Sales.csv. It is empty."
    del mill.reader.readings["Sales.csv"]
    mill.share("Sales.csv", table(("Delhi", 1)))
    mill.ingest(sequencer="0C")
    assert mill.changes() == ["first", "renewed"]


def test_a_file_shared_in_two_channels_is_two(mill: Mill) -> None:
    """S3 orders the versions of one object only: the later object's news may come first."""
    first = mill.keys["F1"]
    second = mill.share("Sales.csv", file_id="F1", channel=OTHER_CHANNEL)
    assert mill.ingester().ingest(second, "0B")
    assert mill.ingester().ingest(first, "0A")
    assert [each.channel for each in mill.datasets()] == [OTHER_CHANNEL, CHANNEL]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "method",
    "metadata begin find show fetch read in_workspace register write remember_member finish send".split(),
)
@pytest.mark.parametrize("error", [Killed(), TransientError("away"), ValueError("a defect")])
def test_whatever_dies_a_redelivery_writes_once_and_asks_for_the_snapshot(
    mill: Mill, moment: str, method: str, error: BaseException
) -> None:
    """No file stays half read: not between its tables and its report, nor between its report and the request."""
    mill.faults.plan(moment, method, error)
    with pytest.raises((Killed, TransientError, ValueError)):
        mill.ingest()
    mill.office.clock.advance(minutes=16)  # as long as a killed reader's lease lasts
    mill.ingest(redelivered=True)
    assert mill.changes() == ["first"]
    assert mill.tables.tables(mill.datasets()[0].id)
    assert mill.snapshots_asked() in {1, 2}
    assert len(mill.office.bot.messages) == 1


def test_a_second_delivery_waits_for_the_first(mill: Mill) -> None:
    """It may not report success for work that can still fail."""
    mill.faults.plan("before", "read", Killed())
    mill.faults.plan("before", "abandon", Killed())
    with pytest.raises(Killed):
        mill.ingest()
    with pytest.raises(InProgressError):
        mill.ingest()


def test_a_reader_that_was_overtaken_announces_nothing(mill: Mill) -> None:
    """The newer version does; else its thread would tell of rows that are not there."""

    def overtake() -> None:
        mill.faults.watch = None
        mill.ingest(sequencer="0B")

    mill.faults.watch = lambda: overtake() if mill.faults.seen[-1] == ("before", "write") else None
    mill.ingest(sequencer="0A")
    assert mill.changes() == ["first"]
    assert [each.body["file_id"] for each in mill.office.outbox.of(Queue.SNAPSHOTS)] == ["C1/F1", ""]


@pytest.mark.parametrize("error", [None, ValueError("a defect"), Killed()])
def test_no_file_is_left_on_the_disk(
    mill: Mill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException | None
) -> None:
    """Neither the file nor what its reading staged: containers live on, and their disks fill up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if error is not None:
        mill.faults.plan("after", "read", error)
        with pytest.raises((ValueError, Killed)):
            mill.ingest()
    else:
        mill.ingest()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_takes_too_long_is_stopped_in_words(mill: Mill) -> None:
    """Before the function is: its person is told what to do, and nothing is written."""
    mill.reader = type(mill.reader)(mill.reader.readings, told=((1, 10),))
    with pytest.raises(UserError, match="share it in parts"):
        mill.ingest(until=mill.office.clock.now())
    mill.ingester().give_up(mill.keys["F1"], UserError(TOO_LONG))
    assert "share it in parts" in mill.message().text
    assert mill.datasets() == []
    assert mill.ingest(redelivered=True, until=mill.office.clock.now() + timedelta(minutes=1))


def test_no_writing_is_begun_when_the_time_is_over(mill: Mill) -> None:
    """A transaction that must be undone costs the time to say so."""
    with pytest.raises(UserError, match="share it in parts"):
        mill.ingest(until=mill.office.clock.now())
    assert ("before", "write") not in mill.faults.seen


def test_a_slack_that_limits_us_costs_no_ingestion(mill: Mill) -> None:
    """Progress is a courtesy; the report comes by the snapshot's way, which tries again."""
    mill.office.bot.failing = True
    assert mill.ingest()
    assert mill.rows() == [("Pune", 12), ("Agra", 7)]
    assert mill.snapshots_asked() == 1


def test_giving_up_is_said_where_the_progress_stood(mill: Mill) -> None:
    """Whether or not reading had begun."""
    mill.ingester().give_up(mill.keys["F1"], TransientError("away"))
    assert fail_file.UNREACHABLE in mill.message().text
    mill.ingest()
    mill.ingester().give_up(mill.keys["F1"], UserError("it cannot be stored."))
    assert "it cannot be stored." in mill.message().text


def test_personal_examples_are_told_to_nobody() -> None:
    """Neither the report nor what keeps it has them."""
    made = table(("Pune", "98200"), columns=(*table().columns[:1], PHONE))
    report = report_of(FileReading("sales.csv", (made,)))
    assert [each.examples for each in report.tables[0].columns] == [("Pune", "Agra"), ()]


def test_a_report_keeps_the_first_rows_left_out_and_counts_them_all() -> None:
    """A file of a million faults makes no report of a million rows."""
    rejects = tuple(Reject(line, "short", ("a",)) for line in range(500))
    (told,) = report_of(FileReading("sales.csv", (table(rejects=rejects),))).tables
    assert (len(told.rejected), told.rejects) == (REJECTS_TOLD, 500)


@pytest.mark.parametrize(
    "key", ["raw/T1/C1/F1", "other/T1/C1/F1/x.csv", "raw/T1//F1/x.csv", "raw/T1/C1/F1/a/b.csv", ""]
)
def test_an_object_that_is_not_ours_is_a_defect(key: str) -> None:
    """Nobody can be told; the queue keeps it."""
    with pytest.raises(InternalError):
        parse_key(key)


RULES = """
rules:
  - name: Key accounts
    when: {column: city, is: Pune}
    set: {column: segment, to: Key account}
"""


def test_rules_of_a_channel_are_given_to_the_readings_of_its_files(mill: Mill) -> None:
    """From the next file on, in that channel and no other; the thread says what each rule does."""
    mill.share_text("rules.yaml", RULES, file_id="F5")
    assert mill.ingest("F5")
    assert "rules.yaml is kept: 1 rule for files shared in this channel" in mill.message("F5").text
    assert "Key accounts: where city is Pune, segment becomes Key account" in str(mill.message("F5").blocks)
    mill.ingest()
    mill.share("Sales.csv", file_id="F3", channel=OTHER_CHANNEL)
    mill.ingest("F3")
    assert [len(each) for each in mill.reader.rules] == [1, 0]
    mill.share_text("rules.yaml", "rules: []", file_id="F6")
    mill.ingest("F6")
    assert "this channel's rules are taken away" in mill.message("F6").text


def test_keys_of_a_channel_are_given_to_the_readings_of_its_files(mill: Mill) -> None:
    """Those written as rules; what each does is told when they come."""
    mill.share_text("rules.yaml", "keys: {sales: [order no]}", file_id="F5")
    assert mill.ingest("F5")
    assert "Key of sales: of rows with the same order no the last is kept, the others are left out" in str(
        mill.message("F5").blocks
    )
    mill.ingest()
    assert mill.reader.rules == [(DeclaredKey("sales", ("order no",)),)]


def test_keys_of_a_written_model_are_given_behind_those_of_the_rules(mill: Mill) -> None:
    """What the channel says of its tables tells their rows apart, too."""
    mill.share_text("rules.yaml", "keys: {sales: [order no]}", file_id="F5")
    mill.ingest("F5")
    models = ModelIngester(parse_any_model, InMemoryWrittenModels())
    told = Announcement(WORKSPACE, CHANNEL, "1.0", "1718190000.000100", PERSON)
    models.ingest(b"version: 1\nentities: {sales: {key: [order_id]}}", "model.yaml", told)
    replace(mill.ingester(), models=models).ingest(mill.keys["F1"], "0A")
    rules, key = DeclaredKey("sales", ("order no",)), DeclaredKey("sales", ("order_id",), is_whole=True)
    assert mill.reader.rules == [(rules, key)]


def test_rules_with_mistakes_are_refused_with_their_place(mill: Mill) -> None:
    """And take nothing away."""
    mill.share_text("rules.yaml", "rules: [{name: a}]", file_id="F5")
    mill.ingest("F5")
    assert "rules[1] (a).when is missing" in str(mill.message("F5").blocks)
    assert mill.rules.of(WORKSPACE, CHANNEL) is None


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["put", "update", "finish"])
def test_whatever_dies_rules_are_kept_and_told(mill: Mill, moment: str, method: str) -> None:
    """Nothing stays half done between keeping them and saying so."""
    mill.share_text("rules.yaml", RULES, file_id="F5")
    mill.faults.plan(moment, method, Killed())
    with pytest.raises(Killed):
        mill.ingest("F5")
    mill.office.clock.advance(minutes=16)
    mill.ingest("F5", redelivered=True)
    assert "rules.yaml is kept: 1 rule for files shared in this channel" in mill.message("F5").text
    assert mill.rules.of(WORKSPACE, CHANNEL) is not None
