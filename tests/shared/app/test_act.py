"""What a person presses is done for who may, where it was pressed; everything else is said in a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shared.app import act
from shared.app.membership import NOT_FOR_GUESTS
from shared.app.messages import ActionKind
from shared.core.errors import InternalError, TransientError
from shared.ports.outbox import Queue
from shared.render.actions import feedback_value
from tests.fakes import shop
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults, Killed
from tests.fakes.office import (
    BOT,
    CHANNEL,
    COLLEAGUE,
    DIRECT,
    GUEST,
    OTHER_CHANNEL,
    PERSON,
    ROOT,
    WORKSPACE,
    Office,
    shop_dataset,
)

EVERYTHING = [each for each in ActionKind if each not in {ActionKind.WELCOME, ActionKind.STOP, ActionKind.OPEN_HOME}]
ON_ANSWERS = [ActionKind.PIN, ActionKind.EXPORT, ActionKind.FEEDBACK]


@pytest.fixture
def asked() -> Office:
    """An office in whose channel PERSON had the question Ev1 answered."""
    office = Office()
    office.answered()
    return office


def value_for(kind: ActionKind, answer: str = "Ev1") -> str:
    """Return what the button of an answer carries."""
    return feedback_value(answer, helpful=True) if kind is ActionKind.FEEDBACK else answer


def uploads(office: Office) -> list[tuple[str, str | None, str]]:
    """Return (channel, thread, content) of what was uploaded."""
    shared = [each for each in office.bot.messages if each.file]
    urls = [str(office.bot.files[each.file]["url_private_download"]) for each in shared]
    texts = [office.bot.contents[url].decode("utf-8-sig") for url in urls]
    return [(each.channel, each.thread_ts, text) for each, text in zip(shared, texts, strict=True)]


def nothing_done(office: Office) -> bool:
    """Return True when no action left a trace but words."""
    opinions = office.log.opinions(WORKSPACE, "Ev1")
    pins = [office.pins.of(WORKSPACE, user) for user in (PERSON, COLLEAGUE, GUEST)]
    return not (uploads(office) or opinions or any(pins) or office.outbox.sent or office.digests.all())


def test_a_pin_stands_in_the_home_tab_of_who_pinned_it(asked: Office) -> None:
    """Once, however often it is pressed; anybody of the channel may pin an answer given there."""
    for _ in range(2):
        asked.actor().act(asked.action(ActionKind.PIN, "Ev1", user=COLLEAGUE))
    (pin,) = asked.pins.of(WORKSPACE, COLLEAGUE)
    assert (pin.question, pin.channel, pin.headline) == ("total value by brand", CHANNEL, pin.headline)
    assert pin.headline
    assert asked.told() == ["Pinned to your Home tab.", "This is pinned already; see your Home tab."]
    assert "total value by brand" in json.dumps(asked.bot.homes[COLLEAGUE])
    assert asked.pins.of(WORKSPACE, PERSON) == ()
    asked.actor().act(asked.action(ActionKind.UNPIN, "Ev1", user=PERSON))
    assert asked.pins.of(WORKSPACE, COLLEAGUE) == (pin,)
    asked.actor().act(asked.action(ActionKind.UNPIN, "Ev1", user=COLLEAGUE))
    assert asked.pins.of(WORKSPACE, COLLEAGUE) == ()


def test_an_export_has_every_row_of_the_answer(real_office: Office) -> None:
    """In its thread, computed anew, checked against sums made by hand; no cell starts a formula."""
    real_office.answered("total sales value by brand")
    real_office.actor().act(real_office.action(ActionKind.EXPORT, "Ev1"))
    ((channel, thread, text),) = uploads(real_office)
    rows = list(csv.reader(io.StringIO(text)))[1:]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in shop.line_rows():
        sums[str(row[1] or "")] += row[3] if isinstance(row[3], Decimal) else 0
    assert (channel, thread) == (CHANNEL, ROOT)
    assert sum(Decimal(row[1]) for row in rows) == sum(sums.values())
    assert {row[0] for row in rows} == set(sums)


def test_the_latest_word_of_each_person_counts(asked: Office) -> None:
    """Feedback is kept by person."""
    for helpful in (True, False):
        asked.actor().act(asked.action(ActionKind.FEEDBACK, feedback_value("Ev1", helpful=helpful)))
    asked.actor().act(asked.action(ActionKind.FEEDBACK, feedback_value("Ev1", helpful=True), user=COLLEAGUE))
    assert asked.log.opinions(WORKSPACE, "Ev1") == {PERSON: False, COLLEAGUE: True}
    assert asked.told()[0].startswith("Thank you")


@pytest.mark.parametrize("kind", EVERYTHING)
def test_a_guest_can_press_nothing(asked: Office, kind: ActionKind) -> None:
    """Guests, strangers of shared channels and bots read one sentence, and nothing else happens."""
    asked.actor().act(asked.action(kind, value_for(kind), user=GUEST))
    assert nothing_done(asked)
    (said,) = asked.told()
    assert said in {NOT_FOR_GUESTS, act.NOT_CHANGED_BY_GUESTS}
    assert asked.bot.homes == {}


@pytest.mark.parametrize("kind", ON_ANSWERS)
def test_an_answer_is_not_known_in_another_channel(asked: Office, kind: ActionKind) -> None:
    """Its buttons stand where it was given; a made-up click from elsewhere finds nothing."""
    asked.bot.members.add((OTHER_CHANNEL, PERSON))
    asked.actor().act(asked.action(kind, value_for(kind), channel=OTHER_CHANNEL))
    assert nothing_done(asked)
    assert asked.told() == [act.GONE]


@pytest.mark.parametrize("kind", ON_ANSWERS)
def test_an_answer_given_in_private_is_its_askers(kind: ActionKind) -> None:
    """Whoever gets hold of its id."""
    office = Office(dataset=shop_dataset(channel=DIRECT))
    office.answered(channel=DIRECT)
    office.actor().act(office.action(kind, value_for(kind), channel=DIRECT, user=COLLEAGUE))
    assert nothing_done(office)
    assert [text for _, text, _, _ in office.bot.responses] == [act.GONE]


@pytest.mark.parametrize("kind", ON_ANSWERS)
@pytest.mark.parametrize("answer", ["Ev404", "", "'; DROP TABLE answers; --"])
def test_an_answer_nobody_gave_is_said_to_be_gone(asked: Office, kind: ActionKind, answer: str) -> None:
    """Another workspace's too: ids are looked up in one's own."""
    asked.actor().act(asked.action(kind, value_for(kind, answer)))
    assert nothing_done(asked)
    assert asked.told() == [act.GONE]


def test_an_answer_of_another_workspace_is_not_found(asked: Office) -> None:
    """The same id there is another answer."""
    asked.messengers.bots["T2"] = type(asked.bot)()
    message = asked.action(ActionKind.EXPORT, "Ev1")
    foreign = replace(message, workspace="T2")
    asked.actor().act(foreign)
    assert [text for _, text, _, _ in asked.messengers.bots["T2"].responses] == [act.GONE]
    assert uploads(asked) == []


@pytest.mark.parametrize("kind", [ActionKind.PIN, ActionKind.EXPORT])
def test_an_answer_without_rows_cannot_be_kept(asked: Office, kind: ActionKind) -> None:
    """A refusal has no query; a query whose table changed is refused in words."""
    asked.answered("what is the weather?", event_id="Ev2")
    asked.actor().act(asked.action(kind, "Ev2"))
    assert asked.dataset.snapshot is not None
    invoices_only = replace(shop.MODEL, entities=shop.MODEL.entities[1:], relationships=())
    newer = replace(asked.dataset.snapshot, version=2)
    asked.catalog = InMemoryDatasetCatalog(shop_dataset(model=invoices_only, snapshot=newer))
    asked.actor().act(asked.action(kind, "Ev1"))
    assert nothing_done(asked)
    assert asked.told()[0] == act.GONE
    assert asked.told()[1] != act.GONE


def test_a_refresh_asks_for_what_its_person_sees_there(asked: Office) -> None:
    """And nothing of other channels; names are data."""
    asked.catalog = InMemoryDatasetCatalog(
        shop_dataset(label="<!channel>"), shop_dataset(id="d_2", name="two", channel=OTHER_CHANNEL)
    )
    asked.actor().act(asked.action(ActionKind.SYNC))
    assert [each.body["dataset_id"] for each in asked.outbox.of(Queue.SNAPSHOTS)] == ["d_shop"]
    assert asked.told() == ["Refreshing &lt;!channel&gt;."]
    asked.actor().act(asked.action(ActionKind.SYNC, channel="C3"))
    assert asked.told()[-1] == "There is no data here to refresh."


def test_a_digest_is_set_sent_and_ended(asked: Office) -> None:
    """The Home tab follows."""
    settings: dict[str, Any] = {
        "id": "", "title": "Sales", "channel": CHANNEL, "cadence": "daily", "hour": 9, "timezone": "UTC",
    }  # fmt: skip
    asked.actor().act(asked.action(ActionKind.SAVE_DIGEST, json.dumps(settings), url=""))
    (digest,) = asked.digests.all()
    assert "*Sales*" in json.dumps(asked.bot.homes[PERSON])
    asked.actor().act(asked.action(ActionKind.SEND_DIGEST))
    assert asked.said()[-1].text.startswith("Sales")
    asked.actor().act(asked.action(ActionKind.REMOVE_DIGEST, digest.id, url="", channel=""))
    assert asked.digests.all() == ()
    assert "*Sales*" not in json.dumps(asked.bot.homes[PERSON])


def test_what_cannot_be_done_is_said_in_private(asked: Office) -> None:
    """By the click's own address, else in the direct messages: a form has no address."""
    settings = {"id": "", "title": "x", "channel": OTHER_CHANNEL, "cadence": "daily", "hour": 9, "timezone": "UTC"}
    asked.actor().act(asked.action(ActionKind.SAVE_DIGEST, json.dumps(settings), url="", channel=OTHER_CHANNEL))
    (said,) = asked.said(DIRECT)
    assert said.text.startswith("You are not in that channel")
    assert asked.said(OTHER_CHANNEL) == []


