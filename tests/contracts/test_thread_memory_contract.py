"""The ThreadMemory port."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.thread_memory import DynamoThreadMemory
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import MeasureRef, SemanticQuery
from tests.fakes.clock import FixedClock
from tests.fakes.thread_memory import InMemoryThreadMemory

if TYPE_CHECKING:
    from shared.ports.thread_memory import ThreadMemory

ASHA = Viewer("T1", "U1", "C1", Audience.CHANNEL)
QUERY = SemanticQuery("sales", measures=(MeasureRef("sales", Aggregation.COUNT),))
OTHER = replace(QUERY, limit=3)


@dataclass
class World:
    memory: ThreadMemory
    clock: FixedClock


@pytest.fixture
def world(side: str, request: pytest.FixtureRequest) -> World:
    """A memory and the clock it reads."""
    clock = FixedClock()
    if side == "fake":
        return World(InMemoryThreadMemory(clock), clock)
    request.getfixturevalue("aws")
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="threads",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    return World(DynamoThreadMemory(dynamodb, "threads", clock), clock)


def test_an_author_finds_the_last_query_of_the_thread(world: World) -> None:
    """The newest query of the same person in the same thread is the one that counts."""
    assert world.memory.last_query(ASHA, "1.0") is None
    world.memory.remember(ASHA, "1.0", OTHER)
    world.memory.remember(ASHA, "1.0", QUERY)
    assert world.memory.last_query(ASHA, "1.0") == QUERY


@pytest.mark.parametrize(
    ("viewer", "thread"),
    [
        (replace(ASHA, user="U2"), "1.0"),
        (replace(ASHA, channel="C2"), "1.0"),
        (replace(ASHA, workspace="T2"), "1.0"),
        (replace(ASHA, audience=Audience.ASKER), "1.0"),
        (ASHA, "2.0"),
    ],
)
def test_nobody_else_does(world: World, viewer: Viewer, thread: str) -> None:
    """Another person, channel, workspace, audience or thread has no part in it."""
    world.memory.remember(ASHA, "1.0", QUERY)
    assert world.memory.last_query(viewer, thread) is None


def test_a_thread_is_ours_once_we_answered_in_it(world: World) -> None:
    """Whoever asked, and whether or not a query came of it."""
    assert not world.memory.is_ours("T1", "C1", "1.0")
    world.memory.remember(ASHA, "1.0", None)
    assert world.memory.is_ours("T1", "C1", "1.0")
    assert not world.memory.is_ours("T2", "C1", "1.0")
    assert not world.memory.is_ours("T1", "C1", "2.0")
    assert world.memory.last_query(ASHA, "1.0") is None


def test_an_answer_without_a_query_keeps_the_query_before(world: World) -> None:
    """Help in between does not end a conversation."""
    world.memory.remember(ASHA, "1.0", QUERY)
    world.memory.remember(ASHA, "1.0", None)
    assert world.memory.last_query(ASHA, "1.0") == QUERY


def test_after_thirty_days_all_is_forgotten(world: World) -> None:
    """Also when the table's own deletion is late."""
    world.memory.remember(ASHA, "1.0", QUERY)
    world.clock.advance(days=29, hours=23)
    assert world.memory.last_query(ASHA, "1.0") == QUERY
    assert world.memory.is_ours("T1", "C1", "1.0")
    world.clock.advance(hours=2)
    assert world.memory.last_query(ASHA, "1.0") is None
    assert not world.memory.is_ours("T1", "C1", "1.0")
