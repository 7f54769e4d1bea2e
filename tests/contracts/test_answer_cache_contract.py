"""The AnswerCache port."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.answer_cache import DynamoAnswerCache
from shared.ports.answer_cache import MOST_BYTES, Entry
from tests.fakes.answer_cache import InMemoryAnswerCache
from tests.fakes.clock import NOON, FixedClock

if TYPE_CHECKING:
    from shared.ports.answer_cache import AnswerCache

ENTRY = Entry(bytes(range(256)), NOON)
OTHER = Entry(b"other", NOON)
KEY = "T1#rows#abc"


@dataclass
class World:
    cache: AnswerCache
    elsewhere: AnswerCache
    """The same store, as another process sees it."""
    clock: FixedClock


@pytest.fixture
def world(side: str, request: pytest.FixtureRequest) -> World:
    """An empty cache, seen from two processes."""
    clock = FixedClock()
    if side == "fake":
        here = InMemoryAnswerCache(clock)
        return World(here, here.beside(), clock)
    request.getfixturevalue("aws")
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="idempotency",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    cache, elsewhere = (DynamoAnswerCache(dynamodb, "idempotency", clock) for _ in range(2))
    return World(cache, elsewhere, clock)


def test_an_entry_is_found_as_it_was_kept_by_every_process(world: World) -> None:
    """Byte by byte, with when it was made; a later one takes its place."""
    assert world.cache.find(KEY) is None
    assert world.cache.keep(KEY, ENTRY, 60)
    assert world.elsewhere.find(KEY) == ENTRY
    assert world.elsewhere.keep(KEY, OTHER, 60)
    assert world.cache.find(KEY) == OTHER
    assert world.cache.find("T1#rows#other") is None


def test_an_entry_ends_with_its_time(world: World) -> None:
    """Also when the store's own deletion is late."""
    world.cache.keep(KEY, ENTRY, 60)
    world.clock.advance(seconds=59)
    assert world.cache.find(KEY) == ENTRY
    world.clock.advance(seconds=2)
    assert world.cache.find(KEY) is None


def test_what_is_too_large_is_not_kept(world: World) -> None:
    """And does no harm to what stands there."""
    world.cache.keep(KEY, ENTRY, 60)
    assert world.cache.keep("T1#rows#large", Entry(b"x" * MOST_BYTES, NOON), 60)
    assert not world.cache.keep(KEY, Entry(b"x" * (MOST_BYTES + 1), NOON), 60)
    assert world.cache.find(KEY) == ENTRY


def test_one_of_many_gets_the_lease(world: World) -> None:
    """A lease is no entry, and keeps others from leasing until it ends."""
    assert world.cache.lease(KEY, 30)
    assert not world.elsewhere.lease(KEY, 30)
    assert not world.cache.lease(KEY, 30)
    assert world.elsewhere.find(KEY) is None
    assert world.elsewhere.lease("T1#rows#other", 30)


def test_of_leases_asked_for_at_once_one_is_given(world: World) -> None:
    """However many threads ask."""
    given: list[bool] = []
    threads = [threading.Thread(target=lambda: given.append(world.cache.lease(KEY, 30))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [False] * 7 + [True]


def test_a_lease_whose_holder_died_ends_by_itself(world: World) -> None:
    """Within a second of its time; then another may have it."""
    world.cache.lease(KEY, 30)
    world.clock.advance(seconds=28)
    assert not world.elsewhere.lease(KEY, 30)
    world.clock.advance(seconds=3)
    assert world.elsewhere.lease(KEY, 30)


def test_a_lease_ends_with_the_entry_and_none_is_given_for_what_is_there(world: World) -> None:
    """Until the entry's own time is over."""
    world.cache.lease(KEY, 30)
    world.cache.keep(KEY, ENTRY, 60)
    assert world.elsewhere.find(KEY) == ENTRY
    assert not world.elsewhere.lease(KEY, 30)
    world.clock.advance(seconds=61)
    assert world.elsewhere.lease(KEY, 30)


def test_a_lease_given_back_is_free_and_nobody_gives_back_another_s(world: World) -> None:
    """Neither a lease of another process, nor an entry."""
    world.cache.release(KEY)
    world.cache.lease(KEY, 30)
    world.elsewhere.release(KEY)
    assert not world.elsewhere.lease(KEY, 30)
    world.cache.release(KEY)
    assert world.elsewhere.lease(KEY, 30)
    world.elsewhere.keep(KEY, ENTRY, 60)
    world.elsewhere.release(KEY)
    assert world.cache.find(KEY) == ENTRY


def test_a_workspace_that_leaves_takes_its_entries_and_leases_with_it(world: World) -> None:
    """And no other's, also one whose name begins alike."""
    world.cache.keep(KEY, ENTRY, 60)
    world.cache.lease("T1#rows#def", 30)
    world.cache.keep("T12#rows#abc", OTHER, 60)
    assert world.cache.forget("T1") == 2
    assert world.cache.find(KEY) is None
    assert world.elsewhere.lease("T1#rows#def", 30)
    assert world.cache.find("T12#rows#abc") == OTHER
    assert world.cache.forget("T404") == 0
