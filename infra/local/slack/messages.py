"""What happens to messages: posted, edited, deleted, shown as the Web API shows them; pages and the bot are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.local.slack import events
from infra.local.slack.streams import stream_blocks

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import File, Message


def as_api(slack: Slack, message: Message, *, metadata: bool = False) -> Json:
    """Return a message as conversations.history shows it."""
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": slack.state.team_of(message.user),
    }
    body |= _origin(slack, message)
    if message.blocks:
        body["blocks"] = message.blocks
    if message.attachments:
        body["attachments"] = message.attachments
    if message.files:
        body["files"] = [file_as_api(slack, slack.state.files[entry]) for entry in message.files]
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread(slack, message)


def _origin(slack: Slack, message: Message) -> Json:
    body: Json = {}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.bot_id:
        app = slack.state.app
        profile = {"id": message.bot_id, "app_id": app.id, "name": app.display_name, "deleted": False}
        body |= {"bot_id": message.bot_id, "app_id": app.id, "bot_profile": profile}
    if message.username:
        body["username"] = message.username
    if message.stream and message.stream.open:
        body["streaming_state"] = "in_progress"
    return body


def _thread(slack: Slack, message: Message) -> Json:
    conversation = slack.state.conversations[message.channel]
    if message.thread_ts and message.thread_ts != message.ts:
        parent = conversation.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, **({"parent_user_id": parent.user} if parent else {})}
    replies = conversation.replies(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
    }


def is_processed(slack: Slack, file: File) -> bool:
    """Tell whether Slack has finished looking at an upload: until then it has no type and cannot stand in a block."""
    return file.completed and not file.deleted and slack.clock.now() - file.completed_at >= slack.file_seconds


def file_as_api(slack: Slack, file: File) -> Json:
    """Return a file as files.info shows it."""
    known = is_processed(slack, file)
    extension = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "binary"
    place = f"{slack.base_url}/files-pri/{slack.state.workspace.team.id}-{file.id}"
    channels = [channel for channel in file.shares if slack.state.conversations[channel].kind == "public"]
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if known else "",
        "filetype": extension if known else "",
        "pretty_type": extension.upper() if known else "",
        "user": file.user,
        "user_team": slack.state.team_of(file.user),
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(channels),
        "size": file.length,
        "alt_txt": file.alt_txt,
        "url_private": f"{place}/{quote(file.name)}",
        "url_private_download": f"{place}/download/{quote(file.name)}",
        "permalink": f"{slack.base_url}/files/{file.user}/{file.id}/{quote(file.name)}",
        "channels": channels,
        "groups": [channel for channel in file.shares if slack.state.conversations[channel].kind == "private"],
        "ims": [channel for channel in file.shares if slack.state.conversations[channel].kind == "im"],
        "file_access": "visible",
        "shares": _shares(slack, file),
    }


def _shares(slack: Slack, file: File) -> Json:
    """Return where a file was shared, as files.info tells it: public or private, then channel, then the messages."""
    shown: dict[str, dict[str, list[Json]]] = {}
    for channel, ts in file.shares.items():
        conversation = slack.state.conversations[channel]
        kind = "public" if conversation.kind == "public" else "private"
        message = conversation.messages.get(ts)
        thread = {"thread_ts": message.thread_ts} if message is not None and message.thread_ts else {}
        shown.setdefault(kind, {})[channel] = [{"ts": ts, "channel_name": conversation.name, **thread}]
    return shown


def post(slack: Slack, message: Message) -> Message:
    """Put a message in its conversation; pages and the bot hear of it."""
    conversation = slack.state.conversations[message.channel]
    conversation.messages[message.ts] = message
    if message.thread_ts:
        slack.state.thinking.pop((message.channel, message.thread_ts), None)
    slack.hub.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    events.said(slack, conversation, message, as_api(slack, message))
    return message


def post_ephemeral(slack: Slack, message: Message) -> Message:
    """Keep a message for one person; it tells no event, and it is not shown in a thread nobody has replied to."""
    conversation = slack.state.conversations[message.channel]
    if message.thread_ts and not conversation.replies(message.thread_ts):
        message.shown = False
        slack.warn("chat.postEphemeral", "an ephemeral message in a thread without replies is not shown to anyone")
    conversation.ephemerals[message.ts] = message
    if message.shown:
        slack.hub.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    return message


def edit(slack: Slack, message: Message, *, mark: bool = True, **changes: object) -> Message:
    """Change fields of a message; pages and the bot hear of it."""
    conversation = slack.state.conversations[message.channel]
    before = as_api(slack, message)
    for name, value in changes.items():
        setattr(message, name, value)
    if mark:
        message.edited_ts = slack.state.next_ts()
    slack.hub.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    events.message_changed(slack, conversation, as_api(slack, message), before)
    return message


def delete(slack: Slack, message: Message) -> None:
    """Remove a message; pages and the bot hear of it."""
    conversation = slack.state.conversations[message.channel]
    before = as_api(slack, message)
    conversation.messages.pop(message.ts, None)
    slack.hub.tell("deleted", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    events.message_deleted(slack, conversation, before)


def refresh_stream(slack: Slack, message: Message) -> None:
    """Show what a stream has received so far; the bot is told only when it stops."""
    message.text, message.blocks = stream_blocks(slack.state, message)
    slack.hub.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)


def find(slack: Slack, channel: str, ts: str) -> Message | None:
    """Find a message, an ephemeral one included."""
    conversation = slack.state.conversations.get(channel)
    if conversation is None:
        return None
    return conversation.messages.get(ts) or conversation.ephemerals.get(ts)
