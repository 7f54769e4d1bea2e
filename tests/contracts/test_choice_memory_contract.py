"""The ChoiceMemory port."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.choice_memory import DynamoChoiceMemory
from shared.core.security.viewer import Audience, Viewer
from tests.fakes.choice_memory import InMemoryChoiceMemory
from tests.fakes.clock import FixedClock

if TYPE_CHECKING:
    from shared.ports.choice_memory import ChoiceMemory

ASHA = Viewer("T1", "U1", "C1", Audience.CHANNEL)
GROSS, NET = ("Gross revenue", "total gross revenue by month"), ("Net value", "total net value by month")


@dataclass
class World:
    memory: ChoiceMemory
    clock: FixedClock


@pytest.fixture
def world(side: str, request: pytest.FixtureRequest) -> World:
    """A memory and the clock it reads."""
    clock = FixedClock()
    if side == "fake":
        return World(InMemoryChoiceMemory(clock), clock)
    request.getfixturevalue("aws")
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="threads",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    return World(DynamoChoiceMemory(dynamodb, "threads", clock), clock)


def test_an_option_that_is_asked_is_a_choice(world: World) -> None:
    """Pressing a button asks its question, to the letter."""
    world.memory.offer(ASHA, "Revenue", (GROSS, NET))
    world.memory.take(ASHA, NET[1])
    assert world.memory.choices(ASHA) == (("revenue", "Net value"),)


def test_any_other_question_chooses_nothing(world: World) -> None:
    """And an offer that was overtaken by another one counts no more."""
    world.memory.take(ASHA, GROSS[1])
    world.memory.offer(ASHA, "revenue", (GROSS, NET))
    world.memory.take(ASHA, "how many invoices")
    world.memory.offer(ASHA, "date", (("Due date", "invoices by due date"),))
    world.memory.take(ASHA, NET[1])
    assert world.memory.choices(ASHA) == ()


def test_the_last_choice_for_a_word_counts(world: World) -> None:
    """People change their minds; choices for other words stay."""
    for option in (GROSS, NET):
        world.memory.offer(ASHA, "revenue", (GROSS, NET))
        world.memory.take(ASHA, option[1])
    world.memory.offer(ASHA, "date", (("Due date", "invoices by due date"),))
    world.memory.take(ASHA, "invoices by due date")
    assert dict(world.memory.choices(ASHA)) == {"revenue": "Net value", "date": "Due date"}


@pytest.mark.parametrize(
    "other", [replace(ASHA, user="U2"), replace(ASHA, channel="C2"), replace(ASHA, workspace="T2")]
)
def test_a_choice_is_one_persons_in_one_channel(other: Viewer, world: World) -> None:
    """Nobody chooses for somebody else, nor for data that is somewhere else."""
    world.memory.offer(ASHA, "revenue", (GROSS, NET))
    world.memory.take(other, NET[1])
    world.memory.take(ASHA, NET[1])
    assert world.memory.choices(other) == ()


def test_choices_are_forgotten_half_a_year_after_the_last(world: World) -> None:
    """A choice that is used no more should not surprise anyone."""
    world.memory.offer(ASHA, "revenue", (GROSS, NET))
    world.memory.take(ASHA, NET[1])
    world.clock.advance(days=181)
    assert world.memory.choices(ASHA) == ()
    world.memory.offer(ASHA, "date", (("Due date", "invoices by due date"),))
    assert world.memory.choices(ASHA) == ()
