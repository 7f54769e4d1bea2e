"""The PinBoard port."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.pin_board import PostgresPinBoard
from shared.core.boards.pin import Pin
from shared.core.semantic.query import SemanticQuery
from tests.fakes.clock import NOON
from tests.fakes.pin_board import InMemoryPinBoard

if TYPE_CHECKING:
    from shared.ports.pin_board import PinBoard

PIN = Pin("p1", "T1", "U1", "C1", "how many?", "12", SemanticQuery("sales", limit=1), NOON)
LATER = replace(PIN, id="p2", pinned_at=NOON + timedelta(seconds=1))


@pytest.fixture
def board(side: str, request: pytest.FixtureRequest) -> PinBoard:
    """An empty board."""
    return InMemoryPinBoard() if side == "fake" else PostgresPinBoard(request.getfixturevalue("database"))


def test_a_users_pins_come_newest_first(board: PinBoard) -> None:
    """And nobody else's with them."""
    assert board.pin(PIN)
    assert board.pin(LATER)
    assert board.pin(replace(PIN, user="U2"))
    assert board.pin(replace(PIN, workspace="T2"))
    assert board.of("T1", "U1") == (LATER, PIN)
    assert board.of("T1", "U9") == ()


def test_the_same_pin_twice_is_one(board: PinBoard) -> None:
    """The first stays as it is."""
    assert board.pin(PIN)
    assert not board.pin(replace(PIN, headline="another"))
    assert board.of("T1", "U1") == (PIN,)


def test_only_ones_own_pin_comes_off(board: PinBoard) -> None:
    """Once."""
    board.pin(PIN)
    assert not board.unpin("T1", "U2", "p1")
    assert not board.unpin("T2", "U1", "p1")
    assert board.unpin("T1", "U1", "p1")
    assert not board.unpin("T1", "U1", "p1")
    assert board.of("T1", "U1") == ()
