"""The ingestion log in a dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.ports.ingestion_log import Ingestion

if TYPE_CHECKING:
    from shared.core.ingest.report import IngestionReport
    from shared.core.ingest.versions.choices import Choice, Offer
    from shared.ports.clock import Clock
    from shared.ports.ingestion_log import Announcement, Outcome

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Entry:
    sequencer: str
    begun_at: datetime
    announcement: Announcement
    finished: str | None = None
    dataset: str = ""
    report: IngestionReport | None = None
    offer: Offer | None = None
    choice: Choice | None = None
    chosen_by: str = ""


class InMemoryIngestionLog:
    """The IngestionLog port; a begun version may begin again after lease_seconds."""

    def __init__(self, clock: Clock, lease_seconds: float = 900.0) -> None:
        self._clock = clock
        self._lease = timedelta(seconds=lease_seconds)
        self._entries: dict[tuple[str, str], _Entry] = {}

    def begin(self, workspace: str, share: str, sequencer: str, announcement: Announcement) -> bool:
        """Record that a version is being read."""
        sequencer, now = sequencer.lower(), self._clock.now()
        known = self._entries.get((workspace, share))
        if known is None:
            self._entries[workspace, share] = _Entry(sequencer, now, announcement)
            return True
        if not self._may_begin(known, sequencer):
            return False
        if known.sequencer != sequencer:
            known.offer, known.choice, known.chosen_by = None, None, ""
        known.sequencer, known.begun_at, known.announcement = sequencer, now, announcement
        return True

    def _may_begin(self, known: _Entry, sequencer: str) -> bool:
        if known.sequencer == sequencer:
            return known.finished != sequencer and self._clock.now() >= known.begun_at + self._lease
        width = max(len(known.sequencer), len(sequencer))
        return known.sequencer.ljust(width, "0") < sequencer.ljust(width, "0")

    def finish(self, workspace: str, share: str, sequencer: str, outcome: Outcome) -> bool:
        """Keep what came of the version begun last."""
        known = self._entries.get((workspace, share))
        if known is None or known.sequencer != sequencer.lower():
            return False
        known.dataset, known.report, known.offer = outcome.dataset_id, outcome.report, outcome.offer
        known.finished = known.sequencer
        if outcome.offer is not None:
            known.choice, known.chosen_by = None, ""
        return True

    def choose(self, workspace: str, share: str, offer_id: str, choice: Choice, user: str) -> bool:
        """Keep the first choice."""
        known = self._entries.get((workspace, share))
        if known is None or known.offer is None or known.offer.id != offer_id or known.choice is not None:
            return False
        if known.finished != known.sequencer:
            return False
        known.choice, known.chosen_by, known.finished, known.begun_at = choice, user, None, _LONG_AGO
        return True

    def find(self, workspace: str, share: str) -> Ingestion | None:
        """Return what is known of the share."""
        known = self._entries.get((workspace, share))
        if known is None:
            return None
        is_done = known.finished == known.sequencer
        return Ingestion(
            known.announcement, known.dataset, known.report, is_done, known.offer, known.choice, known.chosen_by
        )

    def abandon(self, workspace: str, share: str, sequencer: str) -> None:
        """Let an unfinished version begin again."""
        known = self._entries.get((workspace, share))
        if known is not None and known.sequencer == sequencer.lower() != known.finished:
            known.begun_at = _LONG_AGO
