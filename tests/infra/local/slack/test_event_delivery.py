"""What the bot is told: signed envelopes, three seconds to acknowledge, retries, and which event comes when."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.signature import SignatureVerifier

from infra.local.slack.control import ControlError
from infra.local.slack.outbox import ACK_SECONDS, RETRY_DELAYS, sign

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl
    from infra.local.slack.running import RunningSlack

Json = dict[str, Any]
Bot = Any
"""The recording bot of conftest.py, which a test file cannot import."""
SALES, PRIYA = "C02SALES", "U01PRIYA"
SECRET = "test-signing-secret"


def test_the_schedule_is_slacks() -> None:
    """Unless a test shortens them: three seconds, then retries at once, after a minute, after five."""
    assert (ACK_SECONDS, RETRY_DELAYS) == (3.0, (0.0, 60.0, 300.0))


def test_a_signature_is_the_hmac_of_version_time_and_body() -> None:
    """The signature is v0= and the HMAC-SHA256 of v0:timestamp:body."""
    expected = hmac.new(b"secret", b"v0:1531420618:token=x", hashlib.sha256).hexdigest()
    assert sign("secret", 1531420618, b"token=x") == f"v0={expected}"


def test_every_request_passes_slacks_own_verifier(bot: Bot, control: SlackControl) -> None:
    """slack_sdk's verifier accepts what the stand-in sends, and not what was altered."""
    control.ask("priya", "sales", "total?")
    control.settle()
    verifier = SignatureVerifier(SECRET)
    for heard in bot.heard:
        assert verifier.is_valid_request(heard.raw, heard.headers)
        assert not verifier.is_valid_request(heard.raw + b" ", heard.headers)


def test_a_mention_in_a_channel_is_told_twice(bot: Bot, control: SlackControl) -> None:
    """A mention arrives as message and as app_mention, with two event_ids and one ts; a plain message once."""
    ts = control.ask("priya", "sales", "total?")
    control.post("priya", "sales", "never mind")
    control.settle()
    envelopes = [one.body for one in bot.heard]
    assert sorted(one["event"]["type"] for one in envelopes) == ["app_mention", "message", "message"]
    mention = bot.events("app_mention")[0]
    assert (mention["ts"], mention["user"], mention["channel"]) == (ts, PRIYA, SALES)
    assert mention["text"] == "<@U0AVEXRA> total?"
    assert "channel_type" not in mention
    assert len({one["event_id"] for one in envelopes}) == 3
    assert {(one["team_id"], one["api_app_id"], one["type"]) for one in envelopes} == {
        ("T0NORTHWIND", "A0AVEXRA", "event_callback")
    }
    assert envelopes[0]["authorizations"][0]["user_id"] == "U0AVEXRA"


def test_a_direct_message_is_told_once(bot: Bot, control: SlackControl) -> None:
    """In a DM a message is a message event of channel_type im, mention or not."""
    control.post("priya", "@avexra", "<@U0AVEXRA> total?")
    control.settle()
    assert [event["channel_type"] for event in bot.events("message")] == ["im"]
    assert bot.events("app_mention") == []


def test_a_reply_names_its_thread(bot: Bot, control: SlackControl) -> None:
    """A reply's event carries thread_ts and who wrote the parent."""
    ts = control.post("priya", "sales", "hello")
    control.post("sam", "sales", "and?", ts)
    control.settle()
    reply = next(event for event in bot.events("message") if event["text"] == "and?")
    assert (reply["thread_ts"], reply["parent_user_id"]) == (ts, PRIYA)


def test_a_file_is_told_by_id_alone(bot: Bot, control: SlackControl) -> None:
    """An upload is a message of subtype file_share and a file_shared event with ids only."""
    file = control.upload("priya", "sales", "sales.csv", b"a,b\n1,2\n", "@avexra here")["file"]
    control.settle()
    shared = bot.events("file_shared")[0]
    assert shared | {"event_ts": ""} == {
        "type": "file_shared",
        "file_id": file,
        "file": {"id": file},
        "user_id": PRIYA,
        "channel_id": SALES,
        "event_ts": "",
    }
    assert bot.events("message")[0]["subtype"] == "file_share"
    assert bot.events("app_mention")[0]["files"][0]["id"] == file


