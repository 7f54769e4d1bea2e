"""Pinned insights."""

from typing import Protocol

from shared.core.boards.pin import Pin


class PinBoard(Protocol):
    """The pins of each person."""

    def pin(self, pin: Pin) -> bool:
        """Add; False when this user already has a pin of the same id."""
        ...

    def unpin(self, workspace: str, user: str, pin_id: str) -> bool:
        """Remove; False when there was none."""
        ...

    def of(self, workspace: str, user: str) -> tuple[Pin, ...]:
        """Return a user's pins, newest first."""
        ...
