"""The append-only record of what was asked and answered, and what people thought of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.core.asking.answer import Status, Tier
from shared.core.security.viewer import Viewer
from shared.core.semantic.query import SemanticQuery


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One question's trace: no cell values. id is the event id the question came with.

    cost is what language models took for it, in US dollars; rows_worked what the statement's plan works through.
    """

    id: str
    viewer: Viewer
    thread: str
    question: str
    headline: str
    status: Status
    tier: Tier
    query: SemanticQuery | None
    sql: str
    datasets: tuple[str, ...]
    rows: int
    milliseconds: float
    asked_at: datetime
    cost: float = 0.0
    rows_worked: int = 0


class AnswerLog(Protocol):
    """Where answers are recorded; pins, exports and feedback refer to them by id."""

    def record(self, record: AnswerRecord) -> None:
        """Append; the same id twice keeps the first."""
        ...

    def find(self, workspace: str, answer_id: str) -> AnswerRecord | None:
        """Return the record of that workspace, or None."""
        ...

    def feedback(self, workspace: str, answer_id: str, user: str, *, helpful: bool) -> None:
        """Record what a user thought; the latest word of each user stands."""
        ...
