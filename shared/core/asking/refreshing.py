"""A kept query on a later day: "last month" means the month before that day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.periods import find_periods

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.semantic.model import Calendar
    from shared.core.semantic.query import SemanticQuery


def as_of(query: SemanticQuery, now: datetime, calendar: Calendar) -> SemanticQuery:
    """Return the query with its period counted from now, where its words count from the day they are said.

    "last 7 days" moves with the days; "March 2024" stays, and so does a "March" whose year was understood then.
    """
    period = query.period
    if period is None:
        return query
    found = find_periods(period.label, now, calendar)
    if len(found) != 1 or found[0].begins != 0 or found[0].ends != len(period.label):
        return query
    if found[0].bare or not found[0].year_said:
        return query
    return replace(query, period=replace(period, start=found[0].start, end=found[0].end))
