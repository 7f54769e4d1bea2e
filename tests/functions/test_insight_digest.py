"""The digest door: every digest has its try, what fails is raised in one bare sentence, and nothing else is printed."""

from __future__ import annotations

import traceback
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from functions.insight_digest import handler as door
from shared.app.send_digest import DigestSender
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import InternalError, TransientError
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Faults
from tests.fakes.office import CHANNEL, WORKSPACE, Office
from tests.functions.conftest import Context

if TYPE_CHECKING:
    from tests.functions.conftest import Logs

HOURLY = Digest("d1", WORKSPACE, CHANNEL, "Digest 1", Cadence.HOURLY, 9, "UTC")
SECRET = "cell 4711"
PLENTY = Context(milliseconds=300_000).get_remaining_time_in_millis


@pytest.fixture
def newsroom() -> Office:
    """Three digests that are due."""
    office = Office(clock=FixedClock(datetime(2024, 6, 12, 9, 5, tzinfo=UTC)))
    for number in (1, 2, 3):
        office.digests.save(replace(HOURLY, id=f"d{number}", title=f"Digest {number}"))
    return office


def faulty(office: Office, faults: Faults) -> DigestSender:
    """Return what sends, with the faults between it and its ports."""
    return DigestSender(
        faults.on(office.digests), faults.on(office.messengers), office.catalog, faults.on(office.runner), office.clock
    )


def test_what_is_due_is_sent(newsroom: Office) -> None:
    """All of it, once."""
    assert door.send_due(newsroom.sender(), PLENTY) == {"sent": 3, "passed": 0, "failed": 0}
    assert door.send_due(newsroom.sender(), PLENTY) == {"sent": 0, "passed": 0, "failed": 0}


@pytest.mark.parametrize("error", [TransientError("away"), InternalError("broken"), KeyError(SECRET)])
def test_one_that_fails_does_not_keep_the_others(newsroom: Office, logs: Logs, error: Exception) -> None:
    """It is counted, logged without its data, and sent by the next run."""
    faults = Faults()
    faults.plan("before", "run", error)
    counts = door.send_due(faulty(newsroom, faults), PLENTY)
    assert counts == {"sent": 2, "passed": 0, "failed": 1}
    text = logs.text()
    assert type(error).__name__ in text
    assert "4711" not in text
    assert "Traceback" not in text
    assert door.send_due(newsroom.sender(), PLENTY)["sent"] == 1
    assert len(newsroom.said()) == 3


def test_one_with_nowhere_to_go_is_no_failure(newsroom: Office, logs: Logs) -> None:
    """Retrying helps nobody."""
    newsroom.bot.closed.add(CHANNEL)
    assert door.send_due(newsroom.sender(), PLENTY) == {"sent": 0, "passed": 3, "failed": 0}
    assert "nowhere to go" in logs.text()


def test_no_digest_is_begun_that_may_not_be_finished(newsroom: Office) -> None:
    """Time runs out: what is left is due in the next run too."""
    left = iter([300_000, 90_000, 30_000])
    assert door.send_due(newsroom.sender(), lambda: next(left))["sent"] == 2
    assert door.send_due(newsroom.sender(), PLENTY)["sent"] == 1


def test_what_leaves_the_handler_is_a_bare_sentence(logs: Logs, newsroom: Office) -> None:
    """The runtime prints the stack trace of what leaves a handler, causes and all: ours has neither data nor cause."""

    def broken() -> DigestSender:
        raise RuntimeError(SECRET)

    with pytest.raises(InternalError) as caught:
        door.run(broken, PLENTY)
    printed = "".join(traceback.format_exception(caught.value))
    assert "4711" not in printed + logs.text()
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert door.run(newsroom.sender, PLENTY)["sent"] == 3
