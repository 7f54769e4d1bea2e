"""What the adapter adds to the port: how posts are marked, what is repeated, what is never shown."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from infra.local.slack.control import SlackControl
from infra.local.slack.running import RunningSlack
from infra.local.slack.state import Message
from shared.adapters.slack.calls import Patience
from shared.adapters.slack.messenger import SlackMessenger, SlackMessengers
from shared.core.errors import InternalError, TransientError, UserError
from shared.ports.installations import BotToken
from tests.fakes.installations import InMemoryInstallations

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNEL, PERSON = "C02SALES", "U01PRIYA"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSlack]:
    """One stand-in for the file."""
    with RunningSlack() as found:
        yield found


@pytest.fixture
def control(running: RunningSlack) -> Iterator[SlackControl]:
    """The stand-in as it begins."""
    with SlackControl(running.url) as found:
        found.reset()
        found.clear_faults()
        yield found


@pytest.fixture
def bot(running: RunningSlack) -> SlackMessenger:
    """The bot, with a second and a half of patience."""
    app = running.slack.state.app
    return SlackMessenger(BotToken("T0NORTHWIND", app.bot_token, app.bot_user), running.api_url, Patience(1.5))


def test_nothing_unfurls(control: SlackControl, bot: SlackMessenger) -> None:
    """Every post says so, so that a link in the data fetches nothing."""
    bot.post(CHANNEL, "see https://example.com")
    arguments = control.calls("chat.postMessage")[-1]["arguments"]
    assert [str(arguments[name]) for name in ("unfurl_links", "unfurl_media")] == ["False", "False"]


def test_a_post_that_arrived_behind_a_fault_is_found_and_not_repeated(
    control: SlackControl, bot: SlackMessenger
) -> None:
    """The caller looks, finds the message by its event, and updates it."""
    thread = control.post(PERSON, CHANNEL, "how many?")
    control.fault("chat.postMessage", status=500, after_effect=True)
    with pytest.raises(TransientError):
        bot.post(CHANNEL, "working", thread_ts=thread, metadata={"event_id": "Ev1"})
    ts = bot.find_own(CHANNEL, thread, "Ev1")
    assert ts is not None
    bot.update(CHANNEL, ts, "12")
    assert [reply["text"] for reply in control.replies(CHANNEL, thread)] == ["12"]


def test_a_rate_limited_post_is_posted_once(control: SlackControl, bot: SlackMessenger) -> None:
    """After the wait that Slack asked for."""
    control.fault("chat.postMessage", status=429, retry_after=1)
    ts = bot.post(CHANNEL, "12")
    assert [message["ts"] for message in control.channel(CHANNEL) if "bot_id" in message] == [ts]


def test_a_faulty_update_is_repeated(control: SlackControl, bot: SlackMessenger) -> None:
    """The same update twice leaves the same message."""
    ts = bot.post(CHANNEL, "working")
    control.fault("chat.update", status=503)
    bot.update(CHANNEL, ts, "12")
    assert [message["text"] for message in control.channel(CHANNEL) if "bot_id" in message] == ["12"]


def test_somebody_elses_mark_is_not_ours(control: SlackControl, running: RunningSlack) -> None:
    """Another app could write our event type; only our own user's message counts."""
    thread = control.post(PERSON, CHANNEL, "how many?")
    token = running.slack.state.app.bot_token
    SlackMessenger(BotToken("T0NORTHWIND", token, "U0AVEXRA"), running.api_url).post(
        CHANNEL, "12", thread_ts=thread, metadata={"event_id": "Ev1"}
    )
    another = SlackMessenger(BotToken("T0NORTHWIND", token, "U0ANOTHER"), running.api_url)
    assert another.find_own(CHANNEL, thread, "Ev1") is None


def test_a_long_thread_is_searched_to_its_end(
    control: SlackControl, bot: SlackMessenger, running: RunningSlack
) -> None:
    """Page by page."""
    thread = control.post(PERSON, CHANNEL, "how many?")
    state = running.slack.state
    for ts in [state.next_ts() for _ in range(205)]:
        state.conversations[CHANNEL].messages[ts] = Message(ts, CHANNEL, PERSON, "and?", thread)
    ours = bot.post(CHANNEL, "12", thread_ts=thread, metadata={"event_id": "Ev1"})
    assert bot.find_own(CHANNEL, thread, "Ev1") == ours


def test_a_response_url_that_leads_elsewhere_is_not_used(bot: SlackMessenger) -> None:
    """It came with a signed request, and still: answers hold data."""
    with pytest.raises(InternalError):
        bot.respond("https://evil.example/1", "secret")


def test_a_bot_that_was_removed_says_who_must_act(running: RunningSlack) -> None:
    """After an uninstallation there is no bot, whatever was cached; with a new token there is a new one."""
    app = running.slack.state.app
    installed = InMemoryInstallations(BotToken("T0NORTHWIND", app.bot_token, app.bot_user))
    messengers = SlackMessengers(installed, running.api_url)
    first = messengers.of("T0NORTHWIND")
    assert messengers.of("T0NORTHWIND") is first
    installed.bots["T0NORTHWIND"] = BotToken("T0NORTHWIND", "xoxb-new", app.bot_user)
    assert messengers.of("T0NORTHWIND") is not first
    del installed.bots["T0NORTHWIND"]
    with pytest.raises(UserError):
        messengers.of("T0NORTHWIND")


def test_no_log_line_holds_a_token_or_a_message(
    control: SlackControl, bot: SlackMessenger, running: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Also at the most talkative level, and when things fail."""
    caplog.set_level(logging.DEBUG)
    bot.post(CHANNEL, "the secret figure is 42")
    control.fault("chat.postMessage", status=500)
    with pytest.raises(TransientError):
        bot.post(CHANNEL, "the secret figure is 42")
    lines = [record.getMessage() for record in caplog.records if "slack" in record.name]
    assert not any("secret figure" in line or running.slack.state.app.bot_token in line for line in lines)
