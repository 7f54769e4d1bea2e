"""What is left of a question when all rules have read it: words that must be explained, and those that need not be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.hinglish import HINGLISH_POSTPOSITIONS
from shared.core.asking.lexicon import FILLER, STATES, VERBS
from shared.core.asking.parts_of_speech import AGGREGATES

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_TELLING = frozenset(
    """
    not except excluding without letter letters starts starting ends ending contain containing null missing empty above
    below than average avg mean most least highest lowest maximum minimum smallest largest median sum top bottom
    cumulative running exactly greater fewer
    higher lower larger bigger smaller never nobody nothing none no best worst last next ago before after since
    until
    """.split()
)
"""Words that always change an answer: a question in which one is left over was not understood."""
_IGNORED = FILLER | VERBS | HINGLISH_POSTPOSITIONS | AGGREGATES
_DETAILS = re.compile(r" details(?: (?:and|,))?(?= )(?P<columns>.*\. (?:return|show|give|list) @[fa]\d+ (?:,|and) @)")
"""Details that a later sentence names one by one."""
_SUFFIXES = ("ly", "ing", "ed")


def unexplained(draft: Draft) -> list[str]:
    """Words of content that nothing accounts for, as they were written."""
    left: list[str] = []
    draft.text = _DETAILS.sub(r"\g<columns>", draft.text)
    pieces = draft.text.split()
    for word, following in zip(pieces, [*pieces[1:], ""], strict=False):
        tag = re.fullmatch(r"@([a-z])(\d+)", word)
        if tag is None:
            if _needs_explaining(word, draft.capitals, fragment=draft.fragment) or _modifies(word, following):
                left.append(draft.spoken.get(word, word))
        elif tag[1] in "nyqpvwht":
            left.append(draft.things[int(tag[2])].said.strip())
    if draft.complete and not any(group.grain for group in draft.groups):
        left.append("all")
    return left


def _needs_explaining(word: str, capitals: set[str], *, fragment: bool) -> bool:
    if not any(character.isalnum() for character in word) or len(word) == 1:
        return False
    if word in {"same", "instead"}:
        return not fragment
    if word in _TELLING or word in _IGNORED:
        return word in _TELLING
    if word in capitals:
        return True
    return not (len(word) > 4 and word.endswith(_SUFFIXES)) and not word.endswith("n't")  # noqa: PLR2004 - "red", "ring"


def _modifies(word: str, following: str) -> bool:
    """As in "cancelled flights", "orders that were returned": such a word selects, so it must be accounted for."""
    if word in STATES:
        return True
    return word not in FILLER and word.endswith(("ed", "ing")) and following[:2] in {"@e", "@a"}


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Of the unexplained words those that say most to the person who wrote them."""
    return tuple(word for word in words if word not in _IGNORED | _TELLING and not word.isdigit()) or words