@pytest.mark.parametrize("kind", [ActionKind.WELCOME, ActionKind.SEND_DIGEST])
def test_what_everybody_sees_comes_once(asked: Office, kind: ActionKind) -> None:
    """Also when the process dies after the post."""
    before = len(asked.said())
    faults = Faults()
    faults.plan("after", "post", Killed())
    message = asked.action(kind, user=BOT if kind is ActionKind.WELCOME else PERSON)
    if kind is ActionKind.WELCOME:
        with pytest.raises(Killed):
            asked.actor(faults).act(message)
    else:
        asked.actor().act(message)
    asked.actor().act(message, redelivered=True)
    assert len(asked.said()) == before + 1


def test_a_welcome_tells_what_can_be_asked_here(asked: Office) -> None:
    """The bot itself is no guest in this."""
    asked.actor().act(asked.action(ActionKind.WELCOME, user=BOT, url=""))
    assert "Ask me about the data" in asked.said()[-1].text


def test_the_messages_tab_offers_questions_that_work(asked: Office) -> None:
    """Over the channels its person is in."""
    asked.actor().act(asked.action(ActionKind.OPEN_MESSAGES, channel=DIRECT, url=""))
    prompts = asked.bot.prompts[DIRECT, None]
    assert 0 < len(prompts) <= 4
    assert all(len(title) <= 40 for title, _ in prompts)
    asked.bot.prompts.clear()
    asked.bot.members.clear()
    asked.actor().act(asked.action(ActionKind.OPEN_MESSAGES, channel=DIRECT, url=""))
    assert asked.bot.prompts == {}


