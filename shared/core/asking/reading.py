"""What a reader made of a question: a query, a question back, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.asking.question import Intent
    from shared.core.semantic.query import SemanticQuery


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
    """Several meanings are as likely: ask back, once, with at most five options."""

    intent: Intent
    ask: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No query can be made; reason is one sentence for the person. METADATA and HELP intents land here too."""

    intent: Intent
    reason: str
    unknown_words: tuple[str, ...] = ()


Reading = Understood | Unclear | NotUnderstood
