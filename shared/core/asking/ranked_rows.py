"""Rows ranked by a number of their own: "the 10 largest invoices", "which plane has the most seats"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Group, Idea, Sorting
from shared.core.asking.grouping import naming_fields
from shared.core.asking.kinds import is_amount
from shared.core.asking.vocabulary import AGGREGATION
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_MOST = r"most|highest|largest|biggest|greatest|maximum|max|best|top|longest|costliest"
_LEAST = r"least|lowest|smallest|fewest|minimum|min|worst|bottom|shortest"
_HAVING = r"(?:(?:with|that|which|who|whose|has|have|having|had|got|made|of|is|are|was|were) )"
_BEFORE_RANK = re.compile(
    rf" @n(?P<n>\d+) (?P<rank>{_MOST}|{_LEAST})(?P<most> valuable| loyal| profitable)? (?P<subject>@[ef]\d+)(?= )"
)
_BEFORE_ROWS = re.compile(rf" @n(?P<n>\d+) (?P<subject>@[ef]\d+)(?= {_HAVING}+(?:{_MOST}|{_LEAST}) )")
_RANKED = re.compile(
    rf" @e(?P<subject>\d+) {_HAVING}+(?:(?P<down>{_MOST})|(?P<up>{_LEAST})) (?:(?:number|amount|value) of )?"
    r"@(?P<kind>[fm])(?P<object>\d+)(?= )"
)
_OTHERWISE = re.compile(rf"@[am]\d| (?:how many|number of|{AGGREGATION}) .*@e\d| (?:by|per|each|every) (?:the )?@[efg]")
"""Numbers of several rows, or groups of rows, are asked for."""
_FOR_EACH = re.compile(r" (?:for|in|of|within|from|by) (?:each|every) @f(?P<field>\d+)(?= )")
_SHOWN = 10


def read_ranked_rows(draft: Draft) -> None:
    """Take numbers before what is ranked out of the text, and rows that their own number ranks."""
    _count_first(draft)
    _by_own_number(draft)


def _count_first(draft: Draft) -> None:
    """A number before its superlative goes behind it; one before the rows, as in "3 planes with the most", limits."""
    match = _BEFORE_RANK.search(draft.text)
    if match is not None:
        said = f" {match['rank']}{match['most'] or ''} @n{match['n']} {match['subject']}"
        draft.text = draft.text.replace(match[0], said, 1)
        return
    match = _BEFORE_ROWS.search(draft.text)
    number = draft.things[int(match["n"])].number if match else None
    if match is not None and isinstance(number, int) and number > 0 and draft.limit is None:
        draft.limit = number
        draft.text = draft.text.replace(match[0], f" @z0 {match['subject']}", 1)


def _by_own_number(draft: Draft) -> None:
    """As in "which plane has the most seats": planes, not seats added up."""
    match = _RANKED.search(draft.text)
    worth = _own_number(draft, match) if match else None
    if match is None or worth is None:
        return
    subject = draft.things[int(match["subject"])]
    each = _FOR_EACH.search(draft.text, match.end())
    after = draft.text[match.end() :] if each is None else draft.text[match.end() : each.start()]
    rest = f"{draft.text[: match.start()]} @e {after} "
    if subject.found[0].entity != draft.root.name or draft.ideas or draft.groups or _OTHERWISE.search(rest):
        return
    draft.limit = draft.limit or (_SHOWN if subject.plural and each is None else 1)
    draft.superlative = True
    if each is not None:
        _within_each(draft, match, each, worth)
        return
    draft.sorting.append(Sorting(bool(match["down"]), "", None, worth))
    draft.all_columns = not draft.fields_left()[1:]
    draft.bare.append(worth)
    draft.text = draft.text.replace(match[0], f" @e{match['subject']}", 1)


def _within_each(draft: Draft, match: re.Match[str], each: re.Match[str], worth: FieldRef) -> None:
    """As in "the plane with the most seats of each manufacturer": the rows are told apart by what names them."""
    idea = Idea(Aggregation.MAX if match["down"] else Aggregation.MIN, worth)
    draft.limit_per = draft.ref(each["field"])
    draft.groups.extend(Group(FieldRef(draft.root.name, name)) for name in naming_fields(draft.root))
    draft.ideas.append(idea)
    draft.sorting.append(Sorting(bool(match["down"]), "", idea))
    draft.take(each)
    draft.text = draft.text.replace(match[0], f" @e{match['subject']} @a{len(draft.ideas) - 1}", 1)


def _own_number(draft: Draft, match: re.Match[str]) -> FieldRef | None:
    """The amount that each row has, be it said by the name of its sum; None for what has none."""
    if match["kind"] == "m":
        entity, measure = draft.measure_at(match["object"])
        ref = FieldRef(entity, measure.field) if measure.field and measure.aggregation is Aggregation.SUM else None
    else:
        ref = draft.ref(match["object"])
    return ref if ref is not None and ref.entity == draft.root.name and is_amount(draft.field_of(ref)) else None
