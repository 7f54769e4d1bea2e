"""Spelling: how far apart two words are, and the keys under which near ones are found."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from shared.core.asking.lexicon import FILLER, VERBS

_MINSPELLED = 5
SPELLED = frozenset(
    word
    for word in (
        FILLER
        | VERBS
        | {
            "average",
            "total",
            "maximum",
            "minimum",
            "order",
            "descending",
            "ascending",
            "number",
            "month",
            "quarter",
            "highest",
            "lowest",
            "difference",
            "minus",
            "times",
            "divided",
            "multiplied",
            "growth",
            "percent",
            "fraction",
            "previous",
            "yearly",
        }
    )
    if len(word) >= _MINSPELLED
)
_LONG_TYPO = 8


@cache
def spelled_deletions() -> dict[str, list[str]]:
    """The long words of questions by what is left of them without one or two letters."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(SPELLED):
        for key in deletes(word, twice=True):
            found[key].append(word)
    return found


def deletes(word: str, *, twice: bool) -> set[str]:
    """The word, and the word with one letter left out, or two where asked for and the word is long."""
    once = {word[:i] + word[i + 1 :] for i in range(len(word))}
    if not twice or len(word) < _LONG_TYPO:
        return {word, *once}
    return {word, *once} | {each[:i] + each[i + 1 :] for each in once for i in range(len(each))}


def distance(one: str, other: str) -> int:
    """Edits between two words: insert, delete, replace, swap neighbours (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        two_ago, before, row = before, row, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], two_ago[j - 2] + 1)
    return row[-1]
