"""What a test arranges under /control: the app, its installation, faults, the clock, starting over."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from infra.local.slack import events
from infra.local.slack.blocks.grammar import Shape, boolean, integer, maybe, needed, number, string
from infra.local.slack.control_api import Action, acting_user
from infra.local.slack.errors import SlackError
from infra.local.slack.faults import Fault
from infra.local.slack.state import SlackState

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack


def authorize(slack: Slack, body: Json) -> Json:
    """Press Allow on the authorize page and return the code."""
    code = secrets.token_urlsafe(16)
    slack.state.codes[code] = acting_user(slack, body)
    return {"code": code}


def uninstall(slack: Slack, _body: Json) -> Json:
    """Uninstall the app: the token stops working, tokens_revoked and app_uninstalled are sent."""
    app = slack.state.app
    slack.state.tokens.pop(app.bot_token, None)
    slack.state.revoked.add(app.bot_token)
    events.uninstalled(slack)
    return {}


def fault(slack: Slack, body: Json) -> Json:
    """Order a fault for coming calls of a Web API method."""
    slack.faults.pending.append(Fault(**body))
    return {"pending": len(slack.faults.pending)}


def clear_faults(slack: Slack, _body: Json) -> Json:
    """Forget the faults still to come."""
    slack.faults.pending.clear()
    return {}


def advance(slack: Slack, body: Json) -> Json:
    """Move the clock by some seconds; 0 tells the time."""
    slack.clock.advance(float(body["seconds"]))
    return {"now": slack.clock.now(), "offset": slack.clock.offset}


def set_app(slack: Slack, body: Json) -> Json:
    """Point the workspace at a bot: its address, and the secret that signs."""
    slack.outbox.bot_url = body.get("bot_url", slack.outbox.bot_url).rstrip("/")
    slack.outbox.signing_secret = body.get("signing_secret", slack.outbox.signing_secret)
    return {"bot_url": slack.outbox.bot_url}


def rate_limits(slack: Slack, body: Json) -> Json:
    """Switch rate limits on or off, and forget what was counted."""
    slack.limits.enabled = body["enabled"]
    slack.limits.calls.clear()
    return {}


async def challenge(slack: Slack, _body: Json) -> Json:
    """Send url_verification and tell whether the bot echoed the challenge."""
    response = await slack.outbox.challenge()
    sent = slack.outbox.log[-1].body["challenge"]
    return {"verified": response is not None and sent in response.text}


def redeliver(slack: Slack, body: Json) -> Json:
    """Send an event once more, the same event_id, as a lost acknowledgement makes Slack do."""
    if slack.outbox.redeliver(body["event_id"]) is None:
        raise SlackError("event_not_found")
    return {}


async def settle(slack: Slack, _body: Json) -> Json:
    """Wait until every delivery under way has ended, retries included."""
    await slack.outbox.settle()
    return {}


def reset(slack: Slack, _body: Json) -> Json:
    """Start over: the workspace as it was at the start, empty logs, no faults, no clock offset."""
    slack.clock.offset = 0.0
    slack.state = SlackState(slack.state.workspace, slack.clock)
    slack.outbox.forget()
    slack.calls.clear()
    slack.warnings.clear()
    slack.faults.pending.clear()
    slack.limits.calls.clear()
    slack.hub.tell("reset")
    return {}


_TEXT = string()
_FAULT = {
    "method": needed(string(at_least=1)),
    "times": maybe(integer(1)),
    "status": maybe(integer(0, 599)),
    "error": maybe(_TEXT),
    "delay": maybe(number),
    "retry_after": maybe(integer(0)),
    "after_effect": maybe(boolean),
}
ARRANGEMENTS: dict[str, tuple[Action, Shape]] = {
    "authorizations": (authorize, Shape({"user": needed(_TEXT)})),
    "uninstall": (uninstall, Shape({})),
    "faults": (fault, Shape(_FAULT)),
    "faults/clear": (clear_faults, Shape({})),
    "clock": (advance, Shape({"seconds": needed(number)})),
    "app": (set_app, Shape({"bot_url": maybe(_TEXT), "signing_secret": maybe(_TEXT)})),
    "rate_limits": (rate_limits, Shape({"enabled": needed(boolean)})),
    "challenge": (challenge, Shape({})),
    "redeliveries": (redeliver, Shape({"event_id": needed(_TEXT)})),
    "settle": (settle, Shape({})),
    "reset": (reset, Shape({})),
}
