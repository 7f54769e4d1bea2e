"""Asking back where a question may as well mean something else: each meaning in words, as a question of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.describe import describe
from shared.core.asking.reading import Option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.core.asking.ranker import Ranked
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery

ASK_BELOW = 0.25
"""A meaning less likely than this is asked about rather than answered."""
_MOST = 4
_CLEARLY = 0.5
"""A meaning this many times as likely as the one to be asked about is worth offering."""


def options(
    taken: Ranked, others: Iterable[Ranked], model: SemanticModel, again: Callable[[str], SemanticQuery | None]
) -> tuple[Option, ...]:
    """Two to four ways to say what may be meant, the likeliest first; none where there are no two.

    again reads a text; a meaning is offered only when its words, asked as a question, are read as that very meaning.
    """
    near = [each for each in others if each.confidence >= _CLEARLY * taken.confidence]
    found: dict[str, Option] = {}
    for each in sorted([taken, *near], key=lambda one: -one.confidence):
        said = describe(each.meaning.query, model)
        if said in found or len(found) == _MOST:
            continue
        if _plain(again(said)) == _plain(each.meaning.query):
            found[said] = Option(said, said)
    return tuple(found.values()) if len(found) > 1 else ()


def _plain(query: SemanticQuery | None) -> SemanticQuery | None:
    """The query without what its words leave to us: the wish for a chart."""
    return None if query is None else replace(query, chart=None)
