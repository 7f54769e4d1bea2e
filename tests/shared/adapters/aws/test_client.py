"""Clients are made once, quick to make, and quick to give up where somebody waits."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from shared.adapters.aws.client import Pace, client, forget_clients
from shared.adapters.aws.errors import translated
from shared.adapters.sqs.outbox import SqsOutbox
from shared.core.errors import InternalError, TransientError
from shared.ports.outbox import Queue


def test_a_client_is_made_once_a_service_and_pace(aws: None) -> None:
    """Making one takes tens of milliseconds."""
    assert client("sqs") is client("sqs")
    assert client("sqs") is not client("sqs", Pace.PROMPT)
    assert client("sqs", Pace.PROMPT).meta.config.read_timeout == 0.8  # type: ignore[attr-defined]


def test_the_endpoint_of_the_environment_is_used(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The local AWS is reached by that variable alone."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    forget_clients()
    assert client("dynamodb").meta.endpoint_url == "http://127.0.0.1:9"


def test_a_queue_that_is_away_is_told_in_time(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Well within the three seconds Slack waits, and as something to try again."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    forget_clients()
    outbox = SqsOutbox(client("sqs", Pace.PROMPT), {Queue.FILES: "http://127.0.0.1:9/1/files"})
    began = time.monotonic()
    with pytest.raises(TransientError):
        outbox.send(Queue.FILES, {})
    assert time.monotonic() - began < 2.5


def test_a_queue_nobody_gave_us_is_a_defect(aws: None) -> None:
    """Of the function's settings, not of the world."""
    with pytest.raises(InternalError):
        SqsOutbox(client("sqs"), {Queue.FILES: ""}).send(Queue.FILES, {})


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("ThrottlingException", 400, TransientError),
        ("ProvisionedThroughputExceededException", 400, TransientError),
        ("SlowDown", 503, TransientError),
        ("InternalError", 500, TransientError),
        ("PreconditionFailed", 412, TransientError),
        ("AccessDenied", 403, InternalError),
        ("ValidationException", 400, InternalError),
        ("NoSuchBucket", 404, InternalError),
    ],
)
def test_faults_and_refusals_are_told_apart(code: str, status: int, kind: type[Exception]) -> None:
    """And AWS's own text, which can hold anything, is left behind."""
    response: Any = {"Error": {"Code": code, "Message": "arn:secret"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    with pytest.raises(kind, match=code) as caught, translated("do it"):
        raise ClientError(response, "Do")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_cut_line_may_be_tried_again() -> None:
    """Whatever botocore calls it."""
    with pytest.raises(TransientError, match="EndpointConnectionError"), translated("do it"):
        raise EndpointConnectionError(endpoint_url="http://secret")


def test_the_front_doors_adapters_load_no_engine() -> None:
    """Queues, secrets, threads, installations and keys come without psycopg, DuckDB, boto3 or a web client."""
    code = (
        "import sys, shared.adapters.aws.client, shared.adapters.sqs.outbox, shared.adapters.secrets.reader,"
        "shared.adapters.dynamodb.installations, shared.adapters.dynamodb.thread_memory, shared.adapters.kms.cipher,"
        "shared.adapters.slack.signature, shared.adapters.system.clock, shared.config.settings;"
        "print([m for m in ('psycopg', 'duckdb', 'boto3', 'sqlglot', 'slack_sdk', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
