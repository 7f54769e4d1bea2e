"""Whatever dies on the way to an answer: the next delivery leaves one, or a plain sentence stands in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.app import reply_in_thread
from shared.app.messages import Surface
from shared.core.asking.answer import Status
from shared.core.errors import InternalError, TransientError, UserError
from shared.render.status import PLACEHOLDER
from tests.fakes.faults import Faults, Killed
from tests.fakes.office import ROOT, WORKSPACE, Office

AWAY = TransientError("away")
BROKEN = InternalError("broken")


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "method",
    [
        "of",
        "is_guest_or_stranger",
        "post",
        "set_status",
        "remember",
        "remember_member",
        "last_query",
        "visible",
        "run",
        "record",
        "update",
    ],
)
@pytest.mark.parametrize("error", [Killed(), AWAY, BROKEN])
def test_whatever_dies_a_redelivery_leaves_one_answer(
    office: Office, moment: str, method: str, error: BaseException
) -> None:
    """Killed or failed before or after any call: the second delivery completes the one message, and only that."""
    faults = Faults()
    faults.plan(moment, method, error)
    for surface, thread, event_id in ((Surface.MENTION, ROOT, "Ev1"), (Surface.COMMAND, "", "Ev2")):
        message = office.question(surface=surface, thread=thread, event_id=event_id, url="https://hooks.slack.com/1")
        try:
            office.replier(faults).reply(message)
        except (Killed, TransientError, InternalError):
            office.replier().reply(message, redelivered=True)
        own = [each for each in office.said() if each.event_id == event_id]
        assert len(own) == 1
        assert own[0].text != PLACEHOLDER
        assert office.log.records[WORKSPACE, event_id].status is Status.ANSWERED
    assert len([each for each in office.said() if each.event_id == "root-Ev2"]) == 1


def test_an_old_question_is_looked_for_before_it_is_answered(office: Office) -> None:
    """Slack's last retry comes after SQS forgot the first; a question from the dead-letter queue even later."""
    office.answered()
    late = office.question(asked_at=office.clock.now() - timedelta(minutes=6))
    office.replier().reply(late)
    assert len(office.said()) == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (AWAY, reply_in_thread.UNREACHABLE),
        (BROKEN, reply_in_thread.FAILED),
        (KeyError("a cell"), reply_in_thread.FAILED),
        (UserError("Do something else."), "Do something else."),
    ],
)
def test_giving_up_completes_the_placeholder(office: Office, error: Exception, sentence: str) -> None:
    """Whoever waits reads what happened and what to do; a stack trace or a library's words are never shown."""
    faults = Faults()
    faults.plan("before", "run", Killed())
    with pytest.raises(Killed):
        office.replier(faults).reply(office.question())
    office.replier().give_up(office.question(), error)
    (message,) = office.said()
    assert message.text == sentence
    assert office.bot.statuses[-1][2] == ""


def test_giving_up_before_anything_was_posted_says_so_too(office: Office) -> None:
    """But not in a thread that may be somebody else's."""
    office.replier().give_up(office.question(surface=Surface.THREAD), AWAY)
    office.replier().give_up(office.question(surface=Surface.EDIT), AWAY)
    assert office.said() == []
    office.replier().give_up(office.question(), AWAY)
    assert [each.text for each in office.said()] == [reply_in_thread.UNREACHABLE]


def test_after_giving_up_a_redrive_brings_the_answer(office: Office) -> None:
    """In the same message: what was put back from the dead-letter queue is answered, not doubled."""
    office.replier().give_up(office.question(), AWAY)
    office.clock.advance(minutes=30)
    office.replier().reply(office.question(asked_at=office.clock.now() - timedelta(minutes=30)))
    (message,) = office.said()
    assert message.text != reply_in_thread.UNREACHABLE
    assert office.log.records[WORKSPACE, "Ev1"].status is Status.ANSWERED


def test_a_workspace_that_uninstalled_us_is_not_answered(office: Office) -> None:
    """There is no token to speak with."""
    office.messengers.bots.clear()
    with pytest.raises(UserError):
        office.replier().reply(office.question())
