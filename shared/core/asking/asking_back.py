"""Asking back where a question may as well mean something else: each meaning in words, as a question of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.describe import describe
from shared.core.asking.naming_things import Kind
from shared.core.asking.question import Intent, IntentKind
from shared.core.asking.reading import Option, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.core.asking.draft import Draft, Thing
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


def unclear_word(draft: Draft, text: str) -> Unclear | None:
    """A word that names two fields equally well, in a way that changes the answer."""
    for thing in [thing for thing in draft.things if thing.tag in {"f", "m"}]:
        if len(thing.found) > 1 and not _settled(thing):
            options = tuple(_option(draft, thing, i, text) for i in range(min(5, len(thing.found))))
            ask = f"Which “{thing.said}” do you mean?"
            return Unclear(Intent(IntentKind.UNSUPPORTED, 0.5), ask, options, thing.said.strip())
    return None


def _settled(thing: Thing) -> bool:
    """True when the candidates bear the very name in one entity: the first is as good as any."""
    return thing.found[0].score >= 1.0 and len({c.entity for c in thing.found}) == 1


def _option(draft: Draft, thing: Thing, position: int, text: str) -> Option:
    found = thing.found[position]
    entity = draft.model.entity(found.entity)
    label = found.name
    if entity is not None:
        field = entity.find(found.name)
        measure = entity.measure(found.name) if found.kind is Kind.MEASURE else None
        label = measure.label if measure else (field.label if field else found.name)
        if len({c.entity for c in thing.found}) > 1:
            label = f"{entity.label} {label[:1].lower()}{label[1:]}"
    said = label[:1].lower() + label[1:]
    asked = re.sub(re.escape(thing.said), said, text, count=1, flags=re.IGNORECASE)
    return Option(label, asked)
