"""Figures 2 and 3: what is acknowledged was queued, and what was not signed is not accepted.

AVEXRA_REQUESTS sets how many requests each plays: 5,000 for the full figure, a few hundred otherwise.
"""

from __future__ import annotations

import base64
import json
import os
import random
import time
from typing import TYPE_CHECKING, Any

import pytest

from functions.slack_events.handler import answer
from shared.core.errors import InternalError, TransientError
from tests.fakes.outbox import InMemoryOutbox
from tests.functions.conftest import forget_parts
from tests.functions.slack_events.conftest import (
    CLICK,
    Porch,
    command_body,
    event_body,
    interaction_body,
    signed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.ports.outbox import Queue

REQUESTS = int(os.environ.get("AVEXRA_REQUESTS", "300"))
FAILING, SLOW = 0.3, 0.05
SLOW_SECONDS = 0.01
SLACK_WAITS_SECONDS = 3.0


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A logger of its own that leaves out the thousands of warnings these figures are made of."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "figures")
    monkeypatch.setenv("LOG_LEVEL", "CRITICAL")
    forget_parts()
    yield
    forget_parts()


class TroubledOutbox(InMemoryOutbox):
    """Fails often, in two ways, and is slow at times."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice = dice

    def send(self, queue: Queue, body: Mapping[str, Any], *, group: str = "", deduplication: str = "") -> None:
        """Take a message, or not."""
        chance = self.dice.random()
        if chance < FAILING:
            raise TransientError("away") if chance < FAILING / 2 else InternalError("refused")
        if chance < FAILING + SLOW:
            time.sleep(SLOW_SECONDS)
        super().send(queue, body, group=group, deduplication=deduplication)


def _request(number: int) -> tuple[str, str]:
    """Return (path, body) of a mention, a command or a click, each known by its number."""
    if number % 3 == 0:
        return "/slack/events", event_body(f"Ev{number}")
    if number % 3 == 1:
        return "/slack/commands", command_body(f"question {number}")
    pressed = {"action_id": "avexra_pin", "value": f"Ev{number}", "action_ts": str(number)}
    return "/slack/interactivity", interaction_body({**CLICK, "actions": [pressed]})


def _is_queued(number: int, outbox: InMemoryOutbox, before: int) -> bool:
    """Return True when exactly one message came of the request since, and it is this request's."""
    added = [json.dumps(each.body) for each in outbox.sent[before:]]
    return len(added) == 1 and (f"Ev{number}" in added[0] or f"question {number}" in added[0])


def test_a_200_is_given_only_for_what_was_queued(porch: Porch, quiet: None) -> None:
    """With a queue that fails three times in ten; each answer is there before Slack stops waiting."""
    dice = random.Random(2)
    porch.outbox = outbox = TroubledOutbox(dice)
    acknowledged = false = refused = 0
    slowest = 0.0
    for number in range(REQUESTS):
        path, body = _request(number)
        body = body.replace("1.2.3", f"1.2.{number}")
        before, started = len(outbox.sent), time.perf_counter()
        status = answer(signed(path, body), porch.door).status
        slowest = max(slowest, time.perf_counter() - started)
        queued = _is_queued(number, outbox, before)
        acknowledged += status == 200
        false += status == 200 and not queued
        refused += status == 503 and len(outbox.sent) == before
    print(  # noqa: T201 - the figure
        f"figure 2: N={REQUESTS} acknowledged={acknowledged} sent back={refused} acknowledged without a queue={false} "
        f"slowest={1000 * slowest:.0f} ms"
    )
    assert false == 0
    assert acknowledged + refused == REQUESTS
    assert refused > REQUESTS * FAILING / 2
    assert slowest < SLACK_WAITS_SECONDS


def _mutated(event: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Change body, timestamp or signature somewhere, or leave one of them out."""
    headers = dict(event["headers"])
    raw = bytearray(base64.b64decode(event["body"]))
    name = dice.choice(("X-Slack-Request-Timestamp", "X-Slack-Signature"))
    match dice.randrange(7):
        case 0:
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        case 1:
            raw += dice.choice((b" ", b"\n", b"&x=1", b"\x00"))
        case 2:
            del raw[dice.randrange(len(raw))]
        case 3:
            del headers[name]
        case 4:
            at = dice.randrange(len(headers[name]))
            old = headers[name][at]
            new = dice.choice([each for each in "0123456789abcdefv=-+. \u0661é" if each != old])
            headers[name] = headers[name][:at] + new + headers[name][at + 1 :]
        case 5:
            headers[name] = dice.choice(("", "v0=", "v1=" + "0" * 64, "\ud800", "9" * 400, "-1", "1e9", "null"))
        case _:
            headers["X-Slack-Request-Timestamp"] = str(int(time.time()) + dice.choice((-301, 301, -(10**9), 10**9)))
    return {**event, "headers": headers, "body": base64.b64encode(bytes(raw)).decode()}


def test_no_mutation_of_a_signed_request_is_accepted(porch: Porch, quiet: None) -> None:
    """Whatever is changed, the answer is a plain 401: nothing is queued, and nothing falls over."""
    dice = random.Random(3)
    accepted = faults = 0
    for number in range(REQUESTS):
        path, body = _request(number)
        mutated = _mutated(signed(path, body, encoded=True), dice)
        status = answer(mutated, porch.door).status
        accepted += status == 200
        faults += status >= 500
        assert status == 401
    print(f"figure 3: N={REQUESTS} accepted={accepted} server errors={faults}")  # noqa: T201 - the figure
    assert (accepted, faults) == (0, 0)
    assert porch.outbox.sent == []
    path, body = _request(0)
    assert answer(signed(path, body, encoded=True), porch.door).status == 200
