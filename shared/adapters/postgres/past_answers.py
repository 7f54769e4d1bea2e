"""The record of answers, searched by the words of its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.retrieval.past import past_answer

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.adapters.postgres.database import Database
    from shared.core.retrieval.passage import Ranking


class PostgresPastAnswers:
    """The PastAnswers port over the same table as PostgresAnswerLog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, workspace: str, channels: Collection[str], text: str, limit: int) -> Ranking:
        """Return passages about earlier questions, best first."""
        with self._database.transaction() as transaction:
            rows = transaction.rows(
                "answers_by_words", workspace=workspace, channels=sorted(channels), text=text, limit=limit
            )
        return tuple(
            past_answer(
                row["id"], row["workspace"], row["channel"], row["question"], row["headline"], row["asked_at"].date()
            )
            for row in rows
        )
