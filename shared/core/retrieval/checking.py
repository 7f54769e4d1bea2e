"""Sentences a model wrote from passages: kept only where a passage bears them out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.retrieval.composing import QUOTED, Quote
from shared.core.retrieval.sentences import LONGEST, sentences
from shared.core.retrieval.words import alike, roots_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.retrieval.passage import Passage

_NUMBER = re.compile(r"\d(?:[\d.,:/]*\d)?")
_NAMES = re.compile(
    r"https?:\S+|www\.\S+|[\w.+%-]+@[\w.-]+|<[@#!][^>]*>?|\b(?:[\w-]+\.)+[a-z]{2,}\b(?:/\S*)?", re.IGNORECASE
)
"""Addresses and mentions."""
_AFTER_NAMES = ".,;:!?)]}>\"'"
_BORNE = 0.6
"""The part of a sentence's words that must stand in the passages it cites."""
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_TENS = {
    word: str(10 * ten) for ten, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SPOKEN = {word: str(number) for number, word in enumerate(_UNITS) if number != 1} | _TENS
""" "One" is more often a pronoun."""
_SIZES = frozenset("half quarter third double triple twice thrice hundred thousand lakh crore million billion".split())
_NOT = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|unless|except|\w+n['’]t)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model gave it: its text, and the numbers (1-based) of the passages it says it is from."""

    text: str
    cites: tuple[int, ...]


def checked(written: Iterable[Written], passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """The sentences that hold, at most QUOTED of them; the rest is dropped without a trace."""
    kept = (quote for each in written if (quote := _checked(each, passages)) is not None)
    return tuple(quote for quote, _ in zip(kept, range(QUOTED), strict=False))


def _checked(written: Written, passages: Sequence[Passage]) -> Quote | None:
    text = " ".join(written.text.split())
    if not written.cites or any(not 1 <= each <= len(passages) for each in written.cites):
        return None
    cited = tuple(passages[each - 1] for each in dict.fromkeys(written.cites))
    whole = "\n".join(f"{each.title}\n{each.place}\n{each.text}" for each in cited)
    if not 0 < len(text) <= LONGEST or len(sentences(text)) != 1 or "[" in text:
        return None
    rules = (has_no_other_number, has_no_other_name, is_borne_out, denies_what_is_denied)
    return Quote(text, cited) if all(rule(text, whole) for rule in rules) else None


def has_no_other_number(text: str, source: str) -> bool:
    """True when every number of the text stands in the source, in digits or as a word."""
    return _numbers(text) <= _numbers(source)


def _numbers(text: str) -> frozenset[str]:
    digits = {each.replace(",", "") for each in _NUMBER.findall(text)}
    words = re.findall(r"[a-z]+", text.casefold())
    return frozenset(digits | {_SPOKEN[each] for each in words if each in _SPOKEN} | (_SIZES & set(words)))


def has_no_other_name(text: str, source: str) -> bool:
    """True when every address or mention in the text stands in the source just so."""
    return all(each[0].rstrip(_AFTER_NAMES) in source for each in _NAMES.finditer(text))


def is_borne_out(text: str, source: str) -> bool:
    """True when most of the text's words, or words that mean the same, stand in the source."""
    said, known = roots_of(text), roots_of(source)
    borne = sum(word in known or bool(alike(word) & known) for word in said)
    return bool(said) and borne >= _BORNE * len(said)


def denies_what_is_denied(text: str, source: str) -> bool:
    """True when the text says no where the sentence of the source that is nearest to it does, and only there."""
    said = roots_of(text)
    nearest = max(sentences(source), key=lambda each: len(said & roots_of(each)), default="")
    return bool(_NOT.search(text)) == bool(_NOT.search(nearest))
