"""The append-only record of answers, and what people thought of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.postgres.documents import document, read
from shared.core.asking.answer import Status, Tier
from shared.core.security.viewer import Audience, Viewer
from shared.core.semantic.query import SemanticQuery
from shared.ports.answer_log import AnswerRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.postgres.database import Database


class PostgresAnswerLog:
    """The AnswerLog port; the database itself refuses to change or delete an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, record: AnswerRecord) -> None:
        """Append; the same id twice keeps the first."""
        with self._database.transaction() as transaction:
            transaction.run(
                "answer_record",
                workspace=record.viewer.workspace,
                id=record.id,
                user=record.viewer.user,
                channel=record.viewer.channel,
                audience=record.viewer.audience.value,
                thread=record.thread,
                question=record.question,
                headline=record.headline,
                status=record.status.value,
                tier=record.tier.value,
                query=document(record.query),
                sql=record.sql,
                datasets=list(record.datasets),
                rows=record.rows,
                milliseconds=record.milliseconds,
                asked_at=record.asked_at,
                cost=record.cost,
                rows_worked=record.rows_worked,
            )

    def find(self, workspace: str, answer_id: str) -> AnswerRecord | None:
        """Return the record of that workspace, or None."""
        with self._database.transaction() as transaction:
            row = transaction.row("answer_find", workspace=workspace, id=answer_id)
        if row is None:
            return None
        return AnswerRecord(
            id=row["id"],
            viewer=Viewer(row["workspace"], row["user_id"], row["channel"], Audience(row["audience"])),
            thread=row["thread"],
            question=row["question"],
            headline=row["headline"],
            status=Status(row["status"]),
            tier=Tier(row["tier"]),
            query=read(SemanticQuery, row["query"]),
            sql=row["statement"],
            datasets=tuple(row["datasets"]),
            rows=row["row_count"],
            milliseconds=row["milliseconds"],
            asked_at=row["asked_at"],
            cost=row["cost"],
            rows_worked=row["rows_worked"],
        )

    def feedback(self, workspace: str, answer_id: str, user: str, *, helpful: bool) -> None:
        """Keep the latest word of this user; nothing happens for an answer that was never given."""
        with self._database.transaction() as transaction:
            transaction.run("feedback_give", workspace=workspace, id=answer_id, user=user, helpful=helpful)

    def opinions(self, workspace: str, answer_id: str) -> Mapping[str, bool]:
        """Return what each user thought of an answer: helpful or not."""
        with self._database.transaction() as transaction:
            rows = transaction.rows("feedback_of", workspace=workspace, id=answer_id)
        return {row["user_id"]: row["helpful"] for row in rows}
