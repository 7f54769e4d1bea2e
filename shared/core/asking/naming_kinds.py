"""Rows' names called by their kind: the "largest dealer" is a client, whose column "client type" says Dealer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Thing
from shared.core.asking.naming_things import Kind
from shared.core.semantic.naming import stem, words
from shared.core.semantic.query import Condition, FieldRef, Operator

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.asking.naming_things import Candidate

_OWN = 0.9
_KINDS = frozenset({"type", "kind", "class", "category"})
_NAMED = re.compile(
    r" (?P<before>(?:largest|biggest|best|top|greatest|smallest|worst|bottom)(?: @n\d+)?|which) @v(?P<value>\d+)(?= )"
)


def name_kinds(draft: Draft) -> None:
    """Put the name of what is of a kind in the kind's place, and the kind as a condition."""
    match = _NAMED.search(draft.text)
    values = draft.values_at(match["value"]) if match else ()
    named = _whose_kind(draft, values[0]) if len(values) == 1 else None
    if match is None or named is None:
        return
    thing = draft.things[int(match["value"])]
    draft.things.append(Thing("f", thing.said, found=(named,), plural=thing.plural))
    kind = FieldRef(values[0].entity, values[0].name)
    draft.conditions.append(Condition(kind, Operator.EQ, (values[0].value,)))
    head = f" {match['before']} @f{len(draft.things) - 1}"
    draft.text = draft.text.replace(match[0], head, 1) + f"@c{len(draft.conditions) - 1} "


def _whose_kind(draft: Draft, value: Candidate) -> Candidate | None:
    """The column of the rows that a column such as "client type" tells the kind of."""
    said = tuple(stem(word) for word in words(draft.field_of(FieldRef(value.entity, value.name)).label))
    if len(said) < 2 or said[-1] not in _KINDS:  # noqa: PLR2004 - whose, and kind
        return None
    found = [
        each
        for each in draft.index.phrases.get(said[:-1], [])
        if each.kind is Kind.FIELD and each.entity == draft.root.name == value.entity and each.score >= _OWN
    ]
    return found[0] if len(found) == 1 else None
