"""Keep snapshots fresh: one on request, a channel's for a new model of its own, those that are due on schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.app.messages import MODEL, ModelMessage, SnapshotMessage, read_message
from shared.app.tell_sync import SyncTeller
from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.app.adopt_model import ModelAdopter
    from shared.app.announce_ingestion import IngestionAnnouncer
    from shared.app.schedule_syncs import SyncScheduler
    from shared.app.take_snapshot import SnapshotTaker

ALL = "scheduled"
"""The kind of the schedule's message: {"kind": "scheduled"}, as template.yaml sends it."""


@dataclass(frozen=True, slots=True)
class SnapshotRefresher:
    """What refreshing needs of the world; messages are told in the announcer's places."""

    taker: SnapshotTaker
    announcer: IngestionAnnouncer
    scheduler: SyncScheduler
    adopter: ModelAdopter | None = None

    def refresh(self, body: Mapping[str, Any]) -> None:
        """Do what a message of the snapshot queue asks. Raises TransientError for what a retry may mend."""
        if body.get("kind") == ALL:
            self.scheduler.ask_for_due()
            return
        if self.adopter is not None and body.get("kind") == MODEL:
            self.adopter.adopt(read_message(ModelMessage, body))
            return
        self._take(read_message(SnapshotMessage, body))

    def give_up(self, body: Mapping[str, Any], error: Exception) -> None:
        """Tell whoever waits for this snapshot that it does not come."""
        if body.get("kind") == ALL:
            return
        if self.adopter is not None and body.get("kind") == MODEL:
            self.adopter.give_up(read_message(ModelMessage, body), error)
            return
        message = read_message(SnapshotMessage, body)
        if message.file_id:
            self.announcer.give_up(message.workspace, message.file_id, error)
        if message.tell:
            self._teller(message).failed(error)

    def _take(self, message: SnapshotMessage) -> None:
        if message.reset:
            self.taker.forget_watermarks(message.dataset_id, message.only)
        kind = SyncKind.FULL if message.reset else message.kind
        teller = self._teller(message) if message.tell else None
        taken = self.taker.take(message.dataset_id, kind, message.only, teller)
        if message.file_id:
            self.announcer.announce(message.workspace, message.file_id, taken.dataset)
        if teller is not None:
            teller.finished(taken.report)

    def _teller(self, message: SnapshotMessage) -> SyncTeller:
        dataset = self.announcer.catalog.by_id(message.dataset_id)
        messenger = self.announcer.messengers.of(message.workspace)
        return SyncTeller(messenger, message, dataset.label if dataset else "the data set", self.announcer.clock)
