"""How people write that a value is missing."""

from __future__ import annotations

import re

_ALWAYS = frozenset(
    {
        "",
        "null",
        "(null)",
        "<null>",
        "[null]",
        "nan",
        "<na>",
        "n/a",
        "n\\a",
        "#n/a",
        "#na",
        "(blank)",
        "(empty)",
        "(none)",
        "<none>",
        "\\n",
        "#ref!",
        "#value!",
        "#div/0!",
        "#name?",
        "#num!",
        "#null!",
        "#spill!",
        "#calc!",
        "#error!",
    }
)
_NO_WORDS = re.compile(r"[-\u2013\u2014\u2212.?]{1,5}|#{3,20}")
"""Dashes, dots and question marks; what a spreadsheet shows where a column is too narrow."""
_AMONG_VALUES = frozenset(
    {
        "na",
        "n.a.",
        "n.a",
        "n.d.",
        "none",
        "nil",
        "nill",
        "missing",
        "undefined",
        "not available",
        "not applicable",
        "nat",
        "tba",
        "tbd",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "00/00/0000",
        "00-00-0000",
    }
)
LONGEST_NULL = 20
"""No spelling of null is longer; callers with many values ask only about those that are not."""
NULL_WORDS = _ALWAYS | _AMONG_VALUES
NULL_SIGNS = _NO_WORDS.pattern
"""All that is_null and is_null_among_values take, for engines that look themselves: words in small letters, and a
pattern that other spellings match as a whole."""
_CAPITALS = re.compile(r"[A-Z]+")
_CODES = frozenset({"NA", "NAN"})
_NAME = "Nan"


def is_null(text: str) -> bool:
    """True for spellings that mean nothing else, in a column of any type."""
    return text.lower() in _ALWAYS or _NO_WORDS.fullmatch(text) is not None


def is_null_among_values(text: str) -> bool:
    """True for words that mean a missing value in a column of numbers, dates or booleans, but may be a word in text.

    Days that no calendar has are among them.
    """
    return text.lower() in _AMONG_VALUES


def is_null_among_words(text: str, others: frozenset[str]) -> bool:
    """True for spellings of null in a column of text, whose other values are given.

    NA is none among codes of two capitals, where it is Namibia or North America, nor NAN among codes of three, where it
    is an airport. Nan is a name.
    """
    if text in _CODES:
        return not all(is_code(other, len(text)) for other in others)
    return text == "N.A." or (is_null(text) and text != _NAME)


def is_code(text: str, letters: int) -> bool:
    """True for so many capital letters, as countries, states and airports are written."""
    return len(text) == letters and _CAPITALS.fullmatch(text) is not None
