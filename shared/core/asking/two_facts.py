"""Numbers of two tables in one question: "flights and average temperature by month"; none of them may be lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.referring import measure_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, FieldRef

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Entity
    from shared.core.semantic.query import SemanticQuery

_LEAD = r"^ (?:(?:show|give|list|tell|display|plot|compare|what|is|are|me|us|all|number of|total) )*"
_ROWS_FIRST = re.compile(
    rf"(?P<lead>{_LEAD}(?:@g\d+ )?)(?P<what>@e\d+)(?= (?:and|,|along with|as well as|with) @a\d+ )"
)
_ROWS_TWICE = re.compile(rf"{_LEAD}(?:@g\d+ )?(?P<what>@e\d+) (?:and|,|, and) (?P<other>@e\d+)(?= (?:@g\d+|[.?]|$))")
_ROWS_AFTER = re.compile(r"(?<=@a\d) (?:and|,|along with|as well as) (?P<what>@e\d+)(?= (?:@[gzc]\d+|[.?]|$))")
_BESIDE = r" (?:and|along with|as well as) "
_NUMBERS_ALONE = re.compile(
    r"^ (?:(?:show|give|what|is|are|me|us|the|total) )*"
    rf"(?:@e\d+{_BESIDE}@a\d+|@a\d+{_BESIDE}@e\d+)(?: @[zc]\d+)* [.?]?\s*$"
)
"""Nothing but two numbers, of certain rows at most: there is no list that the rows could be named for."""


def read_rows_beside(draft: Draft) -> None:
    """As in "flights and average delay by month", "orders and customers by city": rows so named are counted.

    Ungrouped only beside a number, with nothing else asked: "invoices and revenue last month".
    """
    if not draft.groups and (draft.words & {"its", "their"} or not _NUMBERS_ALONE.match(draft.text)):
        return
    match = _ROWS_TWICE.search(draft.text)
    if match is None and draft.ideas:
        match = _ROWS_FIRST.search(draft.text) or _ROWS_AFTER.search(draft.text)
    tags = [tag for name in ("what", "other") if match and (tag := match.groupdict().get(name))]
    if not all(draft.things[int(tag[2:])].plural for tag in tags):
        return
    for tag in tags:
        idea = Idea(Aggregation.COUNT, entity=draft.things[int(tag[2:])].found[0].entity)
        if idea not in draft.ideas:
            draft.ideas.append(idea)
            draft.text = draft.text.replace(f" {tag} ", f" @a{len(draft.ideas) - 1} ", 1)


def lost_numbers(draft: Draft, query: SemanticQuery) -> list[str]:
    """The numbers asked for, as they were said, that would silently become another's or could not be told apart."""
    made: dict[object, Idea] = {}
    lost = []
    for idea in draft.ideas:
        if idea.made is not None or idea.derivation is not None or idea.entity is None:
            continue
        ref = replace(measure_of(draft, idea), name=None, label="", unit="")
        before = made.setdefault(ref, idea)
        if before.entity != idea.entity:
            lost.append(_said(draft, idea))
    return lost or _weighted(draft, query)


def _weighted(draft: Draft, query: SemanticQuery) -> list[str]:
    """As in "flights and records by origin": of facts split by what ties them, only those with flights would count."""
    if query.entity != draft.root.name:
        return []
    return [
        _said(draft, Idea(None, entity=name))
        for name in _facts_beside(draft, query)
        if any(_ties(draft, name, each) for each in query.dimensions)
    ]


def _ties(draft: Draft, name: str, dimension: DimensionRef) -> bool:
    """True for one of several columns by which the rows refer to the other table, for that one has it too."""
    return any(
        (dimension.entity, dimension.field) in {(each.from_entity, one), (name, other)}
        for each in draft.model.relationships
        if (each.from_entity, each.to_entity) == (draft.root.name, name) and len(each.from_columns) > 1
        for one, other in zip(each.from_columns, each.to_columns, strict=True)
    )


def _said(draft: Draft, idea: Idea) -> str:
    """The words that named a table's number."""
    return next(
        (thing.said.strip() for thing in draft.things if thing.found and thing.found[0].entity == idea.entity),
        idea.entity or "",
    )


def apart(draft: Draft, query: SemanticQuery) -> SemanticQuery:
    """The query over the other table where both have times of their own, so that each is counted on all its rows."""
    names = _facts_beside(draft, query)
    other = draft.model.entity(names[0]) if len(names) == 1 else None
    if other is None or other.time is None or not _only_timed(draft, query):
        return query
    moved = {each: replace(each, entity=other.name, field=other.time) for each in query.dimensions}
    period = query.period and replace(query.period, field=FieldRef(other.name, other.time))
    order = tuple(
        replace(each, by=moved[each.by]) if isinstance(each.by, DimensionRef) else each for each in query.order
    )
    return replace(query, entity=other.name, dimensions=tuple(moved.values()), period=period, order=order)


def _only_timed(draft: Draft, query: SemanticQuery) -> bool:
    """True when nothing but spans of the rows' own time splits or narrows the numbers."""
    own = (draft.root.name, draft.root.time)
    timed = all(each.grain is not None and (each.entity, each.field) == own for each in query.dimensions)
    periods = [query.period.field] if query.period else []
    narrowed = query.filters is not None or query.having or query.compare is not None
    plain = all(each.where is None and each.formula is None and each.derivation is None for each in query.measures)
    return (
        bool(query.dimensions or periods)
        and timed
        and plain
        and not narrowed
        and all((each.entity, each.field) == own for each in periods)
    )


def _facts_beside(draft: Draft, query: SemanticQuery) -> list[str]:
    """The tables with a time of their own whose numbers stand beside those of the rows asked about."""
    own = [each for each in query.measures if each.entity == draft.root.name]
    others = dict.fromkeys(each.entity for each in query.measures if each.entity != draft.root.name)
    return [name for name in others if own and _timed(draft.model.entity(name))]


def _timed(entity: Entity | None) -> bool:
    return entity is not None and entity.time is not None
