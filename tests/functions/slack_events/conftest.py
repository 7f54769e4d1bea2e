"""The HTTP door over fakes, and requests as API Gateway hands them on, signed as Slack signs."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.slack_events.http import Request, Response
from functions.slack_events.routes import Door
from shared.adapters.slack.signature import is_from_slack, sign
from tests.fakes.messenger import FakeMessengers
from tests.fakes.outbox import InMemoryOutbox
from tests.functions.conftest import SIGNING_SECRET

FORM = "application/x-www-form-urlencoded"


def gateway(
    path: str, body: str | bytes = "", *, method: str = "POST", headers: dict[str, str] | None = None, query: str = ""
) -> dict[str, Any]:
    """Make an event of payload format 2.0, as API Gateway does: bytes come as base64."""
    raw = body if isinstance(body, str) else base64.b64encode(body).decode()
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers or {},
        "requestContext": {"http": {"method": method, "path": path}},
        "body": raw,
        "isBase64Encoded": isinstance(body, bytes),
    }


def signed(
    path: str, body: str, *, at: float | None = None, secret: str = SIGNING_SECRET, encoded: bool = False
) -> dict[str, Any]:
    """Make a request that Slack signed just now, or at another time or with another secret."""
    timestamp = str(int(time.time() if at is None else at))
    headers = {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(secret, timestamp, body.encode()),
        "Content-Type": FORM,
    }
    return gateway(path, body.encode() if encoded else body, headers=headers)


def event_body(event_id: str = "Ev1", **event: Any) -> str:  # noqa: ANN401 - Slack's JSON
    """Make the body of a mention."""
    said = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1718190000.000100", "text": "<@UBOT> total"}
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": event_id,
            "authorizations": [{"team_id": "T1", "user_id": "UBOT"}],
            "event": {**said, **event},
        }
    )


def command_body(text: str = "total value") -> str:
    """Make the body of a slash command."""
    fields = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2.3", "command": "/avexra"}
    return urlencode({**fields, "text": text, "response_url": "https://hooks.slack.com/commands/1"})


def interaction_body(payload: object) -> str:
    """Make the body of an interaction."""
    return urlencode({"payload": json.dumps(payload)})


CLICK = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "channel": {"id": "C1"},
    "message": {"ts": "2.0"},
    "trigger_id": "1.2.3",
    "actions": [{"action_id": "avexra_pin", "value": "Ev1", "action_ts": "3.0"}],
}


@dataclass
class Porch:
    """A door over fakes, and what happened at it."""

    outbox: InMemoryOutbox = field(default_factory=InMemoryOutbox)
    messengers: FakeMessengers = field(default_factory=lambda: FakeMessengers("T1"))
    forgotten: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    installed: list[Request] = field(default_factory=list)

    def door(self) -> Door:
        """Return the door."""
        return Door(
            verify=lambda timestamp, raw, signature: is_from_slack(
                SIGNING_SECRET, timestamp, raw, signature, time.time()
            ),
            outbox=self.outbox,
            messengers=self.messengers,
            now=lambda: datetime.now(UTC),
            install=self._install,
            forget=self.forgotten.append,
            warn=self.warnings.append,
        )

    def _install(self, request: Request) -> Response:
        self.installed.append(request)
        return Response(body="install")


@pytest.fixture
def porch() -> Porch:
    """A door at which nothing happened yet."""
    return Porch()
