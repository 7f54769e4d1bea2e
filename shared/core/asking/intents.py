"""What kind of question a query answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.question import IntentKind
from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from shared.core.semantic.query import SemanticQuery


def kind_of(query: SemanticQuery) -> IntentKind:
    """What kind of question a query answers."""
    if query.chart is ChartKind.SCATTER:
        return IntentKind.CORRELATION
    if query.columns:
        return IntentKind.LISTING
    if query.compare is not None:
        return IntentKind.COMPARISON
    return _kind_of_groups(query) if query.dimensions else IntentKind.KPI


def _kind_of_groups(query: SemanticQuery) -> IntentKind:
    if any(d.bins for d in query.dimensions):
        return IntentKind.DISTRIBUTION
    if any(d.grain for d in query.dimensions):
        return IntentKind.TREND
    return IntentKind.RANKING if query.limit is not None else IntentKind.BREAKDOWN
