"""Messages: chat.postMessage, chat.update, chat.delete, chat.postEphemeral, chat.getPermalink."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.local.slack import messages, uploads
from infra.local.slack.api.method import FLAG, LIST, NEEDED, OBJECT, TEXT, Argument, Call, Method
from infra.local.slack.blocks.layout import MARKDOWN_MAX
from infra.local.slack.blocks.surfaces import check_blocks, with_block_ids
from infra.local.slack.errors import SlackError, invalid_payload
from infra.local.slack.state import Message
from infra.local.slack.streams import is_streaming

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import Conversation

TEXT_MAX = 40_000
"""Longest text of a message; beyond it Slack answers msg_too_long."""
ATTACHMENTS_MAX = 100
_TS = re.compile(r"\d{10}\.\d{6}")


def checked_blocks(call: Call, name: str = "blocks") -> list[Json]:
    """Return the blocks of an argument, each with its block_id.

    Raises:
        SlackError: invalid_blocks, with the place of everything wrong.

    """
    blocks = call.args.get(name) or []
    report = check_blocks(blocks, "message")
    report.errors += uploads.unready(call.slack, blocks, f"/{name}")
    for warning in report.warnings:
        call.slack.warn(call.method, warning)
    if report.errors:
        raise invalid_payload("invalid_blocks", report)
    return with_block_ids(blocks, call.slack.state.block_id)


def checked_metadata(call: Call) -> Json | None:
    """Return the metadata argument.

    Raises:
        SlackError: invalid_metadata_format unless it has an event_type and an event_payload.

    """
    metadata = call.args.get("metadata")
    if metadata is None:
        return None
    payload, kind = metadata.get("event_payload"), metadata.get("event_type")
    if set(metadata) - {"event_type", "event_payload", "entities"} or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(kind, str) or not kind:
        raise SlackError("invalid_metadata_format")
    return dict(metadata)


def checked_thread(call: Call, conversation: Conversation) -> str | None:
    """Return the ts of the thread to answer in: the parent's, even where a reply's was given.

    Raises:
        SlackError: invalid_thread_ts for a malformed ts, thread_not_found for one nobody posted.

    """
    ts = call.text("thread_ts")
    if not ts:
        return None
    if not _TS.fullmatch(ts):
        raise SlackError("invalid_thread_ts")
    if ts not in conversation.messages:
        raise SlackError("thread_not_found")
    parent = conversation.parent_ts(ts)
    if parent != ts:
        call.slack.warn(call.method, "thread_ts should be the parent's ts, not a reply's")
    return parent


def content(call: Call) -> Json:
    """Return text, blocks and attachments of a message.

    Raises:
        SlackError: no_text, msg_too_long, markdown_text_conflict, too_many_attachments, invalid_blocks.

    """
    markdown = call.text("markdown_text")
    blocks, attachments = checked_blocks(call), call.args.get("attachments") or []
    text = call.text("text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(text) > TEXT_MAX or len(markdown) > MARKDOWN_MAX:
        raise SlackError("msg_too_long")
    if len(attachments) > ATTACHMENTS_MAX:
        raise SlackError("too_many_attachments")
    if markdown:
        block = {"type": "markdown", "text": markdown}
        return {"text": markdown, "blocks": with_block_ids([block], call.slack.state.block_id), "attachments": []}
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    if blocks and not text:
        call.slack.warn(call.method, "blocks without text: notifications and screen readers have nothing to say")
    return {"text": text, "blocks": blocks, "attachments": attachments}


def target(call: Call) -> Conversation:
    """Return where a message goes: a conversation, or the DM with a user whose id was given.

    Raises:
        SlackError: channel_not_found, not_in_channel.

    """
    state = call.slack.state
    channel = call.text("channel")
    if channel in state.people:
        return state.open_im(channel, state.app.bot_user)
    conversation = call.conversation()
    public = conversation.kind == "public" and "chat:write.public" in call.granted
    if not state.bot_in(conversation) and not public:
        raise SlackError("not_in_channel")
    return conversation


def new_message(call: Call, conversation: Conversation, **fields: object) -> Message:
    """Return a message of the bot's, not posted yet."""
    state = call.slack.state
    message = Message(ts=state.next_ts(), channel=conversation.id, user=state.app.bot_user, bot_id=state.app.bot_id)
    for name, value in fields.items():
        setattr(message, name, value)
    return message


