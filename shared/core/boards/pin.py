"""A pinned insight: a question that stands in App Home and is answered again when looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.semantic.query import SemanticQuery


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin of one person. query is what the question meant when it was pinned; headline what it said then."""

    id: str
    workspace: str
    user: str
    channel: str
    question: str
    headline: str
    query: SemanticQuery
    pinned_at: datetime
