"""Figure 1: events duplicated and shuffled, handlers killed: none is lost, none is answered twice.

AVEXRA_EVENTS sets how many (10,000 for the full figure, a few hundred otherwise). Killed handlers die before or after
any call they make, posts included; a message killed three times goes to the dead-letter queue and is redriven.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shared.app.accept_event import accept_event
from shared.app.messages import QuestionMessage, read_message
from shared.core.asking.answer import Status
from shared.render.status import PLACEHOLDER
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults, Killed
from tests.fakes.messenger import FakeMessengers
from tests.fakes.office import CHANNEL, PERSON, Office, shop_dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.ports.outbox import Queue

EVENTS = int(os.environ.get("AVEXRA_EVENTS", "300"))
DUPLICATED, KILLED, FORGOTTEN = 0.2, 0.05, 0.5
"""Fractions of: events delivered again; handlers killed; duplicates that SQS no longer recognises."""
ATTEMPTS = 3
A_WORKSPACE = 50
CALLS = 26
"""About how many moments, before and after calls, a handler passes through: where it may die."""


@dataclass
class Fifo:
    """The questions' queue: it keeps each group's order, and forgets some of what it should recognise."""

    dice: random.Random
    waiting: list[Mapping[str, Any]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def send(self, queue: Queue, body: Mapping[str, Any], *, group: str = "", deduplication: str = "") -> None:
        """Take a message unless its duplicate is remembered."""
        if deduplication in self.known and self.dice.random() > FORGOTTEN:
            return
        self.known.add(deduplication)
        self.waiting.append(body)


class Fleet:
    """Workers that die at random moments, over a table of what was done."""

    def __init__(self, office: Office, dice: random.Random) -> None:
        self.office = office
        self.dice = dice
        self.done: set[str] = set()
        self.killed = 0
        self.redriven = 0

    def work_off(self, message: QuestionMessage) -> None:
        """Deliver a message until it is done: up to three times, then from the dead-letter queue."""
        received = 1
        while message.event_id not in self.done:
            if received > ATTEMPTS:
                self.redriven += 1
                received = 1
                message = replace(message, asked_at=message.asked_at.replace(year=2020))
            try:
                self._handle(message, redelivered=received > 1)
                self.done.add(message.event_id)
            except Killed:
                self.killed += 1
                received += 1

    def _handle(self, message: QuestionMessage, *, redelivered: bool) -> None:
        faults = Faults()
        if self.dice.random() < KILLED:
            moment = self.dice.randrange(CALLS)
            faults.watch = lambda: _die() if len(faults.seen) > moment else None
        self.office.replier(faults).reply(message, redelivered=redelivered)


def _die() -> None:
    raise Killed


def _event(number: int, office: Office) -> dict[str, Any]:
    """Make a mention, or one in five a direct message; one in ten follows up in an earlier thread."""
    at = f"{office.clock.now().timestamp() - 60:.0f}.{number:06d}"
    said: dict[str, Any] = {"user": PERSON, "channel": CHANNEL, "ts": at, "text": "<@UBOT> total value by brand"}
    if number % 10 == 9:
        said["thread_ts"] = f"{at.split('.', maxsplit=1)[0]}.{number - 1:06d}"
    kind = {"type": "app_mention"}
    if number % 5 == 0:
        kind = {"type": "message", "channel": "D1", "channel_type": "im"}
    return {
        "team_id": f"T{number // A_WORKSPACE}",
        "event_id": f"Ev{number}",
        "authorizations": [{"team_id": f"T{number // A_WORKSPACE}", "user_id": "UBOT"}],
        "event": {**said, **kind},
    }


def _office(workspaces: list[str]) -> Office:
    office = Office()
    office.messengers = FakeMessengers(*workspaces)
    for bot in office.messengers.bots.values():
        bot.members.add((CHANNEL, PERSON))
    datasets = [shop_dataset(id=f"d_{each}", workspace=each) for each in workspaces]
    office.catalog = InMemoryDatasetCatalog(*datasets)
    for each in workspaces:
        office.catalog.remember_member(each, CHANNEL, PERSON)
    return office


def test_no_question_is_lost_and_none_is_answered_twice() -> None:
    """However often it is told, in whatever order, and wherever its handler dies."""
    dice = random.Random(20_260_101)
    office = _office([f"T{number}" for number in range(EVENTS // A_WORKSPACE + 1)])
    events = [_event(number, office) for number in range(EVENTS)]
    deliveries = [*events, *dice.choices(events, k=int(EVENTS * DUPLICATED))]
    dice.shuffle(deliveries)
    queue, fleet = Fifo(dice), Fleet(office, dice)
    for envelope in deliveries:
        accept_event(envelope, queue, lambda _: None)
    for body in queue.waiting:
        fleet.work_off(read_message(QuestionMessage, body))
    answered: dict[str, int] = {}
    for bot in office.messengers.bots.values():
        for message in bot.messages:
            if message.event_id and message.text != PLACEHOLDER:
                answered[message.event_id] = answered.get(message.event_id, 0) + 1
        assert not [each for each in bot.messages if each.text == PLACEHOLDER]
    lost = sum(f"Ev{number}" not in answered for number in range(EVENTS))
    twice = sum(count > 1 for count in answered.values())
    print(  # noqa: T201 - the figure
        f"figure 1: N={EVENTS} deliveries={len(deliveries)} queued={len(queue.waiting)} killed={fleet.killed} "
        f"redriven={fleet.redriven} lost={lost} answered twice={twice}"
    )
    assert (lost, twice) == (0, 0)
    assert fleet.killed > 0
    assert len(queue.waiting) > EVENTS
    assert {each.status for each in office.log.records.values()} == {Status.ANSWERED}
