"""The Messenger and Messengers ports: on the fake, and on the adapter against the Slack stand-in."""
# ruff: noqa: D102 - what people do and see has the names people give it

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from infra.local.slack import interactions, responses
from infra.local.slack.control import SlackControl
from infra.local.slack.faults import Fault
from infra.local.slack.running import RunningSlack
from shared.adapters.slack.calls import Patience
from shared.adapters.slack.messenger import SlackMessengers
from shared.core.errors import InternalError, TransientError, UserError
from shared.ports.installations import BotToken
from shared.ports.messenger import NotInChannelError
from tests.fakes.installations import InMemoryInstallations
from tests.fakes.messenger import FakeMessengers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shared.ports.messenger import Messenger, Messengers

CHANNEL, PERSON, OTHER, GUEST, STRANGER, BOT = "C02SALES", "U01PRIYA", "U02SAM", "U03GITA", "U04LEO", "U0AVEXRA"
WORKSPACE = "T0NORTHWIND"
SECTION = {"type": "section", "text": {"type": "plain_text", "text": "hello"}}


@dataclass(frozen=True)
class Seen:
    """A message as people see it."""

    ts: str
    text: str
    blocks: int
    thread_ts: str | None


class World(Protocol):
    """A workspace with a channel, and what people do and see in it."""

    @property
    def messengers(self) -> Messengers: ...
    def asked(self) -> str: ...
    def direct(self) -> str: ...
    def said(self) -> list[Seen]: ...
    def told(self, user: str) -> list[Seen]: ...
    def response_url(self) -> str: ...
    def trigger(self) -> str: ...
    def prompts(self) -> list[tuple[str, str]]: ...
    def home(self, user: str) -> int | None: ...
    def modal_titles(self) -> list[str]: ...
    def shared(self, name: str, content: bytes) -> str: ...
    def content(self, file_id: str) -> bytes: ...
    def break_down(self) -> None: ...


class FakeWorld:
    """The fake, looked into."""

    def __init__(self) -> None:
        self.messengers = FakeMessengers(WORKSPACE)
        self._bot = self.messengers.of(WORKSPACE)
        self._bot.outsiders |= {GUEST, STRANGER, BOT, "U0NOBODY"}
        self._bot.members |= {(CHANNEL, PERSON), (CHANNEL, OTHER)}
        self._bot.closed |= {"C0NOWHERE"}

    def asked(self) -> str:
        return "1600000000.000001"

    def direct(self) -> str:
        return "D01PRIYA"

    def said(self) -> list[Seen]:
        return [Seen(m.ts, m.text, len(m.blocks), m.thread_ts) for m in self._bot.messages if not m.to]

    def told(self, user: str) -> list[Seen]:
        own = [Seen(m.ts, m.text, len(m.blocks), m.thread_ts) for m in self._bot.messages if m.to == user]
        return own + [Seen("", text, len(blocks), None) for _, text, blocks, _ in self._bot.responses]

    def response_url(self) -> str:
        return "https://hooks.slack.com/commands/1"

    def trigger(self) -> str:
        return "1.2.3"

    def prompts(self) -> list[tuple[str, str]]:
        return [prompt for offered in self._bot.prompts.values() for prompt in offered]

    def home(self, user: str) -> int | None:
        return len(self._bot.homes[user]) if user in self._bot.homes else None

    def modal_titles(self) -> list[str]:
        return [view["title"]["text"] for _, view in self._bot.modals]

    def shared(self, name: str, content: bytes) -> str:
        return self._bot.share(name, content)

    def content(self, file_id: str) -> bytes:
        return self._bot.contents[str(self._bot.files[file_id]["url_private_download"])]

    def break_down(self) -> None:
        self._bot.failing = True


