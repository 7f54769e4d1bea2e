"""Events to the bot: their envelope, who subscribes to which, and one builder an event type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.outbox import Delivery
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, File, Message

_CHANNEL_TYPE = {"public": "channel", "private": "group", "im": "im"}
_MESSAGE_EVENT = {"public": "message.channels", "private": "message.groups", "im": "message.im"}
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "file_shared": "files:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
}
"""An event arrives only when the app holds its scope; the others need none."""


def emit(slack: Slack, event: Json, subscription: str | None = None) -> Delivery | None:
    """Send one event in its envelope, when the app is installed and subscribed to it."""
    app, team = slack.state.app, slack.state.workspace.team
    wanted = subscription or event["type"]
    scope = EVENT_SCOPES.get(wanted)
    granted = slack.state.tokens.get(app.bot_token)
    leaving = wanted in ("app_uninstalled", "tokens_revoked")
    if wanted not in app.events or (not leaving and (granted is None or (scope and scope not in granted))):
        return None
    envelope = {
        "token": "unused-verification-token",
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": slack.state.next_id("Ev"),
        "event_time": int(slack.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": _is_shared(slack, event),
        "event_context": slack.state.next_id("EC"),
    }
    return slack.outbox.post_event(envelope, event["type"])


def _is_shared(slack: Slack, event: Json) -> bool:
    channel = event.get("channel")
    found = slack.state.conversations.get(channel) if isinstance(channel, str) else None
    return bool(found and found.is_ext_shared)


def mentions(text: str, user: str) -> bool:
    """Tell whether a message's text mentions a user: <@U123> or <@U123|name>."""
    return re.search(rf"<@{re.escape(user)}(\|[^>]*)?>", text) is not None


def said(slack: Slack, conversation: Conversation, message: Message, body: Json) -> None:
    """Tell the bot of a new message: one message event where it is a member, and app_mention too when it is named."""
    if not slack.state.bot_in(conversation):
        return
    kind = conversation.kind
    event = {**body, "event_ts": message.ts, "channel": conversation.id, "channel_type": _CHANNEL_TYPE[kind]}
    home = slack.state.team_of(message.user)
    if home != slack.state.workspace.team.id:
        event |= {"user_team": home, "source_team": home}
    emit(slack, event, _MESSAGE_EVENT[kind])
    own = message.user == slack.state.app.bot_user
    if kind != "im" and not own and mentions(message.text, slack.state.app.bot_user):
        mention = {key: value for key, value in event.items() if key not in ("channel_type", "subtype")}
        emit(slack, {**mention, "type": "app_mention"})


def message_changed(slack: Slack, conversation: Conversation, after: Json, before: Json) -> None:
    """Tell the bot that a message was edited."""
    _about_message(slack, conversation, {"subtype": "message_changed", "message": after, "previous_message": before})


def message_deleted(slack: Slack, conversation: Conversation, before: Json) -> None:
    """Tell the bot that a message was deleted."""
    details = {"subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": before}
    _about_message(slack, conversation, details)


def _about_message(slack: Slack, conversation: Conversation, details: Json) -> None:
    if not slack.state.bot_in(conversation):
        return
    ts = slack.state.next_ts()
    place = {"channel": conversation.id, "ts": ts, "event_ts": ts, "channel_type": _CHANNEL_TYPE[conversation.kind]}
    emit(slack, {"type": "message", "hidden": True, **details, **place}, _MESSAGE_EVENT[conversation.kind])


def file_shared(slack: Slack, conversation: Conversation, file: File) -> None:
    """Tell the bot of a file in a channel it is in: ids only, the rest is files.info's."""
    if slack.state.bot_in(conversation):
        event = {
            "type": "file_shared",
            "file_id": file.id,
            "user_id": file.user,
            "file": {"id": file.id},
            "channel_id": conversation.id,
            "event_ts": slack.state.next_ts(),
        }
        emit(slack, event)


def app_home_opened(slack: Slack, user: str, channel: str, tab: str) -> None:
    """Tell the bot that a person opened its Home or its Messages tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": slack.state.next_ts(),
    }
    shown = slack.state.home.get(user)
    if tab == "home" and shown is not None:
        event["view"] = shown.payload
    emit(slack, event)


def app_context_changed(slack: Slack, user: str, channel: str, viewed: str) -> None:
    """Tell the bot which channel a person looks at beside it."""
    entity = {"type": "slack#/types/channel_id", "value": viewed, "team_id": slack.state.workspace.team.id}
    event = {
        "type": "app_context_changed",
        "user": user,
        "channel": channel,
        "context": {"entities": [entity]} if viewed else {},
        "event_ts": slack.state.next_ts(),
    }
    emit(slack, event)


def agent_session_stopped(slack: Slack, user: str, channel: str, thread_ts: str, streams: list[str]) -> None:
    """Tell the bot that a person pressed stop."""
    event = {
        "type": "agent_session_stopped",
        "user": user,
        "channel": channel,
        "thread_ts": thread_ts,
        "streaming_message_ts": streams,
        "event_ts": slack.state.next_ts(),
    }
    emit(slack, event)


def member_joined(slack: Slack, conversation: Conversation, user: str, inviter: str | None) -> None:
    """Tell the bot of a member (itself included) who joined a channel it is in."""
    if slack.state.bot_in(conversation):
        event = {
            "type": "member_joined_channel",
            "user": user,
            "channel": conversation.id,
            "channel_type": "C" if conversation.kind == "public" else "G",
            "team": slack.state.team_of(user),
            "event_ts": slack.state.next_ts(),
            **({"inviter": inviter} if inviter else {}),
        }
        emit(slack, event)


def reaction_added(slack: Slack, conversation: Conversation, message: Message, user: str, name: str) -> None:
    """Tell the bot of a reaction to a message in a channel it is in."""
    if slack.state.bot_in(conversation):
        event = {
            "type": "reaction_added",
            "user": user,
            "reaction": name,
            "item_user": message.user,
            "item": {"type": "message", "channel": conversation.id, "ts": message.ts},
            "event_ts": slack.state.next_ts(),
        }
        emit(slack, event)


def uninstalled(slack: Slack) -> None:
    """Tell the bot that its tokens are revoked and that it is uninstalled, in the order Slack does."""
    tokens = {"oauth": [], "bot": [slack.state.app.bot_user]}
    emit(slack, {"type": "tokens_revoked", "tokens": tokens, "event_ts": slack.state.next_ts()})
    emit(slack, {"type": "app_uninstalled", "event_ts": slack.state.next_ts()})
