"""A queue's messages: each done once, failures reported one by one, and whoever waits is told in the end."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from moto.sqs.models import sqs_backends

from functions.queue_batch import Work, consume
from shared.adapters.aws.client import client
from shared.app.messages import InProgressError
from shared.core.errors import InternalError, TransientError, UserError
from tests.fakes.faults import Killed
from tests.functions.conftest import Context

if TYPE_CHECKING:
    from tests.functions.conftest import Logs

CONTEXT = Context()
SECRET = "xoxb-secret-token and the cell 4711"


class Queue:
    """A queue of ours, delivered as AWS delivers it: what is not reported as failed is deleted."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.fifo = url.endswith(".fifo")

    def send(self, *ids: str, group: str = "g", extra: Any = None) -> None:  # noqa: ANN401 - a body's JSON
        for event_id in ids:
            order = {"MessageGroupId": group, "MessageDeduplicationId": f"{event_id}-{extra}"} if self.fifo else {}
            body = json.dumps({"event_id": event_id, "extra": extra})
            client("sqs").send_message(QueueUrl=self.url, MessageBody=body, **order)  # type: ignore[arg-type]

    def deliver(self, work: Work, context: Any = CONTEXT, batch: int = 10) -> list[str]:  # noqa: ANN401
        """Deliver one batch; returns the event ids that were reported as failed."""
        sqs = client("sqs")
        found = sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=batch, AttributeNames=["All"])
        records = [self._record(message) for message in found.get("Messages", ())]
        failed = {each["itemIdentifier"] for each in consume({"Records": records}, context, work)["batchItemFailures"]}
        for record in records:
            if record["messageId"] not in failed:
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=record["receiptHandle"])
        return [json.loads(each["body"])["event_id"] for each in records if each["messageId"] in failed]

    def _record(self, message: Any) -> dict[str, Any]:  # noqa: ANN401 - as botocore gives it
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{self.url.rsplit('/', 1)[-1]}",
            "awsRegion": "us-east-1",
        }

    def waits(self) -> list[float]:
        """Return the seconds each message in flight still waits, and let all come back at once."""
        queue = sqs_backends["123456789012"]["us-east-1"].queues[self.url.rsplit("/", 1)[-1]]
        waited = [
            (message.visible_at - (message.approximate_first_receive_timestamp or 0)) / 1000
            for message in queue._messages
        ]
        for message in queue._messages:
            message.visible_at = 0
        queue._pending_messages.clear()
        return waited


