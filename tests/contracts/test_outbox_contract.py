"""The Outbox port."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.sqs.outbox import SqsOutbox
from shared.core.errors import InternalError
from shared.ports.outbox import Outbox, Queue
from tests.fakes.outbox import InMemoryOutbox

if TYPE_CHECKING:
    from collections.abc import Callable

    Waiting = Callable[[Queue], list[dict[str, object]]]


@pytest.fixture
def outbox_and_waiting(side: str, request: pytest.FixtureRequest) -> tuple[Outbox, Waiting]:
    """An outbox, and a look at the bodies that wait in a queue."""
    if side == "fake":
        fake = InMemoryOutbox()
        return fake, lambda queue: [dict(sent.body) for sent in fake.of(queue)]
    request.getfixturevalue("aws")
    sqs = client("sqs")
    urls = {queue: sqs.create_queue(QueueName=queue.value)["QueueUrl"] for queue in Queue}
    urls[Queue.QUESTIONS] = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]

    def waiting(queue: Queue) -> list[dict[str, object]]:
        got = sqs.receive_message(QueueUrl=urls[queue], MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in got]

    return SqsOutbox(sqs, urls), waiting


def test_what_is_sent_waits_in_its_queue(outbox_and_waiting: tuple[Outbox, Waiting]) -> None:
    """A body arrives as it was, in the queue it was sent to and in no other."""
    outbox, waiting = outbox_and_waiting
    outbox.send(Queue.FILES, {"file": "F1", "name": "Zürich ₹.csv", "deep": {"list": [1, None, True]}})
    assert waiting(Queue.FILES) == [{"file": "F1", "name": "Zürich ₹.csv", "deep": {"list": [1, None, True]}}]
    assert waiting(Queue.ACTIONS) == []


def test_a_question_is_queued_once_an_event(outbox_and_waiting: tuple[Outbox, Waiting]) -> None:
    """The same deduplication id twice leaves one message, and no error."""
    outbox, waiting = outbox_and_waiting
    for _ in range(2):
        outbox.send(Queue.QUESTIONS, {"n": 1}, group="T1:C1:1.0", deduplication="Ev1")
    outbox.send(Queue.QUESTIONS, {"n": 2}, group="T1:C1:1.0", deduplication="Ev2")
    got = waiting(Queue.QUESTIONS)
    assert sorted(str(body["n"]) for body in got) == ["1", "2"]


@pytest.mark.parametrize(("group", "deduplication"), [("", "Ev1"), ("T1:C1:1.0", "")])
def test_a_question_needs_its_group_and_its_event(
    outbox_and_waiting: tuple[Outbox, Waiting], group: str, deduplication: str
) -> None:
    """Without both, order and once-only delivery could not be kept: a defect of the caller."""
    with pytest.raises(InternalError):
        outbox_and_waiting[0].send(Queue.QUESTIONS, {}, group=group, deduplication=deduplication)


def test_other_queues_ignore_group_and_deduplication(outbox_and_waiting: tuple[Outbox, Waiting]) -> None:
    """A standard queue takes the same message as often as it is sent."""
    outbox, waiting = outbox_and_waiting
    for _ in range(2):
        outbox.send(Queue.ACTIONS, {"a": 1}, group="g", deduplication="d")
    assert waiting(Queue.ACTIONS) == [{"a": 1}, {"a": 1}]


def test_an_id_that_sqs_would_not_take_is_taken_all_the_same(outbox_and_waiting: tuple[Outbox, Waiting]) -> None:
    """Long ids and ids with other letters stay apart and stay equal to themselves."""
    outbox, waiting = outbox_and_waiting
    for deduplication in ("é" * 10, "é" * 10, "x" * 300):
        outbox.send(Queue.QUESTIONS, {"d": deduplication}, group="T:C:" + "9" * 200, deduplication=deduplication)
    assert {str(body["d"]) for body in waiting(Queue.QUESTIONS)} <= {"é" * 10, "x" * 300}
