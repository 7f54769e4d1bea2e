"""Numbers of fewer rows beside numbers of all: "how many of these were on weekends", "in total and on weekends"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.weekdays import week_part
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Having

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

_OF_THESE = re.compile(
    r"(?<= [.,]) (?:and )?(?:how many|(?:what is )?number) of (?:these|them|those)(?: @e\d+)? (?:(?!how|what)[a-z]+ )*"
    r"(?P<conditions>@c\d+(?: (?:and )?@c\d+)*)(?= )"
)
_BESIDE = re.compile(r"(?:(?<= ,)|(?<= and)) (?P<part>weekend|weekday) (?P<what>@e\d+)(?: [a-z]+ed)?(?= )")
_HALF = r"(?:weekend|weekday)s?"
_AGAINST = r"(?:versus|vs|against|and|or|(?:as )?compared? (?:to|with)|than)"
_HALVES = (
    re.compile(rf" (?P<one>{_HALF}) (?P<what>@[em]\d+) {_AGAINST} (?P<two>{_HALF})(?: (?P<again>@[em]\d+))?(?= )"),
    re.compile(
        rf" (?P<what>@[em]\d+) (?:(?:on|during|over|at|in|of) )?(?P<one>{_HALF}) {_AGAINST} "
        rf"(?:(?:on|during|over|at|in|of) )?(?P<two>{_HALF})(?= )"
    ),
    re.compile(
        rf" compare (?P<one>{_HALF}) (?:and|with|to|vs) (?P<two>{_HALF}) (?:(?:by|for|in|on) )?(?P<what>@[em]\d+)(?= )"
    ),
)
"""Both halves of the week beside each other."""
_IN_TOTAL = re.compile(r" (?:in total|overall|altogether) and (?:only )?(?P<conditions>@c\d+)(?= )")


def read_restricted(draft: Draft) -> None:
    """Take numbers out of the text that say with their own condition which rows they are of."""
    _both_halves(draft)
    match = _BESIDE.search(draft.text)
    while match is not None:
        where = week_part(draft, match["part"])
        if where is None:
            return
        entity = draft.things[int(match["what"][2:])].found[0].entity
        draft.ideas.append(Idea(Aggregation.COUNT, entity=entity, where=where))
        draft.take(match, "a", len(draft.ideas) - 1)
        match = _BESIDE.search(draft.text)


def _both_halves(draft: Draft) -> None:
    """As in "weekend revenue vs weekday revenue": one number over either half of the week."""
    match = next((found for form in _HALVES if (found := form.search(draft.text))), None)
    if match is None or match["one"][:5] == match["two"][:5]:
        return
    what, again = match["what"], match.groupdict().get("again")
    parts = [week_part(draft, match[name]) for name in ("one", "two")]
    if None in parts or (again and _counted(draft, again) != _counted(draft, what)):
        return
    first = len(draft.ideas)
    draft.ideas.extend(replace(_counted(draft, what), where=part) for part in parts)
    draft.text = f"{draft.text[: match.start()]} @a{first} @a{first + 1} {draft.text[match.end() :].lstrip()}"


def _counted(draft: Draft, tag: str) -> Idea:
    """The number that a tag names: a measure, or how many rows there are."""
    if tag[1] == "e":
        return Idea(Aggregation.COUNT, entity=draft.things[int(tag[2:])].found[0].entity)
    entity, measure = draft.measure_at(tag[2:])
    return Idea(None, entity=entity, measure=measure.name)


def read_of_these(draft: Draft) -> None:
    """As in "How many orders in May? How many of these were paid?": counted beside all of them."""
    match = _OF_THESE.search(draft.text)
    where = _restriction(draft, match) if match else None
    if match is not None and where is not None:
        draft.ideas.append(Idea(Aggregation.COUNT, where=where))
        draft.take(match, "a", len(draft.ideas) - 1)


def restrict_numbers(draft: Draft) -> None:
    """As in "orders in total and on weekends": the one number asked for, twice."""
    match = _IN_TOTAL.search(draft.text)
    if match is None:
        return
    before = re.findall(r"@a(\d+)", draft.text[: match.start()])
    where = _restriction(draft, match) if before else None
    if where is None:
        draft.unknown.append(match[0].split("@")[0].strip())
        return
    draft.ideas.append(replace(draft.ideas[int(before[-1])], where=where))
    draft.take(match)


def _restriction(draft: Draft, match: re.Match[str]) -> Filter | None:
    numbers = [int(number) for number in re.findall(r"@c(\d+)", match["conditions"])]
    found = [each for each in (draft.conditions[n] for n in numbers) if not isinstance(each, Having)]
    if len(found) != len(numbers):
        return None
    draft.restricting.update(numbers)
    return found[0] if len(found) == 1 else AllOf(tuple(found))
