"""The words of questions and texts as they are compared: without endings, with those that mean the same."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.core.asking.lexicon import SYNONYM_GROUPS
from shared.core.semantic.naming import stem

_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
_STOP = frozenset(
    """a about all also an and any are as ask asks at be been being but by can could did do does doing done each either
    else ever exactly explain explained far for from get gets getting give given go goes had happen happens has have
    having he her here him his how i if in into is it its just know let like long many may me mean meaning means meant
    might more most much must my need needs no not of off often on once one or other our ours out own per please say
    says said shall she should show so some soon such tell than that the their them then there these they thing this
    those through to too under until up us use used very was we were what when where which while who whom whose why
    will with within without would yes you your yours define definition describe actually there's what's it's we're
    don't""".split()
)
"""Words that say how something is asked rather than what."""
_ENDINGS = (
    "isations izations isation ization ations ators ation ator ating ated ates ally ements ement ments ment ings ying "
    "ing edly ied ed iers ier ers er ance ence al ions ion ive ly ies es ate e y"
).split()
_DOUBLING = frozenset({"ing", "ings", "ed", "er", "ers"})
"""Endings before which a last consonant is written twice: "shipping"."""
_LEAST = 4
"""Letters that must be left of a word whose ending is taken off."""
_IRREGULAR = {
    "paid": "pay",
    "payable": "pay",
    "bought": "buy",
    "sold": "sell",
    "sent": "send",
    "gave": "give",
    "took": "take",
    "kept": "keep",
    "made": "make",
    "days": "day",
    "left": "leave",
    "broken": "break",
    "written": "write",
    "worth": "value",
}
_ALIKE = (
    "return refund send-back",
    "calculate compute derive",
    "buy purchase order",
    "buyer customer client purchaser shopper",
    "goods item product article merchandise",
    "leave holiday vacation",
    "staff employee worker colleague",
    "deliver ship dispatch shipment",
    "bill invoice",
    "begin start",
    "end finish expire",
    "permit allow",
    "deadline limit",
    "reimburse repay",
    "broken damage defect fault",
    "salary pay wage",
    "boss manager supervisor",
    "laptop computer notebook",
    "charge fee cost price",
    "discount rebate",
    "travel trip journey",
    "late overdue delay",
    "sick ill",
    "approve sign-off authorise authorize",
)
"""Words of business documents that ask for and say the same."""


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """The word without its grammatical endings, as a key to compare by: calculated and calculation are one."""
    lower = stem(word.casefold().replace("’", "'"))
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if not lower.isalpha():
        return lower
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= _LEAST:
            base = lower[: -len(ending)]
            return _undoubled(base) if ending in _DOUBLING else base
    return lower


def _undoubled(base: str) -> str:
    """The base with one consonant of two ("shipp" is "ship"), but "sell" and "pass" as they are."""
    return base[:-1] if base[-1] == base[-2] and base[-1] not in "lsfz" else base


def said_words(text: str) -> tuple[str, ...]:
    """Every word and number of a text, small letters."""
    return tuple(each.casefold() for each in _WORD.findall(text))


def content_words(text: str) -> tuple[str, ...]:
    """The roots of the words that carry a text's meaning, in order, each once."""
    return tuple(dict.fromkeys(root(word) for word in said_words(text) if _counts(word)))


def _counts(word: str) -> bool:
    return word not in _STOP and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=4_096)
def roots_of(text: str) -> frozenset[str]:
    """The roots of all content words of a text."""
    return frozenset(content_words(text))


@lru_cache(maxsize=20_000)
def alike(word: str) -> frozenset[str]:
    """Other roots that mean about the same as this one."""
    return _KIN.get(word, frozenset()) - {word}


def _kin() -> dict[str, frozenset[str]]:
    groups = [*(frozenset(root(each) for each in group) for group in SYNONYM_GROUPS)]
    groups += [frozenset(root(each) for each in group.split()) for group in _ALIKE]
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            found[word] = found.get(word, frozenset()) | group
    return found


_KIN = _kin()
