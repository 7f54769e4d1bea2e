"""The Clock port."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.adapters.system.clock import SystemClock
from tests.fakes.clock import FixedClock

if TYPE_CHECKING:
    from shared.ports.clock import Clock


def test_a_clock_tells_an_instant_with_its_zone_and_never_goes_back(side: str) -> None:
    """Two looks at a clock give zone-aware instants in order."""
    clock: Clock = FixedClock() if side == "fake" else SystemClock()
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta(0)
    assert first <= second


def test_a_fixed_clock_moves_when_told() -> None:
    """Tests pass time by hand."""
    clock = FixedClock()
    before = clock.now()
    clock.advance(days=1, seconds=1)
    assert clock.now() - before == timedelta(days=1, seconds=1)
