"""Files that came in, and what became of them."""

from dataclasses import dataclass
from typing import Protocol

from shared.core.ingest.report import IngestionReport
from shared.core.ingest.versions.choices import Choice, Offer


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where a file's story is told: our message (ts) in the thread of the file's message."""

    workspace: str
    channel: str
    thread_ts: str
    ts: str
    user: str


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What is known of a sharing.

    told is where its latest version is announced; dataset_id and report (None before) are of the version finished last.
    is_done is False while a version, or what people chose for it, is being worked on. offer stands from the moment that
    people are asked until the work they chose is finished; choice is what they chose, and stays, with who did.
    """

    told: Announcement
    dataset_id: str = ""
    report: IngestionReport | None = None
    is_done: bool = False
    offer: Offer | None = None
    choice: Choice | None = None
    chosen_by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a version: a report (cell examples of personal columns left out), and tables or a question.

    dataset_id is the data set that holds what the sharing says, empty where none does; offer is what people are asked.
    """

    report: IngestionReport
    dataset_id: str = ""
    offer: Offer | None = None


class IngestionLog(Protocol):
    """Ingestions by share (share_id); sequencers keep a late older version from winning.

    Sequencers compare as hexadecimal numbers of equal length, the shorter padded with zeros on the right, as S3
    documents them.
    """

    def begin(self, workspace: str, share: str, sequencer: str, announcement: Announcement) -> bool:
        """Record that this version of the file is being read; False when the same or a newer one already was.

        A newer version takes away what was offered and chosen for an older one. A version for which something was
        chosen may begin once more; so may one that was abandoned, or whose reader has had its time.
        """
        ...

    def finish(self, workspace: str, share: str, sequencer: str, outcome: Outcome) -> bool:
        """Keep what came of this version; an offer opens the choice anew.

        False, keeping nothing, when a newer version was begun meanwhile.
        """
        ...

    def choose(self, workspace: str, share: str, offer_id: str, choice: Choice, user: str) -> bool:
        """Record what a person chose, as one step: the first choice of an open offer wins; False for any later one."""
        ...

    def find(self, workspace: str, share: str) -> Ingestion | None:
        """Return what is known, or None."""
        ...

    def abandon(self, workspace: str, share: str, sequencer: str) -> None:
        """Let a begun version that failed before finishing begin again at once."""
        ...
