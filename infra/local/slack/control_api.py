"""The control API: what scripts and tests do and read, under /control, in JSON.

Every POST takes one JSON object, every answer is {"ok": true, ...} or {"ok": false, "error": code} with HTTP 400.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.slack import interactions, messages, people
from infra.local.slack.blocks.grammar import Json, Report, Shape, boolean, maybe, needed, string
from infra.local.slack.errors import SlackError, invalid_payload
from infra.local.slack.interactions import Gesture
from infra.local.slack.people import Where
from infra.local.slack.slack import Slack

if TYPE_CHECKING:
    from starlette.requests import Request

    from infra.local.slack.blocks.grammar import Check
    from infra.local.slack.state import Message, View

Action = Callable[[Slack, Json], Awaitable[Json] | Json]


def _anything(_value: object, _pointer: str, _report: Report) -> None:
    return


_TEXT: Check = string()
_USER = {"user": needed(_TEXT)}
_SPOT = {**_USER, "channel": needed(_TEXT), "thread_ts": maybe(_anything)}
_GESTURE = {
    "action_id": needed(_TEXT),
    "block_id": maybe(_anything),
    "value": maybe(_anything),
    "values": maybe(_anything),
}


def acting_user(slack: Slack, body: Json) -> str:
    """Return the id of the person a request names.

    Raises:
        SlackError: user_not_found.

    """
    person = slack.state.person_named(body["user"])
    if person is None:
        raise SlackError("user_not_found")
    return person.id


def _where(body: Json) -> Where:
    return Where(body["channel"], body.get("thread_ts"))


def post_message(slack: Slack, body: Json) -> Json:
    """Write a message as a person."""
    message = people.write(slack, acting_user(slack, body), _where(body), body["text"])
    return {"ts": message.ts, "channel": message.channel}


def upload(slack: Slack, body: Json) -> Json:
    """Share a file as a person."""
    try:
        content = base64.b64decode(body["content"], validate=True)
    except binascii.Error as error:
        raise SlackError("invalid_base64") from error
    message, files = people.upload(
        slack, acting_user(slack, body), _where(body), [(body["name"], content)], body.get("comment", "")
    )
    return {"ts": message.ts, "channel": message.channel, "file": files[0].id}


async def slash(slack: Slack, body: Json) -> Json:
    """Type a slash command as a person."""
    user = acting_user(slack, body)
    return {"acknowledged": await people.command(slack, user, body["channel"], body["command"], body.get("text", ""))}


def _gesture(body: Json) -> Gesture:
    return Gesture(body["action_id"], body.get("block_id"), body.get("value"), body.get("values") or {})


def _found_message(slack: Slack, body: Json) -> Message:
    conversation = people.place(slack, acting_user(slack, body), body["channel"])
    message = messages.find(slack, conversation.id, body["message_ts"])
    if message is None:
        raise SlackError("message_not_found")
    return message


async def click(slack: Slack, body: Json) -> Json:
    """Click or choose something in a message as a person."""
    message = _found_message(slack, body)
    return {"acknowledged": await interactions.act(slack, acting_user(slack, body), message, _gesture(body))}


def _view(slack: Slack, body: Json) -> View:
    user = acting_user(slack, body)
    view = slack.state.view(body["view_id"]) if body.get("view_id") else people.top_view(slack, user)
    if view is None or view.user != user:
        raise SlackError("view_not_found")
    return view


async def act_on_view(slack: Slack, body: Json) -> Json:
    """Click or choose something in the person's modal (or the view named by view_id)."""
    return {"acknowledged": await interactions.act(slack, acting_user(slack, body), _view(slack, body), _gesture(body))}


async def click_home(slack: Slack, body: Json) -> Json:
    """Click or choose something on the person's Home tab."""
    user = acting_user(slack, body)
    if user not in slack.state.home:
        raise SlackError("view_not_found")
    return {"acknowledged": await interactions.act(slack, user, slack.state.home[user], _gesture(body))}


async def submit_view(slack: Slack, body: Json) -> Json:
    """Submit the person's modal with values {block_id: {action_id: value}}."""
    return {"errors": await interactions.submit(slack, _view(slack, body), body.get("values") or {})}


async def close_view(slack: Slack, body: Json) -> Json:
    """Close the person's modal."""
    await interactions.close(slack, _view(slack, body), everything=bool(body.get("everything")))
    return {}


async def suggest(slack: Slack, body: Json) -> Json:
    """Ask for the options of an external menu, in a message or in the person's modal."""
    on = _found_message(slack, body) if body.get("message_ts") else _view(slack, body)
    found = await interactions.suggest(slack, acting_user(slack, body), on, body["action_id"], body.get("typed", ""))
    return {"options": found}


