"""Slash commands, clicks, submissions and shortcuts: acknowledged at once, queued, or met with a modal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.app.accept_event import DIRECT, hand_over, viewer_in
from shared.app.messages import ActionKind, ActionMessage, QuestionMessage, Surface
from shared.render import actions
from shared.render.modals import ask_modal, digest_modal, read_digest_modal, read_question_modal

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox

Payload = Mapping[str, Any]
Reply = Mapping[str, Any] | None
"""What goes back in the acknowledgement's body; None is an empty one."""

_CLICKS = {
    actions.PIN: ActionKind.PIN,
    actions.CSV: ActionKind.EXPORT,
    actions.FEEDBACK: ActionKind.FEEDBACK,
    actions.PIN_REMOVE: ActionKind.UNPIN,
    actions.PIN_REFRESH: ActionKind.OPEN_HOME,
    actions.DIGEST_REMOVE: ActionKind.REMOVE_DIGEST,
}
_COMMAND_ACTIONS = {"digest now": ActionKind.SEND_DIGEST, "sync": ActionKind.SYNC}


def accept_command(form: Mapping[str, str], outbox: Outbox, messengers: Messengers, now: datetime) -> Reply:
    """Take a slash command: a word of ours, or a question. Raises TransientError when a queue did not take it."""
    text = form.get("text", "").strip()
    workspace, user, channel = form["team_id"], form["user_id"], form["channel_id"]
    event_id = f"command-{form['trigger_id']}"
    if text.casefold() == "digest":
        messengers.of(workspace).open_modal(form["trigger_id"], digest_modal(channel=channel))
        return None
    kind = _COMMAND_ACTIONS.get(text.casefold())
    if kind is not None:
        url = form.get("response_url", "")
        hand_over(ActionMessage(event_id, kind, workspace, user, channel, response_url=url), outbox)
        return {"response_type": "ephemeral", "text": "On it."}
    question = QuestionMessage(
        event_id=event_id,
        viewer=viewer_in(workspace, user, channel),
        surface=Surface.COMMAND,
        text=text,
        thread_ts="",
        asked_at=now,
        response_url=form.get("response_url", ""),
    )
    hand_over(question, outbox)
    return {"response_type": "ephemeral", "text": "Looking it up; the answer comes here in a moment."} if text else None


def accept_interaction(payload: Payload, outbox: Outbox, messengers: Messengers, now: datetime) -> Reply:
    """Take a click, a submission or a shortcut. Raises TransientError when a queue did not take it."""
    accept = _INTERACTIONS.get(str(payload.get("type")))
    return accept(payload, outbox, messengers, now) if accept else None


def _clicks(payload: Payload, outbox: Outbox, messengers: Messengers, now: datetime) -> Reply:
    for action in payload.get("actions", ()):
        action_id = str(action.get("action_id", ""))
        if actions.is_ask(action_id):
            hand_over(_asked_by_click(payload, action, now), outbox)
        elif action_id in {actions.DIGEST_NEW, actions.DIGEST_EDIT}:
            view = digest_modal(channel=str(payload.get("channel", {}).get("id", "")))
            messengers.of(str(payload["team"]["id"])).open_modal(str(payload["trigger_id"]), view)
        elif action_id in _CLICKS:
            hand_over(_clicked(payload, action, _CLICKS[action_id]), outbox)
    return None


def _asked_by_click(payload: Payload, action: Payload, now: datetime) -> QuestionMessage:
    """A question button: answered in its thread, or in a direct message when it stood in the Home tab."""
    user, channel = str(payload["user"]["id"]), str(payload.get("channel", {}).get("id", ""))
    message = payload.get("message", {})
    return QuestionMessage(
        event_id=_click_id(payload, action),
        viewer=viewer_in(str(payload["team"]["id"]), user, channel or DIRECT),
        surface=Surface.BUTTON,
        text=str(action.get("value", "")),
        thread_ts=str(message.get("thread_ts") or message.get("ts") or ""),
        asked_at=now,
        response_url=str(payload.get("response_url", "")),
    )


def _clicked(payload: Payload, action: Payload, kind: ActionKind) -> ActionMessage:
    message = payload.get("message", {})
    return ActionMessage(
        event_id=_click_id(payload, action),
        kind=kind,
        workspace=str(payload["team"]["id"]),
        user=str(payload["user"]["id"]),
        channel=str(payload.get("channel", {}).get("id", "")),
        ts=str(message.get("ts", "")),
        thread_ts=str(message.get("thread_ts") or message.get("ts") or ""),
        value=str(action.get("value", "")),
        response_url=str(payload.get("response_url", "")),
    )


def _click_id(payload: Payload, action: Payload) -> str:
    return f"click-{payload['user']['id']}-{action.get('action_id', '')}-{action.get('action_ts', '')}"


def _submission(payload: Payload, outbox: Outbox, _messengers: Messengers, now: datetime) -> Reply:
    view = payload["view"]
    workspace, user = str(payload["team"]["id"]), str(payload["user"]["id"])
    event_id = f"submit-{view['id']}-{view.get('hash', '')}"
    if view["callback_id"] == actions.ASK_MODAL:
        channel, text = read_question_modal(view)
        if not text:
            return {"response_action": "errors", "errors": {actions.ASK_TEXT: "Write a question first."}}
        hand_over(
            QuestionMessage(event_id, viewer_in(workspace, user, channel), Surface.COMMAND, text, "", now), outbox
        )
    if view["callback_id"] == actions.DIGEST_MODAL:
        settings = read_digest_modal(view)
        value = json.dumps(settings)
        channel = str(settings["channel"])
        hand_over(ActionMessage(event_id, ActionKind.SAVE_DIGEST, workspace, user, channel, value=value), outbox)
    return None


def _shortcut(payload: Payload, _outbox: Outbox, messengers: Messengers, _now: datetime) -> Reply:
    messengers.of(str(payload["team"]["id"])).open_modal(str(payload["trigger_id"]), ask_modal())
    return None


_INTERACTIONS: Mapping[str, Callable[[Payload, Outbox, Messengers, datetime], Reply]] = {
    "block_actions": _clicks,
    "view_submission": _submission,
    "shortcut": _shortcut,
}
