"""Turn what Slack tells us into queued work. Nothing here takes time: Slack wants its answer within 3 s."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.app.messages import ActionKind, ActionMessage, FileMessage, QuestionMessage, Surface
from shared.core.codec import encode
from shared.core.security.viewer import Audience, Viewer
from shared.ports.outbox import Queue

if TYPE_CHECKING:
    from shared.ports.outbox import Outbox

Work = QuestionMessage | FileMessage | ActionMessage
Envelope = Mapping[str, Any]

DIRECT = "D"
"""Stands for the direct message with the asker, where its id is not known yet."""

_SPOKEN_SUBTYPES = {None, "thread_broadcast"}


def accept_event(envelope: Envelope, outbox: Outbox) -> int:
    """Queue what an event asks for; returns how many pieces of work that was.

    Raises TransientError when a queue did not take it: then Slack must not get a 200, so that it tries again.
    """
    event = envelope.get("event")
    if not isinstance(event, Mapping):
        return 0
    make = _EVENTS.get(str(event.get("type")))
    work = list(make(envelope, event)) if make else []
    for piece in work:
        hand_over(piece, outbox)
    return len(work)


def hand_over(work: Work, outbox: Outbox) -> None:
    """Put a piece of work into its queue. Raises TransientError when the queue did not take it."""
    body = encode(work)
    if isinstance(work, QuestionMessage):
        outbox.send(Queue.QUESTIONS, body, group=work.group, deduplication=work.event_id)
    elif isinstance(work, FileMessage):
        outbox.send(Queue.FILES, body)
    else:
        outbox.send(Queue.ACTIONS, body)


def viewer_in(workspace: str, user: str, channel: str) -> Viewer:
    """Return who will see an answer there: a direct message (D...) has an audience of one."""
    return Viewer(workspace, user, channel, Audience.ASKER if channel.startswith("D") else Audience.CHANNEL)


def without_mention(text: str, bot_user: str) -> str:
    """Return the words of a message without the mention of the bot, entities decoded as Slack encodes them."""
    bare = re.sub(rf"<@{re.escape(bot_user)}(\|[^>]*)?>", " ", text) if bot_user else text
    linked = re.sub(r"<(?:[^|>]+\|)?([^>]+)>", r"\1", bare)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        linked = linked.replace(entity, character)
    return " ".join(linked.split())


def _mention(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    if event.get("bot_id") or not event.get("user"):
        return
    yield _question(envelope, event, Surface.MENTION)


def _message(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    """A mention in a channel arrives as app_mention too, and is taken there: here are direct messages and replies."""
    if event.get("bot_id") or not event.get("user") or event.get("subtype") not in _SPOKEN_SUBTYPES:
        return
    if event.get("channel_type") == "im":
        yield _question(envelope, event, Surface.DIRECT)
    elif event.get("thread_ts") and f"<@{_bot_user(envelope)}" not in str(event.get("text", "")):
        yield _question(envelope, event, Surface.THREAD)


def _question(envelope: Envelope, event: Envelope, surface: Surface) -> QuestionMessage:
    channel, ts = str(event["channel"]), str(event["ts"])
    return QuestionMessage(
        event_id=str(envelope["event_id"]),
        viewer=viewer_in(str(envelope["team_id"]), str(event["user"]), channel),
        surface=surface,
        text=without_mention(str(event.get("text", "")), _bot_user(envelope)),
        thread_ts=str(event.get("thread_ts") or ts),
        asked_at=datetime.fromtimestamp(float(ts), UTC),
    )


def _file(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    if event.get("user_id") == _bot_user(envelope):
        return
    yield FileMessage(
        event_id=str(envelope["event_id"]),
        workspace=str(envelope["team_id"]),
        channel=str(event.get("channel_id", "")),
        user=str(event.get("user_id", "")),
        file_id=str(event["file_id"]),
    )


def _home(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    kind = ActionKind.OPEN_MESSAGES if event.get("tab") == "messages" else ActionKind.OPEN_HOME
    yield _action(envelope, event, kind, channel=str(event.get("channel", "")))


def _joined(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    if event.get("user") == _bot_user(envelope):
        yield _action(envelope, event, ActionKind.WELCOME, channel=str(event.get("channel", "")))


def _uninstalled(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    yield _action(envelope, event, ActionKind.UNINSTALL)


def _action(envelope: Envelope, event: Envelope, kind: ActionKind, channel: str = "") -> ActionMessage:
    return ActionMessage(
        event_id=str(envelope["event_id"]),
        kind=kind,
        workspace=str(envelope["team_id"]),
        user=str(event.get("user") or ""),
        channel=channel,
    )


def _bot_user(envelope: Envelope) -> str:
    authorizations: Sequence[Mapping[str, Any]] = envelope.get("authorizations") or ({},)
    return str(authorizations[0].get("user_id", ""))


_EVENTS: Mapping[str, Callable[[Envelope, Envelope], Iterator[Work]]] = {
    "app_mention": _mention,
    "message": _message,
    "file_shared": _file,
    "app_home_opened": _home,
    "member_joined_channel": _joined,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _uninstalled,
}