@dataclass
class StandInWorld:
    """The Slack stand-in, a person's eyes and hands in it."""

    running: RunningSlack
    control: SlackControl
    messengers: SlackMessengers = field(init=False)

    def __post_init__(self) -> None:
        app = self.running.slack.state.app
        installed = InMemoryInstallations(BotToken(WORKSPACE, app.bot_token, app.bot_user))
        self.messengers = SlackMessengers(installed, self.running.api_url, Patience(0.3))

    def asked(self) -> str:
        return self.control.post(PERSON, CHANNEL, "how many?")

    def direct(self) -> str:
        return self.control.open_home(PERSON, "messages")

    def said(self) -> list[Seen]:
        return [_seen(message) for message in self.control.channel(CHANNEL) if message.get("user") == BOT]

    def told(self, user: str) -> list[Seen]:
        return [_seen(message) for message in self.control.ephemerals(CHANNEL, user)]

    def response_url(self) -> str:
        return responses.open_url(self.running.slack, CHANNEL, PERSON)

    def trigger(self) -> str:
        return interactions.trigger(self.running.slack, PERSON)

    def prompts(self) -> list[tuple[str, str]]:
        offered = self.control.agent()["prompts"].values()
        return [(prompt["title"], prompt["message"]) for one in offered for prompt in one["prompts"]]

    def home(self, user: str) -> int | None:
        view = self.control.home(user)
        return len(view["blocks"]) if view else None

    def modal_titles(self) -> list[str]:
        return [view["title"]["text"] for view in self.control.modals(PERSON)]

    def shared(self, name: str, content: bytes) -> str:
        self.control.upload(PERSON, CHANNEL, name, content)
        return str(self.control.files()[-1]["id"])

    def content(self, file_id: str) -> bytes:
        return self.control.file_content(file_id)

    def break_down(self) -> None:
        self.running.slack.faults.pending.append(Fault("*", times=1000, status=503))


def _seen(message: Mapping[str, Any]) -> Seen:
    return Seen(message["ts"], message["text"], len(message.get("blocks", [])), message.get("thread_ts"))


@pytest.fixture(scope="module")
def stand_in() -> Iterator[tuple[RunningSlack, SlackControl]]:
    """One server for the file."""
    with RunningSlack() as running, SlackControl(running.url) as control:
        yield running, control


@pytest.fixture
def world(side: str, request: pytest.FixtureRequest) -> World:
    """A workspace as it begins."""
    if side == "fake":
        return FakeWorld()
    running, control = request.getfixturevalue("stand_in")
    control.reset()
    control.clear_faults()
    return StandInWorld(running, control)


@pytest.fixture
def bot(world: World) -> Messenger:
    """The workspace's bot."""
    return world.messengers.of(WORKSPACE)


def test_a_workspace_that_did_not_install_has_no_messenger(world: World) -> None:
    """The person is told to install."""
    with pytest.raises(UserError):
        world.messengers.of("T0ELSEWHERE")


def test_a_message_is_posted_in_its_thread(world: World, bot: Messenger) -> None:
    """With its blocks; its ts is what Slack calls it from then on."""
    thread = world.asked()
    ts = bot.post(CHANNEL, "12 invoices", [SECTION], thread)
    assert world.said() == [Seen(ts, "12 invoices", 1, thread)]


def test_an_update_replaces_text_and_blocks_however_often(world: World, bot: Messenger) -> None:
    """No blocks given means no blocks left; the ts stays."""
    thread = world.asked()
    ts = bot.post(CHANNEL, "thinking", [SECTION], thread)
    for _ in range(2):
        bot.update(CHANNEL, ts, "12", [SECTION, SECTION])
    assert world.said() == [Seen(ts, "12", 2, thread)]
    bot.update(CHANNEL, ts, "13")
    assert world.said() == [Seen(ts, "13", 0, thread)]


