"""The IngestionLog port."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.core.ingest.report import CleanColumn, IngestionReport, Reject, Repair, SheetIssue, TableReport
from shared.core.ingest.versions.choices import Choice, Offer
from shared.core.table.types import DataType
from shared.ports.ingestion_log import Announcement, Ingestion, Outcome
from tests.fakes.clock import FixedClock
from tests.fakes.ingestion_log import InMemoryIngestionLog

if TYPE_CHECKING:
    from shared.ports.ingestion_log import IngestionLog

TOLD = Announcement("T1", "C1", "1.0", "1.1", "U1")
REPORT = IngestionReport(
    "a.csv",
    "a",
    (
        TableReport(
            "a",
            2,
            (CleanColumn("x", "X", DataType.INTEGER, ("1",), 0),),
            (Repair("Trimmed", 2),),
            (Reject(3, "short", ("\x00", "")),),
        ),
    ),
    (SheetIssue("a", "b"),),
    ("how many?",),
)

OFFER = Offer(
    "02:1", "raw/T1/C1/F1/a.csv", "02", "d_9", "Sales", 1, 40, (Choice.ADD, Choice.RENEW), ("It has the same columns.",)
)


@dataclass
class World:
    log: IngestionLog
    impatient: IngestionLog
    """The same log, with a lease that is over at once."""


@pytest.fixture
def world(side: str, request: pytest.FixtureRequest) -> World:
    """An empty log."""
    if side == "fake":
        log, impatient = InMemoryIngestionLog(FixedClock()), InMemoryIngestionLog(FixedClock(), 0)
        impatient._entries = log._entries
        return World(log, impatient)
    database = request.getfixturevalue("database")
    return World(PostgresIngestionLog(database), PostgresIngestionLog(database, 0))


def test_a_file_is_read_once_a_version(world: World) -> None:
    """While it is being read, and after."""
    assert world.log.find("T1", "F1") is None
    assert world.log.begin("T1", "F1", "00A1", TOLD)
    assert not world.log.begin("T1", "F1", "00A1", TOLD)
    assert world.log.find("T1", "F1") == Ingestion(TOLD)
    assert world.log.finish("T1", "F1", "00A1", Outcome(REPORT, "d_1"))
    assert not world.log.begin("T1", "F1", "00a1", TOLD)
    assert world.log.find("T1", "F1") == Ingestion(TOLD, "d_1", REPORT, is_done=True)


def test_other_files_and_workspaces_are_apart(world: World) -> None:
    """The same file id elsewhere is another file."""
    assert world.log.begin("T1", "F1", "01", TOLD)
    assert world.log.begin("T2", "F1", "01", replace(TOLD, workspace="T2"))
    assert world.log.begin("T1", "F2", "01", TOLD)
    world.log.finish("T1", "F1", "01", Outcome(REPORT, "d_1"))
    assert world.log.find("T2", "F1") == Ingestion(replace(TOLD, workspace="T2"))
    assert world.log.find("T1", "F9") is None


@pytest.mark.parametrize(
    ("older", "newer"),
    [("0055AED6DCD90281E5", "0055AED6DCD90281E6"), ("0F", "1"), ("1", "10000001"), ("9", "A"), ("a", "AB"), ("", "1")],
)
def test_a_newer_version_begins_and_an_older_one_does_not(world: World, older: str, newer: str) -> None:
    """Sequencers are hexadecimal, padded with zeros on the right, whatever their case."""
    for file, first, second, expected in (("F1", older, newer, True), ("F2", newer, older, False)):
        assert world.log.begin("T1", file, first, TOLD)
        assert world.log.begin("T1", file, second, TOLD) is expected


def test_padding_makes_equal_versions_equal(world: World) -> None:
    """The sequencers 1 and 100 are the same moment."""
    assert world.log.begin("T1", "F1", "1", TOLD)
    assert not world.log.begin("T1", "F1", "100", TOLD)


def test_in_any_order_the_newest_wins(world: World) -> None:
    """However deliveries are shuffled and repeated, the version begun last is the highest."""
    for number, order in enumerate(permutations(["01", "02", "03"])):
        begun = [s for s in (*order, *order) if world.log.begin("T1", f"F{number}", s, TOLD)]
        assert begun == sorted(begun)
        assert begun[-1] == "03"


def test_a_newer_version_keeps_what_the_last_one_gave_until_it_is_done(world: World) -> None:
    """People see the old report, told where the new version was announced."""
    world.log.begin("T1", "F1", "01", TOLD)
    world.log.finish("T1", "F1", "01", Outcome(REPORT, "d_1"))
    again = replace(TOLD, ts="2.2")
    assert world.log.begin("T1", "F1", "02", again)
    assert world.log.find("T1", "F1") == Ingestion(again, "d_1", REPORT)


def test_an_abandoned_version_may_begin_again(world: World) -> None:
    """But nothing that was finished may, and nothing older than that."""
    world.log.begin("T1", "F1", "01", TOLD)
    world.log.abandon("T1", "F1", "01")
    assert world.log.begin("T1", "F1", "01", TOLD)
    world.log.finish("T1", "F1", "01", Outcome(REPORT, "d_1"))
    world.log.abandon("T1", "F1", "01")
    assert not world.log.begin("T1", "F1", "01", TOLD)
    assert world.log.begin("T1", "F1", "02", TOLD)
    world.log.abandon("T1", "F1", "02")
    assert not world.log.begin("T1", "F1", "01", TOLD)
    assert world.log.begin("T1", "F1", "02", TOLD)


def test_abandoning_an_older_version_leaves_the_newer_alone(world: World) -> None:
    """A reader that was overtaken gives up without a word."""
    world.log.begin("T1", "F1", "01", TOLD)
    world.log.begin("T1", "F1", "02", TOLD)
    world.log.abandon("T1", "F1", "01")
    assert not world.log.begin("T1", "F1", "02", TOLD)


def test_a_killed_readers_version_may_begin_again_when_its_time_is_over(world: World) -> None:
    """A redelivery after the reader's timeout is not lost; a finished version stays finished."""
    world.log.begin("T1", "F1", "01", TOLD)
    assert not world.log.begin("T1", "F1", "01", TOLD)
    assert world.impatient.begin("T1", "F1", "01", TOLD)
    world.log.finish("T1", "F1", "01", Outcome(REPORT, "d_1"))
    assert not world.impatient.begin("T1", "F1", "01", TOLD)


