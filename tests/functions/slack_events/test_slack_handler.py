"""The HTTP handler over its real parts: queues, secrets and tables of AWS in this process."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from functions.slack_events.handler import answer, handler
from functions.slack_parts import outbox
from shared.adapters.aws.client import Pace, client, forget_clients
from tests.functions.conftest import SIGNING_SECRET, Logs, forget_parts
from tests.functions.slack_events.conftest import (
    CLICK,
    Porch,
    command_body,
    event_body,
    gateway,
    interaction_body,
    signed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.slack_events.routes import Door
    from shared.ports.outbox import Outbox


def waiting(url: str) -> list[dict[str, Any]]:
    """Return the bodies that wait in a queue."""
    found = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ())
    return [json.loads(each["Body"]) for each in found]


def test_a_question_goes_all_the_way_to_its_queue(cloud: dict[str, str]) -> None:
    """Once, though Slack sends it three times."""
    for _ in range(3):
        assert handler(signed("/slack/events", event_body()), None)["statusCode"] == 200
    (body,) = waiting(cloud["QUESTION_QUEUE_URL"])
    assert body["text"] == "total"


def test_clicks_and_commands_reach_theirs(cloud: dict[str, str]) -> None:
    """Each by its own form."""
    assert handler(signed("/slack/commands", command_body()), None)["statusCode"] == 200
    assert handler(signed("/slack/interactivity", interaction_body(CLICK)), None)["statusCode"] == 200
    assert [each["surface"] for each in waiting(cloud["QUESTION_QUEUE_URL"])] == ["command"]
    assert [each["kind"] for each in waiting(cloud["ACTION_QUEUE_URL"])] == ["pin"]


def test_an_uninstalled_workspace_is_gone_from_the_table(cloud: dict[str, str]) -> None:
    """Its encrypted token too."""
    table, key = client("dynamodb"), {"id": {"S": "installation#T1"}}
    table.put_item(TableName="installations", Item={**key, "facts": {"S": "{}"}, "secrets": {"S": "x"}})
    assert handler(signed("/slack/events", event_body(type="app_uninstalled")), None)["statusCode"] == 200
    assert "Item" not in table.get_item(TableName="installations", Key=key)


def test_without_its_queue_nothing_is_acknowledged(cloud: dict[str, str]) -> None:
    """A 503 makes Slack send it again."""
    client("sqs").delete_queue(QueueUrl=cloud["QUESTION_QUEUE_URL"])
    response = handler(signed("/slack/events", event_body()), None)
    assert response["statusCode"] == 503
    assert response["body"] == "Try again in a moment."


def test_without_its_secret_nothing_is_believed(cloud: dict[str, str]) -> None:
    """What cannot be verified is neither accepted nor refused."""
    client("secretsmanager").delete_secret(SecretId=cloud["SLACK_SECRET_ARN"], ForceDeleteWithoutRecovery=True)
    assert handler(signed("/slack/events", event_body()), None)["statusCode"] == 503
    assert waiting(cloud["QUESTION_QUEUE_URL"]) == []


def test_a_defect_is_a_plain_500(logs: Logs) -> None:
    """No stack trace leaves the handler, neither to the caller nor to the log."""

    def broken() -> Door:
        raise ZeroDivisionError("secret 4711")

    response = answer(gateway("/health", method="GET"), broken)
    assert (response.status, response.body) == (500, "Something went wrong here.")
    text = logs.text()
    assert "ZeroDivisionError" in text
    assert "4711" not in text
    assert "Traceback" not in text


def test_nothing_of_a_request_is_logged(cloud: dict[str, str], logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither words, tokens, signatures nor secrets; even at the most talkative level."""
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    forget_parts()
    event = signed("/slack/events", event_body(text="<@UBOT> salary of 4711"))
    handler(event, None)
    handler({**event, "body": "{}"}, None)
    handler(signed("/slack/events", '{"type": "app_rate_limited", "token": "hidden-token"}'), None)
    client("sqs").delete_queue(QueueUrl=cloud["QUESTION_QUEUE_URL"])
    handler(signed("/slack/events", event_body(text="<@UBOT> salary of 4711")), None)
    text = logs.text()
    assert "not accepted" in text
    assert "Slack holds events back" in text
    for secret in ("4711", SIGNING_SECRET, event["headers"]["X-Slack-Signature"], "hidden-token", "hidden-client"):
        assert secret not in text


@pytest.fixture
def silent_queue(cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    """The door's own outbox, before an AWS that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listener.getsockname()[1]}")
        forget_clients()
        forget_parts()
        yield outbox(Pace.PROMPT)
    forget_clients()


def test_a_silent_queue_is_given_up_before_slack_gives_up(silent_queue: Outbox, porch: Porch) -> None:
    """Slack waits three seconds; a 503 within them makes it send the event again, and no 200 is ever given."""
    door = replace(porch.door(), outbox=silent_queue)
    started = time.monotonic()
    response = answer(signed("/slack/events", event_body()), lambda: door)
    assert response.status == 503
    assert time.monotonic() - started < 3
