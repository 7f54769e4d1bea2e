"""Slash commands, clicks, submissions and shortcuts: acknowledged at once, queued, or met with a modal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.app.accept_event import DIRECT, hand_over, question_text, viewer_in
from shared.app.messages import ActionKind, ActionMessage, QuestionMessage, Surface
from shared.core.errors import AvexraError
from shared.core.ingest.versions.choices import Choice
from shared.core.store.asked import is_for_store
from shared.render import actions
from shared.render.modals import ask_modal, digest_modal, read_digest_modal, read_question_modal

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports.messenger import Messenger, Messengers
    from shared.ports.outbox import Outbox

Payload = Mapping[str, Any]
Reply = Mapping[str, Any] | None
"""What goes back in the acknowledgement's body; None is an empty one."""

NO_MODAL = "The form could not be opened in time; please try that again."
ASK_SHORTCUT = "avexra_ask"

_CLICKS = {
    actions.PIN: ActionKind.PIN,
    actions.CSV: ActionKind.EXPORT,
    actions.FEEDBACK: ActionKind.FEEDBACK,
    actions.PIN_REMOVE: ActionKind.UNPIN,
    actions.PIN_REFRESH: ActionKind.OPEN_HOME,
    actions.DIGEST_REMOVE: ActionKind.REMOVE_DIGEST,
    actions.LEFT_OUT: ActionKind.LEFT_OUT,
    actions.VERSIONS: ActionKind.VERSIONS,
    actions.VERSION_COMPARE: ActionKind.COMPARE,
    actions.VERSION_RESTORE: ActionKind.RESTORE,
    **{actions.choose(choice): ActionKind.CHOOSE for choice in Choice},
}
_COMMAND_ACTIONS = {"digest now": ActionKind.SEND_DIGEST, "sync": ActionKind.SYNC}


def accept_command(form: Mapping[str, str], outbox: Outbox, messengers: Messengers, now: datetime) -> Reply:
    """Take a slash command: a word of ours, or a question. Raises TransientError when a queue did not take it."""
    text = question_text(form.get("text", ""))
    workspace, user, channel = form["team_id"], form["user_id"], form["channel_id"]
    event_id, url = f"command-{form['trigger_id']}", form.get("response_url", "")
    if text.casefold() == "digest":
        return _form(form, messengers)
    kind = ActionKind.STORE if is_for_store(text) else _COMMAND_ACTIONS.get(text.casefold())
    if kind is not None:
        words = text if kind is ActionKind.STORE else ""
        hand_over(ActionMessage(event_id, kind, workspace, user, channel, value=words, response_url=url), outbox)
        return _privately("On it.")
    viewer = viewer_in(workspace, user, channel)
    hand_over(QuestionMessage(event_id, viewer, Surface.COMMAND, text, "", now, url), outbox)
    return _privately("Looking it up; the answer comes here in a moment.") if text else None


def _form(form: Mapping[str, str], messengers: Messengers) -> Reply:
    """Open the settings of a digest; a command that fails here is not sent again, so that its person is told."""
    try:
        messengers.of(form["team_id"]).open_modal(form["trigger_id"], digest_modal(channel=form["channel_id"]))
    except AvexraError:
        return _privately(NO_MODAL)
    return None


def _privately(text: str) -> Reply:
    return {"response_type": "ephemeral", "text": text}


def accept_interaction(payload: Payload, outbox: Outbox, messengers: Messengers, now: datetime) -> Reply:
    """Take a click, a submission or a shortcut. Raises TransientError when a queue did not take it."""
    accept = _INTERACTIONS.get(str(payload.get("type")))
    return accept(payload, outbox, messengers, now) if accept else None


def _clicks(payload: Payload, outbox: Outbox, messengers: Messengers, now: datetime) -> Reply:
    for action in payload.get("actions") or ():
        action_id = str(action.get("action_id", ""))
        if actions.is_ask(action_id):
            hand_over(_asked_by_click(payload, action, now), outbox)
        elif action_id == actions.DIGEST_NEW:
            _bot(payload, messengers).open_modal(str(payload["trigger_id"]), digest_modal(_id(payload, "channel")))
        elif action_id == actions.DIGEST_EDIT:
            _edit_digest(payload, action, outbox, messengers)
        else:
            kind = _kind_of(action_id)
            if kind is not None:
                hand_over(_clicked(payload, action, kind), outbox)
    return None


def _kind_of(action_id: str) -> ActionKind | None:
    """What a button that needs nothing at once asks to be done; None for none of ours."""
    if actions.is_store_turn(action_id):
        return ActionKind.STORE_TURN
    return ActionKind.STORE if actions.is_store(action_id) else _CLICKS.get(action_id)


def _edit_digest(payload: Payload, action: Payload, outbox: Outbox, messengers: Messengers) -> None:
    """Open the settings that the button carries; one of an older form is replaced by showing the Home tab anew."""
    digest = actions.read_digest(str(action.get("value", "")))
    if digest is None:
        hand_over(_clicked(payload, action, ActionKind.OPEN_HOME), outbox)
    else:
        _bot(payload, messengers).open_modal(str(payload["trigger_id"]), digest_modal(digest=digest))