class Worker:
    """Does what a test wants, and remembers it."""

    def __init__(self, **failures: BaseException) -> None:
        self.failures = failures
        self.done: list[tuple[str, bool]] = []
        self.told: list[tuple[str, str]] = []

    def handle(self, body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
        if body["event_id"] in self.failures:
            raise self.failures[body["event_id"]]
        self.done.append((body["event_id"], redelivered))

    def give_up(self, body: dict[str, Any], error: Exception) -> None:
        self.told.append((body["event_id"], type(error).__name__))

    def work(self, attempts: int = 3, *, key: str = "event_id", fifo: bool = False) -> Work:
        return Work(self.handle, attempts, self.give_up, key, fifo)


@pytest.fixture
def questions(cloud: dict[str, str]) -> Queue:
    """First in, first out."""
    return Queue(cloud["QUESTION_QUEUE_URL"])


@pytest.fixture
def files(cloud: dict[str, str]) -> Queue:
    """In any order."""
    return Queue(cloud["FILE_QUEUE_URL"])


def test_work_that_was_done_is_not_done_again(files: Queue) -> None:
    """Slack and SQS deliver at least once; the event's id says what is the same work."""
    worker = Worker()
    for extra in range(3):
        files.send("Ev1", "Ev2", extra=extra)
        assert files.deliver(worker.work()) == []
    assert sorted(each for each, _ in worker.done) == ["Ev1", "Ev2"]


def test_a_failure_costs_its_neighbours_nothing(files: Queue) -> None:
    """Exactly the failed messages of a batch come back, and say that they do."""
    worker = Worker(Ev2=TransientError("away"), Ev4=InternalError("broken"))
    files.send("Ev1", "Ev2", "Ev3", "Ev4", "Ev5")
    assert sorted(files.deliver(worker.work())) == ["Ev2", "Ev4"]
    assert sorted(each for each, _ in worker.done) == ["Ev1", "Ev3", "Ev5"]
    worker.failures.clear()
    files.waits()
    assert files.deliver(worker.work()) == []
    assert sorted(worker.done[3:]) == [("Ev2", True), ("Ev4", True)]


def test_a_threads_questions_keep_their_order(questions: Queue) -> None:
    """What follows a failed one waits for it, unhandled."""
    worker = Worker(Ev2=TransientError("away"))
    questions.send("Ev1", "Ev2", "Ev3")
    assert questions.deliver(worker.work(fifo=True)) == ["Ev2", "Ev3"]
    assert worker.done == [("Ev1", False)]
    worker.failures.clear()
    questions.waits()
    assert questions.deliver(worker.work(fifo=True)) == []
    assert [each for each, _ in worker.done] == ["Ev1", "Ev2", "Ev3"]


def test_a_refusal_is_final_and_told(files: Queue) -> None:
    """There is nothing to try again: the message is done, and its person reads why."""
    worker = Worker(Ev1=UserError("Share it again."))
    files.send("Ev1")
    assert files.deliver(worker.work()) == []
    assert worker.told == [("Ev1", "UserError")]
    files.send("Ev1", extra="again")
    files.deliver(worker.work())
    assert len(worker.told) == 1


def test_a_passing_fault_is_tried_again_soon_and_told_at_the_end(files: Queue) -> None:
    """After 4, 16 and 64 seconds: not after the queue's long timeout; nobody is told before the last."""
    worker = Worker(Ev1=TransientError("away"))
    files.send("Ev1")
    waits = []
    for attempt in range(1, 4):
        assert files.deliver(worker.work(attempts=3)) == ["Ev1"]
        waits += files.waits()
        assert worker.told == ([("Ev1", "TransientError")] if attempt == 3 else [])
    assert waits == pytest.approx([4, 16, 64], abs=0.9)


def test_a_killed_functions_message_comes_back_when_it_says(files: Queue) -> None:
    """Its visibility is set before the work begins: afterwards there may be nobody left to do it."""
    files.send("Ev1")
    seen = []

    def handle(_body: dict[str, Any], _redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
        seen.extend(files.waits())

    files.deliver(Work(handle, 3, back_after=960))
    assert seen == pytest.approx([960], abs=0.9)


@pytest.mark.parametrize("error", [InternalError("broken"), KeyError("a defect")])
def test_a_defect_is_told_at_once_and_kept_for_a_fix(files: Queue, error: Exception) -> None:
    """Nobody waits for what no retry mends; the message goes its way to the dead-letter queue."""
    worker = Worker(Ev1=error)
    files.send("Ev1")
    assert files.deliver(worker.work()) == ["Ev1"]
    assert worker.told == [("Ev1", type(error).__name__)]


def test_that_nobody_can_be_told_changes_nothing(files: Queue) -> None:
    """The first failure is the one that counts, whatever happens while telling."""

    def give_up(body: dict[str, Any], error: Exception) -> None:
        raise RuntimeError(SECRET)

    worker = Worker(Ev1=InternalError("broken"), Ev2=UserError("no"))
    files.send("Ev1", "Ev2", "Ev3")
    assert files.deliver(Work(worker.handle, 3, give_up, "event_id")) == ["Ev1"]
    assert [each for each, _ in worker.done] == ["Ev3"]


@pytest.mark.parametrize("body", ["not json", "[]", "{}", '"text"', '{"event_id": null}'])
def test_a_message_nobody_can_read_is_kept(files: Queue, body: str) -> None:
    """It fails by itself, not with its batch."""
    client("sqs").send_message(QueueUrl=files.url, MessageBody=body)
    files.send("Ev1")
    worker = Worker()
    sqs = client("sqs")
    found = sqs.receive_message(QueueUrl=files.url, MaxNumberOfMessages=10, AttributeNames=["All"])["Messages"]
    result = consume({"Records": [files._record(each) for each in found]}, CONTEXT, worker.work())  # type: ignore[arg-type]
    bad = next(each["MessageId"] for each in found if each["Body"] == body)
    assert result["batchItemFailures"] == [{"itemIdentifier": bad}]
    assert worker.done == [("Ev1", False)]


def test_what_another_delivery_has_in_hand_is_waited_for(files: Queue) -> None:
    """As long as the queue makes it wait; nobody is told that it failed."""
    worker = Worker(Ev1=InProgressError("somebody is at it"))
    files.send("Ev1")
    assert files.deliver(worker.work(attempts=1)) == ["Ev1"]
    assert worker.told == []
    assert files.waits() == pytest.approx([30], abs=1)


def test_a_killed_handler_leaves_its_work_to_the_next_delivery(files: Queue) -> None:
    """While it may still live the next one waits; when its time is over the work is done again, as a redelivery."""
    worker = Worker(Ev1=Killed())
    files.send("Ev1")
    with pytest.raises(Killed):
        files.deliver(worker.work(), Context(milliseconds=60_000))
    worker.failures.clear()
    files.waits()
    assert files.deliver(worker.work()) == ["Ev1"]
    assert worker.done == []
    worker.failures["Ev2"] = Killed()
    files.send("Ev2")
    with pytest.raises(Killed):
        files.deliver(worker.work(), Context(milliseconds=1))
    worker.failures.clear()
    files.waits()
    files.deliver(worker.work())
    assert ("Ev2", True) in worker.done


def test_without_the_table_of_marks_work_fails_and_is_told_at_the_end(files: Queue) -> None:
    """It is a passing fault: done twice would be worse than done later."""
    client("dynamodb").delete_table(TableName="idempotency")
    worker = Worker()
    files.send("Ev1")
    for _ in range(2):
        assert files.deliver(worker.work(attempts=2)) == ["Ev1"]
        files.waits()
    assert worker.done == []
    assert [each for each, _ in worker.told] == ["Ev1"]


def test_a_mark_that_cannot_be_kept_does_not_undo_the_work(files: Queue) -> None:
    """The answer stands; telling its person that it failed would be false."""
    worker = Worker()

    def handle(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
        worker.handle(body, redelivered)
        client("dynamodb").delete_table(TableName="idempotency")

    files.send("Ev1")
    assert files.deliver(Work(handle, 1, worker.give_up, "event_id")) == []
    assert worker.told == []


def test_work_without_a_key_is_done_each_time(files: Queue) -> None:
    """It is its own guard."""
    worker = Worker()
    for extra in range(2):
        files.send("Ev1", extra=extra)
        files.deliver(worker.work(key=""))
    assert len(worker.done) == 2


@pytest.mark.parametrize("event", [{}, {"Records": []}, {"Records": None}])
def test_a_call_that_only_warms_is_answered(cloud: dict[str, str], event: dict[str, Any]) -> None:
    """With nothing failed."""
    assert consume(event, CONTEXT, Worker().work()) == {"batchItemFailures": []}  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [KeyError(SECRET), ValueError(SECRET), UserError(SECRET), RuntimeError(SECRET)])
def test_no_words_but_ours_are_logged(files: Queue, logs: Logs, error: Exception) -> None:
    """What a library says, or what is meant for a person, may hold a token or a cell; the kind of error is enough."""
    worker = Worker(Ev1=error)
    files.send("Ev1")
    files.deliver(worker.work())
    text = logs.text()
    assert type(error).__name__ in text
    assert "4711" not in text
    assert "Traceback" not in text


def test_our_own_reasons_are_logged(files: Queue, logs: Logs) -> None:
    """So that an operator sees what failed, how often it was tried, and nothing of the message."""
    worker = Worker(Ev1=TransientError("Slack limits the rate of chat.update."))
    files.send("Ev1")
    files.deliver(worker.work())
    (line,) = logs.lines()
    assert (line["kind"], line["received"]) == ("TransientError", 1)
    assert line["reason"] == "Slack limits the rate of chat.update."
    assert "Ev1" not in json.dumps(line)


def test_the_visibility_of_a_message_that_cannot_be_changed_is_left(files: Queue, logs: Logs) -> None:
    """It comes back by the queue's own timeout."""
    worker = Worker(Ev1=TransientError("away"))
    files.send("Ev1")

    def handle(body: dict[str, Any], redelivered: bool) -> None:  # noqa: FBT001 - as consume calls it
        client("sqs").purge_queue(QueueUrl=files.url)
        worker.handle(body, redelivered)

    assert files.deliver(Work(handle, 3)) == ["Ev1"]
    assert "waits for the visibility timeout" in logs.text()
