"""What the page shows, as plain values for the templates: the sidebar, a conversation, a thread, a message, a tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.local.slack.api.assistant import STATUS_SECONDS
from infra.local.slack.page import names
from infra.local.slack.streams import is_streaming

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.page.names import Face
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, File, Message, SlackState

GROUP_SECONDS = 300.0
"""Messages of one person within so many seconds stand under one name."""
FACES_MAX = 5


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose eyes the page is seen through, and the seconds their clock is east of UTC."""

    id: str
    offset: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a template draws it."""

    message: Message
    author: Face
    time: str
    day: str
    grouped: bool
    streaming: bool
    files: list[Json]
    replies: Json | None
    in_thread: bool
    by_person: bool


def viewer(state: SlackState, user: str) -> Viewer:
    """Return a person as a viewer; the first person of the workspace when nobody is named."""
    person = state.people.get(user) or next(iter(state.people.values()))
    return Viewer(person.id, person.tz_offset)


def conversations(state: SlackState, eyes: Viewer) -> list[Conversation]:
    """Return what a person may open: their channels, and their direct messages."""
    return [one for one in state.conversations.values() if eyes.id in one.members]


def top_level(conversation: Conversation, eyes: Viewer) -> list[Message]:
    """Return the messages of a conversation's main pane, one's own ephemeral ones included, oldest first."""
    kept = [
        one for one in conversation.messages.values() if not one.thread_ts or one.thread_ts == one.ts or one.broadcast
    ]
    kept += [one for one in _ephemerals(conversation, eyes) if not one.thread_ts]
    return sorted(kept, key=lambda one: one.ts)


def thread(conversation: Conversation, ts: str, eyes: Viewer) -> list[Message]:
    """Return a thread's parent and replies, one's own ephemeral ones included, oldest first."""
    parent = conversation.messages.get(ts)
    private = [one for one in _ephemerals(conversation, eyes) if one.thread_ts == ts]
    replies = sorted([*conversation.replies(ts), *private], key=lambda one: one.ts)
    return [*([parent] if parent else []), *replies]


def _ephemerals(conversation: Conversation, eyes: Viewer) -> list[Message]:
    return [one for one in conversation.ephemerals.values() if one.ephemeral_to == eyes.id and one.shown]


def show_all(slack: Slack, found: list[Message], eyes: Viewer, *, in_thread: bool = False) -> list[Shown]:
    """Return messages as the template draws them, one after the other."""
    shown: list[Shown] = []
    before: Message | None = None
    for message in found:
        shown.append(show(slack, message, before, eyes, in_thread=in_thread))
        before = message
    return shown


def show(slack: Slack, message: Message, before: Message | None, eyes: Viewer, *, in_thread: bool = False) -> Shown:
    """Return one message as the template draws it, given the one above it."""
    state = slack.state
    now = f"{slack.clock.now():.6f}"
    today = names.day(message.ts, eyes.offset, now)
    new_day = before is None or names.day(before.ts, eyes.offset, now) != today
    return Shown(
        message=message,
        author=names.face(state, message.user),
        time=names.clock_time(message.ts, eyes.offset),
        day=today if new_day and not in_thread else "",
        grouped=before is not None and not new_day and _joins(before, message),
        streaming=is_streaming(message, slack.clock.now()),
        files=[_file(state.files[entry]) for entry in message.files],
        replies=None if in_thread else _replies(slack, message),
        in_thread=in_thread,
        by_person=message.user in state.people,
    )


def _joins(before: Message, message: Message) -> bool:
    same = before.user == message.user and before.ephemeral_to is None and message.ephemeral_to is None
    return same and float(message.ts) - float(before.ts) < GROUP_SECONDS


def _replies(slack: Slack, message: Message) -> Json | None:
    conversation = slack.state.conversations[message.channel]
    replies = conversation.replies(message.ts) if not message.ephemeral_to else []
    if not replies:
        return None
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "count": len(replies),
        "faces": [names.face(slack.state, user) for user in users[:FACES_MAX]],
        "last": names.ago(replies[-1].ts, slack.clock.now()),
    }


def _file(file: File) -> Json:
    extension = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "file"
    return {
        "id": file.id,
        "title": file.title,
        "name": file.name,
        "size": names.size(file.length),
        "extension": extension[:8],
        "is_image": file.mimetype in ("image/png", "image/jpeg", "image/gif", "image/webp"),
        "alt": file.alt_txt or file.title,
        "deleted": file.deleted,
    }


def thinking(slack: Slack, conversation: Conversation, thread_ts: str | None) -> Json | None:
    """Return the assistant's status in a thread (or anywhere in a DM), while it lasts."""
    for (channel, ts), status in slack.state.thinking.items():
        fresh = slack.clock.now() - status.set_at < STATUS_SECONDS
        if channel == conversation.id and thread_ts in (ts, None) and fresh:
            return {"name": slack.state.app.display_name, "status": status.status, "loading": status.loading_messages}
    return None


def stoppable(slack: Slack, conversation: Conversation, thread_ts: str | None) -> str | None:
    """Return the thread a stop button would stop: one whose session is processing, when the app hears of it."""
    if "agent_session_stopped" not in slack.state.app.events:
        return None
    for (channel, ts), session in slack.state.sessions.items():
        if channel == conversation.id and session.status == "processing" and thread_ts in (ts, None):
            return ts
    return None


def sidebar(slack: Slack, eyes: Viewer, current: str) -> Json:
    """Return the sidebar: channels, people and the app, with the open one marked."""
    state = slack.state
    mine = conversations(state, eyes)
    channels = sorted((one for one in mine if one.kind != "im"), key=lambda one: one.name)
    others = [person for person in state.people.values() if person.id != eyes.id and not person.team]
    app = state.open_im(eyes.id, state.app.bot_user)
    return {
        "channels": [_entry(one, current) for one in channels],
        "people": [
            {
                "face": names.face(state, person.id),
                "href_channel": f"@{person.name}",
                "current": _is_dm(state, current, person.id),
            }
            for person in others
        ],
        "app": {"face": names.face(state, state.app.bot_user), "id": app.id, "current": app.id == current},
    }


def _entry(conversation: Conversation, current: str) -> Json:
    return {
        "id": conversation.id,
        "name": conversation.name,
        "kind": conversation.kind,
        "shared": conversation.is_ext_shared,
        "current": conversation.id == current,
    }


def _is_dm(state: SlackState, current: str, other: str) -> bool:
    found = state.conversations.get(current)
    return found is not None and found.kind == "im" and other in found.members