async def shortcut(slack: Slack, body: Json) -> Json:
    """Start a shortcut, global or (with message_ts) on a message."""
    message = _found_message(slack, body) if body.get("message_ts") else None
    return {"acknowledged": await interactions.shortcut(slack, acting_user(slack, body), body["callback_id"], message)}


def open_home(slack: Slack, body: Json) -> Json:
    """Open the app's Home or Messages tab as a person."""
    return {"channel": people.open_home(slack, acting_user(slack, body), body.get("tab", "home")).id}


def context(slack: Slack, body: Json) -> Json:
    """Look at a channel beside the app."""
    people.look_at(slack, acting_user(slack, body), body["channel"])
    return {}


def stop(slack: Slack, body: Json) -> Json:
    """Press stop in a thread."""
    return {"streams": people.stop(slack, acting_user(slack, body), body["channel"], body["thread_ts"])}


def react(slack: Slack, body: Json) -> Json:
    """Add a reaction as a person, or take it back."""
    channel = people.place(slack, acting_user(slack, body), body["channel"]).id
    people.react(slack, acting_user(slack, body), channel, body["message_ts"], body["name"])
    return {}


def invite(slack: Slack, body: Json) -> Json:
    """Add a member, the bot when none is named, to a channel."""
    named = slack.state.person_named(body.get("member") or "")
    member = named.id if named else body.get("member") or slack.state.app.bot_user
    people.invite(slack, acting_user(slack, body), body["channel"], member)
    return {}


_VIEW = {**_USER, "view_id": maybe(_anything)}
ACTIONS: dict[str, tuple[Action, Shape]] = {
    "messages": (post_message, Shape({**_SPOT, "text": needed(_TEXT)})),
    "uploads": (
        upload,
        Shape({**_SPOT, "name": needed(string(at_least=1)), "content": needed(_TEXT), "comment": maybe(_TEXT)}),
    ),
    "commands": (
        slash,
        Shape({**_USER, "channel": needed(_TEXT), "command": needed(_TEXT), "text": maybe(_TEXT)}),
    ),
    "clicks": (click, Shape({**_USER, "channel": needed(_TEXT), "message_ts": needed(_TEXT), **_GESTURE})),
    "view_actions": (act_on_view, Shape({**_VIEW, **_GESTURE})),
    "home_clicks": (click_home, Shape({**_USER, **_GESTURE})),
    "submissions": (submit_view, Shape({**_VIEW, "values": maybe(_anything)})),
    "closings": (close_view, Shape({**_VIEW, "everything": maybe(boolean)})),
    "suggestions": (
        suggest,
        Shape(
            {
                **_VIEW,
                "action_id": needed(_TEXT),
                "typed": maybe(_TEXT),
                "channel": maybe(_TEXT),
                "message_ts": maybe(_TEXT),
            }
        ),
    ),
    "shortcuts": (
        shortcut,
        Shape({**_USER, "callback_id": needed(_TEXT), "channel": maybe(_TEXT), "message_ts": maybe(_TEXT)}),
    ),
    "home": (open_home, Shape({**_USER, "tab": maybe(_TEXT)})),
    "context": (context, Shape({**_USER, "channel": needed(_TEXT)})),
    "stops": (stop, Shape({**_USER, "channel": needed(_TEXT), "thread_ts": needed(_TEXT)})),
    "reactions": (
        react,
        Shape({**_USER, "channel": needed(_TEXT), "message_ts": needed(_TEXT), "name": needed(_TEXT)}),
    ),
    "members": (invite, Shape({**_USER, "channel": needed(_TEXT), "member": maybe(_anything)})),
}


def routes(slack: Slack, actions: Mapping[str, tuple[Action, Shape]]) -> list[Route]:
    """Return the routes of what scripts do, or of what tests arrange."""

    def route(name: str, action: Action, shape: Shape) -> Route:
        async def endpoint(request: Request) -> Response:
            return await _carry_out(slack, action, shape, await request.body())

        return Route(f"/control/{name}", endpoint, methods=["POST"])

    return [route(name, action, shape) for name, (action, shape) in actions.items()]


async def _carry_out(slack: Slack, action: Action, shape: Shape, raw: bytes) -> Response:
    try:
        done = action(slack, _checked(raw, shape))
        return JSONResponse({"ok": True, **(done if isinstance(done, dict) else await done)})
    except SlackError as error:
        return JSONResponse(error.as_json(), status_code=400)


def _checked(raw: bytes, shape: Shape) -> Json:
    try:
        body = json.loads(raw or b"{}")
    except ValueError as error:
        raise SlackError("invalid_json") from error
    report = Report("message")
    shape.check(body, "", report)
    if report.errors:
        raise invalid_payload("invalid_arguments", report)
    return dict(body)
