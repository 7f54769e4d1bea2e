"""Remarks on how to compute or show an answer, set aside where they add nothing that would change it.

Tables are joined, and dates shown, in one way here; saying so changes no answer. A remark that names anything else
("by joining the April file") stays in the question, to be understood or refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.naming_things import Kind
from shared.core.semantic.naming import stem, words

if TYPE_CHECKING:
    from shared.core.asking.index import ReaderIndex

_SPAN = r"(?:day|week|month|quarter|year)"
_JOINS = re.compile(
    r",?\s*\(?(?:by|based on|via|through|using|after|with)\s+(?:(?:doing|performing|making|using|an?|the)\s+)*"
    r"(?:(?:left|right|inner|outer|full)\s+)*join(?:s|ing)?\s+(?P<names>[^.;?!()]*?)\s+tables?\b\)?",
    re.IGNORECASE,
)
_SHOWN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            r",?\s*\(?(?:and\s+)?round(?:ed|ing)?(?:\s+(?:it|this|the (?:result|answer|value)s?))?(?:\s+off|\s+up)?"
            r"\s+to\s+"
            r"(?:the nearest\s+)?(?:\d|one|two|three|four)\s+(?:decimal(?:\s+(?:places?|points?))?s?|d\.?p\.?)\b\)?"
        ),
        (
            rf"(?:(?<=\.)|(?<=\?)|,)\s*(?:represent|express|show|display|format|write|give)\s+(?:each|the|every)\s+{_SPAN}s?"
            rf"\s+as\s+(?:the|a|its)\s+(?:first\s+)?(?:date|day)(?:\s+(?:in|of)\s+(?:the|each|that|every)\s+{_SPAN})?"
            r"\s*(?=[.?!]|$)"
        ),
        rf"(?<=\b(?:week))\s*\((?:as|being) (?:a|the|its)(?: first)? (?:date|day)(?: of (?:the|each) {_SPAN})?\)",
        rf"(?<=\b(?:month))\s*\((?:as|being) (?:a|the|its)(?: first)? (?:date|day)(?: of (?:the|each) {_SPAN})?\)",
    )
)
_JOINING = frozenset("the a and from to with between of on in both".split())


def without_remarks(text: str, index: ReaderIndex) -> str:
    """The plain text with such remarks blanked out, as long as before."""
    for match in _JOINS.finditer(text):
        if _names_tables(match["names"], index):
            text = _blanked(text, match)
    for form in _SHOWN:
        for match in form.finditer(text):
            text = _blanked(text, match)
    return text


def _names_tables(said: str, index: ReaderIndex) -> bool:
    """True when nothing but tables is named."""
    named = [stem(word) for word in words(said) if word not in _JOINING]
    nouns = {
        word for phrase, found in index.phrases.items() for word in phrase if any(c.kind is Kind.ENTITY for c in found)
    }
    return bool(named) and all(word in nouns for word in named)


def _blanked(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]}{' ' * (match.end() - match.start())}{text[match.end() :]}"
