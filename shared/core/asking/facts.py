"""Whose rows are asked about when only what they refer to is named: "best customers", "how many planes flew"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.amounts import main_amount
from shared.core.asking.deeds import DEEDS, TRADE
from shared.core.asking.naming_things import Kind
from shared.core.semantic.naming import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.linking import Mention
    from shared.core.asking.opened import Opened
    from shared.core.semantic.model import Entity

_NAMED = 0.86
_BEST = re.compile(
    r"\b(?:best|top|biggest|largest|greatest|worst|bottom|most valuable|most loyal|most profitable)(?: \d+| [a-z]+)?$"
)
_COUNTED = re.compile(r"\b(?:how many|number of|count of|count)(?: (?:different|distinct|unique|various|of|the|our))*$")
_EARNED = re.compile(
    r"\bhow much (?:money |revenue )?(?:did|do|does|have|has) (?:we|i|they|the \w+) (?P<verb>[a-z]+)\b"
)
_MADE = frozenset({"make", "made", "earn", "earned", "take", "sell", "sold", "turn"})
_DID: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("flew", "fly", "flown", "flies"), ("flight",)),
    **dict.fromkeys(("sailed", "sail"), ("voyage", "trip")),
    **dict.fromkeys(("travelled", "traveled", "travel"), ("trip", "journey", "ride", "flight")),
    **dict.fromkeys(("rode", "ride"), ("ride", "trip")),
    **dict.fromkeys(("played", "play"), ("match", "game")),
    **dict.fromkeys(("called", "call"), ("call",)),
    **dict.fromkeys(("attended", "attend"), ("attendance", "visit")),
}
"""What is done by things that other tables name, with the nouns (stems) of the tables that record it."""


def asked_of(opened: Opened, index: ReaderIndex) -> Opened:
    """The question with the entity whose rows record what was done, where the words say it without naming it."""
    if opened.root is not None:
        return opened
    found = _earned(opened, index) or _ranked(opened, index) or _did(opened, index)
    return replace(opened, root=found) if found else opened


def _earned(opened: Opened, index: ReaderIndex) -> str | None:
    """As in "how much did we make last year": the rows that have a revenue."""
    match = _EARNED.search(opened.text.casefold())
    if match is None or match["verb"] not in _MADE:
        return None
    facts = [e.name for e in index.model.entities if any(m.goes_by("revenue") for m in e.measures)]
    reached = [name for name in facts if _reaches(name, opened, index)]
    return reached[0] if len(reached) == 1 else None


def _ranked(opened: Opened, index: ReaderIndex) -> str | None:
    """As in "best customers", "top 5 customers": by the revenue of the rows that refer to them."""
    for mention, entity in _rows_named(opened, index):
        before = " ".join(token.lower for token in opened.tokens[max(0, mention.begins - 3) : mention.begins])
        if not _BEST.search(before) or main_amount(entity, index) is not None or _says_by_what(opened, index):
            continue
        facts = [each for each in _recording(entity, index) if main_amount(each, index) is not None]
        if len(facts) == 1 and _reaches(facts[0].name, opened, index):
            return facts[0].name
    return None


def _did(opened: Opened, index: ReaderIndex) -> str | None:
    """As in "how many planes flew in 2013": the different planes of the flights of 2013."""
    for mention, entity in _rows_named(opened, index):
        before = " ".join(token.lower for token in opened.tokens[max(0, mention.begins - 5) : mention.begins])
        after = [token.lower for token in opened.tokens[mention.ends : mention.ends + 2]]
        verb = next((word for word in after if word in _DID or (word in DEEDS and word not in index.vocabulary)), None)
        if verb is None or not _COUNTED.search(before):
            continue
        for noun in _DID.get(verb) or DEEDS[verb]:
            facts = [each for each in _recording(entity, index) if stem(words(each.noun)[-1]) == noun]
            if len(facts) == 1 and _reaches(facts[0].name, opened, index):
                return facts[0].name
    return None


def _rows_named(opened: Opened, index: ReaderIndex) -> Iterator[tuple[Mention, Entity]]:
    for mention in opened.mentions:
        named = [c for c in mention.candidates if c.kind is Kind.ENTITY and c.score >= _NAMED]
        entity = index.model.entity(named[0].entity) if len(named) == 1 else None
        if entity is not None:
            yield mention, entity


def _recording(entity: Entity, index: ReaderIndex) -> list[Entity]:
    """The entities whose rows refer to the entity's directly."""
    names = {each.from_entity for each in index.model.relationships if each.to_entity == entity.name}
    return [each for each in index.model.entities if each.name in names and each.name != entity.name]


def _reaches(name: str, opened: Opened, index: ReaderIndex) -> bool:
    """True when everything that the question mentions is of these rows or of what they refer to."""
    near = index.reach[name]
    return all(any(c.entity in near for c in mention.candidates) for mention in opened.mentions)


def _says_by_what(opened: Opened, index: ReaderIndex) -> bool:
    """True when some number is named to rank by."""
    said = {token.lower for token in opened.tokens}
    if said & {"by", "most", "highest", "lowest", "least", "number", "count"} or said & TRADE:
        return True
    return any(_numeric(mention, index) for mention in opened.mentions)


def _numeric(mention: Mention, index: ReaderIndex) -> bool:
    for found in mention.candidates:
        entity = index.model.entity(found.entity)
        field = entity.find(found.name) if entity and found.kind is Kind.FIELD else None
        if found.kind is Kind.MEASURE or (field is not None and field.type.is_numeric and not field.identifier):
            return True
    return False
