"""Periods as people say them inside a sentence."""

from __future__ import annotations

import calendar
import re
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.semantic.query import Period

OPENING = frozenset({"since", "before", "after", "until", "till", "between", "from", "on", "up"})
_NAMES = [name for name in (*calendar.month_name, *calendar.month_abbr, *calendar.day_name) if name]
_CAPITAL = re.compile(rf"\b({'|'.join(_NAMES)}|q[1-4]|h[12]|fy)\b", re.IGNORECASE)
_RUNNING = re.compile(r"this (?:week|month|quarter|half|year|fiscal year|financial year)", re.IGNORECASE)
"""Spans that are not over yet."""
_COUNTED = re.compile(r"(?:last|next|past|previous|preceding|coming) (?:\d|\w+ \w+s\b)", re.IGNORECASE)
"""As in "last 7 days", "past three months"."""
_WRITTEN_DAY = re.compile(r"(?:on )?\d[\d/.-]+\d")
"""2013-01-02, 1/2/13."""
_BARE = frozenset(
    "last this next past previous today yesterday tomorrow current recent month year week quarter".split()
)
"""First words of a period that stand in a sentence without a preposition."""


def period_words(period: Period) -> str:
    """Return a period as the end of a sentence: "last month", "in June 2013", "on 4 July 2013", "since March"."""
    if in_figures(period) and period.start is not None:
        return f"on {period.start.day} {period.start:%B %Y}"
    label = _CAPITAL.sub(lambda found: _capital(found.group()), period.label.strip())
    first = label.split(" ")[0].casefold()
    if _RUNNING.fullmatch(label):
        return f"{label} so far"
    if _COUNTED.match(label):
        return f"in the {label}"
    if first in OPENING or first in _BARE:
        return label
    return f"{'on' if _one_day(period) else 'in'} {label}"


def in_figures(period: Period) -> bool:
    """True for a day that was written in figures, which are read otherwise elsewhere."""
    return _WRITTEN_DAY.fullmatch(period.label.strip()) is not None and _one_day(period)


def _capital(word: str) -> str:
    return word.upper() if word[1:].isdigit() or word.casefold() == "fy" else word.capitalize()


def _one_day(period: Period) -> bool:
    if period.start is None or period.end is None or type(period.start) is not type(period.end):
        return False
    return period.end - period.start == timedelta(days=1)