def test_our_own_message_is_found_by_its_event(world: World, bot: Messenger) -> None:
    """In its thread, by that event alone, also after it was updated."""
    thread, other = world.asked(), "1600000000.000009"
    assert bot.find_own(CHANNEL, thread, "Ev1") is None
    bot.post(CHANNEL, "another", thread_ts=thread, metadata={"event_id": "Ev2"})
    bot.post(CHANNEL, "unmarked", thread_ts=thread)
    ts = bot.post(CHANNEL, "12", thread_ts=thread, metadata={"event_id": "Ev1"})
    bot.update(CHANNEL, ts, "13")
    assert bot.find_own(CHANNEL, thread, "Ev1") == ts
    assert bot.find_own(CHANNEL, thread, "Ev3") is None
    assert bot.find_own(CHANNEL, other, "Ev1") is None


def test_our_own_message_is_found_among_the_newest_of_a_channel(world: World, bot: Messenger) -> None:
    """Where no thread is named; what stands in threads is left out."""
    thread = world.asked()
    bot.post(CHANNEL, "in a thread", thread_ts=thread, metadata={"event_id": "Ev2"})
    ts = bot.post(CHANNEL, "a root", metadata={"event_id": "Ev1"})
    assert bot.find_own(CHANNEL, "", "Ev1") == ts
    assert bot.find_own(CHANNEL, "", "Ev2") is None


def test_a_channel_without_the_bot_says_so(bot: Messenger) -> None:
    """Which an invitation mends: another error than a message that Slack does not take."""
    with pytest.raises(NotInChannelError):
        bot.post("C0NOWHERE", "12")
    with pytest.raises(NotInChannelError):
        bot.tell("C0NOWHERE", PERSON, "12")


def test_the_channels_somebody_is_in_are_known(bot: Messenger) -> None:
    """Of strangers to a channel it is not among them."""
    assert CHANNEL in bot.channels_of(PERSON)
    assert CHANNEL in bot.channels_of(PERSON)
    assert "C0NOWHERE" not in bot.channels_of(PERSON)


def test_what_one_user_is_told_nobody_else_sees(world: World, bot: Messenger) -> None:
    """It is no message of the channel."""
    bot.tell(CHANNEL, PERSON, "only you", [SECTION])
    assert [(seen.text, seen.blocks) for seen in world.told(PERSON)] == [("only you", 1)]
    assert world.said() == []


def test_a_response_goes_to_its_user_alone(world: World, bot: Messenger) -> None:
    """Through the address the click or command came with."""
    bot.respond(world.response_url(), "done", [SECTION])
    assert [(seen.text, seen.blocks) for seen in world.told(PERSON)] == [("done", 1)]
    assert world.said() == []


def test_a_status_that_cannot_be_shown_is_no_error(world: World, bot: Messenger) -> None:
    """A courtesy never costs an answer."""
    bot.set_status(CHANNEL, world.asked(), "is reading", ["Counting", "Adding"])
    bot.set_status(CHANNEL, "1.000000", "")
    world.break_down()
    bot.set_status(CHANNEL, "1.000000", "is reading")


def test_four_prompts_are_offered(world: World, bot: Messenger) -> None:
    """More are left away."""
    prompts = [(f"Title {n}", f"question {n}") for n in range(6)]
    bot.suggest(world.direct(), None, prompts)
    assert world.prompts() == prompts[:4]


def test_a_file_is_shared_ready_to_be_shown(world: World, bot: Messenger) -> None:
    """Byte for byte, under the id it is known by."""
    file_id = bot.upload(CHANNEL, world.asked(), "sales.csv", b"a,b\n1,2\n", "Sales")
    assert world.content(file_id) == b"a,b\n1,2\n"
    info = bot.file_info(file_id)
    assert (info["name"], info["title"], info["size"]) == ("sales.csv", "Sales", 8)
    assert info["mimetype"]


def test_an_empty_file_is_not_sent(bot: Messenger) -> None:
    """Slack takes none: a defect of the caller."""
    with pytest.raises(InternalError):
        bot.upload(CHANNEL, None, "empty.csv", b"", "Empty")


