"""Queues as a list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.core.errors import InternalError, TransientError
from shared.ports.outbox import Queue

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Sent:
    """One message in a queue."""

    queue: Queue
    body: Mapping[str, Any]
    group: str
    deduplication: str


class InMemoryOutbox:
    """The Outbox port; failing makes every send raise TransientError."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.failing = False

    def send(self, queue: Queue, body: Mapping[str, Any], *, group: str = "", deduplication: str = "") -> None:
        """Keep the message as JSON would; a question of a known deduplication id is taken but not kept twice."""
        if self.failing:
            raise TransientError("The queue is away.")
        if queue is Queue.QUESTIONS:
            if not group or not deduplication:
                raise InternalError("A question needs a group and a deduplication id to be queued.")
            if any(each.deduplication == deduplication for each in self.of(queue)):
                return
        else:
            group = deduplication = ""
        self.sent.append(Sent(queue, json.loads(json.dumps(body)), group, deduplication))

    def of(self, queue: Queue) -> list[Sent]:
        """Return what waits in a queue."""
        return [each for each in self.sent if each.queue is queue]
