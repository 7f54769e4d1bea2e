"""Follow-ups: "and by region?", "only 2023", "as a line chart", "top 5", "same for last year" change the last query."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.amounts import main_amount
from shared.core.asking.assembly import sort_key
from shared.core.asking.combining import combined
from shared.core.asking.draft import Group, Idea
from shared.core.asking.kinds import is_amount
from shared.core.asking.listing import listing_key
from shared.core.asking.referring import dimension_of, measure_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import AllOf, Condition, FieldRef, MeasureRef, OrderBy, Related, SemanticQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import DimensionRef, Filter

_LEAD = re.compile(
    r"^\W*(?:(?:ok|okay|so|now|please|then|great|thanks)\W+)*(?P<lead>and|also|"
    r"but|only|just|what about|how about|what if|same|as an?|as|"
    r"in an?|with an?|use an?|sort|order|rank|top|bottom|first|last|by|per|colou?r|"
    r"stack|split|break|segregate|facet|group|add|"
    r"remove|drop|clear|reset|without|exclude|excluding|include|instead|make "
    r"(?:it|that|this)|show (?:it|them|that|this)|change|turn|"
    r"switch|limit|for|in|during|since|before|after|until|from|compare|versus|"
    r"vs|no|not|ascending|descending|monthly|weekly|daily|yearly|"
    r"quarterly|aur|sirf|filter|zoom|plot (?:it|that)|draw it|the same|those|them)\b"
)
_MORE = re.compile(
    r"^\W*(?:and|also|aur|add|colou?r|stack|split|break|segregate|facet|include|"
    r"with|as well|differentiate|separate)\b|\b(?:as well|too|in addition)\W*$"
)
_REMOVE = re.compile(
    r"\b(?:remove|drop|clear|reset|without|no|forget|undo)(?: (?:the|all|any|"
    r"that|this|my|of))* (?P<what>filters?|conditions?|limit|top \d+|sort(?:ing)?|"
    r"order(?:ing)?|group(?:s|ing)?|breakdown|split|period|dates?|time(?: range)?|"
    r"comparison|chart)\b"
)
_ONLY_GROUPS = re.compile(
    r"^\W*(?:please )?(?:group|split|facet|segregate|break(?: it| them)? down)"
    r"(?: it| them| (?:the|all) (?:data|rows))? by\b"
)
_SPLIT_THING = re.compile(
    r"(?P<verb>^\W*(?:split|break|segregate|separate|divide|facet)) (?P<thing>(?!by\b)\w+(?: (?!by\b)\w+)?) by\b",
    re.IGNORECASE,
)
"""What is split need not be named in a way we know: it is what stands there already."""
_BY_AMOUNT = re.compile(r" by (?:(?:the|total) )*(?:amounts?|values?|totals?)(?= |$)")
"""A number that is ranked by under a word that no column bears."""
_SHORT = 9
_CHANGES = {
    "filter": "filters",
    "condition": "filters",
    "limit": "limit",
    "top": "limit",
    "sort": "order",
    "order": "order",
    "group": "groups",
    "breakdown": "groups",
    "split": "groups",
    "period": "period",
    "date": "period",
    "time": "period",
    "comparison": "compare",
    "chart": "chart",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """The text without the removal it asked for, and which part of the query goes."""

    text: str
    part: str


def continues(text: str) -> bool:
    """True for words that make no sense without a question before them."""
    return _LEAD.match(text.casefold()) is not None


def only_groups(text: str) -> bool:
    """True for words that arrange what comes without asking for any number: "group by region"."""
    return _ONLY_GROUPS.match(text.casefold()) is not None


def without_thing(text: str, unknown: Sequence[str]) -> str | None:
    """The text without what it wants split, when that is all it says that nobody knows: "split splots by region"."""
    match = _SPLIT_THING.match(text)
    if match is None:
        return None
    said = f"{match['verb']} {match['thing']}".casefold().split()
    return f"{match['verb']} by{text[match.end() :]}" if {word.casefold() for word in unknown} <= set(said) else None


def carried(fresh: SemanticQuery, previous: SemanticQuery) -> SemanticQuery | None:
    """A question of its own under the grouping that was asked for before it, without a number; None when unfit."""
    if fresh.entity != previous.entity or not fresh.measures or fresh.implied:
        return None
    own = {(each.entity, each.field) for each in fresh.dimensions}
    kept = tuple(each for each in previous.dimensions if (each.entity, each.field) not in own)
    return replace(fresh, dimensions=(*fresh.dimensions, *kept))


def removal_in(text: str) -> Removal | None:
    """As in "remove the filter", "without the limit"."""
    match = _REMOVE.search(text.casefold())
    if match is None:
        return None
    word = match["what"].split()[0].removesuffix("s").removesuffix("ing")
    part = next((part for start, part in _CHANGES.items() if word.startswith(start) or start.startswith(word)), "")
    return Removal(text[: match.start()] + text[match.end() :], part) if part else None


def removed(query: SemanticQuery, part: str) -> SemanticQuery:
    """The query without one of its parts."""
    if part == "filters":
        return replace(query, filters=None, having=(), period=None)
    if part == "groups":
        return replace(query, dimensions=(), order=(), limit=None, limit_per=None) if query.measures else query
    empty = {"order": (), "limit": None, "period": None, "compare": None, "chart": None}
    changed = replace(query, **{part: empty[part]})  # type: ignore[arg-type]
    return replace(changed, limit_per=None) if part == "limit" else changed


def changed_query(draft: Draft, previous: SemanticQuery, text: str, *, led: bool) -> SemanticQuery | None:
    """The previous query with what the fragment says, or None when it says nothing new or is a question of its own."""
    if not led and (_stands_alone(draft) or len(text.split()) > _SHORT):
        return None
    query = _with_conditions(draft, previous)
    query = _with_listing(draft, query, text) if previous.columns else _with_numbers(draft, query, text)
    query = _with_order(draft, query)
    if draft.chart is not None:
        query = replace(query, chart=draft.chart)
    if draft.compare is not None:
        query = replace(query, compare=draft.compare)
    return query if query != previous else None


def _stands_alone(draft: Draft) -> bool:
    """A number with what it is of, or things to list: a question that needs no other."""
    return bool(draft.ideas) or bool(re.search(r"@[em]\d+", draft.text)) or len(draft.fields_left()) > 1


def _with_conditions(draft: Draft, query: SemanticQuery) -> SemanticQuery:
    filters, having = combined(draft)
    if filters is not None:
        query = replace(query, filters=_merged(query.filters, filters))
    if having:
        query = replace(query, having=having)
    return replace(query, period=draft.period) if draft.period is not None else query


def _merged(old: Filter | None, new: Filter) -> Filter:
    """New conditions join the old ones; one on the same field takes the old one's place."""
    if old is None:
        return new
    fresh = _fields(new)
    items = old.items if isinstance(old, AllOf) else (old,)
    kept = tuple(item for item in items if not _fields(item) & fresh)
    return AllOf((*kept, *(new.items if isinstance(new, AllOf) else (new,)))) if kept else new


