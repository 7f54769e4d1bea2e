"""Two fields of one row compared: "sale price below cost", "shipped after the due date", "in the month they joined"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.dating import date_by_verb
from shared.core.asking.forms import BE
from shared.core.asking.vocabulary import COMPARISON, GRAINS, operator_of, opposite
from shared.core.semantic.naming import words
from shared.core.semantic.query import Condition, FieldRef, Operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import Filter

_LED = r"(?P<led> (?:where|whose|with|having|had|if|when|only|that have|who have|which have|for which))?"
_DENIED = r"(?P<not>(?:not|never) )?"
_SAME = r"(?P<same>(?:the )?same as|(?:exactly )?equals?(?: to)?|identical to|match(?:es|ing)?|=|==)"
_VERB = r"(?P<verb>sold|bought|priced|listed|paid|sent|[a-z]{3,}ed)"
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_OTHER = r"(?: (?:as|that|when|in which|on which|they|he|she|it|we|were|was|is|are|had|@e\d+))*"
_CHARTED = frozenset({"over", "above", "under", "below", "beneath", "before", "after", "past", "<", ">"})
"""Said between two fields without a "where", these may mean the axes of a chart or an order."""
_PRICES = frozenset({"price", "rate", "amount", "value"})
_PRICED = {"sold": "sale selling sold", "bought": "purchase buying bought", "priced": "", "listed": "list listing"}


_SUBJECT = re.compile(r" @f(?P<field>\d+)(?: (?:is|was|are|were|happened|happens|occurred|falls|fell|took|place))* $")


def _alike(draft: Draft, left: FieldRef, right: FieldRef) -> bool:
    """True for two different fields that can be compared: both amounts or both dates."""
    one, other = draft.field_of(left), draft.field_of(right)
    numbers = one.type.is_numeric and other.type.is_numeric and not (one.identifier or other.identifier)
    return left != right and (numbers or (one.type.is_temporal and other.type.is_temporal))


def _beside(draft: Draft, match: re.Match[str]) -> Filter | None:
    left, right = draft.ref(match["field"]), draft.ref(match["other"])
    if not _alike(draft, left, right) or (match["op"] in _CHARTED and not (match["led"] or match["be"])):
        return None
    operator = operator_of(match["op"])
    operator = (opposite(operator) or operator) if match["not"] else operator
    return Condition(left, operator, (), right)


def _equal(draft: Draft, match: re.Match[str]) -> Filter | None:
    left, right = draft.ref(match["field"]), draft.ref(match["other"])
    if not _alike(draft, left, right) and draft.field_of(left).type is not draft.field_of(right).type:
        return None
    return Condition(left, Operator.NE if match["not"] else Operator.EQ, (), right) if left != right else None


def _done(draft: Draft, match: re.Match[str]) -> Filter | None:
    """As in "sold below cost", "paid after the due date": the verb brings its field along."""
    right = draft.ref(match["other"])
    field = draft.field_of(right)
    left = date_by_verb(draft, match["verb"]) if field.type.is_temporal else _price(draft, match["verb"], right)
    if left is None or not _alike(draft, left, right):
        return None
    return Condition(left, _said(match), (), right)


def _said(match: re.Match[str]) -> Operator:
    """The comparison: "paid on the due date" is that day, "by" it that day or before."""
    groups = match.groupdict()
    if groups.get("on") or groups.get("by"):
        return Operator.EQ if groups.get("on") else Operator.LE
    operator = operator_of(match["op"])
    return (opposite(operator) or operator) if groups.get("not") else operator


def _price(draft: Draft, verb: str, other: FieldRef) -> FieldRef | None:
    """The one price of the rows that a verb of trade speaks of."""
    if verb not in _PRICED:
        return None
    wanted = set(_PRICED[verb].split())
    priced = [
        FieldRef(draft.root.name, field.name)
        for field in draft.root.fields
        if field.type.is_numeric and not field.identifier and set(words(field.label)) & _PRICES
    ]
    priced = [ref for ref in priced if ref != other]
    named = [ref for ref in priced if wanted & set(words(draft.field_of(ref).label))]
    found = named or priced
    return found[0] if len(found) == 1 else None


def _late(draft: Draft, match: re.Match[str]) -> Filter | None:
    """As in "payments after the due date": when the rows were, beside another date of theirs."""
    right = draft.ref(match["other"])
    own = draft.things[int(match["rows"])].found[0].entity == draft.root.name == right.entity
    if not own or draft.root.time is None or not draft.field_of(right).type.is_temporal:
        return None
    left = FieldRef(draft.root.name, draft.root.time)
    return Condition(left, operator_of(match["op"]), (), right) if left != right else None


def _same_span(draft: Draft, match: re.Match[str]) -> Filter | None:
    """As in "in the same month as they signed up": the rows' own date falls where another does."""
    groups = match.groupdict()
    if draft.root.time is None:
        return None
    own = FieldRef(draft.root.name, draft.root.time)
    before = _SUBJECT.search(draft.text[: match.start() + 1])
    said = groups.get("field") or (before["field"] if before else None)
    left = draft.ref(said) if said else own
    right = draft.ref(groups["other"]) if groups.get("other") else date_by_verb(draft, match["verb"])
    if right is None or not _alike(draft, left, right) or not draft.field_of(left).type.is_temporal:
        return None
    return Condition(left, Operator.EQ, (), right, GRAINS[match["unit"]])


