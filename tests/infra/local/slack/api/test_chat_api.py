"""chat.*: posting, updating, deleting, ephemeral messages, and every refusal of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl
    from infra.local.slack.running import RunningSlack

Json = dict[str, Any]
SALES, PRIYA = "C02SALES", "U01PRIYA"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def test_a_posted_message_is_what_history_and_a_person_read(client: WebClient, control: SlackControl) -> None:
    """A message posted through slack_sdk is in the channel, in history, and carries a block_id for each block."""
    posted = client.chat_postMessage(
        channel=SALES, text="hello", blocks=[SECTION], metadata={"event_type": "answer", "event_payload": {"id": "1"}}
    )
    assert control.channel("sales")[-1]["text"] == "hello"
    history = client.conversations_history(channel=SALES, include_all_metadata=True)["messages"]
    assert history[0]["ts"] == posted["ts"]
    assert history[0]["blocks"][0]["block_id"]
    assert history[0]["metadata"]["event_payload"] == {"id": "1"}
    assert history[0]["bot_id"] == "B0AVEXRA"


def test_a_reply_to_a_reply_lands_under_the_parent_with_a_warning(client: WebClient, control: SlackControl) -> None:
    """thread_ts of a reply leads to the parent's thread, and the stand-in notes the mistake."""
    parent = control.post("priya", "sales", "hello")
    reply = client.chat_postMessage(channel=SALES, text="one", thread_ts=parent)["ts"]
    client.chat_postMessage(channel=SALES, text="two", thread_ts=reply)
    assert [one["text"] for one in control.replies("sales", parent)] == ["one", "two"]
    assert "parent's ts" in control.warnings()[0]["message"]


def test_text_without_blocks_removes_the_blocks(client: WebClient, call: Callable[..., Json]) -> None:
    """chat.update with text alone drops the blocks; with blocks alone it keeps the text and leaves no edited mark."""
    ts = client.chat_postMessage(channel=SALES, text="old", blocks=[SECTION])["ts"]
    kept = call("chat.update", channel=SALES, ts=ts, blocks=[{"type": "divider"}])["message"]
    assert (kept["text"], kept["blocks"][0]["type"], "edited" in kept) == ("old", "divider", False)
    changed = client.chat_update(channel=SALES, ts=ts, text="new")["message"]
    assert (changed["text"], "blocks" in changed, "edited" in changed) == ("new", False, True)


def test_a_deleted_message_is_gone(client: WebClient, control: SlackControl) -> None:
    """chat.delete removes the bot's own message."""
    ts = client.chat_postMessage(channel=SALES, text="x")["ts"]
    client.chat_delete(channel=SALES, ts=ts)
    assert control.channel("sales") == []


