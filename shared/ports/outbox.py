"""Handing work on: the queues between front doors."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol


class Queue(StrEnum):
    """The queues, by what waits in them."""

    QUESTIONS = "questions"
    FILES = "files"
    INGESTIONS = "ingestions"
    ACTIONS = "actions"
    SNAPSHOTS = "snapshots"


class Outbox(Protocol):
    """Durable hand-over: when send returns, the message will be delivered at least once."""

    def send(self, queue: Queue, body: Mapping[str, Any], *, group: str = "", deduplication: str = "") -> None:
        """Enqueue a JSON body.

        group and deduplication are needed for QUESTIONS (first in, first out) and ignored elsewhere. Raises
        TransientError when the queue did not take it.
        """
        ...
