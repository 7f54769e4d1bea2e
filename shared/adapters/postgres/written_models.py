"""Models that people wrote, one a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.types.json import Json

from shared.ports.written_models import WrittenModel

if TYPE_CHECKING:
    from shared.adapters.postgres.database import Database


class PostgresWrittenModels:
    """The WrittenModels port: keeping is one conditional upsert."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, model: WrittenModel) -> bool:
        """Keep in place of an earlier one, or of itself; False when a later one stands."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "written_model_put",
                workspace=model.workspace,
                channel=model.channel,
                user=model.user,
                shared_at=model.shared_at,
                form=Json(dict(model.form)),
                left_out=Json(list(model.left_out)),
            )
        return touched == 1

    def of(self, workspace: str, channel: str) -> WrittenModel | None:
        """Return the channel's model, or None."""
        with self._database.transaction() as transaction:
            row = transaction.row("written_model_of", workspace=workspace, channel=channel)
        if row is None:
            return None
        return WrittenModel(
            workspace=row["workspace"],
            channel=row["channel"],
            user=row["user_id"],
            shared_at=row["shared_at"],
            form=row["form"],
            left_out=tuple(row["left_out"]),
        )
