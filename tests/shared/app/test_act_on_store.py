"""Syncs are asked for once each, told in the channel, and begun by nobody who may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.app.messages import ActionKind, SnapshotMessage, read_message
from shared.core.errors import InternalError, TransientError
from shared.core.store.declared import dataset_of
from shared.core.store.settings import DeclaredDataset, StoreSettings
from shared.core.store.source import Relation, SourceTable
from shared.core.store.sync import SyncKind
from shared.ports.outbox import Queue
from tests.fakes import shop_store
from tests.fakes.faults import Faults, Killed
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office

ASKED = SnapshotMessage(WORKSPACE, "d_shop", channel=CHANNEL, user=PERSON)


def ask(office: Office, words: str, faults: Faults | None = None, *, redelivered: bool = False, **who: Any) -> None:  # noqa: ANN401 - as action
    """Say words of the store."""
    message = office.action(ActionKind.STORE, words, event_id="Ev7", **who)
    office.actor(faults).act(message, redelivered=redelivered)


def sent(office: Office) -> list[SnapshotMessage]:
    """What waits for the door of snapshots."""
    return [read_message(SnapshotMessage, each.body) for each in office.outbox.of(Queue.SNAPSHOTS)]


@pytest.mark.parametrize(
    ("words", "asked", "said"),
    [
        ("store sync", ASKED, "(what is new)"),
        ("store sync SHOP", ASKED, "(what is new)"),
        ("store reconcile shop", replace(ASKED, kind=SyncKind.RECONCILED), "(what is new, and all keys)"),
        ("store full sync shop", replace(ASKED, kind=SyncKind.FULL), "(everything)"),
        (
            "store reset watermark",
            replace(ASKED, kind=SyncKind.FULL, reset=True),
            "(everything, the watermarks forgotten)",
        ),
    ],
)
def test_a_sync_is_asked_for_and_told_in_the_channel(
    office: Office, words: str, asked: SnapshotMessage, said: str
) -> None:
    """The message says who asked for what, and will say how it went."""
    ask(office, words)
    (message,) = office.said()
    assert sent(office) == [replace(asked, tell=message.ts)]
    assert message.text.startswith(f"<@{PERSON}> asked to sync *Shop* (")
    assert said in message.text
    assert (message.channel, message.thread_ts) == (CHANNEL, None)


@pytest.mark.parametrize("words", ["store sync lines", "store sync shop.LINES"])
def test_a_table_can_be_synced_alone(office: Office, words: str) -> None:
    """By its name, or with its data set's in front."""
    office.shelf(office.dataset).pointer = shop_store.manifest()
    ask(office, words)
    assert [each.only for each in sent(office)] == ["lines"]
    assert "only the table lines" in office.said()[0].text


def test_a_declared_table_is_known_before_it_is_synced(office: Office) -> None:
    """By its declaration."""
    declared = DeclaredDataset(WORKSPACE, CHANNEL, "mart", "Mart", (SourceTable("sold", Relation("public", "sold")),))
    office.settings = StoreSettings(datasets=(declared,))
    office.catalog.register(dataset_of(declared))
    ask(office, "store sync sold")
    assert [(each.dataset_id, each.only) for each in sent(office)] == [(dataset_of(declared).id, "sold")]


def test_without_a_name_every_data_set_of_the_channel_is_synced(office: Office) -> None:
    """Each has a message of its own."""
    office.catalog._datasets["d_other"] = replace(office.dataset, id="d_other", name="market", label="Market")
    ask(office, "store sync")
    messages = {each.tell: each.dataset_id for each in sent(office)}
    assert sorted(messages.values()) == ["d_other", "d_shop"]
    assert {each.ts for each in office.said()} == set(messages)


def test_a_sync_that_runs_is_not_begun_again(office: Office) -> None:
    """Who asks is told, and nobody else."""
    office.catalog._datasets["d_other"] = replace(office.dataset, id="d_other", name="market", label="Market")
    for each in ("d_shop", "d_other"):
        office.syncs.begin(each, "s1", office.clock.now())
    ask(office, "store full")
    ((_, text, _, _),) = office.bot.responses
    assert text.splitlines() == [
        f"Another sync of *{label}* is running; ask again when it has ended." for label in ("Market", "Shop")
    ]
    assert (office.said(), sent(office)) == ([], [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("store sync nowhere", "There is no data set “nowhere” here; there is shop."),
        ("store sync my shop", "“store sync” takes one name; put a name of several words in quotes."),
        ("store synk", "“synk” is not something the store does"),
    ],
)
def test_a_name_that_is_not_there_is_told(office: Office, words: str, said: str) -> None:
    """Nothing is posted, and nothing asked for."""
    ask(office, words)
    assert office.bot.responses[-1][1].startswith(said)
    assert (office.said(), sent(office)) == ([], [])


def test_a_table_of_several_data_sets_is_asked_back(office: Office) -> None:
    """In names that tell them apart."""
    other = replace(office.dataset, id="d_other", name="market", label="Market")
    office.catalog._datasets["d_other"] = other
    for each in (office.dataset, other):
        office.shelf(each).pointer = shop_store.manifest(dataset_id=each.id)
    ask(office, "store sync lines")
    assert office.bot.responses[-1][1] == "“lines” is in several data sets: say market.lines or shop.lines."
    assert sent(office) == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["post", "of", "is_guest_or_stranger"])
@pytest.mark.parametrize("error", [Killed(), TransientError("away"), InternalError("broken")])
def test_whatever_dies_the_channel_is_told_once(office: Office, moment: str, method: str, error: BaseException) -> None:
    """A redelivery finds the message and asks for the sync that tells in it."""
    faults = Faults()
    faults.plan(moment, method, error)
    with pytest.raises((Killed, TransientError, InternalError)):
        ask(office, "store sync", faults)
    ask(office, "store sync", faults, redelivered=True)
    (message,) = office.said()
    assert sent(office) == [replace(ASKED, tell=message.ts)]


def test_a_queue_that_is_away_leaves_a_message_that_the_next_try_finds(office: Office) -> None:
    """So that it is not told twice; also when the sync runs by then."""
    office.outbox.failing = True
    with pytest.raises(TransientError):
        ask(office, "store sync")
    office.outbox.failing = False
    office.syncs.begin("d_shop", "s1", office.clock.now())
    ask(office, "store sync", redelivered=True)
    assert len(office.said()) == 1
    assert len(sent(office)) == 1


def test_where_the_bot_is_not_nothing_is_begun(office: Office) -> None:
    """Nobody could be told how it went."""
    office.bot.closed.add(CHANNEL)
    ask(office, "store sync")
    assert "I am not in this channel" in office.bot.responses[-1][1]
    assert sent(office) == []


def test_what_reads_everything_is_asked_about_once_more(office: Office) -> None:
    """A slip of the finger costs nobody an hour of reading."""
    ask(office, "store")
    (actions,) = [each for each in office.bot.responses[-1][2] if each["type"] == "actions"]
    asked = {each["text"]["text"]: "confirm" in each for each in actions["elements"]}
    assert asked == {"Sync now": False, "Full sync": True, "Reset watermark": True}
