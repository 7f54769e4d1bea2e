"""Versions are listed, compared and gone back to by who can see the data; rows left out are handed out as text."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from shared.app import choose_version, show_versions
from shared.app.act import NOT_CHANGED_BY_GUESTS
from shared.app.messages import ActionKind
from shared.core.errors import InternalError, TransientError
from shared.core.ingest.report import Reject
from shared.ports.outbox import Queue
from shared.render.actions import version_value
from tests.fakes.faults import Killed
from tests.fakes.mill import Mill, table
from tests.fakes.office import COLLEAGUE, GUEST, OTHER_CHANNEL

REJECTS = (Reject(3, "too many cells", ("Pune", "=1+1", "x")), Reject(9, "a total row", ("Total", "@SUM(A1)")))


class Archive(Mill):
    """A data set of three versions of one file."""

    def __init__(self) -> None:
        super().__init__()
        rows = [("Pune", 12), ("Agra", 7), ("Goa", 3)]
        for number, sequencer in enumerate(("0A", "0B", "0C"), 1):
            self.shared("Sales.csv", table(*rows[:number], rejects=REJECTS, key=("city",)), sequencer=sequencer)
        self.id = self.datasets()[0].id
        self.office.outbox.sent.clear()

    def act(self, kind: ActionKind, value: str, *, redelivered: bool = False, **who: str) -> None:
        """Press something."""
        message = self.office.action(kind, value, event_id=f"Ev-{kind}-{value}", **who)
        self.office.actor(self.faults).act(message, redelivered=redelivered)

    def back_to(self, number: int, shown: int = 3, *, redelivered: bool = False, **who: str) -> None:
        """Go back to a version."""
        self.act(ActionKind.RESTORE, version_value(self.id, number, shown), redelivered=redelivered, **who)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What clicks were answered with: text and blocks."""
        return [(text, json.dumps(blocks, ensure_ascii=False)) for _, text, blocks, _ in self.office.bot.responses]

    def posted(self) -> list[str]:
        """What everyone in the channel was told anew."""
        return [each.text for each in self.office.said() if "went back" in each.text]


@pytest.fixture
def archive() -> Archive:
    """With nothing pressed."""
    return Archive()


def test_the_versions_are_listed_to_who_asks(archive: Archive) -> None:
    """The newest first; all but the current one can be compared and gone back to."""
    archive.act(ActionKind.VERSIONS, archive.id)
    ((text, blocks),) = archive.answers
    assert text == "Sales has 3 versions."
    assert blocks.index("Version 3") < blocks.index("Version 2") < blocks.index("Version 1")
    assert blocks.count("Go back to this") == 2
    assert blocks.count("Compare with current") == 2
    assert "Sales.csv: a new version, 2 rows" in blocks


def test_a_version_is_compared_with_the_current_one(archive: Archive) -> None:
    """In rows, by the key where there is one."""
    archive.act(ActionKind.COMPARE, version_value(archive.id, 1, 3))
    assert archive.answers[0][0] == "Sales, from version 1 to version 3: 2 rows added."


def test_going_back_makes_a_new_version_and_tells_the_channel(archive: Archive) -> None:
    """With who did it; questions are answered from it once the snapshot is there."""
    archive.back_to(1, user=COLLEAGUE)
    assert archive.rows() == [("Pune", 12)]
    assert archive.changes()[-1] == "restored"
    (sent,) = archive.office.outbox.of(Queue.SNAPSHOTS)
    assert (sent.body["dataset_id"], sent.body["file_id"]) == (archive.id, "")
    assert archive.posted() == [
        f"<@{COLLEAGUE}> went back to version 1 of Sales: 1 row, now version 4. Answers will use it in a moment."
    ]
    assert archive.answers == [("Done: version 4 has the rows of version 1 again.", "[]")]


def test_going_back_where_somebody_wrote_meanwhile_is_refused(archive: Archive) -> None:
    """The list that was looked at is not what is there; nothing is lost."""
    archive.back_to(1)
    archive.back_to(2)
    assert archive.changes() == ["first", "renewed", "renewed", "restored"]
    assert archive.answers[-1][0] == show_versions.MOVED_ON.format(4)
    assert len(archive.posted()) == 1


def test_going_back_to_what_is_there_changes_nothing(archive: Archive) -> None:
    """And says so."""
    archive.back_to(3)
    assert archive.answers[-1][0] == show_versions.ALREADY_THERE
    assert archive.posted() == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["post", "respond", "of", "is_guest_or_stranger"])
