"""Each due time of each digest is served once; what fails is served later, and disturbs no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared.app.send_digest import PATIENCE, DigestSender
from shared.core.digests.digest import Cadence, Digest
from shared.core.digests.due import latest_due
from shared.core.errors import InternalError, TransientError, UserError
from shared.ports.messenger import NotInChannelError
from tests.fakes import shop
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Faults, Killed
from tests.fakes.office import CHANNEL, OTHER_CHANNEL, WORKSPACE, Office

DIGEST = Digest("T1-C1", WORKSPACE, CHANNEL, "Sales this week", Cadence.DAILY, 9, "Asia/Kolkata")
MORNING = datetime(2024, 6, 12, 3, 45, tzinfo=UTC)
"""A quarter past nine in Kolkata."""


@pytest.fixture
def newsroom() -> Office:
    """An office on a morning on which its digest is due."""
    office = Office(clock=FixedClock(MORNING))
    office.digests.save(DIGEST)
    return office


def run(office: Office, sender: DigestSender | None = None) -> int:
    """Send what is due; returns how many were sent."""
    made = sender or office.sender()
    return sum(made.send_once(digest, due) for digest, due in made.due())


def faulty(office: Office, faults: Faults) -> DigestSender:
    """Return what sends digests, with the faults between it and its ports."""
    return DigestSender(
        faults.on(office.digests), faults.on(office.messengers), office.catalog, faults.on(office.runner), office.clock
    )


def test_a_digest_is_posted_once_a_due_time(newsroom: Office) -> None:
    """However often the schedule fires; and again the next day."""
    assert [run(newsroom) for _ in range(3)] == [1, 0, 0]
    assert len(newsroom.said()) == 1
    newsroom.clock.advance(days=1)
    assert run(newsroom) == 1
    assert len(newsroom.said()) == 2


def test_two_runs_at_once_post_one(newsroom: Office) -> None:
    """Whoever claims the due time first."""
    ((digest, due),) = newsroom.sender().due()
    assert newsroom.sender().send_once(digest, due)
    assert not newsroom.sender().send_once(digest, due)


def test_the_numbers_are_those_of_the_data(real_office: Office) -> None:
    """The last whole month beside the one before, from a real snapshot."""
    real_office.digests.save(replace(DIGEST, cadence=Cadence.HOURLY))
    assert run(real_office) == 1
    june = [row for row in shop.line_rows() if str(row[0]).startswith("2024-06")]
    truth = sum(row[3] for row in june if isinstance(row[3], Decimal))
    text = real_office.said()[0].text.replace(",", "")
    assert "June 2024" in text
    assert str(truth).split(".", maxsplit=1)[0] in text


def test_a_channel_without_news_gets_nothing(newsroom: Office) -> None:
    """Its due time is served all the same."""
    newsroom.digests.save(replace(DIGEST, id="quiet", channel=OTHER_CHANNEL))
    assert run(newsroom) == 1
    assert newsroom.said(OTHER_CHANNEL) == []
    assert newsroom.sender().due() == ()


@pytest.mark.parametrize("method", ["of", "run", "post"])
@pytest.mark.parametrize("error", [TransientError("away"), InternalError("broken"), ValueError("a defect")])
def test_what_fails_is_given_back_for_the_next_run(newsroom: Office, method: str, error: Exception) -> None:
    """And raised, so that somebody hears of it."""
    faults = Faults()
    faults.plan("before", method, error)
    with pytest.raises(type(error)):
        run(newsroom, faulty(newsroom, faults))
    assert newsroom.said() == []
    assert run(newsroom) == 1
    assert len(newsroom.said()) == 1


def test_a_post_whose_answer_was_lost_is_not_made_again(newsroom: Office) -> None:
    """The message is found by its mark in the channel."""
    faults = Faults()
    faults.plan("after", "post", TransientError("the line was cut"))
    assert run(newsroom, faulty(newsroom, faults)) == 1
    assert run(newsroom) == 0
    assert len(newsroom.said()) == 1


@pytest.mark.parametrize(("moment", "posted"), [("before", 0), ("after", 1)])
def test_killed_after_the_claim_nothing_comes_twice(newsroom: Office, moment: str, posted: int) -> None:
    """At most once: a process that is killed gives nothing back, and the next due time is served as ever."""
    faults = Faults()
    faults.plan(moment, "post", Killed())
    faults.plan("before", "release", Killed())
    with pytest.raises(Killed):
        run(newsroom, faulty(newsroom, faults))
    assert run(newsroom) == 0
    assert len(newsroom.said()) == posted
    newsroom.clock.advance(days=1)
    assert run(newsroom) == 1


@pytest.mark.parametrize("away", [True, False])
def test_a_digest_with_nowhere_to_go_waits_for_its_next_time(newsroom: Office, *, away: bool) -> None:
    """The bot left the channel, or the workspace: trying every few minutes helps nobody."""
    bot = newsroom.messengers.bots.pop(WORKSPACE)
    if not away:
        newsroom.messengers.bots[WORKSPACE] = bot
        bot.closed.add(CHANNEL)
    with pytest.raises((UserError, NotInChannelError)):
        run(newsroom)
    assert run(newsroom) == 0
    newsroom.messengers.bots[WORKSPACE] = bot
    bot.closed.clear()
    newsroom.clock.advance(days=1)
    assert run(newsroom) == 1


def test_after_a_long_outage_old_news_is_left_out(newsroom: Office) -> None:
    """What is due long ago is no longer worth posting."""
    newsroom.clock.advance(hours=PATIENCE.total_seconds() / 3600 + 1)
    assert newsroom.sender().due() == ()


def test_what_was_posted_before_is_found_when_it_is_looked_for(newsroom: Office) -> None:
    """A person's "digest now" that is delivered twice."""
    assert newsroom.sender().send(DIGEST, "Ev1")
    assert newsroom.sender().send(DIGEST, "Ev1", look=True)
    assert len(newsroom.said()) == 1


def test_the_due_time_is_the_local_hour(newsroom: Office) -> None:
    """Nine in Kolkata is half past three in UTC."""
    ((_, due),) = newsroom.sender().due()
    assert due == latest_due(DIGEST, MORNING) == MORNING - timedelta(minutes=15)
