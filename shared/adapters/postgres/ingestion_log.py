"""Files that came in, by file id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.postgres.documents import document, read
from shared.core.ingest.report import IngestionReport
from shared.ports.ingestion_log import Announcement

if TYPE_CHECKING:
    from shared.adapters.postgres.database import Database

LEASE_SECONDS = 300.0
"""How long a reader of a file may take: the ingestion function's own timeout. After it, a begun version whose reader
was killed may begin again."""


class PostgresIngestionLog:
    """The IngestionLog port: beginning is one conditional upsert."""

    def __init__(self, database: Database, lease_seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        self._lease_seconds = lease_seconds

    def begin(self, workspace: str, file_id: str, sequencer: str, announcement: Announcement) -> bool:
        """Record that this version is being read; False when it, or a newer one, already is or was.

        The report and data set of the version finished before stay until this one finishes.
        """
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "ingestion_begin",
                workspace=workspace,
                file=file_id,
                sequencer=sequencer,
                channel=announcement.channel,
                thread_ts=announcement.thread_ts,
                ts=announcement.ts,
                user=announcement.user,
                lease=self._lease_seconds,
            )
        return touched == 1

    def finish(self, workspace: str, file_id: str, dataset_id: str, report: IngestionReport) -> None:
        """Keep the report of the version that was begun last."""
        with self._database.transaction() as transaction:
            transaction.run(
                "ingestion_finish", workspace=workspace, file=file_id, dataset=dataset_id, report=document(report)
            )

    def find(self, workspace: str, file_id: str) -> tuple[Announcement, str, IngestionReport | None] | None:
        """Return (latest announcement, data set id or "", report of the last finished version or None), or None."""
        with self._database.transaction() as transaction:
            row = transaction.row("ingestion_find", workspace=workspace, file=file_id)
        if row is None:
            return None
        told = Announcement(row["workspace"], row["channel"], row["thread_ts"], row["ts"], row["user_id"])
        return told, row["dataset_id"], read(IngestionReport, row["report"])

    def abandon(self, workspace: str, file_id: str, sequencer: str) -> None:
        """Let a begun, unfinished version begin again; older ones than the last finished still cannot."""
        with self._database.transaction() as transaction:
            transaction.run("ingestion_abandon", workspace=workspace, file=file_id, sequencer=sequencer)
