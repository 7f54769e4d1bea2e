"""The Home tab shows one person what they may see now, within Slack's limits and a budget of time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.app.membership import NOT_FOR_GUESTS
from shared.app.show_home import PATIENCE
from shared.core.boards.pin import Pin
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import TransientError
from shared.render.home import PINS
from tests.fakes.office import CHANNEL, COLLEAGUE, DIRECT, GUEST, OTHER_CHANNEL, PERSON, WORKSPACE, Office, shop_dataset
from tests.fakes.query_runner import CannedQueryRunner
from tests.shared.app.test_answer_question import BY_BRAND

if TYPE_CHECKING:
    from shared.core.security.viewer import Viewer
    from shared.core.sql.compiled import CompiledQuery
    from shared.core.store.dataset import Dataset
    from shared.core.table.result import ResultTable

MOST_BLOCKS = 100


@pytest.fixture
def lobby() -> Office:
    """An office where PERSON has spoken in the channel."""
    office = Office()
    office.catalog.remember_member(WORKSPACE, CHANNEL, PERSON)
    return office


def pin(office: Office, number: int = 1, channel: str = CHANNEL, user: str = PERSON) -> None:
    """Pin an answer, the higher the number the later."""
    made = Pin(f"Ev{number}", WORKSPACE, user, channel, f"question {number}", "said then", BY_BRAND, office.clock.now())
    office.pins.pin(replace(made, pinned_at=office.clock.now().replace(second=number % 60)))


def shown(office: Office, user: str = PERSON) -> str:
    """Publish and return a Home tab as JSON."""
    office.home().show(WORKSPACE, user)
    blocks: list[Any] = list(office.bot.homes[user])
    assert len(blocks) <= MOST_BLOCKS
    return json.dumps(blocks, ensure_ascii=False)


def test_a_person_sees_their_data_and_pins_answered_anew(lobby: Office) -> None:
    """As of now, not as of then."""
    pin(lobby)
    text = shown(lobby)
    assert "*Shop*" in text
    assert "question 1" in text
    assert "said then" not in text
    assert "Answered" in text


def test_nobody_sees_what_another_pinned(lobby: Office) -> None:
    """A Home tab is one person's."""
    pin(lobby)
    assert "question 1" not in shown(lobby, COLLEAGUE)


def test_who_left_the_channel_sees_neither_its_data_nor_their_pins_of_it(lobby: Office) -> None:
    """Not even what a pin said then."""
    pin(lobby)
    lobby.bot.members.discard((CHANNEL, PERSON))
    text = shown(lobby)
    assert "Shop" not in text
    assert "question 1" not in text
    assert "said then" not in text
    assert lobby.runner.ran == []  # type: ignore[attr-defined]


def test_a_guest_is_told_that_it_is_not_for_them(lobby: Office) -> None:
    """And sees nothing else."""
    pin(lobby, user=GUEST)
    text = shown(lobby, GUEST)
    assert NOT_FOR_GUESTS in text
    assert "question" not in text.replace(NOT_FOR_GUESTS, "")


def test_data_of_ones_own_direct_messages_is_there(lobby: Office) -> None:
    """Found by the conversation's id, which Slack tells when the tab opens, or which is asked for."""
    own = Office(dataset=shop_dataset(channel=DIRECT))
    assert "*Shop*" in shown(own)
    own.home().show(WORKSPACE, PERSON, DIRECT)
    assert "*Shop*" in json.dumps(own.bot.homes[PERSON])
    assert "*Shop*" not in shown(own, COLLEAGUE)


def test_many_pins_stay_within_slacks_limit(lobby: Office) -> None:
    """Only those shown are answered; the others are counted."""
    for number in range(40):
        pin(lobby, number)
    assert f"and {40 - PINS} more pins" in shown(lobby)
    assert len(lobby.runner.ran) == PINS  # type: ignore[attr-defined]


def test_slow_pins_do_not_hold_up_the_tab(lobby: Office) -> None:
    """After the budget the rest shows what it said then."""

    class Slow(CannedQueryRunner):
        def run(self, query: CompiledQuery, datasets: tuple[Dataset, ...], viewer: Viewer) -> ResultTable:
            lobby.clock.advance(seconds=PATIENCE.total_seconds() / 2)
            return super().run(query, datasets, viewer)

    lobby.runner = slow = Slow()
    for number in range(8):
        pin(lobby, number)
    text = shown(lobby)
    assert len(slow.ran) == 3
    assert text.count("said then") == 5


def test_a_pin_that_cannot_be_answered_shows_what_it_said(lobby: Office) -> None:
    """And costs the tab nothing."""
    lobby.runner.failure = TransientError("away")  # type: ignore[attr-defined]
    pin(lobby)
    assert "said then" in shown(lobby)


def test_digests_are_those_of_ones_channels(lobby: Office) -> None:
    """With their settings in the button that changes them."""
    lobby.digests.save(Digest("a", WORKSPACE, CHANNEL, "Mine", Cadence.DAILY, 9, "UTC"))
    lobby.digests.save(Digest("b", WORKSPACE, OTHER_CHANNEL, "Not mine", Cadence.DAILY, 9, "UTC"))
    text = shown(lobby)
    assert "*Mine*" in text
    assert "Not mine" not in text


def test_names_are_data(lobby: Office) -> None:
    """A file called like a mention mentions nobody."""
    hostile = Office(dataset=shop_dataset(label="<!channel>"))
    hostile.catalog.remember_member(WORKSPACE, CHANNEL, PERSON)
    assert "<!channel>" not in shown(hostile)
