"""What a reader made of a question: a query, a question back, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.asking.question import Intent
    from shared.core.digests.recurrence import Recurrence
    from shared.core.semantic.query import Period, SemanticQuery


@dataclass(frozen=True, slots=True)
class Understood:
    """The question became a query. notes are assumptions worth saying ("weeks start on Monday")."""

    intent: Intent
    query: SemanticQuery
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to mean an ambiguous question, as a complete question that can be asked again."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Several meanings are as likely: ask back, once, with at most five options.

    word is what of the question means several things; empty when it is the question as a whole.
    """

    intent: Intent
    ask: str
    options: tuple[Option, ...]
    word: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No query can be made; reason is one sentence for the person. METADATA and HELP intents land here too."""

    intent: Intent
    reason: str
    unknown_words: tuple[str, ...] = ()


Reading = Understood | Unclear | NotUnderstood


@dataclass(frozen=True, slots=True)
class WhyChanged:
    """Why a number moved: query has one measure and the later period, before is the earlier one it is compared with.

    said is the way it went in the asker's words (1 up, -1 down, 0 left open), which the data may contradict. A period
    that is still running stands in query as far as it has come, and before is the same part of the earlier one.
    """

    intent: Intent
    query: SemanticQuery
    before: Period
    said: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explains:
    """What a word means here, or how a number is computed; about is that word as it was said."""

    intent: Intent
    about: str


class Topic(StrEnum):
    """What about the data itself is asked."""

    COLUMNS = "columns"
    FRESHNESS = "freshness"


@dataclass(frozen=True, slots=True)
class Describes:
    """A question about the data itself: entity is the table it is about, empty for all of them."""

    intent: Intent
    topic: Topic
    entity: str = ""


class Want(StrEnum):
    """What is to be done with a question, beyond answering it."""

    PIN = "pin"
    SCHEDULE = "schedule"
    STOP = "stop"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Wants:
    """Something to be done: pin a question, have it answered on schedule, end that, or hear what is scheduled.

    question is what to answer, empty where the last answer of the thread is meant or none is needed. direct says that
    it is for the asker alone ("send me"). recurrence is None where no time was said.
    """

    intent: Intent
    want: Want
    question: str = ""
    recurrence: Recurrence | None = None
    direct: bool = False


SpecialReading = WhyChanged | Explains | Describes | Wants
"""What is answered by more than one query, or by none: app/answer_special.py and app/requests.py handle these."""
