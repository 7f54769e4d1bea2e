"""Tell whoever asked for a sync how it goes, in the message that said it was asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.app.show_progress import EVERY
from shared.app.sync_store import FAILED
from shared.core.errors import TransientError, UserError
from shared.render.block_kit import section
from shared.render.sync_words import failed_text, finished_blocks, finished_text, running_text

if TYPE_CHECKING:
    from datetime import datetime

    from shared.app.messages import SnapshotMessage
    from shared.core.store.sync import SyncReport
    from shared.ports.clock import Clock
    from shared.ports.messenger import Messenger

UNREACHABLE = "A part of the system could not be reached. Please sync again in a few minutes."


@dataclass(slots=True)
class SyncTeller:
    """Tells of one sync; called with a table's name and how many of its rows have come."""

    messenger: Messenger
    message: SnapshotMessage
    label: str
    clock: Clock
    _read: Counter[str] = field(default_factory=Counter)
    _shown_at: datetime | None = None

    def __call__(self, table: str, rows: int) -> None:
        """Show the rows now and then."""
        self._read[table] = rows
        now = self.clock.now()
        if self._shown_at is None or now - self._shown_at >= EVERY:
            self._shown_at = now
            text = running_text(self.label, self._read.total())
            self.messenger.show(self.message.channel, self.message.tell, text, [section(text)])

    def finished(self, report: SyncReport) -> None:
        """Say what it came to."""
        text, blocks = finished_text(self.label, report), finished_blocks(self.label, report)
        self.messenger.update(self.message.channel, self.message.tell, text, blocks)

    def failed(self, error: Exception) -> None:
        """Say why it failed, as far as that is for people."""
        if isinstance(error, UserError):
            reason = str(error)
        else:
            reason = UNREACHABLE if isinstance(error, TransientError) else FAILED
        text = failed_text(self.label, reason)
        self.messenger.update(self.message.channel, self.message.tell, text, [section(text)])
