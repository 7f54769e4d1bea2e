"""A long ingestion is shown now and then, a short one is not, and none waits for Slack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.app.show_progress import EVERY, SELDOM, Progress
from shared.core.errors import UserError
from shared.ports.ingestion_log import Announcement
from shared.render.ingestion.progress import Stage
from tests.fakes.clock import FixedClock
from tests.fakes.messenger import FakeMessenger

if TYPE_CHECKING:
    from datetime import datetime


class Reading:
    """A file that is read: a clock that is moved, and what its thread shows."""

    def __init__(self, until: datetime | None = None) -> None:
        self.clock, self.bot = FixedClock(), FakeMessenger()
        ts = self.bot.post("C1", "Received the file")
        told = Announcement("T1", "C1", "1.0", ts, "U1")
        self.progress = Progress(self.bot, told, "sales.csv", self.clock, until)
        self.progress.reach(Stage.READING)

    def read(self, rows: int, of: int | None = None, seconds: float = 0.0) -> None:
        """Go on, after so many seconds."""
        self.clock.advance(seconds=seconds)
        self.progress(rows, of)

    @property
    def last(self) -> str:
        """The last block of the message."""
        return str(self.bot.messages[0].blocks[-1])


def test_what_is_quickly_done_is_shown_once() -> None:
    """A bar that stands for a second is noise."""
    reading = Reading()
    for rows in range(0, 2_000, 100):
        reading.read(rows, 2_000, seconds=0.1)
    reading.progress.reach(Stage.STORING)
    assert [text for text, _ in reading.bot.shown] == ["Reading it: sales.csv"]


def test_a_long_reading_is_shown_every_few_seconds() -> None:
    """However often it tells, over ten minutes: at most once in EVERY."""
    reading = Reading()
    for rows in range(6_000):
        reading.read(rows, 6_000, seconds=0.1)
    assert len(reading.bot.shown) <= 1 + timedelta(minutes=10) / EVERY
    assert len(reading.bot.shown) > 150
    assert "of about 6,000 rows" in reading.last


def test_a_bar_goes_when_the_rows_are_read() -> None:
    """At once, for what follows may last; the tables after it are told of when it is due."""
    reading = Reading()
    reading.read(100, 1_000)
    reading.read(200, 1_000, seconds=4)
    reading.read(1_000, None, seconds=1)
    assert "1,000 rows read; now they are checked" in reading.last
    shown = len(reading.bot.shown)
    reading.read(1_010, None, seconds=1)
    assert len(reading.bot.shown) == shown


def test_the_stages_of_a_long_ingestion_are_shown_as_they_come() -> None:
    """The last of them stands until the outcome does, which may take long too."""
    reading = Reading()
    reading.read(100, 1_000)
    reading.read(200, 1_000, seconds=4)
    reading.progress.reach(Stage.STORING)
    reading.progress.reach(Stage.PREPARING)
    assert reading.bot.shown[-1][0] == "Preparing it for questions: sales.csv"


def test_what_is_checked_and_written_of_a_long_file_is_told() -> None:
    """Where the reading is once its rows are read, then how many of them are written; each as it is due."""
    reading = Reading()
    reading.read(100, 1_000)
    reading.read(200, 1_000, seconds=4)
    reading.read(1_000, None, seconds=1)
    for column in range(1, 10):
        reading.clock.advance(seconds=1)
        reading.progress.check(f"column {column} of 12")
    assert "1,000 rows read; now checking column 9 of 12" in reading.last
    reading.progress.reach(Stage.STORING)
    reading.progress(0, 990)
    assert "Writing 990 rows" in reading.last
    reading.read(330, 990, seconds=4)
    assert "330 of 990 rows" in reading.last


def test_the_end_of_the_time_stops_checking_and_writing_too() -> None:
    """Both may last for minutes."""
    reading = Reading(FixedClock().now() + timedelta(seconds=10))
    reading.clock.advance(seconds=11)
    with pytest.raises(UserError, match="share it in parts"):
        reading.progress.check("column 1 of 2")
    reading.progress.reach(Stage.STORING)
    with pytest.raises(UserError, match="share it in parts"):
        reading.progress(0, 10)


def test_a_slack_that_is_away_is_asked_ever_less_often() -> None:
    """And as often as before once it is back; the reading never notices."""
    reading = Reading()
    reading.bot.failing = True
    seen = []
    for second in range(600):
        reading.read(second, None, seconds=1)
        seen.append(reading.progress._wait)
    assert max(seen) == SELDOM
    reading.bot.failing = False
    for second in range(70):
        reading.read(600 + second, None, seconds=1)
    assert reading.progress._wait == EVERY
    assert len(reading.bot.shown) > 2


def test_the_end_of_the_time_stops_the_work() -> None:
    """With a sentence that says what to do; before it, nothing is stopped."""
    reading = Reading(FixedClock().now() + timedelta(seconds=10))
    reading.read(1, None, seconds=9)
    with pytest.raises(UserError, match="share it in parts"):
        reading.read(2, None, seconds=1)
    with pytest.raises(UserError):
        reading.progress.must_have_time()
    reading.progress.reach(Stage.PREPARING)


def test_a_new_stage_has_no_bar_yet() -> None:
    """The rows of the stage before are not its own."""
    reading = Reading()
    reading.read(50, 100, seconds=4)
    reading.clock.advance(seconds=4)
    reading.progress.reach(Stage.STORING)
    assert reading.last.count("50 of about") == 0
    assert "Storing" in reading.bot.messages[0].text
