"""What rows come to, and what one of them is worth, where a question does not say which number it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea
from shared.core.asking.naming_things import Kind
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import singular, words
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.asking.index import ReaderIndex
    from shared.core.semantic.model import Entity

_MONEY = frozenset("payment sale expense donation deposit withdrawal refund purchase cost spending earning".split())
"""What rows are called that are amounts of money: their total is no count."""
_TRADES = frozenset("transaction order sale invoice purchase payment booking bill".split())
_AMOUNTS = frozenset({"amount", "value", "total", "price", "cost"})


def main_idea(entity: Entity) -> Idea:
    """The number that is meant when none is said: revenue where rows are sales, else how many rows."""
    revenue = next((m for m in entity.measures if m.goes_by("revenue")), None)
    if revenue is not None:
        return Idea(None, entity=entity.name, measure=revenue.name)
    return Idea(Aggregation.COUNT, entity=entity.name)


def main_amount(entity: Entity, index: ReaderIndex) -> Idea | None:
    """The revenue of rows that are sales; else, of rows of trade, the sum of what one of them is worth."""
    if any(measure.goes_by("revenue") for measure in entity.measures):
        return main_idea(entity)
    if not {singular(word) for word in words(entity.noun)} & _TRADES:
        return None
    ref = _worth_of(entity, index)
    summed = ref is not None and any(m.field == ref.field and m.aggregation is Aggregation.SUM for m in entity.measures)
    return Idea(Aggregation.SUM, ref) if summed else None


def row_worth(draft: Draft, entity: Entity) -> FieldRef | None:
    """The field by which one row is bigger than another: what the model calls the "invoice value" of invoices."""
    return _worth_of(entity, draft.index)


def _worth_of(entity: Entity, index: ReaderIndex) -> FieldRef | None:
    one = tuple(singular(word) for word in words(entity.noun))
    for said in ("value", "amount", "total"):
        for found in index.phrases.get((*one, said), ()):
            if found.kind is Kind.FIELD and found.entity == entity.name and found.score >= 1.0:
                return FieldRef(found.entity, found.name)
    return None


def money_of(entity: Entity) -> Idea | None:
    """The one amount of rows that are money: the "payment amount" of payments, the revenue of sales."""
    nouns = {singular(word) for word in words(entity.noun)} & _MONEY
    if not nouns:
        return None
    amounts = [
        field
        for field in entity.fields
        if field.type.is_numeric and not field.identifier and {singular(word) for word in words(field.label)} & _AMOUNTS
    ]
    if len(amounts) == 1:
        return Idea(Aggregation.SUM, FieldRef(entity.name, amounts[0].name))
    found = main_idea(entity)
    return found if found.measure is not None else None