def test_a_reader_that_was_overtaken_keeps_nothing(world: World) -> None:
    """Else the newer version would count as read, and its rows be lost when its reader dies."""
    world.log.begin("T1", "F1", "01", TOLD)
    world.log.begin("T1", "F1", "02", TOLD)
    assert not world.log.finish("T1", "F1", "01", Outcome(REPORT, "d_1"))
    assert world.log.find("T1", "F1") == Ingestion(TOLD)
    world.log.abandon("T1", "F1", "02")
    assert world.log.begin("T1", "F1", "02", TOLD)


def offered(world: World) -> None:
    """Let people be asked about version 02."""
    world.log.begin("T1", "F1", "02", TOLD)
    assert world.log.finish("T1", "F1", "02", Outcome(REPORT, "", OFFER))


def test_an_offer_waits_for_a_choice(world: World) -> None:
    """The version counts as read; its report is known."""
    offered(world)
    assert not world.impatient.begin("T1", "F1", "02", TOLD)
    assert world.log.find("T1", "F1") == Ingestion(TOLD, "", REPORT, is_done=True, offer=OFFER)


def test_the_first_choice_wins(world: World) -> None:
    """Whoever comes later, or twice, changes nothing."""
    offered(world)
    assert world.log.choose("T1", "F1", OFFER.id, Choice.RENEW, "U2")
    assert not world.log.choose("T1", "F1", OFFER.id, Choice.RENEW, "U2")
    assert not world.log.choose("T1", "F1", OFFER.id, Choice.ADD, "U3")
    found = world.log.find("T1", "F1")
    assert found == Ingestion(TOLD, "", REPORT, offer=OFFER, choice=Choice.RENEW, chosen_by="U2")


def test_what_was_chosen_begins_once_and_finishes(world: World) -> None:
    """The choice stays known, the offer goes; nothing can be chosen any more."""
    offered(world)
    world.log.choose("T1", "F1", OFFER.id, Choice.ADD, "U2")
    assert world.log.begin("T1", "F1", "02", TOLD)
    assert not world.log.begin("T1", "F1", "02", TOLD)
    world.log.abandon("T1", "F1", "02")
    assert world.log.begin("T1", "F1", "02", TOLD)
    assert world.log.finish("T1", "F1", "02", Outcome(REPORT, "d_9"))
    assert not world.impatient.begin("T1", "F1", "02", TOLD)
    assert not world.log.choose("T1", "F1", OFFER.id, Choice.REPLACE, "U3")
    found = world.log.find("T1", "F1")
    assert found == Ingestion(TOLD, "d_9", REPORT, is_done=True, choice=Choice.ADD, chosen_by="U2")


def test_nothing_is_chosen_of_what_is_not_offered(world: World) -> None:
    """Not for another offer, for a share nobody knows, or while a newer version is read."""
    offered(world)
    assert not world.log.choose("T1", "F1", "02:0", Choice.ADD, "U2")
    assert not world.log.choose("T1", "F2", OFFER.id, Choice.ADD, "U2")
    assert not world.log.choose("T2", "F1", OFFER.id, Choice.ADD, "U2")
    world.log.begin("T1", "F1", "03", TOLD)
    assert not world.log.choose("T1", "F1", OFFER.id, Choice.ADD, "U2")


def test_a_newer_version_takes_the_choice_away(world: World) -> None:
    """It was made about other rows; what was chosen is not begun for them."""
    offered(world)
    world.log.choose("T1", "F1", OFFER.id, Choice.ADD, "U2")
    world.log.begin("T1", "F1", "03", TOLD)
    assert world.log.find("T1", "F1") == Ingestion(TOLD, "", REPORT)
    assert not world.log.begin("T1", "F1", "02", TOLD)


def test_an_offer_may_be_made_anew(world: World) -> None:
    """Where what was chosen cannot be done any more; then the choice is open again."""
    offered(world)
    world.log.choose("T1", "F1", OFFER.id, Choice.ADD, "U2")
    world.log.begin("T1", "F1", "02", TOLD)
    again = replace(OFFER, id="02:2", version=2)
    assert world.log.finish("T1", "F1", "02", Outcome(REPORT, "", again))
    assert world.log.find("T1", "F1") == Ingestion(TOLD, "", REPORT, is_done=True, offer=again)
    assert not world.log.choose("T1", "F1", OFFER.id, Choice.ADD, "U2")
    assert world.log.choose("T1", "F1", again.id, Choice.ADD, "U3")
