"""Which rows an answer is about, as the end of a sentence: "in June 2013, where carrier is “UA”"."""

from __future__ import annotations

import calendar
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.core.asking.describe import OPENING, filter_words

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Period, SemanticQuery

_NAMES = [name for name in (*calendar.month_name, *calendar.month_abbr, *calendar.day_name) if name]
_CAPITAL = re.compile(rf"\b({'|'.join(_NAMES)}|q[1-4]|h[12]|fy)\b", re.IGNORECASE)
_BARE = frozenset(
    "last this next past previous today yesterday tomorrow current recent month year week quarter".split()
)
"""First words of a period that stand in a sentence without a preposition."""


def scope(query: SemanticQuery, model: SemanticModel) -> str:
    """Return the period and the filters in words; empty when the query is about all rows."""
    parts = [period_words(query.period)] if query.period is not None else []
    if query.filters is not None:
        parts.append(f"where {filter_words(query.filters, model)}")
    return ", ".join(parts)


def period_words(period: Period) -> str:
    """Return a period as the end of a sentence: "last month", "in June 2013", "on 4 July 2013", "since March"."""
    label = _CAPITAL.sub(lambda found: _capital(found.group()), period.label.strip())
    first = label.split(" ")[0].casefold()
    if first in OPENING or first in _BARE:
        return label
    return f"{'on' if _one_day(period) else 'in'} {label}"


def _capital(word: str) -> str:
    return word.upper() if word[1:].isdigit() or word.casefold() == "fy" else word.capitalize()


def _one_day(period: Period) -> bool:
    if period.start is None or period.end is None or type(period.start) is not type(period.end):
        return False
    return period.end - period.start == timedelta(days=1)
