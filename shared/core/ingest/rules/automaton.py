"""Patterns matched by going through the text once with all ways of matching at the same time (Thompson's construction).

A step costs at most the size of the pattern, and steps seen before are remembered, so that no text and no pattern takes
more than len(text) times LARGEST: there is no way back, hence none to go astray on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from shared.core.errors import UserError
from shared.core.ingest.rules.pattern import (
    LARGEST,
    Choice,
    Look,
    Node,
    OneOf,
    Repeat,
    Sequence,
    needed_text,
    read_pattern,
)

LONGEST_TEXT = 300
"""Characters of a cell that are looked at; beyond them a pattern finds nothing, and no end."""
_REMEMBERED = 20_000
_START, _WORD, _OTHER, _END = range(4)
"""What lies on one side of a place: nothing, part of a word, or anything else."""


@dataclass(frozen=True, slots=True)
class _Fork:
    """A way on that needs no character; both are places of the program."""

    one: int
    other: int


_Step = OneOf | Look | _Fork | None
"""A step of a program, which goes on to the next one; None where the pattern has matched."""


class Pattern:
    """A pattern ready to be looked for, capitals or not; not equal to another of the same text."""

    __slots__ = ("_ids", "_needed", "_seen", "_states", "_steps", "text")

    def __init__(self, text: str) -> None:
        """Read it. Raises UserError, saying what is wrong, for what is no pattern or too large a one."""
        self.text = text
        self._steps: list[_Step] = []
        tree = read_pattern(text)
        self._needed = needed_text(tree)
        self._write(tree)
        self._steps.append(None)
        self._seen: dict[tuple[int, str], int] = {}
        self._states: list[tuple[frozenset[int], int]] = [(frozenset({0}), _START)]
        self._ids = {self._states[0]: 0}

    def is_in(self, text: str) -> bool:
        """True when the pattern matches somewhere in the text."""
        if self._needed and text.isascii() and self._needed not in text.lower():
            return False
        state, seen = 0, self._seen
        for character in text[:LONGEST_TEXT]:
            known = seen.get((state, character))
            state = self._step(state, character) if known is None else known
            if state < 0:
                return True
        return len(text) <= LONGEST_TEXT and self._step(state, "") < 0

    def _forget_all_but(self, state: int) -> None:
        """Start over with what is remembered: the state before any character, and this one, which becomes the next."""
        self._seen.clear()
        self._states = [self._states[0], *([self._states[state]] if state else [])]
        self._ids = {each: number for number, each in enumerate(self._states)}

    def _step(self, state: int, character: str) -> int:
        """The state after one more character (the empty one at the end); -1 where the pattern has matched."""
        places, before = self._states[state]
        after = _side(character)
        reached = self._reached(places, before, after)
        if len(self._steps) - 1 in reached:
            found = -1
        else:
            on = {place + 1 for place in reached if _takes(self._steps[place], character)}
            if len(self._seen) >= _REMEMBERED:
                self._forget_all_but(state)
                state = 1 if state else 0
            found = self._id((frozenset(on | {0}), after))
        self._seen[state, character] = found
        return found

    def _id(self, state: tuple[frozenset[int], int]) -> int:
        """The number of a state, which may be a new one."""
        known = self._ids.setdefault(state, len(self._states))
        if known == len(self._states):
            self._states.append(state)
        return known

    def _reached(self, places: frozenset[int], before: int, after: int) -> set[int]:
        """The places that are reached from these without a character, with these sides."""
        reached, ahead = set[int](), list(places)
        while ahead:
            place = ahead.pop()
            if place in reached:
                continue
            reached.add(place)
            step = self._steps[place]
            if isinstance(step, _Fork):
                ahead += [step.one, step.other]
            elif isinstance(step, Look) and _is_at(step.at, before, after):
                ahead.append(place + 1)
        return reached

    def _add(self, step: _Step) -> int:
        """Write one step; returns its place."""
        if len(self._steps) >= LARGEST:
            raise UserError(f"the pattern {self.text} is too large; repeat less")
        self._steps.append(step)
        return len(self._steps) - 1

    def _write(self, node: Node) -> None:
        """Write the steps of a part; the step after them is where it goes on."""
        match node:
            case OneOf() | Look():
                self._add(node)
            case Sequence(parts):
                for part in parts:
                    self._write(part)
            case Choice(parts):
                self._write_choice(parts)
            case Repeat():
                self._write_repeat(node)
            case _:
                assert_never(node)

    def _write_choice(self, parts: tuple[Node, ...]) -> None:
        """A fork before each part but the last, and a way to the end behind it."""
        ends = []
        for part in parts[:-1]:
            fork = self._add(None)
            self._write(part)
            ends.append(self._add(None))
            self._steps[fork] = _Fork(fork + 1, len(self._steps))
        self._write(parts[-1])
        for end in ends:
            self._steps[end] = _Fork(len(self._steps), len(self._steps))

    def _write_repeat(self, node: Repeat) -> None:
        """The part as often as it must be, then as often as it may be."""
        for _ in range(node.least):
            before = len(self._steps)
            self._write(node.part)
            if len(self._steps) == before:
                break  # a part of no steps is the same however often it is written
        if node.most is None:
            fork = self._add(None)
            self._write(node.part)
            back = self._add(None)
            self._steps[back] = _Fork(fork, fork)
            self._steps[fork] = _Fork(fork + 1, len(self._steps))
            return
        forks = []
        for _ in range(node.most - node.least):
            forks.append(self._add(None))
            self._write(node.part)
        for fork in forks:
            self._steps[fork] = _Fork(fork + 1, len(self._steps))


def _takes(step: _Step, character: str) -> bool:
    """True when the step is for a character, and for this one."""
    return bool(character) and isinstance(step, OneOf) and step.takes(character)


def _side(character: str) -> int:
    """What a character is when seen from the place next to it."""
    if not character:
        return _END
    return _WORD if character.isalnum() or character == "_" else _OTHER


def _is_at(look: str, before: int, after: int) -> bool:
    """True when a place with these sides is of that kind."""
    if look == "start":
        return before == _START
    if look == "end":
        return after == _END
    is_edge = (before == _WORD) != (after == _WORD)
    return is_edge == (look == "edge")
