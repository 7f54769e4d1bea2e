"""What API Gateway hands on becomes the request that Slack signed, byte for byte."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from functions.slack_events.http import Response, json_response, read_request
from tests.functions.slack_events.conftest import gateway


def test_a_body_is_the_bytes_that_were_sent() -> None:
    """Encoded or not, whatever they are: the signature covers them."""
    raw = b"\xff\x00 " + "café".encode()
    assert read_request(gateway("/slack/events", raw)).raw == raw
    assert read_request(gateway("/slack/events", "café")).raw == "café".encode()
    assert read_request(gateway("/slack/events", raw)).body.endswith("café")


def test_header_names_are_lower_case() -> None:
    """Whoever wrote them."""
    assert read_request(gateway("/", headers={"X-Slack-Signature": "v0=1"})).headers == {"x-slack-signature": "v0=1"}


def test_cookies_are_put_back_into_their_header() -> None:
    """Payload format 2.0 hands them on apart, and bolt looks for them where browsers put them."""
    event = {**gateway("/slack/oauth_redirect"), "cookies": ["a=1", "slack-app-oauth-state=x"]}
    assert read_request(event).headers["cookie"] == "a=1; slack-app-oauth-state=x"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {
            "headers": None,
            "requestContext": None,
            "body": None,
            "rawPath": None,
            "rawQueryString": None,
            "cookies": None,
        },
        {"requestContext": {"http": None}},
        {"body": "%%%", "isBase64Encoded": True},
        {"body": "a", "isBase64Encoded": True},
        {"body": "\ud800"},
    ],
)
def test_whatever_comes_is_a_request(event: dict[str, Any]) -> None:
    """A front door falls over nothing."""
    request = read_request(event)
    assert (request.method, request.path) == ("GET", "/")


def test_a_form_keeps_its_blank_fields() -> None:
    """An empty command is a command."""
    assert read_request(gateway("/", "text=&user_id=U1")).form() == {"text": "", "user_id": "U1"}


def test_a_response_is_what_api_gateway_takes() -> None:
    """Status, headers and a text body."""
    assert Response(401, "no").as_event() == {"statusCode": 401, "headers": {}, "body": "no", "isBase64Encoded": False}
    assert json_response(None) == Response()
    spoken = json_response({"text": "é"})
    assert json.loads(spoken.body) == {"text": "é"}
    assert spoken.headers["content-type"] == "application/json"
    assert base64.b64encode(spoken.body.encode())
