"""Conditions on named numbers of groups: "brands with revenue above 1 lakh", "cities whose return rate is over 5 %"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.forms import BE, NOT, UNIT, N
from shared.core.asking.referring import measure_of
from shared.core.asking.vocabulary import COMPARISON, operator_of, opposite
from shared.core.asking.worth import subject_of
from shared.core.semantic.query import Having

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_LEAD = r"(?:(?:that|which|who|with|having|have|has|had|where|whose|their|its|an?|total) )+"
_BOUND = re.compile(
    rf" (?P<subject>@[ef]\d+) {_LEAD}@(?P<kind>[ma])(?P<number>\d+) {BE}{NOT}{BE}{COMPARISON} {N}{UNIT}(?= )"
)


def read_bounds(draft: Draft) -> None:
    """Take conditions on measures, metrics and rates of groups out of the text; the number is shown as well."""
    match = _BOUND.search(draft.text)
    if match is None or not _groups(draft, match["subject"]):
        return
    if match["kind"] == "m":
        entity, measure = draft.measure_at(match["number"])
        draft.ideas.append(Idea(None, entity=entity, measure=measure.name))
    place = len(draft.ideas) - 1 if match["kind"] == "m" else int(match["number"])
    operator = operator_of(match["op"])
    operator = (opposite(operator) or operator) if match["not"] else operator
    value = draft.things[int(match["one"])].number
    draft.conditions.append(Having(measure_of(draft, draft.ideas[place]), operator, (value,)))
    said = f" {subject_of(draft, match['subject'])} @a{place} @c{len(draft.conditions) - 1}"
    draft.text = draft.text.replace(match[0], said, 1)


def _groups(draft: Draft, tag: str) -> bool:
    """True for what brings rows together: another table's rows, or a column that names things."""
    found = draft.things[int(tag[2:])].found[0]
    if tag[1] == "e":
        return found.entity != draft.root.name
    field = draft.field_at(tag[2:])
    return not field.type.is_numeric and not field.type.is_temporal and (found.name,) != draft.root.key
