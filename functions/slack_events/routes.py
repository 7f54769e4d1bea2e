"""What each path does, once the request is known to come from Slack."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.slack_events.http import Request, Response, json_response
from shared.app.accept_event import accept_event
from shared.app.accept_interaction import accept_command, accept_interaction

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports.messenger import Messengers
    from shared.ports.outbox import Outbox

Verify = Callable[[str, bytes, str], bool]
"""(timestamp, raw body, signature) -> whether Slack signed it just now."""

_CERTIFICATE_CHECK = {"ssl_check", "token"}
"""The only fields of the request by which Slack looks at a certificate from time to time."""


@dataclass(frozen=True, slots=True)
class Door:
    """What this door needs of the world.

    install answers the two paths of the OAuth installation; forget(workspace) removes an installation; warn(what)
    tells the operators.
    """

    verify: Verify
    outbox: Outbox
    messengers: Messengers
    now: Callable[[], datetime]
    install: Callable[[Request], Response]
    forget: Callable[[str], None]
    warn: Callable[[str], None]


def respond(request: Request, door: Door) -> Response:
    """Return the response to a request. TransientError means that nothing durable happened: Slack must try again."""
    if (request.method, request.path) in _OPEN:
        return _OPEN[request.method, request.path](request, door)
    route = _SIGNED.get(request.path) if request.method == "POST" else None
    if route is None:
        return Response(404, "Nothing is here.")
    if request.path in _FORMS and _checks_the_certificate(request):
        return Response()
    signature = request.headers.get("x-slack-signature", "")
    if not door.verify(request.headers.get("x-slack-request-timestamp", ""), request.raw, signature):
        return Response(401, "This request was not signed by Slack.")
    try:
        return route(request, door)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return Response(400, "This request is not in a form that Slack sends.")


def _checks_the_certificate(request: Request) -> bool:
    """Return True for a request that asks for nothing but a 200; it may come unsigned."""
    form = request.form()
    return form.get("ssl_check") == "1" and form.keys() <= _CERTIFICATE_CHECK


def _events(request: Request, door: Door) -> Response:
    envelope = _object(request.body)
    kind = envelope.get("type")
    if kind == "url_verification":
        return Response(body=str(envelope["challenge"]), headers={"content-type": "text/plain"})
    if kind == "app_rate_limited":
        door.warn("Slack holds events back: more than 30,000 came within an hour")
    else:
        accept_event(envelope, door.outbox, door.forget)
    return Response()


def _commands(request: Request, door: Door) -> Response:
    return json_response(accept_command(request.form(), door.outbox, door.messengers, door.now()))


def _interactivity(request: Request, door: Door) -> Response:
    payload = _object(request.form()["payload"])
    return json_response(accept_interaction(payload, door.outbox, door.messengers, door.now()))


def _object(text: str) -> Mapping[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found


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
_FORMS = ("/slack/commands", "/slack/interactivity")
_SIGNED: Mapping[str, _Route] = {
    "/slack/events": _events,
    "/slack/commands": _commands,
    "/slack/interactivity": _interactivity,
}
