"""Each path does its work for Slack alone, and says nothing to anybody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from functions.slack_events.http import read_request
from functions.slack_events.listeners import SHORTCUTS
from functions.slack_events.routes import respond
from shared.app.accept_interaction import ASK_SHORTCUT
from shared.core.errors import TransientError
from shared.ports.outbox import Queue
from tests.functions.slack_events.conftest import (
    CLICK,
    FORM,
    command_body,
    event_body,
    gateway,
    interaction_body,
    signed,
)

if TYPE_CHECKING:
    from functions.slack_events.http import Response
    from tests.functions.slack_events.conftest import Porch

SIGNED = {
    "/slack/events": event_body(),
    "/slack/commands": command_body(),
    "/slack/interactivity": interaction_body(CLICK),
}


def at(porch: Porch, event: dict[str, Any]) -> Response:
    """Knock with an event of API Gateway's."""
    return respond(read_request(event), porch.door())


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize(
    ("path", "queue"),
    [
        ("/slack/events", Queue.QUESTIONS),
        ("/slack/commands", Queue.QUESTIONS),
        ("/slack/interactivity", Queue.ACTIONS),
    ],
)
def test_what_slack_signed_is_queued_and_acknowledged(porch: Porch, path: str, queue: Queue, *, encoded: bool) -> None:
    """However API Gateway hands the body on."""
    assert at(porch, signed(path, SIGNED[path], encoded=encoded)).status == 200
    assert [each.queue for each in porch.outbox.sent] == [queue]


@pytest.mark.parametrize("path", SIGNED)
def test_what_slack_did_not_sign_is_refused(porch: Porch, path: str) -> None:
    """No signature, another secret, an old one, another path's body: nothing happens."""
    body = SIGNED[path]
    for event in (
        gateway(path, body),
        signed(path, body, secret="another"),
        signed(path, body, at=1_700_000_000),
        {**signed(path, body), "body": body + " "},
        {**signed(path, body), "headers": {"x-slack-signature": "v0=", "x-slack-request-timestamp": "now"}},
    ):
        assert at(porch, event).status == 401
    assert porch.outbox.sent == []


@pytest.mark.parametrize("path", SIGNED)
def test_a_full_queue_is_not_acknowledged(porch: Porch, path: str) -> None:
    """The error reaches the handler, which answers 503: Slack sends it again."""
    porch.outbox.failing = True
    with pytest.raises(TransientError):
        at(porch, signed(path, SIGNED[path]))


def test_slack_may_check_the_address(porch: Porch) -> None:
    """With a challenge, signed like everything else."""
    body = json.dumps({"type": "url_verification", "challenge": "<b>3eZb</b>"})
    response = at(porch, signed("/slack/events", body))
    assert (response.status, response.body) == (200, "<b>3eZb</b>")
    assert response.headers["content-type"] == "text/plain"
    assert at(porch, gateway("/slack/events", body)).status == 401


@pytest.mark.parametrize("path", ["/slack/commands", "/slack/interactivity"])
def test_slack_may_check_the_certificate(porch: Porch, path: str) -> None:
    """Unsigned, asking for nothing but a 200; with anything more beside it, it is an unsigned request."""
    assert at(porch, gateway(path, "ssl_check=1&token=x")).status == 200
    assert at(porch, gateway(path, "ssl_check=1&" + command_body())).status == 401
    assert at(porch, gateway(path, "ssl_check=0&token=x")).status == 401
    assert at(porch, gateway("/slack/events", "ssl_check=1&token=x")).status == 401
    assert porch.outbox.sent == []


def test_events_held_back_are_told_to_the_operators(porch: Porch) -> None:
    """Slack says so once a minute; there is nothing to queue."""
    body = json.dumps({"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1_718_190_000})
    assert at(porch, signed("/slack/events", body)).status == 200
    assert len(porch.warnings) == 1
    assert porch.outbox.sent == []


def test_a_farewell_forgets_the_installation(porch: Porch) -> None:
    """A person's revoked token does not."""
    at(porch, signed("/slack/events", event_body(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []})))
    assert porch.forgotten == []
    at(porch, signed("/slack/events", event_body(type="app_uninstalled")))
    assert porch.forgotten == ["T1"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/slack/events", ""),
        ("/slack/events", "not json"),
        ("/slack/events", "[]"),
        ("/slack/events", "7"),
        ("/slack/events", '{"type": "url_verification"}'),
        ("/slack/events", json.dumps({"event": {"type": "app_mention", "user": "U1"}})),
        ("/slack/events", event_body(ts="yesterday")),
        ("/slack/events", event_body(ts="1e400")),
        ("/slack/commands", ""),
        ("/slack/commands", "text=total"),
        ("/slack/commands", "\x00\xff=&&&;;"),
        ("/slack/interactivity", ""),
        ("/slack/interactivity", "payload="),
        ("/slack/interactivity", "payload=[]"),
        ("/slack/interactivity", "payload=null"),
        ("/slack/interactivity", interaction_body({**CLICK, "team": None})),
        ("/slack/interactivity", interaction_body({**CLICK, "actions": ["x"]})),
        ("/slack/interactivity", interaction_body({"type": "view_submission", "view": None})),
        ("/slack/interactivity", interaction_body({"type": "view_submission"})),
    ],
)
def test_what_is_not_slacks_form_is_a_bad_request(porch: Porch, path: str, body: str) -> None:
    """Signed or not, it is refused in words, and is no error of ours."""
    assert at(porch, signed(path, body)).status == 400
    assert porch.outbox.sent == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/slack/events"),
        ("PUT", "/slack/commands"),
        ("POST", "/health"),
        ("POST", "/slack/install"),
        ("GET", "/"),
        ("POST", "/slack/events/"),
        ("GET", "/../etc/passwd"),
    ],
)
def test_elsewhere_is_nothing(porch: Porch, method: str, path: str) -> None:
    """A method that is not the path's is elsewhere too."""
    assert at(porch, {**signed(path, "{}"), "requestContext": {"http": {"method": method}}}).status == 404


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
def test_installing_needs_no_signature(porch: Porch, path: str) -> None:
    """A browser comes there."""
    assert at(porch, gateway(path, method="GET", query="code=1")).body == "install"
    assert [each.query for each in porch.installed] == ["code=1"]


def test_health_touches_nothing(porch: Porch) -> None:
    """It says that the door can be reached."""
    assert at(porch, gateway("/health", method="GET")).body == "ok"


def test_an_acknowledgement_with_words_is_json(porch: Porch) -> None:
    """And one without is empty."""
    spoken = at(porch, signed("/slack/commands", command_body()))
    assert json.loads(spoken.body)["response_type"] == "ephemeral"
    assert at(porch, signed("/slack/interactivity", interaction_body(CLICK))).body == ""


def test_the_shortcut_is_the_one_the_manifest_names() -> None:
    """Its callback id is written once in the listeners."""
    assert SHORTCUTS == (ASK_SHORTCUT,)
    assert FORM