def _asked_by_click(payload: Payload, action: Payload, now: datetime) -> QuestionMessage:
    """A question button: answered in its thread, or in a direct message when it stood in the Home tab."""
    return QuestionMessage(
        event_id=_click_id(payload, action),
        viewer=viewer_in(_workspace(payload), _id(payload, "user"), _id(payload, "channel") or DIRECT),
        surface=Surface.BUTTON,
        text=question_text(str(action.get("value", ""))),
        thread_ts=_thread(payload),
        asked_at=now,
        response_url=str(payload.get("response_url") or ""),
    )


def _clicked(payload: Payload, action: Payload, kind: ActionKind) -> ActionMessage:
    return ActionMessage(
        event_id=_click_id(payload, action),
        kind=kind,
        workspace=_workspace(payload),
        user=_id(payload, "user"),
        channel=_id(payload, "channel"),
        ts=str(_message(payload).get("ts") or ""),
        thread_ts=_thread(payload),
        value=str(action.get("value", "")),
        response_url=str(payload.get("response_url") or ""),
    )


def _click_id(payload: Payload, action: Payload) -> str:
    at = action.get("action_ts") or payload["trigger_id"]
    return f"click-{_workspace(payload)}-{_id(payload, 'user')}-{action.get('action_id', '')}-{at}"


def _submission(payload: Payload, outbox: Outbox, _messengers: Messengers, now: datetime) -> Reply:
    view = payload["view"]
    submit = _SUBMISSIONS.get(str(view.get("callback_id")))
    return submit(payload, view, outbox, now) if submit else None


def _asked_in_modal(payload: Payload, view: Payload, outbox: Outbox, now: datetime) -> Reply:
    channel, said = read_question_modal(view)
    text = question_text(said)
    if not text:
        return _wrong(actions.ASK_TEXT, "Write a question first.")
    if not channel:
        return _wrong(actions.ASK_CHANNEL, "Choose the channel whose data it is about.")
    viewer = viewer_in(_workspace(payload), _id(payload, "user"), channel)
    hand_over(QuestionMessage(_submit_id(view), viewer, Surface.COMMAND, text, "", now), outbox)
    return None


def _digest_set(payload: Payload, view: Payload, outbox: Outbox, _now: datetime) -> Reply:
    settings = read_digest_modal(view)
    channel = str(settings["channel"])
    if not channel:
        return _wrong(actions.DIGEST_CHANNEL, "Choose the channel to post in.")
    workspace, user, value = _workspace(payload), _id(payload, "user"), json.dumps(settings)
    hand_over(ActionMessage(_submit_id(view), ActionKind.SAVE_DIGEST, workspace, user, channel, value=value), outbox)
    return None


def _wrong(block_id: str, sentence: str) -> Reply:
    return {"response_action": "errors", "errors": {block_id: sentence}}


def _submit_id(view: Payload) -> str:
    return f"submit-{view['id']}-{view.get('hash', '')}"


def _shortcut(payload: Payload, _outbox: Outbox, messengers: Messengers, _now: datetime) -> Reply:
    if payload.get("callback_id") == ASK_SHORTCUT:
        _bot(payload, messengers).open_modal(str(payload["trigger_id"]), ask_modal())
    return None


def _workspace(payload: Payload) -> str:
    """Return the workspace of our installation; in a modal opened from another company's channel the view knows it.

    Raises KeyError when the payload names none: that is nothing Slack sends.
    """
    view = payload.get("view")
    installed = view.get("app_installed_team_id") if isinstance(view, Mapping) else None
    found = str(installed or _id(payload, "team"))
    if not found:
        raise KeyError("team")
    return found


def _bot(payload: Payload, messengers: Messengers) -> Messenger:
    return messengers.of(_workspace(payload))


def _id(payload: Payload, name: str) -> str:
    """Return the id of an object of the payload; empty when it is absent or null, as the channel is in the Home tab."""
    found = payload.get(name)
    return str(found.get("id") or "") if isinstance(found, Mapping) else ""


def _message(payload: Payload) -> Payload:
    found = payload.get("message")
    return found if isinstance(found, Mapping) else {}


def _thread(payload: Payload) -> str:
    """Return the thread of the message that was clicked on; of one that only its reader sees, the payload has less."""
    message, container = _message(payload), payload.get("container")
    own = container.get("thread_ts") if isinstance(container, Mapping) else None
    return str(message.get("thread_ts") or message.get("ts") or own or "")


_INTERACTIONS: Mapping[str, Callable[[Payload, Outbox, Messengers, datetime], Reply]] = {
    "block_actions": _clicks,
    "view_submission": _submission,
    "shortcut": _shortcut,
}
_SUBMISSIONS: Mapping[str, Callable[[Payload, Payload, Outbox, datetime], Reply]] = {
    actions.ASK_MODAL: _asked_in_modal,
    actions.DIGEST_MODAL: _digest_set,
}
