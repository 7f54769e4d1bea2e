"""Show how far a long ingestion has come, now and then, and stop it while there is time to say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.render.ingestion.progress import Stage, progress_blocks, progress_text

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports.clock import Clock
    from shared.ports.ingestion_log import Announcement
    from shared.ports.messenger import Messenger

EVERY = timedelta(seconds=3)
"""Between two updates of the message, which Slack allows 50 times a minute over all files."""
SELDOM = timedelta(seconds=60)
"""The longest wait after updates that Slack did not take: each doubles it."""

TOO_LONG = "it takes longer than one file may. Please share it in parts, for example half of its rows at a time."


@dataclass(slots=True)
class Progress:
    """The ports ReadingProgress and WritingProgress: tells the thread of a file.

    until is when the work must end, if ever; chosen says what somebody chose for the file, as safe mrkdwn.
    """

    messenger: Messenger
    told: Announcement
    name: str
    clock: Clock
    until: datetime | None = None
    chosen: str = ""
    _stage: Stage = Stage.RECEIVING
    _rows: int = 0
    _of: int | None = None
    _checked: str = ""
    _has_bar: bool = False
    _times_shown: int = 0
    _wait: timedelta = EVERY
    _shown_at: datetime | None = field(default=None)

    def reach(self, stage: Stage) -> None:
        """Go on to the next stage; where it takes long already, that is shown at once, for nobody tells of the last."""
        self._stage, self._rows, self._of, self._checked = stage, 0, None, ""
        if self._times_shown > 1:
            self._show()
        else:
            self._show_when_due()

    def __call__(self, rows: int, of: int | None) -> None:
        """Go on within the stage. Raises UserError when there is no time left.

        A bar is taken away as soon as the rows are read: what follows may last, and a bar that stands still is wrong.
        That the rows of a long file begin to be written is said at once too.
        """
        self.must_have_time()
        is_over = of is None and self._has_bar
        begins = rows == 0 and self._stage is Stage.STORING and self._times_shown > 1
        self._rows, self._of, self._checked = rows, rows if is_over else of, ""
        if is_over or begins:
            self._show()
            self._has_bar = begins
        else:
            self._show_when_due()

    def check(self, what: str) -> None:
        """Say what is looked at, now that the rows are read. Raises UserError when there is no time left."""
        self.must_have_time()
        self._checked = what
        self._show_when_due()

    def must_have_time(self) -> None:
        """Raise UserError, saying what to do, when the work must end now."""
        if self.until is not None and self.clock.now() >= self.until:
            raise UserError(TOO_LONG)

    def _show_when_due(self) -> None:
        now = self.clock.now()
        if self._shown_at is None or now - self._shown_at >= self._wait:
            self._show()

    def _show(self) -> None:
        text = progress_text(self.name, self._stage)
        blocks = progress_blocks(
            self.name, self._stage, self._rows, self._of, chosen=self.chosen, checked=self._checked
        )
        is_taken = self.messenger.show(self.told.channel, self.told.ts, text, blocks)
        self._wait = EVERY if is_taken else min(2 * self._wait, SELDOM)
        self._has_bar = self._of is not None
        self._times_shown += 1
        self._shown_at = self.clock.now()
