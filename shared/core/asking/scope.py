"""Which rows an answer is about, as the end of a sentence: "in June 2013, where carrier is “UA”"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.filter_wording import rows_words
from shared.core.semantic.period_wording import period_words
from shared.core.semantic.query import AllOf, Condition, Operator

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Filter, SemanticQuery


def scope(query: SemanticQuery, model: SemanticModel) -> str:
    """Return the period and the filters in words; empty when the query is about all rows."""
    parts = [period_words(query.period)] if query.period is not None else []
    return ", ".join([*parts, *rows_words(_unsaid(query), model)])


def _unsaid(query: SemanticQuery) -> Filter | None:
    """The filters that the groups do not show: "dealers against end clients" needs no "where" by client type."""
    grouped = {(each.entity, each.field) for each in query.dimensions}
    items = query.filters.items if isinstance(query.filters, AllOf) else (query.filters,)
    kept = tuple(each for each in items if each is not None and not _chooses(each, grouped))
    if len(kept) <= 1:
        return kept[0] if kept else None
    return AllOf(kept)


def _chooses(item: Filter, grouped: set[tuple[str, str]]) -> bool:
    """True for a condition that picks several members of a group."""
    if not isinstance(item, Condition) or item.operator is not Operator.IN:
        return False
    return (item.field.entity, item.field.field) in grouped
