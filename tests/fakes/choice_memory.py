"""Choice memory in a dictionary."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.security.viewer import Viewer
    from shared.ports.clock import Clock

_REMEMBERED = timedelta(days=180)
_Who = tuple[str, str, str]


class InMemoryChoiceMemory:
    """The ChoiceMemory port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._choices: dict[_Who, dict[str, str]] = {}
        self._offers: dict[_Who, tuple[str, dict[str, str]]] = {}
        self._last: dict[_Who, datetime] = {}

    def choices(self, viewer: Viewer) -> tuple[tuple[str, str], ...]:
        """Return the pairs while they are remembered."""
        return tuple(self._choices.get(_who(viewer), {}).items()) if self._fresh(viewer) else ()

    def offer(self, viewer: Viewer, word: str, options: tuple[tuple[str, str], ...]) -> None:
        """Keep what was asked back."""
        self._forget_the_old(viewer)
        self._offers[_who(viewer)] = (word.casefold(), {question: label for label, question in options})
        self._last[_who(viewer)] = self._clock.now()

    def take(self, viewer: Viewer, question: str) -> tuple[tuple[str, str], ...]:
        """Keep the choice, if it is one, and return all of them."""
        self._forget_the_old(viewer)
        word, options = self._offers.get(_who(viewer), ("", {}))
        if question not in options:
            return self.choices(viewer)
        kept = self._choices.setdefault(_who(viewer), {})
        kept.pop(word, None)
        kept[word] = options[question]
        del self._offers[_who(viewer)]
        self._last[_who(viewer)] = self._clock.now()
        return self.choices(viewer)

    def _fresh(self, viewer: Viewer) -> bool:
        at = self._last.get(_who(viewer))
        return at is not None and self._clock.now() < at + _REMEMBERED

    def _forget_the_old(self, viewer: Viewer) -> None:
        if not self._fresh(viewer):
            self._choices.pop(_who(viewer), None)
            self._offers.pop(_who(viewer), None)


def _who(viewer: Viewer) -> _Who:
    return viewer.workspace, viewer.channel, viewer.user