def _fields(item: Filter) -> set[FieldRef]:
    if isinstance(item, Condition):
        return {item.field}
    if isinstance(item, Related):
        return {FieldRef(item.entity, "")}
    return {ref for each in item.items for ref in _fields(each)}


def _with_numbers(draft: Draft, query: SemanticQuery, text: str) -> SemanticQuery:
    """Groups and measures of the fragment: added after "and", else in place of the old ones."""
    more = _MORE.search(text.casefold()) is not None
    groups, amounts = _ranked_apart(draft)
    ideas = [idea for idea in draft.ideas if not (draft.groups and idea == Idea(Aggregation.COUNT))]
    shown = {FieldRef(each.entity, each.field) for each in query.dimensions}
    for number in draft.fields_left():
        ref = draft.ref(number)
        if ref in shown:
            continue  # as in "segregate the cylinders by origin": they stand there already
        if is_amount(draft.field_of(ref)):
            ideas.append(Idea(None, ref))
        else:
            groups.append(Group(ref))
    ideas.extend(amounts or _amount_unnamed(draft, query))
    if groups:
        query = _regrouped(draft, query, groups, more=more, instead="instead" in draft.words)
    if ideas:
        measures = tuple(measure_of(draft, idea) for idea in ideas)
        measures = tuple(dict.fromkeys((*query.measures, *measures))) if more else measures
        query = replace(query, measures=measures, order=_kept_order(query, measures, query.dimensions))
    return query


