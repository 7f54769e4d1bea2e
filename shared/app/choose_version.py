"""Choose what becomes of a file that seems to belong to a data set: the first choice wins, and is queued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.ingest_file import share_id
from shared.app.membership import is_in
from shared.app.messages import ChosenMessage
from shared.core.codec import encode
from shared.core.errors import UserError
from shared.ports.outbox import Queue
from shared.render.actions import read_choice
from shared.render.ingestion.offer import already_chosen, chosen_words
from shared.render.ingestion.progress import Stage, progress_blocks, progress_text

if TYPE_CHECKING:
    from shared.app.messages import ActionMessage
    from shared.core.ingest.versions.choices import Choice
    from shared.ports.ingestion_log import Ingestion, IngestionLog
    from shared.ports.messenger import Messenger
    from shared.ports.outbox import Outbox

GONE = "That question is not open any more; share the file again to be asked anew."
ASKED_ANEW = "The question was asked anew since; please use the newest buttons."
SHARED_ANEW = "The file was shared anew since; its newest message says how it stands."
NOT_IN_HERE = "Only people who are in this channel can add data to it. Join it, and try that again."


@dataclass(frozen=True, slots=True)
class VersionChooser:
    """What choosing needs of the world."""

    log: IngestionLog
    outbox: Outbox

    def choose(self, message: ActionMessage, messenger: Messenger, *, redelivered: bool = False) -> str:
        """Take a click on an offer; returns what its person is to be told, as safe mrkdwn, empty for nothing.

        Raises UserError where the click comes to nothing, TransientError for what a retry may mend.
        """
        said = read_choice(message.value)
        if said is None:
            raise UserError(GONE)
        if not is_in(messenger, message.user, message.channel):
            raise UserError(NOT_IN_HERE)
        choice, file_id, offer_id = said
        share = share_id(message.channel, file_id)
        is_first = self.log.choose(message.workspace, share, offer_id, choice, message.user)
        found = self.log.find(message.workspace, share)
        if found is None:
            raise UserError(GONE)
        if is_first or (redelivered and _is_waiting(found, choice, message.user)):
            self._begin(found, choice, messenger, message.user)
            return ""
        return _too_late(found, choice, message.user)

    def _begin(self, found: Ingestion, choice: Choice, messenger: Messenger, user: str) -> None:
        """Let the buttons make way for progress, then have the file read again: its outcome is to come last."""
        if found.offer is None or found.report is None:
            raise UserError(GONE)
        name, chosen = found.report.file_name, chosen_words(choice, user)
        blocks = progress_blocks(name, Stage.READING, chosen=chosen)
        messenger.show(found.told.channel, found.told.ts, progress_text(name, Stage.READING), blocks)
        self.outbox.send(Queue.INGESTIONS, encode(ChosenMessage(found.offer.key, found.offer.sequencer)))


def _is_waiting(found: Ingestion, choice: Choice, user: str) -> bool:
    """True when this very choice was recorded and is not done: its request may not have been queued."""
    return (found.choice, found.chosen_by, found.is_done) == (choice, user, False)


def _too_late(found: Ingestion, choice: Choice, user: str) -> str:
    """Who clicked twice needs no word: the message shows what they chose."""
    if (found.choice, found.chosen_by) == (choice, user):
        return ""
    if found.choice is not None:
        return already_chosen(found.choice, found.chosen_by)
    raise UserError(ASKED_ANEW if found.offer is not None else SHARED_ANEW)
