"""A handler that does what it is asked, to see what the local AWS lets each front door do; it stands in for all eight.

Asked by its event: {"calls": [[service, operation, arguments]]} makes those calls, each answered by what came back or
by the error's code; records of a queue name in their text how they want to be treated.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own object
    """Answer a call, an HTTP request or a batch; a schedule's event ends up in the log like any other."""
    print("got", json.dumps(event, sort_keys=True))  # noqa: T201 - the log is what the test reads
    if "calls" in event:
        return {"answers": [_call(*call) for call in event["calls"]], "process": os.getpid()}
    if "rawPath" in event:
        body = {
            "path": event["rawPath"],
            "method": event["requestContext"]["http"]["method"],
            "encoded": event["isBase64Encoded"],
        }
        return {"statusCode": 200, "body": json.dumps({**body, "environment": dict(os.environ)})}
    failed = [record["messageId"] for record in event.get("Records", []) if not _treat(json.loads(record["body"]))]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def _call(service: str, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever AWS answers
    given = {key: os.environ[value[1:]] if str(value).startswith("$") else value for key, value in arguments.items()}
    if "CiphertextBlob" in given:
        given["CiphertextBlob"] = base64.b64decode(given["CiphertextBlob"])
    try:
        answer = getattr(boto3.client(service), operation)(**given)  # type: ignore[call-overload]
    except ClientError as error:
        return {"error": error.response["Error"]["Code"]}
    answer.pop("ResponseMetadata", None)
    return json.loads(json.dumps(answer, default=_as_text))


def _as_text(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _treat(wish: dict[str, Any]) -> bool:
    """Do what a message asks for; False when it is to fail."""
    if "seconds" in wish:
        started = time.time()
        time.sleep(wish["seconds"])
        Path(wish["note"]).write_text(f"{started} {time.time()}", encoding="utf-8")
    if "orphan" in wish:
        # A child in a session of its own, as a killable query runner is, and a handler that does not end.
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"], start_new_session=True)
        Path(wish["orphan"]).write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
        time.sleep(120)
    return "poison" not in wish