def _amount_unnamed(draft: Draft, query: SemanticQuery) -> list[Idea]:
    """As in "top 3 customers by amount" after an average: what the rows come to, where no column is called so."""
    adds_up = any(each.aggregation is Aggregation.SUM or each.formula is not None for each in query.measures)
    if draft.ideas or draft.limit is None or adds_up or not _BY_AMOUNT.search(draft.text):
        return []
    amount = main_amount(draft.root, draft.index)
    return [amount] if amount is not None else []


def _ranked_apart(draft: Draft) -> tuple[list[Group], list[Idea]]:
    """The groups, and what only looks like one: "customers by amount" names a number beside what it is of."""
    named = [draft.field_of(draft.ref(number)) for number in draft.fields_left()]
    amounts = [each for each in draft.groups if each.bins is None and is_amount(draft.field_of(each.field))]
    if not amounts or not any(not is_amount(field) for field in named):
        return list(draft.groups), []
    return [each for each in draft.groups if each not in amounts], [Idea(None, each.field) for each in amounts]


def _regrouped(draft: Draft, query: SemanticQuery, groups: list[Group], *, more: bool, instead: bool) -> SemanticQuery:
    new = tuple(dict.fromkeys(dimension_of(draft, group) for group in groups))
    names = {(d.entity, d.field) for d in new}
    same = all((d.entity, d.field) in names for d in query.dimensions)
    kept = tuple(d for d in query.dimensions if (d.entity, d.field) not in names)
    timed = not same and all(d.grain is None for d in new) and any(d.grain for d in kept) and len(kept) == 1
    added = more or (timed and not instead)
    dimensions: tuple[DimensionRef, ...] = (*kept, *new) if added else new
    if not query.measures:
        return query
    order = () if any(d.grain for d in new) else _kept_order(query, query.measures, dimensions)
    line = next((d for d in dimensions if d.grain), None)
    order = order or ((OrderBy(line),) if line else (OrderBy(query.measures[0], descending=True),))
    return replace(query, dimensions=dimensions, order=order, limit_per=None)


def _kept_order(
    query: SemanticQuery, measures: tuple[object, ...], dimensions: tuple[DimensionRef, ...]
) -> tuple[OrderBy, ...]:
    kept = tuple(order for order in query.order if order.by in measures or order.by in dimensions)
    if kept or not query.order or not measures or not dimensions:
        return kept
    if not isinstance(query.order[0].by, MeasureRef):
        # A time line that is gone leaves no order behind.
        return ()
    return (replace(query.order[0], by=measures[0]),)  # type: ignore[arg-type]


def _with_listing(draft: Draft, query: SemanticQuery, text: str) -> SemanticQuery:
    """Columns named after "and" join the list; a number or a group turns the listing into an aggregate."""
    refs = [draft.ref(number) for number in draft.fields_left()]
    if draft.ideas or draft.groups:
        measures = tuple(measure_of(draft, idea) for idea in draft.ideas or [Idea(Aggregation.COUNT)])
        dimensions = tuple(dimension_of(draft, group) for group in draft.groups)
        order = (OrderBy(measures[0], descending=True),) if dimensions else ()
        return replace(query, columns=(), distinct=False, measures=measures, dimensions=dimensions, order=order)
    if not refs:
        return query
    more = _MORE.search(text.casefold()) is not None
    columns = tuple(dict.fromkeys((*query.columns, *refs) if more else refs))
    return replace(query, columns=columns)


def _with_order(draft: Draft, query: SemanticQuery) -> SemanticQuery:
    if draft.sorting:
        query = _sorted(draft, query)
    if draft.limit is None:
        return query
    query = replace(query, limit=draft.limit)
    down = draft.limit_descending
    if draft.sorting or down is None or not query.measures:
        return query
    if not query.dimensions:
        return replace(query, limit=None)
    return replace(query, order=(OrderBy(query.measures[0], descending=down),))


def _sorted(draft: Draft, query: SemanticQuery) -> SemanticQuery:
    if query.columns:
        keys = [listing_key(draft, sorting, list(query.columns)) for sorting in draft.sorting]
        return replace(query, order=tuple(key for key in keys if key))
    measures = list(query.measures)
    found = [sort_key(draft, sorting, measures, query.dimensions) for sorting in draft.sorting]
    return replace(query, measures=tuple(measures), order=tuple(key for key in found if key))
