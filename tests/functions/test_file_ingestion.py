"""The ingestion door: what S3 tells and what people chose lead to the same reading, which ends before its function."""
# ruff: noqa: D102 - the parts have the ports' names

from __future__ import annotations

import json
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions.file_ingestion import handler as door
from functions.file_ingestion.ending import ending_before
from shared.app.messages import ChosenMessage
from shared.core.codec import encode
from shared.core.errors import UserError
from tests.fakes.clock import FixedClock
from tests.functions.conftest import Context

if TYPE_CHECKING:
    from datetime import datetime

    from tests.functions.conftest import Logs


@dataclass
class Reader:
    """Keeps what it is asked to ingest, and takes as long as it is told."""

    seen: list[tuple[str, str, bool, datetime | None]] = field(default_factory=list)
    given_up: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def ingest(self, key: str, sequencer: str, *, redelivered: bool = False, until: datetime | None = None) -> bool:
        self.seen.append((key, sequencer, redelivered, until))
        time.sleep(self.seconds)
        return True

    def give_up(self, key: str, error: Exception) -> None:
        self.given_up.append((key, str(error)))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """In place of the real one, at noon."""
    made = Reader()
    monkeypatch.setattr(door, "ingester", lambda: made)
    monkeypatch.setattr(door, "clock", FixedClock)
    return made


def record(body: object, received: int = 1) -> dict[str, Any]:
    """A message of the queue."""
    return {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": str(received)},
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:ingestion",
        "eventSource": "aws:sqs",
    }


S3_SAYS = {"Records": [{"s3": {"object": {"key": "raw/T1/C1/F1/a+b%28.csv", "sequencer": "0A"}}}]}
CHOSEN = encode(ChosenMessage("raw/T1/C1/F1/a+b.csv", "0A"))


def handled(body: object, context: Context | None = None, received: int = 1) -> dict[str, Any]:
    """Let the door take a message."""
    return door.handler({"Records": [record(body, received)]}, context or Context(100_000))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "key"), [(S3_SAYS, "raw/T1/C1/F1/a b(.csv"), (CHOSEN, "raw/T1/C1/F1/a+b.csv")], ids=["S3", "people"]
)
def test_a_raw_object_is_read_until_shortly_before_the_end(
    cloud: dict[str, str], reader: Reader, body: object, key: str
) -> None:
    """Whoever asks; S3 quotes its keys, we do not."""
    assert handled(body, received=2) == {"batchItemFailures": []}
    assert reader.seen == [(key, "0A", True, FixedClock().now() + timedelta(seconds=70))]


@pytest.mark.parametrize("body", [{"Service": "Amazon S3", "Event": "s3:TestEvent"}, {}])
def test_what_names_no_object_is_no_work(cloud: dict[str, str], reader: Reader, body: object) -> None:
    """S3 tests a queue when a notification is set up."""
    assert handled(body) == {"batchItemFailures": []}
    assert reader.seen == []


def test_a_reading_that_looks_at_no_clock_is_woken(
    cloud: dict[str, str], reader: Reader, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its person is told in place of the kill, and the message is done: another try would take as long."""
    monkeypatch.setattr("functions.file_ingestion.ending._LATE_SECONDS", 0.2)
    reader.seconds = 10.0
    began = time.monotonic()
    assert handled(CHOSEN, Context(1_000)) == {"batchItemFailures": []}
    assert time.monotonic() - began < 5
    ((_, said),) = reader.given_up
    assert "share it in parts" in said


def test_the_alarm_is_put_back() -> None:
    """Whether the work came to its end or not."""
    before = signal.getsignal(signal.SIGALRM)
    with ending_before(timedelta(seconds=5)):
        assert signal.getsignal(signal.SIGALRM) is not before
    with pytest.raises(ValueError, match="x"), ending_before(timedelta(seconds=5)):
        raise ValueError("x")
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_elsewhere_than_in_the_first_thread_nothing_is_woken() -> None:
    """A signal reaches no other thread; the work is done all the same."""
    done: list[bool] = []

    def work() -> None:
        try:
            with ending_before(timedelta(seconds=-10)):
                time.sleep(0.1)
                done.append(True)
        except UserError:
            done.append(False)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
