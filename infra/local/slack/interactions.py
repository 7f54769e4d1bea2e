"""What the bot is told when a person clicks, chooses, submits, closes or starts a shortcut; what its answer does."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.local.slack import inputs, responses
from infra.local.slack.api.views import STACK_MAX, checked_view, make_view, renew
from infra.local.slack.blocks.composition import OPTION_GROUP, OPTIONS_MAX, PLAIN_OPTION
from infra.local.slack.blocks.grammar import Report, array
from infra.local.slack.errors import SlackError
from infra.local.slack.messages import as_api
from infra.local.slack.state import Trigger, View

if TYPE_CHECKING:
    import httpx

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Message

TRIGGER_SECONDS = 3.0
"""How long a trigger_id lives."""
TROUBLE = "We had some trouble connecting. Try again?"
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Gesture:
    """What a person did to an element: which one, what they chose, and what else stands in the inputs around it."""

    action_id: str
    block_id: str | None = None
    value: object = None
    values: Json = field(default_factory=dict)


def trigger(slack: Slack, user: str) -> str:
    """Return a trigger_id that lets the bot open one modal for a person within three seconds."""
    trigger_id = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
    slack.state.triggers[trigger_id] = Trigger(user, slack.clock.now() + TRIGGER_SECONDS)
    return trigger_id


def _who(slack: Slack, user: str) -> Json:
    team = slack.state.workspace.team
    person = slack.state.people[user]
    return {
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": slack.state.team_of(user)},
        "api_app_id": slack.state.app.id,
        "token": "unused-verification-token",
    }


def _where(slack: Slack, message: Message) -> Json:
    conversation = slack.state.conversations[message.channel]
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": ephemeral,
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }
    place: Json = {
        "container": container,
        "channel": {"id": conversation.id, "name": conversation.name or "directmessage"},
    }
    if not ephemeral:
        place["message"] = as_api(slack, message)
    return place


def _pick(blocks: list[Json], gesture: Gesture) -> tuple[Json, Json]:
    found = [
        (block, element)
        for block, element in inputs.elements(blocks)
        if element.get("action_id") == gesture.action_id and gesture.block_id in (None, block["block_id"])
    ]
    exact = [pair for pair in found if gesture.value is not None and pair[1].get("value") == gesture.value]
    if not found:
        raise SlackError("element_not_found")
    return (exact or found)[0]


def _action(slack: Slack, block: Json, element: Json, chosen: object) -> Json:
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": slack.state.next_ts(),
    }
    kind = element["type"]
    if kind in inputs.STATEFUL:
        return action | inputs.reported(element, chosen)
    if kind == "overflow":
        option = next((one for one in element["options"] if one["value"] == chosen), element["options"][0])
        return action | {"selected_option": option}
    if kind == "feedback_buttons":
        side = "negative_button" if chosen in ("negative", element["negative_button"]["value"]) else "positive_button"
        return action | {"text": element[side]["text"], "value": element[side]["value"]}
    return action | {key: element[key] for key in ("text", "value", "style", "url") if key in element}


async def act(slack: Slack, user: str, on: Message | View, gesture: Gesture) -> bool:
    """Tell the bot that a person clicked or chose something in a message or a view; true when it acknowledged.

    Raises:
        SlackError: element_not_found when there is no such element.

    """
    blocks = _blocks(on)
    block, element = _pick(blocks, gesture)
    state = {"values": inputs.state_of(blocks, gesture.values)}
    if isinstance(on, View):
        container = {"type": "view", "view_id": on.id}
        place: Json = {"container": container, "view": {**on.payload, "state": state}}
    else:
        place = {**_where(slack, on), "state": state}
        place["response_url"] = responses.open_url(slack, on.channel, user, on)
    payload = {
        "type": "block_actions",
        **_who(slack, user),
        **place,
        "trigger_id": trigger(slack, user),
        "actions": [_action(slack, block, element, gesture.value)],
    }
    return _acknowledged(await slack.outbox.interaction(payload))


def _blocks(on: Message | View) -> list[Json]:
    return list(on.payload["blocks"]) if isinstance(on, View) else on.blocks


async def submit(slack: Slack, view: View, values: Json) -> dict[str, str]:
    """Submit a modal and do what the bot answers; return what is wrong, by block_id ("" for the whole)."""
    blocks = view.payload["blocks"]
    state = inputs.state_of(blocks, values)
    view.errors = inputs.problems(blocks, state)
    if not view.errors:
        payload = {
            "type": "view_submission",
            **_who(slack, view.user),
            "trigger_id": trigger(slack, view.user),
            "view": {**view.payload, "state": {"values": state}},
            "response_urls": [],
        }
        response = await slack.outbox.interaction(payload)
        try:
            _after_submission(slack, view, response)
        except SlackError as error:
            slack.warn("view_submission", f"the answer was refused: {error.code} {error.extra}")
            view.errors = {"": TROUBLE}
    slack.hub.tell("modal", user=view.user)
    return view.errors


def _after_submission(slack: Slack, view: View, response: httpx.Response | None) -> None:
    if response is None or response.status_code not in _OK:
        view.errors = {"": TROUBLE}
        return
    answer = _json(response)
    stack = slack.state.modals.get(view.user, [])
    what = answer.get("response_action")
    if what is None and not answer:
        _close(slack, view)
    elif what == "errors":
        _refuse(view, answer.get("errors"))
    elif what == "clear":
        slack.state.modals.pop(view.user, None)
    elif what == "update":
        renew(slack, view, checked_view(slack, answer.get("view", {}), "modal", "view_submission"))
    elif what == "push" and len(stack) < STACK_MAX:
        payload = checked_view(slack, answer.get("view", {}), "modal", "view_submission")
        stack.append(make_view(slack, view.user, payload, view))
    else:
        raise SlackError("invalid_response_action")


def _refuse(view: View, errors: object) -> None:
    known = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= known:
        raise SlackError("invalid_response_action", detail="errors must name the block_id of input blocks")
    view.errors = {name: str(sentence) for name, sentence in errors.items()}


def _close(slack: Slack, view: View) -> None:
    stack = slack.state.modals.get(view.user, [])
    if view in stack:
        stack.remove(view)
    if not stack:
        slack.state.modals.pop(view.user, None)


async def close(slack: Slack, view: View, *, everything: bool = False) -> None:
    """Close a modal; the bot hears of it when the view asked for that."""
    if everything or view.payload.get("clear_on_close"):
        slack.state.modals.pop(view.user, None)
    else:
        _close(slack, view)
    slack.hub.tell("modal", user=view.user)
    if view.payload.get("notify_on_close"):
        payload = {"type": "view_closed", **_who(slack, view.user), "view": view.payload, "is_cleared": everything}
        await slack.outbox.interaction(payload)


async def suggest(slack: Slack, user: str, on: Message | View, action_id: str, typed: str) -> list[Json]:
    """Ask the bot for the options of an external menu and return them, groups flattened.

    Raises:
        SlackError: element_not_found when there is no such menu.

    """
    block, element = _pick(_blocks(on), Gesture(action_id))
    if isinstance(on, View):
        place: Json = {"view": on.payload, "container": {"type": "view", "view_id": on.id}}
    else:
        place = _where(slack, on)
    payload = {
        "type": "block_suggestion",
        **_who(slack, user),
        **place,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": typed,
        "action_ts": slack.state.next_ts(),
    }
    response = await slack.outbox.interaction(payload)
    answer = _json(response) if response is not None and response.status_code in _OK else {}
    report = Report("modal")
    array(PLAIN_OPTION, at_most=OPTIONS_MAX)(answer.get("options", []), "/options", report)
    array(OPTION_GROUP, at_most=OPTIONS_MAX)(answer.get("option_groups", []), "/option_groups", report)
    if report.errors:
        slack.warn("block_suggestion", "; ".join(error.as_slack() for error in report.errors))
        return []
    return inputs.options(answer)


async def shortcut(slack: Slack, user: str, callback_id: str, message: Message | None = None) -> bool:
    """Start a global shortcut, or one on a message."""
    payload: Json = {
        "type": "message_action" if message else "shortcut",
        **_who(slack, user),
        "callback_id": callback_id,
        "trigger_id": trigger(slack, user),
        "action_ts": slack.state.next_ts(),
    }
    if message is not None:
        conversation = slack.state.conversations[message.channel]
        payload |= {
            "channel": {"id": conversation.id, "name": conversation.name or "directmessage"},
            "message": as_api(slack, message),
            "message_ts": message.ts,
            "response_url": responses.open_url(slack, message.channel, user, message),
        }
    return _acknowledged(await slack.outbox.interaction(payload))


def _acknowledged(response: httpx.Response | None) -> bool:
    return response is not None and response.status_code in _OK


def _json(response: httpx.Response) -> Json:
    if not response.content.strip():
        return {}
    try:
        read = json.loads(response.content)
    except ValueError:
        return {"response_action": "unreadable"}
    return read if isinstance(read, dict) else {"response_action": "unreadable"}