def test_a_shared_file_is_downloaded(world: World, bot: Messenger) -> None:
    """Up to the limit, and not one byte above."""
    content = bytes(range(256)) * 100
    info = bot.file_info(world.shared("data.bin", content))
    url = str(info["url_private_download"])
    assert bot.download(url, len(content)) == content
    with pytest.raises(UserError):
        bot.download(url, len(content) - 1)


def test_a_large_file_is_downloaded_in_blocks(world: World, bot: Messenger, tmp_path: Path) -> None:
    """Into a file of ours, up to the limit, and not one byte above."""
    content = bytes(range(256)) * 10_000
    url = str(bot.file_info(world.shared("data.bin", content))["url_private_download"])
    assert bot.download_into(tmp_path / "a", url, len(content)) == len(content)
    assert (tmp_path / "a").read_bytes() == content
    with pytest.raises(UserError):
        bot.download_into(tmp_path / "b", url, len(content) - 1)


def test_progress_is_shown_where_slack_takes_it(world: World, bot: Messenger) -> None:
    """And is no error where it does not: there is more to come, or a message somebody deleted."""
    ts = bot.post(CHANNEL, "reading", thread_ts=world.asked())
    assert bot.show(CHANNEL, ts, "half", [SECTION])
    assert [(seen.ts, seen.text, seen.blocks) for seen in world.said()] == [(ts, "half", 1)]
    assert not bot.show(CHANNEL, "1.000000", "nothing there")
    world.break_down()
    assert not bot.show(CHANNEL, ts, "three quarters")


def test_an_unknown_file_is_a_refusal(bot: Messenger) -> None:
    """As everything Slack does not accept."""
    with pytest.raises(InternalError):
        bot.file_info("F0NONE")
    with pytest.raises(InternalError):
        bot.update(CHANNEL, "1.000000", "nothing there")


def test_the_home_tab_is_replaced(world: World, bot: Messenger) -> None:
    """For one user."""
    bot.publish_home(PERSON, [SECTION])
    bot.publish_home(PERSON, [SECTION, SECTION])
    assert world.home(PERSON) == 2
    assert world.home(OTHER) is None


def test_a_modal_opens(world: World, bot: Messenger) -> None:
    """By the trigger of a click."""
    title = {"type": "plain_text", "text": "Rules"}
    bot.open_modal(world.trigger(), {"type": "modal", "title": title, "blocks": [SECTION]})
    assert world.modal_titles() == ["Rules"]


@pytest.mark.parametrize(
    ("user", "outside"),
    [(PERSON, False), (OTHER, False), (GUEST, True), (STRANGER, True), (BOT, True), ("U0NOBODY", True)],
)
def test_guests_strangers_and_bots_are_told_apart(bot: Messenger, user: str, *, outside: bool) -> None:
    """And whom Slack does not know is outside."""
    assert bot.is_guest_or_stranger(user) is outside
    assert bot.is_guest_or_stranger(user) is outside


def test_when_slack_is_away_everything_else_may_be_tried_again(world: World, bot: Messenger) -> None:
    """Each call says so in the same way."""
    thread, url, trigger = world.asked(), world.response_url(), world.trigger()
    world.break_down()
    for call in (
        lambda: bot.post(CHANNEL, "12"),
        lambda: bot.update(CHANNEL, thread, "12"),
        lambda: bot.find_own(CHANNEL, thread, "Ev1"),
        lambda: bot.tell(CHANNEL, PERSON, "12"),
        lambda: bot.suggest(CHANNEL, thread, []),
        lambda: bot.upload(CHANNEL, thread, "a.csv", b"a", "A"),
        lambda: bot.publish_home(PERSON, []),
        lambda: bot.open_modal(trigger, {}),
        lambda: bot.file_info("F1"),
        lambda: bot.is_guest_or_stranger(OTHER),
        lambda: bot.channels_of(OTHER),
    ):
        with pytest.raises(TransientError):
            call()
    assert world.told(PERSON) == []
    assert url