@pytest.mark.parametrize("error", [Killed(), TransientError("away"), InternalError("broken")])
def test_whatever_dies_one_goes_back_once(archive: Archive, moment: str, method: str, error: BaseException) -> None:
    """One version, one word to the channel."""
    archive.faults.plan(moment, method, error)
    with pytest.raises((Killed, TransientError, InternalError)):
        archive.back_to(1)
    archive.back_to(1, redelivered=True)
    assert archive.changes() == ["first", "renewed", "renewed", "restored"]
    assert len(archive.posted()) == 1
    assert archive.office.outbox.of(Queue.SNAPSHOTS)


def test_a_guest_goes_nowhere(archive: Archive) -> None:
    """Nor does somebody who is not in the channel."""
    archive.back_to(1, user=GUEST)
    archive.back_to(1, user="U9")
    assert [text for text, _ in archive.answers] == [NOT_CHANGED_BY_GUESTS, choose_version.NOT_IN_HERE]
    assert archive.rows() == [("Pune", 12), ("Agra", 7), ("Goa", 3)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ActionKind.VERSIONS, "{}"),
        (ActionKind.LEFT_OUT, "{}"),
        (ActionKind.COMPARE, "{}|1|3"),
        (ActionKind.RESTORE, "{}|1|3"),
    ],
)
def test_what_is_of_another_channel_is_seen_by_nobody_here(archive: Archive, kind: ActionKind, value: str) -> None:
    """Whatever a button carries: the audience is the channel's."""
    archive.office.bot.members.add((OTHER_CHANNEL, "U1"))
    archive.act(kind, value.format(archive.id), channel=OTHER_CHANNEL)
    assert archive.answers == [(show_versions.GONE, "[]")]


@pytest.mark.parametrize("value", ["", "d_1", "d_1|x|2", "d_1|1", "d_1|1|2|3", "d_9|1|3"])
@pytest.mark.parametrize("kind", [ActionKind.COMPARE, ActionKind.RESTORE])
def test_a_button_that_is_not_ours_is_told_so(archive: Archive, kind: ActionKind, value: str) -> None:
    """It does nothing."""
    archive.act(kind, value)
    assert archive.answers == [(show_versions.GONE, "[]")]


def test_a_version_that_is_not_kept_says_so(archive: Archive) -> None:
    """A replaced one is in the history, and gone."""
    archive.act(ActionKind.COMPARE, version_value(archive.id, 9, 3))
    archive.back_to(9)
    assert [text for text, _ in archive.answers] == ["Version 9 is not kept any more, or never was."] * 2


def test_the_rows_left_out_come_as_a_file_in_the_thread(archive: Archive) -> None:
    """Line, reason and cells as read; a formula stays the text it was."""
    archive.act(ActionKind.LEFT_OUT, archive.id)
    (file,) = [each for each in archive.office.bot.messages if each.file]
    assert file.thread_ts == "1718190000.000100"
    info = archive.office.bot.files[file.file]
    assert (info["name"], info["title"]) == ("sales_left_out.csv", "Rows left out of Sales")
    content = archive.office.bot.contents[str(info["url_private_download"])].decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["Line", "Reason", "Cell 1", "Cell 2", "Cell 3"],
        ["3", "too many cells", "Pune", "'=1+1", "x"],
        ["9", "a total row", "Total", "'@SUM(A1)"],
    ]


def test_rows_left_out_of_several_tables_say_of_which(archive: Archive) -> None:
    """In one file."""
    tables = (table(rejects=REJECTS[:1]), table(("Goa", 1), name="returns", rejects=REJECTS[1:]))
    archive.shared("Sales.csv", *tables, sequencer="0D")
    archive.act(ActionKind.LEFT_OUT, archive.id)
    (file,) = [each for each in archive.office.bot.messages if each.file]
    content = archive.office.bot.contents[str(archive.office.bot.files[file.file]["url_private_download"])]
    assert [line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()] == ["Table", "Returns", "Sales"]


def test_where_nothing_is_left_out_nothing_is_shared(archive: Archive) -> None:
    """The person is told."""
    archive.shared("Sales.csv", replace(table(), rejects=()), sequencer="0D")
    archive.act(ActionKind.LEFT_OUT, archive.id)
    assert archive.answers == [(show_versions.NOTHING_LEFT_OUT, "[]")]
