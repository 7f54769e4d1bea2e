"""One message of ours a question, whatever died in between."""

from __future__ import annotations

import pytest

from shared.app.messages import Surface
from shared.app.place_reply import find_placed, place
from shared.core.errors import TransientError
from shared.render.status import PLACEHOLDER
from tests.fakes.office import CHANNEL, DIRECT, PERSON, ROOT, Office


def test_a_placeholder_stands_in_the_thread_at_once(office: Office) -> None:
    """With a status beside it, and marked as the answer to its question."""
    placed = place(office.question(), office.bot, look=False)
    (message,) = office.said()
    assert (message.text, message.thread_ts, message.event_id) == (PLACEHOLDER, ROOT, "Ev1")
    assert (placed.ts, placed.thread) == (message.ts, ROOT)
    assert office.bot.statuses[-1][:2] == (CHANNEL, ROOT)


def test_a_command_gets_a_root_that_says_who_asked(office: Office) -> None:
    """Whatever they wrote is data: no mention and no link comes of it."""
    placed = place(office.question("<!channel> total", surface=Surface.COMMAND, thread=""), office.bot, look=False)
    root, reply = office.said()
    assert root.text == f"<@{PERSON}> asks: &lt;!channel&gt; total"
    assert (root.thread_ts, reply.thread_ts, placed.thread) == (None, root.ts, root.ts)


def test_a_question_of_the_home_tab_goes_to_the_direct_messages(office: Office) -> None:
    """The viewer's channel is the real one from then on."""
    message = office.question(surface=Surface.BUTTON, channel="D", thread="")
    placed = place(message, office.bot, look=False)
    assert placed.viewer.channel == DIRECT
    assert office.said() == []
    assert len(office.said(DIRECT)) == 2


@pytest.mark.parametrize("thread", [ROOT, ""])
def test_what_an_earlier_delivery_posted_is_found_again(office: Office, thread: str) -> None:
    """Root and reply alike: a redelivery adds nothing."""
    message = office.question(surface=Surface.COMMAND if not thread else Surface.MENTION, thread=thread)
    assert find_placed(message, office.bot) is None
    first = place(message, office.bot, look=False)
    assert place(message, office.bot, look=True) == first
    assert find_placed(message, office.bot) == first
    assert len(office.said()) == (1 if thread else 2)


def test_a_root_without_its_reply_is_taken_up(office: Office) -> None:
    """The process died between the two posts."""
    message = office.question(surface=Surface.COMMAND, thread="")
    root = office.bot.post(CHANNEL, "asks", metadata={"event_id": "root-Ev1"})
    assert find_placed(message, office.bot) is None
    assert place(message, office.bot, look=True).thread == root
    assert len(office.said()) == 2


def test_two_questions_in_one_thread_have_a_message_each(office: Office) -> None:
    """They are told apart by their events."""
    first = place(office.question(event_id="Ev1"), office.bot, look=True)
    second = place(office.question(event_id="Ev2"), office.bot, look=True)
    assert first.ts != second.ts


def test_slack_away_leaves_nothing_half_done(office: Office) -> None:
    """The question waits in its queue."""
    office.bot.failing = True
    with pytest.raises(TransientError):
        place(office.question(), office.bot, look=False)