def post_message(call: Call) -> Json:
    """Post a message in a conversation or a thread."""
    conversation = target(call)
    body, metadata = content(call), checked_metadata(call)
    thread_ts = checked_thread(call, conversation)
    broadcast = bool(call.args.get("reply_broadcast")) and thread_ts is not None
    message = new_message(
        call,
        conversation,
        **body,
        metadata=metadata,
        thread_ts=thread_ts,
        broadcast=broadcast,
        subtype="thread_broadcast" if broadcast else None,
        username=call.text("username") or None,
    )
    messages.post(call.slack, message)
    shown = messages.as_api(call.slack, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def _own_message(call: Call, refusal: str) -> Message:
    conversation = call.conversation()
    message = conversation.messages.get(call.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.bot_id != call.slack.state.app.bot_id:
        raise SlackError(refusal)
    return message


def update(call: Call) -> Json:
    """Change a message of the bot's; text without blocks removes the blocks, as the method's reference says."""
    message = _own_message(call, "cant_update_message")
    if is_streaming(message, call.slack.clock.now()):
        raise SlackError("streaming_state_conflict")
    if not any(
        name in call.args for name in ("text", "blocks", "attachments", "markdown_text", "metadata", "file_ids")
    ):
        raise SlackError("no_text")
    changes = _changes(call)
    metadata = checked_metadata(call)
    if metadata is not None:
        changes["metadata"] = metadata
    messages.edit(call.slack, message, mark="blocks" not in call.args, stream=None, **changes)
    shown = messages.as_api(call.slack, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def _changes(call: Call) -> Json:
    if not any(call.args.get(name) for name in ("text", "blocks", "attachments", "markdown_text")):
        return {name: [] for name in ("blocks", "attachments") if name in call.args}
    body = content(call)
    if "markdown_text" in call.args or "text" in call.args:
        kept = {"attachments"} - set(call.args)
    else:
        kept = {"text", "blocks", "attachments"} - set(call.args)
    return {name: value for name, value in body.items() if name not in kept}


def delete(call: Call) -> Json:
    """Delete a message of the bot's."""
    message = _own_message(call, "cant_delete_message")
    messages.delete(call.slack, message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a conversation."""
    conversation = target(call)
    user = call.text("user")
    if user not in conversation.members:
        raise SlackError("user_not_in_channel")
    body, thread_ts = content(call), checked_thread(call, conversation)
    message = new_message(call, conversation, **body, thread_ts=thread_ts, ephemeral_to=user)
    messages.post_ephemeral(call.slack, message)
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """Return the address of a message."""
    conversation = call.conversation()
    message = conversation.messages.get(call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    digits = message.ts.replace(".", "")
    query = f"?thread_ts={message.thread_ts}&cid={conversation.id}" if message.thread_ts else ""
    link = f"{call.slack.base_url}/archives/{conversation.id}/p{digits}{query}"
    return {"channel": conversation.id, "permalink": link}


_CONTENT: dict[str, Argument] = {
    "text": TEXT,
    "blocks": LIST,
    "attachments": LIST,
    "markdown_text": TEXT,
    "as_user": FLAG,
    "link_names": FLAG,
    "parse": TEXT,
}
_FACE: dict[str, Argument] = {"username": TEXT, "icon_emoji": TEXT, "icon_url": TEXT}
METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        {
            "channel": NEEDED,
            **_CONTENT,
            **_FACE,
            "thread_ts": TEXT,
            "reply_broadcast": FLAG,
            "unfurl_links": FLAG,
            "unfurl_media": FLAG,
            "mrkdwn": FLAG,
            "metadata": OBJECT,
            "client_msg_id": TEXT,
        },
    ),
    Method(
        "chat.update",
        update,
        {
            "channel": NEEDED,
            "ts": NEEDED,
            **_CONTENT,
            "metadata": OBJECT,
            "reply_broadcast": FLAG,
            "file_ids": LIST,
        },
    ),
    Method("chat.delete", delete, {"channel": NEEDED, "ts": NEEDED, "as_user": FLAG}),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        {"channel": NEEDED, "user": NEEDED, **_CONTENT, **_FACE, "thread_ts": TEXT},
    ),
    Method("chat.getPermalink", get_permalink, {"channel": NEEDED, "message_ts": NEEDED}),
)
