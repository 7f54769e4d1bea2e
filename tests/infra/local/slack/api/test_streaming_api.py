"""chat.startStream, appendStream, stopStream: through slack_sdk's helper, and their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl

Json = dict[str, Any]
SALES, PRIYA, TEAM = "C02SALES", "U01PRIYA", "T0NORTHWIND"
WHO: Json = {"recipient_user_id": PRIYA, "recipient_team_id": TEAM}


@pytest.fixture
def asked(control: SlackControl) -> str:
    """Ask something in a channel and return the question's ts."""
    return control.ask("priya", "sales", "total?")


def test_a_stream_becomes_one_message(client: WebClient, control: SlackControl, asked: str) -> None:
    """Text joins, a task is replaced by its later state, the blocks of stop stand below."""
    stream = client.chat_stream(channel=SALES, thread_ts=asked, buffer_size=4, **WHO)
    stream.append(markdown_text="**Total** is ")
    assert control.replies("sales", asked)[0]["streaming_state"] == "in_progress"
    stream.append(chunks=[{"type": "task_update", "id": "1", "title": "Read", "status": "in_progress", "details": "a"}])
    stream.append(chunks=[{"type": "task_update", "id": "1", "title": "Read", "status": "complete", "details": "b"}])
    stream.append(markdown_text="42.")
    stream.stop(blocks=[{"type": "divider"}])
    (reply,) = control.replies("sales", asked)
    assert "streaming_state" not in reply
    assert reply["text"] == "**Total** is 42."
    assert [block["type"] for block in reply["blocks"]] == ["markdown", "task_card", "markdown", "divider"]
    assert reply["blocks"][1]["status"] == "complete"
    assert reply["blocks"][1]["details"]["elements"][0]["elements"][0]["text"] == "ab"


def test_tasks_can_stand_in_one_plan(client: WebClient, control: SlackControl, asked: str) -> None:
    """With task_display_mode plan, tasks stand together under the plan's title."""
    stream = client.chat_stream(channel=SALES, thread_ts=asked, task_display_mode="plan", **WHO)
    stream.append(chunks=[{"type": "task_update", "id": str(n), "title": f"t{n}", "status": "pending"} for n in (1, 2)])
    stream.stop(chunks=[{"type": "plan_update", "title": "Thinking"}])
    (plan,) = control.replies("sales", asked)[0]["blocks"]
    assert (plan["type"], plan["title"], len(plan["tasks"])) == ("plan", "Thinking", 2)


def test_in_a_channel_a_stream_needs_its_recipient(call: Callable[..., Json], asked: str) -> None:
    """Both recipient ids are needed in a channel, and they must belong together."""
    place = {"channel": SALES, "thread_ts": asked}
    assert call("chat.startStream", **place)["error"] == "missing_recipient_team_id"
    assert call("chat.startStream", **place, recipient_team_id=TEAM)["error"] == "missing_recipient_user_id"
    wrong = {"recipient_user_id": PRIYA, "recipient_team_id": "T0OTHER"}
    assert call("chat.startStream", **place, **wrong)["error"] == "user_not_found"
    assert call("chat.startStream", **place, **WHO)["ok"]


def test_in_a_direct_message_a_stream_answers_a_message(call: Callable[..., Json], control: SlackControl) -> None:
    """In a DM no recipient is needed, but a message to reply to is."""
    ts = control.ask("priya", "@avexra", "total?")
    channel = control.open_home("priya", "messages")
    assert call("chat.startStream", channel=channel)["error"] == "invalid_thread_ts"
    assert call("chat.startStream", channel=channel, thread_ts=ts)["ok"]


def test_a_stopped_stream_takes_no_more(call: Callable[..., Json], asked: str) -> None:
    """After stop, append and stop answer message_not_in_streaming_state; update works."""
    ts = call("chat.startStream", channel=SALES, thread_ts=asked, markdown_text="x", **WHO)["ts"]
    place = {"channel": SALES, "ts": ts}
    assert call("chat.update", **place, text="y")["error"] == "streaming_state_conflict"
    assert call("chat.stopStream", **place)["ok"]
    for method in ("chat.appendStream", "chat.stopStream"):
        assert call(method, **place, markdown_text="y")["error"] == "message_not_in_streaming_state"
    assert call("chat.update", **place, text="z")["ok"]


def test_a_stream_dies_after_five_minutes(client: WebClient, control: SlackControl, asked: str) -> None:
    """At 299 s a stream still takes text, at 300 s it does not; chat.update repairs the message."""
    stream = client.chat_stream(channel=SALES, thread_ts=asked, buffer_size=1, **WHO)
    stream.append(markdown_text="a")
    control.advance(298)
    stream.append(markdown_text="b")
    control.advance(2)
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        stream.append(markdown_text="c")
    assert stream.ts is not None
    client.chat_update(channel=SALES, ts=stream.ts, text="abc")
    assert control.replies("sales", asked)[0]["text"] == "abc"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"chunks": [{"type": "markdown_text", "text": "x" * 12_001}]}, "invalid_chunks"),
        ({"chunks": [{"type": "image"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1", "title": "t", "status": "done"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "nope"}]}]}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "divider"}] * 51}]}, "invalid_chunks"),
        ({}, "no_text"),
    ],
)
def test_a_bad_chunk_is_refused(call: Callable[..., Json], asked: str, arguments: Json, code: str) -> None:
    """Every kind of chunk is checked, blocks in it included."""
    ts = call("chat.startStream", channel=SALES, thread_ts=asked, **WHO)["ts"]
    assert call("chat.appendStream", channel=SALES, ts=ts, **arguments)["error"] == code


def test_a_stream_takes_fifty_blocks_in_all(call: Callable[..., Json], asked: str) -> None:
    """Fifty blocks may come as chunks, over several calls, and fifty more at the stop."""
    place = {"channel": SALES, "ts": call("chat.startStream", channel=SALES, thread_ts=asked, **WHO)["ts"]}
    dividers = [{"type": "divider"}] * 30
    assert call("chat.appendStream", **place, chunks=[{"type": "blocks", "blocks": dividers}])["ok"]
    again = call("chat.appendStream", **place, chunks=[{"type": "blocks", "blocks": dividers}])
    assert again["error"] == "too_many_blocks"
    assert call("chat.stopStream", **place, blocks=[{"type": "divider"}] * 50)["ok"]


def test_a_stream_of_calls_is_limited(call: Callable[..., Json], control: SlackControl, asked: str) -> None:
    """Twenty startStream calls a minute, and a hundred of appendStream."""
    control.rate_limits(enabled=True)
    starts = [call("chat.startStream", channel=SALES, thread_ts=asked, markdown_text="x", **WHO) for _ in range(21)]
    assert [one.get("error") for one in starts].count("ratelimited") == 1
    place = {"channel": SALES, "ts": starts[0]["ts"], "markdown_text": "x"}
    appends = [call("chat.appendStream", **place) for _ in range(101)]
    assert [one.get("error") for one in appends].count("ratelimited") == 1
