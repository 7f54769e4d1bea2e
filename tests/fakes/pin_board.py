"""Pins in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.boards.pin import Pin


class InMemoryPinBoard:
    """The PinBoard port."""

    def __init__(self) -> None:
        self._pins: dict[tuple[str, str, str], Pin] = {}

    def pin(self, pin: Pin) -> bool:
        """Add, once an id."""
        key = (pin.workspace, pin.user, pin.id)
        if key in self._pins:
            return False
        self._pins[key] = pin
        return True

    def unpin(self, workspace: str, user: str, pin_id: str) -> bool:
        """Remove; False when there was none."""
        return self._pins.pop((workspace, user, pin_id), None) is not None

    def of(self, workspace: str, user: str) -> tuple[Pin, ...]:
        """Return a user's pins, newest first."""
        mine = sorted((pin for key, pin in self._pins.items() if key[:2] == (workspace, user)), key=lambda pin: pin.id)
        return tuple(sorted(mine, key=lambda pin: pin.pinned_at, reverse=True))
