"""What each path does, once the request is known to come from Slack."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.slack_events.http import Request, Response, json_response
from shared.app.accept_event import accept_event
from shared.app.accept_interaction import accept_command, accept_interaction

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox

Verify = Callable[[str, bytes, str], bool]
"""(timestamp, raw body, signature) -> whether Slack signed it just now."""


@dataclass(frozen=True, slots=True)
class Door:
    """What this door needs of the world; install answers the two paths of the OAuth installation."""

    verify: Verify
    outbox: Outbox
    messengers: Messengers
    now: Callable[[], datetime]
    install: Callable[[Request], Response]


def respond(request: Request, door: Door) -> Response:
    """Return the response to a request. TransientError means that nothing durable happened: Slack must try again."""
    if (request.method, request.path) in _OPEN:
        return _OPEN[request.method, request.path](request, door)
    route = _SIGNED.get(request.path) if request.method == "POST" else None
    if route is None:
        return Response(404, "Nothing is here.")
    signature = request.headers.get("x-slack-signature", "")
    if not door.verify(request.headers.get("x-slack-request-timestamp", ""), request.raw, signature):
        return Response(401, "This request was not signed by Slack.")
    try:
        return route(request, door)
    except (ValueError, KeyError, TypeError):
        return Response(400, "This request is not in a form that Slack sends.")


def _events(request: Request, door: Door) -> Response:
    envelope = json.loads(request.body)
    if envelope.get("type") == "url_verification":
        return Response(body=str(envelope["challenge"]), headers={"content-type": "text/plain"})
    accept_event(envelope, door.outbox)
    return Response()


def _commands(request: Request, door: Door) -> Response:
    return json_response(accept_command(request.form(), door.outbox, door.messengers, door.now()))


def _interactivity(request: Request, door: Door) -> Response:
    payload = json.loads(request.form()["payload"])
    return json_response(accept_interaction(payload, door.outbox, door.messengers, door.now()))


def _health(_request: Request, _door: Door) -> Response:
    return Response(body="ok", headers={"content-type": "text/plain"})


def _install(request: Request, door: Door) -> Response:
    return door.install(request)


_Route = Callable[[Request, Door], Response]
_OPEN: Mapping[tuple[str, str], _Route] = {
    ("GET", "/health"): _health,
    ("GET", "/slack/install"): _install,
    ("GET", "/slack/oauth_redirect"): _install,
}
_SIGNED: Mapping[str, _Route] = {
    "/slack/events": _events,
    "/slack/commands": _commands,
    "/slack/interactivity": _interactivity,
}
