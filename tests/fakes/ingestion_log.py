"""The ingestion log in a dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.ingest.report import IngestionReport
    from shared.ports.clock import Clock
    from shared.ports.ingestion_log import Announcement


@dataclass(slots=True)
class _Entry:
    sequencer: str | None
    begun_at: datetime
    announcement: Announcement
    finished: str | None = None
    dataset: str = ""
    report: IngestionReport | None = None


class InMemoryIngestionLog:
    """The IngestionLog port; a begun version may begin again after lease_seconds."""

    def __init__(self, clock: Clock, lease_seconds: float = 300.0) -> None:
        self._clock = clock
        self._lease = timedelta(seconds=lease_seconds)
        self._entries: dict[tuple[str, str], _Entry] = {}

    def begin(self, workspace: str, file_id: str, sequencer: str, announcement: Announcement) -> bool:
        """Record that a version is being read."""
        sequencer, now = sequencer.lower(), self._clock.now()
        known = self._entries.get((workspace, file_id))
        if known is None:
            self._entries[workspace, file_id] = _Entry(sequencer, now, announcement)
            return True
        if not self._may_begin(known, sequencer):
            return False
        known.sequencer, known.begun_at, known.announcement = sequencer, now, announcement
        return True

    def _may_begin(self, known: _Entry, sequencer: str) -> bool:
        if known.sequencer is None:
            return True
        if known.sequencer == sequencer:
            return known.finished != sequencer and self._clock.now() >= known.begun_at + self._lease
        width = max(len(known.sequencer), len(sequencer))
        return known.sequencer.ljust(width, "0") < sequencer.ljust(width, "0")

    def finish(self, workspace: str, file_id: str, dataset_id: str, report: IngestionReport) -> None:
        """Keep the report of the version begun last."""
        known = self._entries.get((workspace, file_id))
        if known is not None:
            known.dataset, known.report, known.finished = dataset_id, report, known.sequencer

    def find(self, workspace: str, file_id: str) -> tuple[Announcement, str, IngestionReport | None] | None:
        """Return what is known of the file."""
        known = self._entries.get((workspace, file_id))
        return None if known is None else (known.announcement, known.dataset, known.report)

    def abandon(self, workspace: str, file_id: str, sequencer: str) -> None:
        """Let an unfinished version begin again."""
        known = self._entries.get((workspace, file_id))
        if known is not None and known.sequencer == sequencer.lower() != known.finished:
            known.sequencer = known.finished
