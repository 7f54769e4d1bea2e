"""Keep snapshots fresh: one on request, a channel's for a new model of its own, all on schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.app.messages import MODEL, ModelMessage, SnapshotMessage, read_message
from shared.core.codec import encode
from shared.ports.outbox import Queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.app.adopt_model import ModelAdopter
    from shared.app.announce_ingestion import IngestionAnnouncer
    from shared.app.take_snapshot import SnapshotTaker
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.outbox import Outbox

ALL = "scheduled"
"""The kind of the schedule's message: {"kind": "scheduled"}, as template.yaml sends it."""


@dataclass(frozen=True, slots=True)
class SnapshotRefresher:
    """What refreshing needs of the world."""

    taker: SnapshotTaker
    announcer: IngestionAnnouncer
    catalog: DatasetCatalog
    outbox: Outbox
    adopter: ModelAdopter | None = None

    def refresh(self, body: Mapping[str, Any]) -> None:
        """Do what a message of the snapshot queue asks. Raises TransientError for what a retry may mend."""
        if body.get("kind") == ALL:
            self._ask_for_all()
            return
        if self.adopter is not None and body.get("kind") == MODEL:
            self.adopter.adopt(read_message(ModelMessage, body))
            return
        message = read_message(SnapshotMessage, body)
        if message.reset:
            self.taker.forget_watermarks(message.dataset_id, message.only)
            return
        dataset = self.taker.take(message.dataset_id, message.kind, message.only).dataset
        if message.file_id:
            self.announcer.announce(message.workspace, message.file_id, dataset)

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

    def _ask_for_all(self) -> None:
        """Queue a message a data set, so that each has its own retries and the work spreads over containers."""
        for dataset_id in self.catalog.all_ids():
            dataset = self.catalog.by_id(dataset_id)
            if dataset is not None:  # else it went away just now
                self.outbox.send(Queue.SNAPSHOTS, encode(SnapshotMessage(dataset.workspace, dataset_id)))
