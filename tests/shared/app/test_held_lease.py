"""One sync at a time; the lease is renewed while it works, and given back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.system.clock import SystemClock
from shared.adapters.system.folder_shelf import FolderShelf
from shared.app.held_lease import LEASE, held_lease
from shared.core.errors import TransientError, UserError
from tests.fakes.clock import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class RenewedShelf(FolderShelf):
    """Counts claims, and may be out of reach."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.claims = 0
        self.twice = threading.Event()

    def claim(self, holder: str, now: datetime, until: datetime) -> str | None:
        """Fail at the second."""
        self.claims += 1
        if self.claims == 2:
            raise TransientError("Away.")
        if self.claims > 2:
            self.twice.set()
        return super().claim(holder, now, until)


def test_a_second_sync_is_told_and_may_begin_when_the_first_has_ended(tmp_path: Path) -> None:
    """Whether the first ended well or not."""
    shelf = FolderShelf(tmp_path)
    clock = FixedClock(NOW)
    with (
        held_lease(shelf, "one", clock),
        pytest.raises(UserError, match="being synced already"),
        held_lease(shelf, "two", clock),
    ):
        raise AssertionError
    with pytest.raises(ZeroDivisionError), held_lease(shelf, "two", clock):
        raise ZeroDivisionError
    with held_lease(shelf, "three", clock):
        pass


def test_the_lease_of_one_that_died_ends_by_itself(tmp_path: Path) -> None:
    """After two minutes, which nobody renewed."""
    shelf = FolderShelf(tmp_path)
    assert shelf.claim("dead", NOW, NOW + LEASE) is None
    with pytest.raises(UserError), held_lease(shelf, "next", FixedClock(NOW + LEASE - timedelta(seconds=1))):
        raise AssertionError
    with held_lease(shelf, "next", FixedClock(NOW + LEASE)):
        pass


def test_a_long_sync_renews_its_lease(tmp_path: Path) -> None:
    """Also after a renewal that could not be made."""
    shelf = RenewedShelf(tmp_path)
    with held_lease(shelf, "one", SystemClock(), every=0.01):
        assert shelf.twice.wait(10)
    assert shelf.claim("two", NOW, NOW + LEASE) is None
