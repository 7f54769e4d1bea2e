"""Files that came in, by share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.postgres.documents import document, read
from shared.core.ingest.report import IngestionReport
from shared.core.ingest.versions.choices import Choice, Offer
from shared.ports.ingestion_log import Announcement, Ingestion

if TYPE_CHECKING:
    from shared.adapters.postgres.database import Database
    from shared.ports.ingestion_log import Outcome

LEASE_SECONDS = 900.0
"""How long a reader of a file may take: the ingestion function's own timeout. After it, a begun version whose reader
was killed may begin again."""


class PostgresIngestionLog:
    """The IngestionLog port: beginning and choosing are one conditional statement each."""

    def __init__(self, database: Database, lease_seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        self._lease_seconds = lease_seconds

    def begin(self, workspace: str, share: str, sequencer: str, announcement: Announcement) -> bool:
        """Record that this version is being read; False when it, or a newer one, already is or was.

        The report and data set of the version finished before stay until this one finishes.
        """
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "ingestion_begin",
                workspace=workspace,
                file=share,
                sequencer=sequencer,
                channel=announcement.channel,
                thread_ts=announcement.thread_ts,
                ts=announcement.ts,
                user=announcement.user,
                lease=self._lease_seconds,
            )
        return touched == 1

    def finish(self, workspace: str, share: str, sequencer: str, outcome: Outcome) -> bool:
        """Keep what came of it; False when another version was begun meanwhile."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "ingestion_finish",
                workspace=workspace,
                file=share,
                sequencer=sequencer,
                dataset=outcome.dataset_id,
                report=document(outcome.report),
                offer=document(outcome.offer),
                is_offer=outcome.offer is not None,
            )
        return touched == 1

    def choose(self, workspace: str, share: str, offer_id: str, choice: Choice, user: str) -> bool:
        """Record the first choice of an open offer."""
        with self._database.transaction() as transaction:
            touched = transaction.run(
                "ingestion_choose", workspace=workspace, file=share, offer=offer_id, choice=choice.value, user=user
            )
        return touched == 1

    def find(self, workspace: str, share: str) -> Ingestion | None:
        """Return what is known; a report or an offer of an older form that cannot be read is left out."""
        with self._database.transaction() as transaction:
            row = transaction.row("ingestion_find", workspace=workspace, file=share)
        if row is None:
            return None
        return Ingestion(
            Announcement(row["workspace"], row["channel"], row["thread_ts"], row["ts"], row["user_id"]),
            row["dataset_id"],
            read(IngestionReport, row["report"]),
            row["is_done"],
            read(Offer, row["offer"]),
            Choice(row["choice"]) if row["choice"] else None,
            row["chosen_by"],
        )

    def abandon(self, workspace: str, share: str, sequencer: str) -> None:
        """Let a begun, unfinished version begin again; older ones still cannot."""
        with self._database.transaction() as transaction:
            transaction.run("ingestion_abandon", workspace=workspace, file=share, sequencer=sequencer)
