"""What this process answered last: bounded, and never older than its time."""

from __future__ import annotations

from datetime import timedelta

from shared.core.caching.recent import Held, Recent
from tests.fakes.clock import NOON


def held(value: object, cells: int = 1, seconds: int = 60) -> Held:
    """Return a value made at noon."""
    return Held(value, NOON, NOON + timedelta(seconds=seconds), cells)


def test_a_value_is_found_until_its_time_is_over() -> None:
    """And gone after it."""
    recent = Recent()
    recent.hold("a", held(1))
    found = recent.find("a", NOON)
    assert found is not None
    assert found.value == 1
    assert recent.find("b", NOON) is None
    assert recent.find("a", NOON + timedelta(seconds=60)) is None
    assert len(recent) == 0


def test_the_longest_unused_makes_room() -> None:
    """Being found is being used."""
    recent = Recent(most_entries=2)
    recent.hold("a", held(1))
    recent.hold("b", held(2))
    recent.find("a", NOON)
    recent.hold("c", held(3))
    assert [recent.find(each, NOON) is not None for each in "abc"] == [True, False, True]


def test_cells_are_counted() -> None:
    """A value in place of another frees its room; what is larger than all of it is not held."""
    recent = Recent(most_cells=10)
    recent.hold("a", held(1, cells=8))
    recent.hold("a", held(2, cells=2))
    recent.hold("b", held(3, cells=8))
    assert len(recent) == 2
    recent.hold("c", held(4, cells=11))
    assert len(recent) == 2
    recent.hold("d", held(5, cells=9))
    assert [recent.find(each, NOON) is not None for each in "abcd"] == [False, False, False, True]
