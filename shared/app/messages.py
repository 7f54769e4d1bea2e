"""What waits in the queues between front doors. Their JSON is core/codec's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the codec reads these annotations
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from shared.core.codec import decode
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.security.viewer import Viewer  # noqa: TC001 - the codec reads these annotations
from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

QUESTION_LENGTH = 2_000
"""Characters of a question: what a button can carry back, too."""


class Surface(StrEnum):
    """Where a question was asked; EDIT is a mention in a message that was edited."""

    MENTION = "mention"
    EDIT = "edit"
    DIRECT = "direct"
    THREAD = "thread"
    COMMAND = "command"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class QuestionMessage:
    """A question on its way to the orchestrator.

    event_id is unique for the asking (Slack repeats it on retries); thread_ts is the thread to answer in, empty when a
    root message is still to be posted (COMMAND); response_url reaches the asker alone, when there is one. text has at
    most QUESTION_LENGTH + 1 characters: one more than may be asked says that it was longer.
    """

    event_id: str
    viewer: Viewer
    surface: Surface
    text: str
    thread_ts: str
    asked_at: datetime
    response_url: str = ""

    @property
    def group(self) -> str:
        """The FIFO group: a thread's questions are answered in order."""
        return f"{self.viewer.workspace}:{self.viewer.channel}:{self.thread_ts or self.event_id}"


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A file shared where the bot is."""

    event_id: str
    workspace: str
    channel: str
    user: str
    file_id: str


class ActionKind(StrEnum):
    """What a person did that is not a question."""

    OPEN_HOME = "open home"
    OPEN_MESSAGES = "open messages"
    WELCOME = "welcome"
    STOP = "stop"
    PIN = "pin"
    UNPIN = "unpin"
    EXPORT = "export"
    FEEDBACK = "feedback"
    SAVE_DIGEST = "save digest"
    REMOVE_DIGEST = "remove digest"
    SEND_DIGEST = "send digest"
    SYNC = "sync"
    CHOOSE = "choose"
    LEFT_OUT = "left out"
    VERSIONS = "versions"
    COMPARE = "compare"
    RESTORE = "restore"
    STORE = "store"
    STORE_TURN = "store turn"
    """Words of the store as STORE, whose answer takes the place of the page that was clicked on."""


@dataclass(frozen=True, slots=True)
class ActionMessage:
    """A click, a submission, or an event of the app's own life.

    value is what the element carried; ts and thread_ts name the message it was on, empty when none.
    """

    event_id: str
    kind: ActionKind
    workspace: str
    user: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    value: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotMessage:
    """A request to take a data set's snapshot now; file_id names the ingestion (share_id) to announce afterwards.

    kind is the least that is done; reset forgets the watermarks first; only names the one table to sync. tell is the ts
    of our message in channel that says how the sync goes, which user asked for; empty when nobody did.
    """

    workspace: str
    dataset_id: str
    file_id: str = ""
    kind: SyncKind = SyncKind.INCREMENTAL
    reset: bool = False
    only: str = ""
    channel: str = ""
    user: str = ""
    tell: str = ""


CHOSEN = "chosen"
"""The kind of a ChosenMessage, which waits in the same queue as what S3 says about new raw files."""


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """A request to read a raw object again, because people chose what is to become of it."""

    key: str
    sequencer: str
    kind: str = CHOSEN


MODEL = "model"
"""The kind of a ModelMessage, which waits in the same queue as the requests for snapshots."""


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """A request to put the written model of a channel to use, by new snapshots of all its data sets.

    shared_at is the ts of our message about the file, where the outcome is told; user who shared it; name the file's.
    """

    workspace: str
    channel: str
    user: str
    shared_at: str
    name: str
    kind: str = MODEL


class InProgressError(TransientError):
    """Another delivery of the same message has the work in hand: wait as long as that may take, then look again."""


def read_message(expected: type[T], body: Mapping[str, object]) -> T:
    """Return the message a queue's body holds.

    Raises InternalError for one that is not ours to read, such as another version's: the queue keeps it, while a
    UserError would end it with nobody told.
    """
    try:
        return decode(expected, body)
    except UserError as error:
        raise InternalError(f"a queued message cannot be read: {error}") from None
