r"""Patterns of text that people write into rules, read into a tree: the part of RE2's language that needs no way back.

Taken: characters, . [a-z] [^a-z] \d \w \s \D \W \S, ^ $ \b \B, groups, |, and * + ? {n} {n,} {n,m}. Refused with a
sentence: back-references, look-arounds, flags, named groups, and patterns that come to more than LARGEST steps. Such
a tree is matched by core/ingest/rules/automaton.py in time proportional to the text, whatever the pattern.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.errors import UserError

LONGEST = 200
"""Characters of a pattern."""
LARGEST = 300
"""Steps of a pattern with its repetitions written out."""
_MOST_TIMES = 100
_DEEPEST = 20
_SPECIAL = frozenset(r"\.[](){}*+?|^$/-")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_KINDS = frozenset("dwsDWS")
_LOOKS = {"^": "start", "$": "end", "b": "edge", "B": "inside"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One character: of these, within these ranges, or of these kinds (d, w, s and their capitals); or none of them."""

    characters: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    kinds: frozenset[str] = frozenset()
    is_negated: bool = False

    def takes(self, character: str) -> bool:
        """True for a character it allows, in capitals or not."""
        return self.is_negated != any(map(self._has, {character, character.lower(), character.upper()}))

    def _has(self, character: str) -> bool:
        is_listed = character in self.characters or any(low <= character <= high for low, high in self.ranges)
        return is_listed or any(_is_of(character, kind) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Look:
    """A place rather than a character: "start", "end", "edge" (of a word), or "inside" (not at an edge)."""

    at: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One or the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same again: at least, and at most (None: without an end)."""

    part: Node
    least: int
    most: int | None


Node = OneOf | Look | Sequence | Choice | Repeat

ANY = OneOf(frozenset("\n"), is_negated=True)


def read_pattern(text: str) -> Node:
    """The tree of a pattern. Raises UserError, saying what is wrong and where, for what is not taken."""
    if not text or len(text) > LONGEST:
        raise UserError(f"a pattern has from 1 to {LONGEST} characters")
    return _Parser(text).read()


def needed_text(node: Node) -> str:
    """The longest text, in small ASCII letters, that stands in every ASCII text that the tree matches; may be empty."""
    longest = run = ""
    for part in node.parts if isinstance(node, Sequence) else (node,):
        if isinstance(part, Look):
            continue
        run = run + letter if (letter := _letter_of(part)) else ""
        inner = needed_text(part.part) if isinstance(part, Repeat) and part.least else ""
        longest = max(longest, run, inner, key=len)
    return longest


def _letter_of(node: Node) -> str:
    """The one ASCII character that a part takes, in small letters; empty where it is no such part."""
    if not isinstance(node, OneOf) or len(node.characters) != 1 or node.ranges or node.kinds or node.is_negated:
        return ""
    (character,) = node.characters
    return character.lower() if character.isascii() else ""


class _Parser:
    """Goes through the pattern once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def read(self) -> Node:
        found = self._choice(0)
        if self._place < len(self._text):
            raise self._wrong("a bracket is closed that was not opened")
        return found

    def _wrong(self, what: str) -> UserError:
        return UserError(f"the pattern {self._text} is wrong at character {self._place + 1}: {what}")

    def _next(self) -> str:
        """The character at hand; empty at the end."""
        return self._text[self._place : self._place + 1]

    def _take(self) -> str:
        character = self._next()
        if not character:
            raise self._wrong("it ends too early")
        self._place += 1
        return character

    def _skip(self, text: str) -> bool:
        """Go past the text where it stands here."""
        is_here = self._text.startswith(text, self._place)
        self._place += len(text) * is_here
        return is_here

    def _choice(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise self._wrong("its brackets are nested too deep")
        parts = [self._sequence(depth)]
        while self._skip("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._next() and self._next() not in "|)":
            parts.append(self._repeated(self._atom(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        """The part with what stands behind it; that as few as possible are wanted makes no difference here."""
        times = self._times()
        if times is None:
            return part
        if isinstance(part, Look):
            raise self._wrong("a place cannot be repeated")
        self._skip("?")
        if self._next() and self._next() in "*+?{":
            raise self._wrong("a repetition cannot be repeated; use brackets")
        return Repeat(part, *times)

    def _times(self) -> tuple[int, int | None] | None:
        for sign, times in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._skip(sign):
                return times
        return self._counted() if self._skip("{") else None

    def _counted(self) -> tuple[int, int | None]:
        """{n}, {n,} or {n,m}, its bracket already taken."""
        end = self._text.find("}", self._place)
        low, comma, high = self._text[self._place : max(end, self._place)].partition(",")
        numbers = [each for each in (low, high) if each]
        if end < 0 or not low or not all(each.isascii() and each.isdigit() and len(each) <= 3 for each in numbers):  # noqa: PLR2004 - hundreds
            raise self._wrong(r"after { come one or two numbers and }; for the character itself write \{")
        self._place = end + 1
        least, most = int(low), int(high) if high else None if comma else int(low)
        if least > _MOST_TIMES or (most is not None and not least <= most <= _MOST_TIMES):
            raise self._wrong(f"a part is repeated at most {_MOST_TIMES} times, and not fewer times than at least")
        return least, most

    def _atom(self, depth: int) -> Node:
        character = self._take()
        if character == "(":
            return self._group(depth)
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escaped()
        if character in "*+?{":
            self._place -= 1
            raise self._wrong("there is nothing to repeat before it")
        if character in "^$":
            return Look(_LOOKS[character])
        return ANY if character == "." else OneOf(frozenset(character))

    def _group(self, depth: int) -> Node:
        if self._next() == "?" and not self._skip("?:"):
            raise self._wrong("look-arounds, flags and named groups are not taken")
        found = self._choice(depth + 1)
        if not self._skip(")"):
            raise self._wrong("a bracket is not closed")
        return found

    def _escaped(self) -> Node:
        character = self._take()
        if character in {"b", "B"}:
            return Look(_LOOKS[character])
        if character in _KINDS:
            return OneOf(kinds=frozenset(character))
        return OneOf(frozenset(self._plain(character)))

    def _plain(self, character: str) -> str:
        """The character that a backslash before this one means."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character not in _SPECIAL and (character.isalnum() or ord(character) < ord(" ")):
            why = "back-references are not taken" if character.isdigit() else f"\\{character} is not taken"
            raise self._wrong(why)
        return character

    def _class(self) -> Node:
        """Characters in square brackets, the first bracket already taken."""
        is_negated = self._skip("^")
        characters, kinds = set[str](), set[str]()
        ranges: list[tuple[str, str]] = []
        is_first = True
        while is_first or self._next() != "]":
            is_first = False
            low = self._member()
            if len(low) > 1:
                kinds.add(low[1])
            elif self._next() == "-" and self._text[self._place + 1 : self._place + 2] not in {"]", ""}:
                self._place += 1
                ranges.append((low, self._end_of_range(low)))
            else:
                characters.add(low)
        self._place += 1
        return OneOf(frozenset(characters), tuple(ranges), frozenset(kinds), is_negated)

    def _member(self) -> str:
        """A character of a class, or a kind with its backslash."""
        character = self._take()
        if character != "\\":
            return character
        character = self._take()
        return f"\\{character}" if character in _KINDS else self._plain(character)

    def _end_of_range(self, low: str) -> str:
        high = self._member()
        if len(high) > 1 or high < low:
            raise self._wrong("a range goes from a character to a later one")
        return high


def _is_of(character: str, kind: str) -> bool:
    """True for a character of the kind, or not of it where the kind is a capital."""
    match kind.lower():
        case "d":
            found = character.isdecimal()
        case "w":
            found = character.isalnum() or character == "_"
        case _:
            found = character.isspace()
    return found == kind.islower()
