"""Answer: the fixed shape of every reply to a question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from shared.core.asking.question import IntentKind
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.chart import ChartSpec
    from shared.core.table.result import ResultTable


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    REFUSED = "refused"
    ERROR = "error"


class Tier(StrEnum):
    """Which reader of the cascade found the meaning."""

    LOCAL = "local"
    CHEAP = "cheap model"
    STRONG = "strong model"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the answer was found.

    words is the query said in English; rows_read counts rows of the tables read; fresh_at is when the snapshot's
    data was read from the source; milliseconds from question to result; cost in US dollars, both of this answer.
    before is how long ago the same rows were computed for an earlier answer, None when it was for this one; recalled
    says that a model read these words for an earlier question.
    """

    words: str
    sql: str
    tables: tuple[str, ...]
    rows_read: int | None
    fresh_at: datetime | None
    tier: Tier
    milliseconds: float
    cost: float = 0.0
    params: tuple[tuple[str, str], ...] = ()
    """The values bound to the statement's placeholders, as text, by name."""
    before: timedelta | None = None
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where the sentences of a headline that end in [number] stand: a document or definition, and the place in it."""

    number: int
    title: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. table, evidence and query are present exactly when status is ANSWERED and sources is empty.

    An explanation has sources in place of table and query: each sentence of its headline cites one of them.
    next_questions can be asked as they stand; options (CLARIFY) pair a label with the full question it asks,
    and ambiguous is the word of the question that they are meanings of, where it is one.
    """

    status: Status
    headline: str
    table: ResultTable | None = None
    chart: ChartSpec | None = None
    evidence: Evidence | None = None
    query: SemanticQuery | None = None
    caveats: tuple[str, ...] = ()
    next_questions: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    ambiguous: str = ""
    intent: IntentKind | None = None
    sources: tuple[Source, ...] = ()
