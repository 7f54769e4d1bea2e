"""How people write that a value is missing."""

from __future__ import annotations

import re

_ALWAYS = frozenset(
    {
        "",
        "null",
        "(null)",
        "<null>",
        "nan",
        "<na>",
        "n/a",
        "#n/a",
        "(blank)",
        "\\n",
        "#ref!",
        "#value!",
        "#div/0!",
        "#name?",
        "#num!",
        "#null!",
    }
)
_NO_WORDS = re.compile(r"[-\u2013\u2014.?]{1,5}")
_AMONG_VALUES = frozenset({"na", "n.a.", "n.a", "none", "nil", "missing", "not available", "not applicable", "nat"})
LONGEST_NULL = max(map(len, _ALWAYS | _AMONG_VALUES))
"""No spelling of null is longer; callers with many values ask only about those that are not."""
_SHORT_CODE = re.compile(r"[A-Z]{2}")


def is_null(text: str) -> bool:
    """True for spellings that mean nothing else, in a column of any type."""
    return text.lower() in _ALWAYS or _NO_WORDS.fullmatch(text) is not None


def is_null_among_values(text: str) -> bool:
    """True for words that mean a missing value in a column of numbers, dates or booleans, but may be a word in text."""
    return text.lower() in _AMONG_VALUES


def is_null_among_words(text: str, others: frozenset[str]) -> bool:
    """True for NA in a column of text, but not among two-letter codes, where it is Namibia or North America."""
    return text in {"NA", "N.A."} and not all(_SHORT_CODE.fullmatch(other) for other in others)
