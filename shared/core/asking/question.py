"""A question as it was asked, and the intent found in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.security.viewer import Viewer
    from shared.core.semantic.query import SemanticQuery


@dataclass(frozen=True, slots=True)
class Question:
    """One person's words.

    asked_at is zone-aware; the calendar of the semantic model says in which zone "today" is meant. previous is the
    query this author's last answer in the same thread came from, or None: follow-ups change it. definitions are what
    the workspace says its own words mean ("ASP = total sales / number of sales"), a definition a line. choices are what
    the asker took ambiguous words to mean before: pairs of the word in small letters and the label that was chosen.
    """

    text: str
    viewer: Viewer
    asked_at: datetime
    thread: str = ""
    previous: SemanticQuery | None = None
    definitions: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class IntentKind(StrEnum):
    """What a person wants."""

    KPI = "kpi"
    TREND = "trend"
    COMPARISON = "comparison"
    RANKING = "ranking"
    BREAKDOWN = "breakdown"
    DISTRIBUTION = "distribution"
    CORRELATION = "correlation"
    LISTING = "listing"
    LOOKUP = "lookup"
    EXPLANATION = "explanation"
    PIN = "pin"
    SCHEDULE = "schedule"
    METADATA = "metadata"
    HELP = "help"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Intent:
    """kind with confidence in 0..1."""

    kind: IntentKind
    confidence: float
