"""The roots of words about what befell a thing: "cancellation", "cancelled" and "cancel" are one."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = (
    "ations",
    "ation",
    "itions",
    "ition",
    "ions",
    "ion",
    "ments",
    "ment",
    "fully",
    "ful",
    "ures",
    "ure",
    "als",
    "al",
    "ers",
    "ies",
    "ied",
    "ing",
    "es",
    "ed",
    "s",
    "y",
    "e",
)
"""Endings that make a noun or an adjective of a verb, or the reverse; longest first."""
_ROOT_AT_LEAST = 4
_IRREGULAR = {"conversion": "convert", "sold": "sale", "paid": "pay", "payment": "pay", "lost": "loss"}


@lru_cache(maxsize=20_000)
def root_of(word: str) -> str:
    """The root of a word in small letters, at least four letters of it."""
    word = _IRREGULAR.get(word, word)
    if word.endswith("ss"):
        return word
    ending = next((each for each in _ENDINGS if word.endswith(each) and len(word) - len(each) >= _ROOT_AT_LEAST), "")
    left = word.removesuffix(ending) if ending else word
    if left[-1:] == left[-2:-1] and left[-1:] not in "se":
        left = left[:-1]
    return left
