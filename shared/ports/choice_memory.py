"""Which meaning of an ambiguous word a person chose, so that nobody is asked twice."""

from typing import Protocol

from shared.core.security.viewer import Viewer


class ChoiceMemory(Protocol):
    """The choices of each person in each channel; forgotten 180 days after the last one."""

    def choices(self, viewer: Viewer) -> tuple[tuple[str, str], ...]:
        """Return pairs of a word in small letters and the label of what this person took it to mean here."""
        ...

    def offer(self, viewer: Viewer, word: str, options: tuple[tuple[str, str], ...]) -> None:
        """Record that the word was asked back about, with options as (label, whole question); the last offer counts."""
        ...

    def take(self, viewer: Viewer, question: str) -> tuple[tuple[str, str], ...]:
        """Record the choice when the question is, to the letter, one of the options offered; return all choices."""
        ...
