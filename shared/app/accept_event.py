"""Turn what Slack tells us into queued work. Nothing here takes time: Slack wants its answer within 3 s."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.app.messages import (
    QUESTION_LENGTH,
    ActionKind,
    ActionMessage,
    FileMessage,
    QuestionMessage,
    Surface,
)
from shared.core.codec import encode
from shared.core.security.viewer import Audience, Viewer
from shared.ports.outbox import Queue
from shared.render.escape import clean

if TYPE_CHECKING:
    from shared.ports.outbox import Outbox

Work = QuestionMessage | FileMessage | ActionMessage
Envelope = Mapping[str, Any]

DIRECT = "D"
"""Begins the id of every direct message, and stands for the one with the asker where its id is not known yet."""

_SPOKEN_SUBTYPES = {None, "thread_broadcast"}
_SLACKBOT = "USLACKBOT"
"""Slack's own bot, which has no bot_id and passes for a member."""
_CONTROL_SEQUENCE = re.compile(r"<(?:[^<|>]*\|)?([^<>]+)>")
"""A mention, a channel or a link as Slack writes it; no < inside, so that a long row of them takes linear time."""


def accept_event(envelope: Envelope, outbox: Outbox, forget: Callable[[str], None]) -> int:
    """Queue what an event asks for; returns how many pieces of work that was.

    forget(workspace) removes an installation: it is done here and now, because only this door may write them. Raises
    TransientError when a queue did not take it: then Slack must not get a 200, so that it tries again.
    """
    event = envelope.get("event")
    if not isinstance(event, Mapping):
        return 0
    if _is_farewell(event):
        forget(workspace_of(envelope))
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
    return Viewer(workspace, user, channel, Audience.ASKER if channel.startswith(DIRECT) else Audience.CHANNEL)


def workspace_of(envelope: Envelope) -> str:
    """Return the workspace whose installation an event came through.

    In a channel shared with another company team_id may be theirs; the authorization is always ours.
    """
    return str(_authorization(envelope).get("team_id") or envelope["team_id"])


def question_text(text: str, bot_user: str = "") -> str:
    """Return a person's words: without the mention of the bot, decoded as Slack encodes them, cut as messages are."""
    bare = re.sub(rf"<@{re.escape(bot_user)}(\|[^<>]*)?>", " ", text) if bot_user else text
    plain = _CONTROL_SEQUENCE.sub(r"\1", bare)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, character)
    return " ".join(clean(plain).split())[: QUESTION_LENGTH + 1]


def _is_farewell(event: Envelope) -> bool:
    """Return True when the bot's token is gone; a person's own token being revoked does not concern the bot."""
    if event.get("type") == "tokens_revoked":
        tokens = event.get("tokens")
        return isinstance(tokens, Mapping) and bool(tokens.get("bot"))
    return event.get("type") == "app_uninstalled"


def _mention(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    """A direct message is taken as a message; a file shared without a word tells its own story."""
    if not _is_said_by_a_person(envelope, event) or str(event["channel"]).startswith(DIRECT):
        return
    question = _question(envelope, event, Surface.EDIT if event.get("edited") else Surface.MENTION)
    if question.text or not event.get("files"):
        yield question


def _message(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    """A mention in a channel arrives as app_mention too, and is taken there: here are direct messages and replies."""
    if not _is_said_by_a_person(envelope, event) or event.get("subtype") not in _SPOKEN_SUBTYPES:
        return
    if event.get("channel_type") == "im":
        yield _question(envelope, event, Surface.DIRECT)
    elif event.get("thread_ts") and not _is_for_somebody_else(envelope, str(event.get("text", ""))):
        yield _question(envelope, event, Surface.THREAD)


def _is_said_by_a_person(envelope: Envelope, event: Envelope) -> bool:
    """Return False for bots, ourselves and Slack; people of other workspaces are told apart by the worker."""
    if event.get("bot_id") or event.get("bot_profile") or event.get("hidden"):
        return False
    return str(event.get("user") or _SLACKBOT) not in {_SLACKBOT, _bot_user(envelope)}


def _is_for_somebody_else(envelope: Envelope, text: str) -> bool:
    """Return True for a reply that mentions us, which comes as app_mention, or that turns to another person."""
    return f"<@{_bot_user(envelope)}" in text or text.lstrip().startswith("<@")


def _question(envelope: Envelope, event: Envelope, surface: Surface) -> QuestionMessage:
    channel, ts = str(event["channel"]), str(event["ts"])
    return QuestionMessage(
        event_id=str(envelope["event_id"]),
        viewer=viewer_in(workspace_of(envelope), str(event["user"]), channel),
        surface=surface,
        text=question_text(str(event.get("text") or ""), _bot_user(envelope)),
        thread_ts=str(event.get("thread_ts") or ts),
        asked_at=datetime.fromtimestamp(float(ts), UTC),
    )


def _file(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    channel, user = str(event.get("channel_id") or ""), str(event.get("user_id") or "")
    if not channel or user in {"", _bot_user(envelope)}:
        return
    yield FileMessage(str(envelope["event_id"]), workspace_of(envelope), channel, user, str(event["file_id"]))


def _home(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    yield _action(envelope, event, ActionKind.OPEN_MESSAGES if event.get("tab") == "messages" else ActionKind.OPEN_HOME)


def _joined(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    if event.get("user") == _bot_user(envelope):
        yield _action(envelope, event, ActionKind.WELCOME)


def _stopped(envelope: Envelope, event: Envelope) -> Iterator[Work]:
    yield _action(envelope, event, ActionKind.STOP)


def _action(envelope: Envelope, event: Envelope, kind: ActionKind) -> ActionMessage:
    return ActionMessage(
        event_id=str(envelope["event_id"]),
        kind=kind,
        workspace=workspace_of(envelope),
        user=str(event.get("user") or ""),
        channel=str(event.get("channel") or ""),
        thread_ts=str(event.get("thread_ts") or ""),
    )


def _bot_user(envelope: Envelope) -> str:
    return str(_authorization(envelope).get("user_id") or "")


def _authorization(envelope: Envelope) -> Envelope:
    authorizations = envelope.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    return first if isinstance(first, Mapping) else {}


_EVENTS: Mapping[str, Callable[[Envelope, Envelope], Iterator[Work]]] = {
    "app_mention": _mention,
    "message": _message,
    "file_shared": _file,
    "app_home_opened": _home,
    "member_joined_channel": _joined,
    "agent_session_stopped": _stopped,
}
