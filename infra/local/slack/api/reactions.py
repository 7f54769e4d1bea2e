"""Reactions: reactions.add, reactions.remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack import events
from infra.local.slack.api.method import NEEDED, Call, Method
from infra.local.slack.errors import SlackError

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import Message


def _message(call: Call) -> Message:
    message = call.joined().messages.get(call.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    return message


def add(call: Call) -> Json:
    """React to a message."""
    message, user, name = _message(call), call.slack.state.app.bot_user, call.text("name").strip(":")
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise SlackError("already_reacted")
    users.append(user)
    call.slack.hub.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    events.reaction_added(call.slack, call.joined(), message, user, name)
    return {}


def remove(call: Call) -> Json:
    """Take a reaction back."""
    message, user, name = _message(call), call.slack.state.app.bot_user, call.text("name").strip(":")
    users = message.reactions.get(name, [])
    if user not in users:
        raise SlackError("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    call.slack.hub.tell("message", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    return {}


METHODS = (
    Method("reactions.add", add, {"channel": NEEDED, "timestamp": NEEDED, "name": NEEDED}),
    Method("reactions.remove", remove, {"channel": NEEDED, "timestamp": NEEDED, "name": NEEDED}),
)
