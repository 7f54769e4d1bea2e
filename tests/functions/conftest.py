"""Front doors over AWS in this process: the tables, queues and secrets they name, and their logs."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from moto import mock_aws

from shared.adapters.aws.client import client, forget_clients

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
_PARTS = (
    "functions.slack_parts",
    "functions.data_parts",
    "functions.passage_parts",
    "functions.store_parts",
    "functions.queue_batch",
    "functions.slack_events.wiring",
)


@dataclass(frozen=True)
class Context:
    """What AWS tells a function about its run."""

    milliseconds: int = 30_000
    function_name: str = "door"

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left of the function's time."""
        return self.milliseconds


@dataclass(frozen=True)
class Logs:
    """What the function under test has logged, line by line."""

    capture: pytest.CaptureFixture[str]

    def text(self) -> str:
        """Return everything printed since this was last asked."""
        out, err = self.capture.readouterr()
        return out + err

    def lines(self) -> list[dict[str, Any]]:
        """Return the log lines printed since this was last asked."""
        return [json.loads(line) for line in self.text().splitlines() if line.startswith("{")]


@pytest.fixture(scope="module", autouse=True)
def own_clients() -> Iterator[None]:
    """AWS clients of this file's own: they take longer to make than most tests here."""
    forget_clients()
    yield
    forget_clients()


@pytest.fixture
def aws(own_clients: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS in this process, empty for each test; unlike everywhere else its clients outlive one test."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


def forget_parts() -> None:
    """Let the doors wire themselves anew, as a new container does."""
    for name in _PARTS:
        for part in vars(importlib.import_module(name)).values():
            if hasattr(part, "cache_clear"):
                part.cache_clear()


def _table(name: str) -> None:
    client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )


@pytest.fixture
def cloud(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The environment of a function, and everything on AWS that it names."""
    for name in ("idempotency", "threads", "installations"):
        _table(name)
    fifo: dict[Any, str] = {
        "FifoQueue": "true",
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
    }
    sqs = client("sqs")
    slack = {"signing_secret": SIGNING_SECRET, "client_id": "1.2", "client_secret": "hidden-client-secret"}
    secret = client("secretsmanager").create_secret(Name="slack", SecretString=json.dumps(slack))["ARN"]
    environment = {
        "SLACK_SECRET_ARN": secret,
        "QUESTION_QUEUE_URL": sqs.create_queue(QueueName="questions.fifo", Attributes=fifo)["QueueUrl"],
        "FILE_QUEUE_URL": sqs.create_queue(QueueName="files")["QueueUrl"],
        "ACTION_QUEUE_URL": sqs.create_queue(QueueName="actions")["QueueUrl"],
        "IDEMPOTENCY_TABLE": "idempotency",
        "THREAD_TABLE": "threads",
        "INSTALLATION_TABLE": "installations",
        "TOKEN_KEY_ARN": client("kms").create_key()["KeyMetadata"]["Arn"],
        "POWERTOOLS_SERVICE_NAME": f"door-{uuid4().hex[:8]}",  # a logger keeps the stream it was made with
        "AWS_LAMBDA_FUNCTION_NAME": "door",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    forget_parts()
    yield environment
    forget_parts()


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str], cloud: dict[str, str]) -> Logs:
    """The function's logs."""
    return Logs(capsys)
