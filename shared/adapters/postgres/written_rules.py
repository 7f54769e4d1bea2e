"""Rules that people wrote, one file a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.ports.written_rules import RuleFile

if TYPE_CHECKING:
    from shared.adapters.postgres.database import Database


class PostgresWrittenRules:
    """The WrittenRules port: keeping is one conditional upsert."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, file: RuleFile) -> bool:
        """Keep in place of an earlier one, or of itself; False when a later one stands."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "written_rules_put",
                workspace=file.workspace,
                channel=file.channel,
                user=file.user,
                shared_at=file.shared_at,
                rules=file.text,
            )
        return touched == 1

    def of(self, workspace: str, channel: str) -> RuleFile | None:
        """Return the channel's file, or None."""
        with self._database.transaction() as transaction:
            row = transaction.row("written_rules_of", workspace=workspace, channel=channel)
        if row is None:
            return None
        return RuleFile(row["workspace"], row["channel"], row["user_id"], row["shared_at"], row["rules"])