REFUSALS: list[tuple[str, Json, str]] = [
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": SALES}, "no_text"),
    ("chat.postMessage", {"channel": SALES, "text": ""}, "no_text"),
    ("chat.postMessage", {"channel": SALES, "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": SALES, "markdown_text": "x" * 12_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": SALES, "markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": SALES, "text": "x", "thread_ts": "1700000000.000001"}, "thread_not_found"),
    ("chat.postMessage", {"channel": SALES, "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
    ("chat.postMessage", {"channel": SALES, "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    ("chat.postMessage", {"channel": SALES, "text": "x", "blocks": [{"type": "nope"}]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": SALES, "text": "x", "colour": "red"}, "invalid_arguments"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": SALES, "text": 5}, "invalid_arguments"),
    ("chat.update", {"channel": SALES, "ts": "1700000000.000001", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": SALES, "ts": "1700000000.000001"}, "message_not_found"),
    ("chat.postEphemeral", {"channel": SALES, "user": "U03GITA", "text": "x"}, "user_not_in_channel"),
    ("chat.getPermalink", {"channel": SALES, "message_ts": "1700000000.000001"}, "message_not_found"),
]


@pytest.mark.parametrize(("method", "arguments", "code"), REFUSALS)
def test_a_bad_call_is_refused_by_name(call: Callable[..., Json], method: str, arguments: Json, code: str) -> None:
    """Each mistake has the error code Slack gives it."""
    assert call(method, **arguments)["error"] == code


def test_invalid_blocks_say_where(call: Callable[..., Json]) -> None:
    """The messages of response_metadata name the place of everything wrong."""
    answer = call(
        "chat.postMessage", channel=SALES, text="x", blocks=[{"type": "header", "text": {"type": "mrkdwn"}, "x": 1}]
    )
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid additional property: x [json-pointer:/blocks/0]",
        "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ]


def test_an_unknown_argument_is_named(call: Callable[..., Json]) -> None:
    """invalid_arguments names the argument Slack does not know."""
    messages = call("chat.postMessage", channel=SALES, text="x", colour="red")["response_metadata"]["messages"]
    assert messages == ["[ERROR] unknown argument: colour [json-pointer:/colour]"]


def test_a_message_of_a_person_cannot_be_changed(call: Callable[..., Json], control: SlackControl) -> None:
    """The bot may change and delete its own messages only."""
    ts = control.post("priya", "sales", "mine")
    assert call("chat.update", channel=SALES, ts=ts, text="x")["error"] == "cant_update_message"
    assert call("chat.delete", channel=SALES, ts=ts)["error"] == "cant_delete_message"


def test_a_channel_the_bot_is_not_in(running: RunningSlack, call: Callable[..., Json], control: SlackControl) -> None:
    """Outside its channels the bot needs chat:write.public; a private channel it is not in does not exist for it."""
    state = running.slack.state
    sales = state.conversations[SALES]
    sales.members.remove(state.app.bot_user)
    assert call("chat.postMessage", channel=SALES, text="x")["ok"]
    state.tokens[state.app.bot_token] = ("chat:write", "channels:history")
    assert call("chat.postMessage", channel=SALES, text="x")["error"] == "not_in_channel"
    assert call("conversations.history", channel=SALES)["error"] == "not_in_channel"
    sales.kind = "private"
    assert call("chat.postMessage", channel=SALES, text="x")["error"] == "channel_not_found"
    control.reset()


def test_an_ephemeral_message_is_one_persons(client: WebClient, control: SlackControl) -> None:
    """An ephemeral message is kept for its person, tells no event, and cannot be updated."""
    ts = client.chat_postEphemeral(channel=SALES, user=PRIYA, text="psst")["message_ts"]
    assert [(one["text"], one["shown"]) for one in control.ephemerals("sales", "priya")] == [("psst", True)]
    assert control.ephemerals("sales", "sam") == []
    assert control.channel("sales") == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel=SALES, ts=ts, text="x")


def test_an_ephemeral_message_in_a_quiet_thread_is_never_shown(client: WebClient, control: SlackControl) -> None:
    """chat.postEphemeral answers ok in a thread without replies, and nobody sees the message."""
    parent = control.post("priya", "sales", "hello")
    client.chat_postEphemeral(channel=SALES, user=PRIYA, text="lost", thread_ts=parent)
    client.chat_postMessage(channel=SALES, text="reply", thread_ts=parent)
    client.chat_postEphemeral(channel=SALES, user=PRIYA, text="seen", thread_ts=parent)
    assert [(one["text"], one["shown"]) for one in control.ephemerals("sales")] == [("lost", False), ("seen", True)]


def test_blocks_without_text_are_noted(call: Callable[..., Json], control: SlackControl) -> None:
    """Slack lets blocks without text pass; the stand-in keeps a warning for tests to read."""
    assert call("chat.postMessage", channel=SALES, blocks=[SECTION])["ok"]
    assert "blocks without text" in control.warnings()[0]["message"]


def test_posting_to_a_user_opens_the_direct_message(client: WebClient, control: SlackControl) -> None:
    """A user's id as channel means their DM with the bot."""
    posted = client.chat_postMessage(channel=PRIYA, text="hi")
    assert posted["channel"] == client.conversations_open(users=PRIYA)["channel"]["id"]
    assert control.channel("@avexra", "priya")[0]["text"] == "hi"
