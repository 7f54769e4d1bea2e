"""Adjectives that bring their field along: "older than 30", "the cheapest"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.lexicon import COMPARATIVES, SUPERLATIVES
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import Condition, FieldRef, Operator

if TYPE_CHECKING:
    import re

    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter


def compared_adjective(draft: Draft, match: re.Match[str]) -> Filter | None:
    """As in "older than 30": the adjective brings its field along."""
    for word in COMPARATIVES[match["adjective"]].split():
        ref = _numeric_field(draft, word)
        if ref is not None:
            less = match["adjective"] in {"younger", "lighter", "cheaper", "slower"}
            return Condition(ref, Operator.LT if less else Operator.GT, (draft.things[int(match["one"])].number,))
    return None


def _numeric_field(draft: Draft, word: str) -> FieldRef | None:
    """The one numeric field of the entity asked about whose name has the word, or None."""
    fits = [f for f in draft.root.fields if f.type.is_numeric and word in {stem(part) for part in words(f.label)}]
    return FieldRef(draft.root.name, fits[0].name) if len(fits) == 1 else None


def superlative_field(draft: Draft, adjective: str) -> tuple[FieldRef, bool] | None:
    """The field that "oldest" or "cheapest" speaks of, and whether its greatest value is meant."""
    stems, most = SUPERLATIVES.get(adjective, ("", True))
    for word in stems.split():
        ref = _numeric_field(draft, word)
        if ref is not None:
            return ref, most
    return None