def test_the_home_tab_opens_for_guests_too(asked: Office) -> None:
    """To say that it is not for them; nobody is sent a message about it."""
    asked.actor().act(asked.action(ActionKind.OPEN_HOME, user=GUEST, url="", channel="DGUEST"))
    assert NOT_FOR_GUESTS in json.dumps(asked.bot.homes[GUEST])
    assert asked.said("DGUEST") == []


def test_a_stopped_thread_loses_its_status(asked: Office) -> None:
    """The app has to take it off itself."""
    asked.actor().act(asked.action(ActionKind.STOP, url=""))
    assert asked.bot.statuses[-1] == (CHANNEL, ROOT, "")


def test_a_channel_the_bot_left_is_said(asked: Office) -> None:
    """An export has nowhere to go."""
    asked.bot.closed.add(CHANNEL)
    asked.actor().act(asked.action(ActionKind.EXPORT, "Ev1"))
    assert asked.told() == [act.NOT_HERE]


@pytest.mark.parametrize(
    ("error", "sentence"), [(TransientError("db-1"), act.UNREACHABLE), (InternalError("x"), act.FAILED)]
)
def test_giving_up_is_said_to_who_waits(asked: Office, error: Exception, sentence: str) -> None:
    """And not about what nobody waits for."""
    asked.actor().give_up(asked.action(ActionKind.PIN, "Ev1"), error)
    asked.actor().give_up(asked.action(ActionKind.REMOVE_DIGEST, url="", channel=""), error)
    asked.actor().give_up(asked.action(ActionKind.OPEN_HOME, url=""), error)
    asked.actor().give_up(asked.action(ActionKind.WELCOME, url="", user=BOT), error)
    assert asked.told() == [sentence, sentence]


def test_an_outage_is_tried_again(asked: Office) -> None:
    """Nothing is said before the last try."""
    asked.bot.failing = True
    with pytest.raises(TransientError):
        asked.actor().act(asked.action(ActionKind.PIN, "Ev1"))
