"""Files that came in, and what became of them."""

from dataclasses import dataclass
from typing import Protocol

from shared.core.ingest.report import IngestionReport


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where a file's story is told: our message (ts) in the thread of the file's message."""

    workspace: str
    channel: str
    thread_ts: str
    ts: str
    user: str


class IngestionLog(Protocol):
    """Reports of ingestions by file id; sequencers keep a late older version from winning."""

    def begin(self, workspace: str, file_id: str, sequencer: str, announcement: Announcement) -> bool:
        """Record that this version of the file is being read; False when the same or a newer one already was.

        Sequencers compare as hexadecimal numbers of equal length, the shorter padded with zeros on the right, as S3
        documents them.
        """
        ...

    def finish(self, workspace: str, file_id: str, dataset_id: str, report: IngestionReport) -> None:
        """Keep the report (cell examples of personal columns excluded by the caller)."""
        ...

    def find(self, workspace: str, file_id: str) -> tuple[Announcement, str, IngestionReport | None] | None:
        """Return (announcement, data set id or "", report or None), or None."""
        ...

    def abandon(self, workspace: str, file_id: str, sequencer: str) -> None:
        """Forget a begun version that failed before finishing, so that a retry may begin it again."""
        ...