_IN_SAME = rf"(?:in|on|during|within) (?:the )?same {_UNIT}"
_ITS = r"(?:(?:its|their|the|own) )*"
_RIGHT = r"@f(?P<other>\d+)(?= )"
_RULES: tuple[tuple[re.Pattern[str], Callable[[Draft, re.Match[str]], Filter | None]], ...] = tuple(
    (re.compile(form), make)
    for form, make in (
        (rf"(?: @f(?P<field>\d+)(?: (?:is|was|falls|being))?)? {_IN_SAME}{_OTHER} {_RIGHT}", _same_span),
        (rf" @f(?P<field>\d+) and @f(?P<other>\d+) (?:are|were|fall|fell|is)? ?{_IN_SAME}(?= )", _same_span),
        (rf" {_IN_SAME}{_OTHER} (?P<verb>[a-z]+ed|bought|sold|born|paid)(?: up| in)?(?= )", _same_span),
        (rf"{_LED} @f(?P<field>\d+) (?P<be>{BE}){_DENIED}{COMPARISON} {_ITS}{_RIGHT}(?! @n)", _beside),
        (rf"{_LED} @f(?P<field>\d+) {BE}{_DENIED}{_SAME} {_ITS}{_RIGHT}", _equal),
        (rf" (?:(?:are|is|was|were|been|be) )*{_DENIED}{_VERB} (?:(?:at|for) )?{COMPARISON} {_ITS}{_RIGHT}", _done),
        (rf" {_VERB} (?:exactly )?(?P<on>on) {_ITS}{_RIGHT}", _done),
        (rf" (?P<verb>shipped|delivered|paid|returned|received|completed) (?P<by>by) {_ITS}{_RIGHT}", _done),
        (
            rf" @(?P<kind>[em])(?P<rows>\d+) (?:(?:that|which|were|was|are|is|made|done) )*{COMPARISON} {_ITS}{_RIGHT}",
            _late,
        ),
    )
)


def read_field_comparisons(draft: Draft) -> None:
    """Take such conditions out of the text."""
    for form, make in _RULES:
        position = 0
        while (match := form.search(draft.text, position)) is not None:
            condition = make(draft, match)
            if condition is None:
                position = match.start() + 1
            else:
                kept = f" @{match['kind']}{match['rows']}" if match.groupdict().get("rows") else ""
                draft.conditions.append(condition)
                draft.text = draft.text.replace(match[0], f"{kept} @c{len(draft.conditions) - 1}", 1)
                position = max(0, match.start() - 1)