def test_the_bots_own_messages_and_edits_are_told_too(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """Slack tells a bot of its own messages, edits and deletions: a bot has to know itself."""
    ts = client.chat_postMessage(channel=SALES, text="<@U0AVEXRA> x")["ts"]
    client.chat_update(channel=SALES, ts=ts, text="y")
    client.chat_delete(channel=SALES, ts=ts)
    control.settle()
    events = sorted(bot.events("message"), key=lambda event: event["event_ts"])
    assert [event.get("subtype") for event in events] == [None, "message_changed", "message_deleted"]
    assert events[0]["bot_id"] == "B0AVEXRA"
    assert bot.events("app_mention") == []


def test_other_events(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """Home and Messages tabs, context, joining, reactions, the stop button and the end of an installation are told."""
    ts = control.ask("priya", "sales", "total?")
    control.open_home("priya")
    control.open_home("priya", "messages")
    control.look_at("priya", "sales")
    control.react("sam", "sales", ts, "eyes")
    reply = client.chat_startStream(
        channel=SALES, thread_ts=ts, recipient_user_id=PRIYA, recipient_team_id="T0NORTHWIND", markdown_text="x"
    )["ts"]
    assert control.stop("priya", "sales", ts) == [reply]
    control.invite("priya", "sales", "gita")
    control.uninstall()
    control.settle()
    assert sorted(event["tab"] for event in bot.events("app_home_opened")) == ["home", "messages"]
    assert bot.events("app_context_changed")[0]["context"]["entities"][0]["value"] == SALES
    assert bot.events("reaction_added")[0]["item"]["ts"] == ts
    stopped = bot.events("agent_session_stopped")[0]
    assert (stopped["thread_ts"], stopped["streaming_message_ts"]) == (ts, [reply])
    assert bot.events("member_joined_channel")[0]["user"] == "U03GITA"
    assert len(bot.events("tokens_revoked")) == len(bot.events("app_uninstalled")) == 1


def test_a_bot_outside_a_channel_hears_nothing(running: RunningSlack, bot: Bot, control: SlackControl) -> None:
    """Where the bot is no member nothing is told, and the person who mentions it learns why."""
    running.slack.state.conversations[SALES].members.remove("U0AVEXRA")
    control.ask("priya", "sales", "total?")
    control.settle()
    assert bot.heard == []
    assert "not in this channel" in control.ephemerals("sales", "priya")[0]["text"]


def test_a_stranger_is_told_apart(bot: Bot, control: SlackControl) -> None:
    """What a person of another workspace writes in a shared channel carries their team; commands are not theirs."""
    control.ask("leo", "partners", "total?")
    control.settle()
    mention = bot.events("app_mention")[0]
    assert (mention["team"], mention["user_team"], mention["source_team"]) == ("T0FABRIKAM",) * 3
    assert bot.heard[0].body["is_ext_shared_channel"] is True
    with pytest.raises(ControlError, match="unknown_command"):
        control.slash("leo", "partners", "/avexra")


def test_an_event_without_its_scope_is_not_sent(running: RunningSlack, bot: Bot, control: SlackControl) -> None:
    """Without channels:history only the mention arrives."""
    state = running.slack.state
    state.tokens[state.app.bot_token] = ("app_mentions:read",)
    control.ask("priya", "sales", "total?")
    control.settle()
    assert [one.body["event"]["type"] for one in bot.heard] == ["app_mention"]


def test_a_refused_event_is_retried_three_times(bot: Bot, control: SlackControl) -> None:
    """After a failure the same event comes again, numbered, with the reason, three times at most."""
    bot.answer = lambda _heard: (500, None)
    control.post("priya", "sales", "hello")
    control.settle()
    assert [one.headers.get("x-slack-retry-num") for one in bot.heard] == [None, "1", "2", "3"]
    assert {one.headers.get("x-slack-retry-reason") for one in bot.heard[1:]} == {"http_error"}
    assert len({one.body["event_id"] for one in bot.heard}) == 1
    delivery = control.deliveries(name="message")[0]
    assert (delivery["acknowledged"], delivery["finished"], len(delivery["attempts"])) == (False, True, 4)


def test_a_retry_that_succeeds_is_the_last(bot: Bot, control: SlackControl) -> None:
    """An acknowledgement ends the retries, and so does x-slack-no-retry."""
    bot.answer = lambda heard: (200 if "x-slack-retry-num" in heard.headers else 503, None)
    control.post("priya", "sales", "hello")
    control.settle()
    assert [attempt["status"] for attempt in control.deliveries()[0]["attempts"]] == [503, 200]


def test_a_slow_acknowledgement_is_a_failure(bot: Bot, control: SlackControl) -> None:
    """Past the window the attempt counts as http_timeout and the event comes again."""

    def answer(heard: Bot) -> tuple[int, None]:
        if "x-slack-retry-num" not in heard.headers:
            time.sleep(0.6)
        return 200, None

    bot.answer = answer
    control.post("priya", "sales", "hello")
    control.settle()
    reasons = [attempt["reason"] for attempt in control.deliveries()[0]["attempts"]]
    assert reasons == ["http_timeout", ""]


def test_a_bot_that_is_down_is_a_failed_connection(control: SlackControl) -> None:
    """A refused connection is on record as connection_failed."""
    control.set_app(bot_url="http://127.0.0.1:9")
    control.post("priya", "sales", "hello")
    control.settle()
    assert {attempt["reason"] for attempt in control.deliveries()[0]["attempts"]} == {"connection_failed"}


def test_an_event_can_be_sent_again(bot: Bot, control: SlackControl) -> None:
    """A duplicate delivery carries the same event_id."""
    control.post("priya", "sales", "hello")
    control.settle()
    control.redeliver(control.deliveries()[0]["event_id"])
    control.settle()
    assert len(bot.heard) == 2
    assert bot.heard[0].body == bot.heard[1].body


def test_a_request_url_is_verified_by_its_echo(bot: Bot, control: SlackControl) -> None:
    """url_verification is passed by a bot that returns the challenge."""
    assert not control.verify_url()
    bot.answer = lambda heard: (200, {"challenge": heard.body["challenge"]})
    assert control.verify_url()
