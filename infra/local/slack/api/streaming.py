"""Streamed answers: chat.startStream, chat.appendStream, chat.stopStream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack import events, messages
from infra.local.slack.api import chat
from infra.local.slack.api.assistant import SESSION_STATUSES, set_session
from infra.local.slack.api.method import LIST, NEEDED, OBJECT, TEXT, Call, Method
from infra.local.slack.blocks.grammar import Report, Shape, array, constant, maybe, needed, one_of, string
from infra.local.slack.blocks.layout import MARKDOWN_MAX
from infra.local.slack.blocks.surfaces import check_blocks, with_block_ids
from infra.local.slack.errors import SlackError, invalid_payload
from infra.local.slack.state import Stream
from infra.local.slack.streams import add_chunk, is_streaming

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import Conversation, Message

BLOCKS_MAX = 50
"""Most blocks sent as chunks in one stream; chat.stopStream takes as many again."""
_SOURCE = Shape({"type": needed(constant("url")), "url": needed(string(at_least=1)), "text": needed(string())})
CHUNKS: dict[str, Shape] = {
    "markdown_text": Shape({"type": needed(constant("markdown_text")), "text": needed(string(at_most=MARKDOWN_MAX))}),
    "plan_update": Shape({"type": needed(constant("plan_update")), "title": needed(string(at_least=1))}),
    "task_update": Shape(
        {
            "type": needed(constant("task_update")),
            "id": needed(string(at_least=1)),
            "title": needed(string(at_least=1)),
            "status": needed(constant("pending", "in_progress", "complete", "error")),
            "details": maybe(string()),
            "output": maybe(string()),
            "sources": maybe(array(one_of(lambda: {"url": _SOURCE}))),
        }
    ),
    "blocks": Shape(
        {
            "type": needed(constant("blocks")),
            "blocks": needed(array(lambda _value, _pointer, _report: None, at_most=BLOCKS_MAX)),
        }
    ),
}


def _checked_chunks(call: Call) -> list[Json]:
    if len(call.text("markdown_text")) > MARKDOWN_MAX:
        raise SlackError("msg_too_long")
    chunks = call.args.get("chunks") or []
    report = Report("message")
    array(one_of(lambda: CHUNKS))(chunks, "/chunks", report)
    for index, chunk in enumerate(chunks):
        if not report.errors and chunk["type"] == "blocks":
            report.errors += check_blocks(chunk["blocks"], "message", f"/chunks/{index}/blocks").errors
    if report.errors:
        raise invalid_payload("invalid_chunks", report)
    markdown = call.text("markdown_text")
    first = [{"type": "markdown_text", "text": markdown}] if markdown else []
    return first + [_with_ids(call, chunk) for chunk in chunks]


def _with_ids(call: Call, chunk: Json) -> Json:
    if chunk["type"] != "blocks":
        return dict(chunk)
    return {"type": "blocks", "blocks": with_block_ids(chunk["blocks"], call.slack.state.block_id)}


def _feed(stream: Stream, chunks: list[Json]) -> None:
    sending = sum(len(chunk["blocks"]) for chunk in chunks if chunk["type"] == "blocks")
    if stream.blocks_sent + sending > BLOCKS_MAX:
        raise SlackError("too_many_blocks")
    written = sum(len(part["text"]) for part in (*stream.parts, *chunks) if part["type"] == "markdown_text")
    if written > chat.TEXT_MAX:
        raise SlackError("msg_too_long")
    for chunk in chunks:
        add_chunk(stream, chunk)


def _recipient(call: Call, conversation: Conversation) -> str | None:
    user, team = call.text("recipient_user_id"), call.text("recipient_team_id")
    if conversation.kind == "im":
        return user or None
    if not team:
        raise SlackError("missing_recipient_team_id")
    if not user:
        raise SlackError("missing_recipient_user_id")
    if not call.slack.state.is_user(user) or call.slack.state.team_of(user) != team:
        raise SlackError("user_not_found")
    return user


def start(call: Call) -> Json:
    """Start a streamed message, in a thread or (in channels only) on its own."""
    conversation = call.joined()
    recipient = _recipient(call, conversation)
    mode = call.text("task_display_mode") or "timeline"
    if mode not in ("timeline", "plan"):
        raise SlackError("invalid_arguments")
    thread_ts = chat.checked_thread(call, conversation)
    if thread_ts is None and conversation.kind == "im":
        raise SlackError("invalid_thread_ts")
    stream = Stream(call.slack.clock.now(), recipient, mode)
    _feed(stream, _checked_chunks(call))
    message = chat.new_message(
        call, conversation, thread_ts=thread_ts, stream=stream, username=call.text("username") or None
    )
    messages.post(call.slack, message)
    messages.refresh_stream(call.slack, message)
    return {"channel": conversation.id, "ts": message.ts}


def _streaming(call: Call) -> tuple[Message, Stream]:
    conversation = call.joined()
    message = conversation.messages.get(call.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.bot_id != call.slack.state.app.bot_id:
        raise SlackError("message_not_owned_by_app")
    if message.stream is None or not is_streaming(message, call.slack.clock.now()):
        raise SlackError("message_not_in_streaming_state")
    return message, message.stream


def append(call: Call) -> Json:
    """Add to a streamed message."""
    message, stream = _streaming(call)
    chunks = _checked_chunks(call)
    if not chunks:
        raise SlackError("no_text")
    _feed(stream, chunks)
    messages.refresh_stream(call.slack, message)
    return {"channel": message.channel, "ts": message.ts}


def stop(call: Call) -> Json:
    """Finish a streamed message, with blocks below the text when given."""
    message, stream = _streaming(call)
    blocks, metadata = chat.checked_blocks(call), chat.checked_metadata(call)
    status = call.text("session_status")
    if status and status not in SESSION_STATUSES:
        raise SlackError("invalid_arguments")
    _feed(stream, _checked_chunks(call))
    if blocks:
        stream.parts.append({"type": "blocks", "blocks": blocks})
    if not stream.parts:
        raise SlackError("no_text")
    stream.open = False
    message.metadata = metadata or message.metadata
    before = messages.as_api(call.slack, message)
    messages.refresh_stream(call.slack, message)
    conversation = call.slack.state.conversations[message.channel]
    events.message_changed(call.slack, conversation, messages.as_api(call.slack, message), before)
    if status and message.thread_ts:
        set_session(call.slack, message.channel, message.thread_ts, status)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "message": messages.as_api(call.slack, message, metadata=True),
    }


METHODS = (
    Method(
        "chat.startStream",
        start,
        {
            "channel": NEEDED,
            "thread_ts": TEXT,
            "markdown_text": TEXT,
            "chunks": LIST,
            "recipient_user_id": TEXT,
            "recipient_team_id": TEXT,
            "task_display_mode": TEXT,
            "username": TEXT,
            "icon_emoji": TEXT,
            "icon_url": TEXT,
        },
    ),
    Method("chat.appendStream", append, {"channel": NEEDED, "ts": NEEDED, "markdown_text": TEXT, "chunks": LIST}),
    Method(
        "chat.stopStream",
        stop,
        {
            "channel": NEEDED,
            "ts": NEEDED,
            "markdown_text": TEXT,
            "chunks": LIST,
            "blocks": LIST,
            "metadata": OBJECT,
            "session_status": TEXT,
        },
    ),
)
