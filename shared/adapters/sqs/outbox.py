"""Handing work to a queue."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from shared.adapters.aws.errors import translated
from shared.core.errors import InternalError
from shared.ports.outbox import Queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_sqs.client import SQSClient

_FITS = re.compile(r"[A-Za-z0-9!-/:-@\[-`{-~]{1,128}")
"""What SQS takes as a group or deduplication id: 1 to 128 ASCII letters, digits and punctuation."""


class SqsOutbox:
    """The Outbox port over SQS; urls names the queues this function may send to."""

    def __init__(self, client: SQSClient, urls: Mapping[Queue, str]) -> None:
        self._client = client
        self._urls = {queue: url for queue, url in urls.items() if url}

    def send(self, queue: Queue, body: Mapping[str, Any], *, group: str = "", deduplication: str = "") -> None:
        """Enqueue; returns only once SQS has it. Raises InternalError for a queue this function was not given."""
        if queue not in self._urls:
            raise InternalError(f"This function has no address for the {queue} queue.")
        order: dict[str, str] = {}
        if queue is Queue.QUESTIONS:
            if not group or not deduplication:
                raise InternalError("A question needs a group and a deduplication id to be queued.")
            order = {"MessageGroupId": _fitting(group), "MessageDeduplicationId": _fitting(deduplication)}
        text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        with translated(f"send to the {queue} queue"):
            self._client.send_message(QueueUrl=self._urls[queue], MessageBody=text, **order)  # type: ignore[arg-type]


def _fitting(text: str) -> str:
    """The text itself where SQS takes it, else its hash: equal texts stay equal."""
    return text if _FITS.fullmatch(text) else hashlib.sha256(text.encode()).hexdigest()
