"""However S3's events are shuffled and repeated, each data set says in the end what its newest file says."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from shared.app.messages import InProgressError
from tests.fakes.mill import Mill, table

KEYS, VERSIONS = 1_000, 5


@dataclass(frozen=True)
class Event:
    """S3 tells of a version of a key, some time after it was put."""

    key: int
    sequencer: str


def sequencers(chance: random.Random) -> list[str]:
    """Rising sequencers as S3 gives them: hexadecimal, some a digit longer than the one before."""
    at = chance.randrange(16**15, 16**16)
    made = []
    for _ in range(VERSIONS):
        at += chance.randrange(1, 16**6)
        made.append(f"00{at:016X}" + chance.choice(["", "8", "0"]))
    return made


@pytest.mark.parametrize("seed", [1])
def test_the_newest_version_wins_for_every_key(seed: int) -> None:
    """A thousand files of five versions each: put in order, told of in any, each at least once and most twice.

    An event's reading gives what the bucket holds by then, as it does in S3.
    """
    chance, mill = random.Random(seed), Mill()
    orders = [sequencers(chance) for _ in range(KEYS)]
    waiting: list[Event] = []
    puts = [(key, number) for number in range(VERSIONS) for key in range(KEYS)]
    for key, number in puts:
        name, channel = "Sales.csv", f"C{key}"
        mill.share(name, table((f"city {key}", number)), file_id=f"F{key}", channel=channel)
        waiting += [Event(key, orders[key][number])] * chance.choice([1, 2, 2])
        while waiting and chance.random() < 0.6:
            deliver(mill, waiting.pop(chance.randrange(len(waiting))))
    chance.shuffle(waiting)
    for event in waiting:
        deliver(mill, event)
    by_channel = {each.channel: each.id for each in mill.datasets()}
    assert len(by_channel) == KEYS
    wrong = [key for key in range(KEYS) if mill.rows(by_channel[f"C{key}"]) != [(f"city {key}", VERSIONS - 1)]]
    assert wrong == []


def deliver(mill: Mill, event: Event) -> None:
    """Have an event handled; a second delivery may not come in between here."""
    try:
        mill.ingest(f"F{event.key}", event.sequencer, redelivered=event.key % 3 == 0)
    except InProgressError:
        pytest.fail("nothing is being read by anybody else")
