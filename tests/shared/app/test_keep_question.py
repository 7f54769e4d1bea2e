"""What is pinned or scheduled in words stands as if it had been pressed; each due time is served once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.app.accept_event import viewer_in
from shared.app.keep_question import MOST_A_CHANNEL, NOT_SCHEDULED, WHEN, Keeper
from shared.app.messages import ActionKind
from shared.core.asking.answer import Answer, Status
from shared.core.asking.question import IntentKind, Question
from shared.core.digests.digest import Cadence, Digest
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, FieldRef, MeasureRef, Period, SemanticQuery
from shared.render.actions import DIGEST_REMOVE
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Faults, Killed
from tests.fakes.office import CHANNEL, COLLEAGUE, DIRECT, OTHER_CHANNEL, PERSON, WORKSPACE, Office
from tests.shared.render.slack_rules import check_message

TOTAL = MeasureRef("lines", Aggregation.SUM, "value")
BY_BRAND = SemanticQuery("lines", (TOTAL,), (DimensionRef("lines", "brand"),))
TUESDAY = datetime(2024, 6, 11, 12, tzinfo=UTC)


@pytest.fixture
def desk() -> Office:
    """An office on a Tuesday at noon."""
    return Office(clock=FixedClock(TUESDAY))


def keeper(office: Office) -> Keeper:
    """What keeps questions, over the office's fakes."""
    return Keeper(office.messengers, office.catalog, office.runner, office.pins, office.digests, office.clock)


def say(  # noqa: PLR0913 - all of it has defaults
    office: Office,
    text: str,
    previous: SemanticQuery | None = None,
    *,
    user: str = PERSON,
    channel: str = CHANNEL,
    event_id: str = "Ev1",
) -> Answer:
    """Say it to the bot."""
    asked = Question(text, viewer_in(WORKSPACE, user, channel), office.clock.now(), "1.0", previous)
    answer = keeper(office).reply(asked, event_id)
    assert answer is not None, text
    return answer


def scheduled(office: Office) -> tuple[Digest, ...]:
    """Return what is scheduled in the workspace."""
    return office.digests.in_workspace(WORKSPACE)


def run(office: Office) -> int:
    """Send what is due."""
    sender = office.sender()
    return sum(sender.send_once(digest, due) for digest, due in sender.due())


def test_a_plain_question_is_not_kept(desk: Office) -> None:
    """It is answered elsewhere."""
    asked = Question("total value by brand", viewer_in(WORKSPACE, PERSON, CHANNEL), desk.clock.now())
    assert keeper(desk).reply(asked, "Ev1") is None


def test_a_pin_in_words_is_the_pin_of_the_button(desk: Office) -> None:
    """The last answer's query, once, for who asked; a redelivery says the same again."""
    for event_id in ("Ev1", "Ev1"):
        assert say(desk, "pin this", BY_BRAND, event_id=event_id).headline.startswith("Pinned to your Home tab")
    (pin,) = desk.pins.of(WORKSPACE, PERSON)
    assert (pin.query, pin.channel) == (BY_BRAND, CHANNEL)
    assert say(desk, "pin that", BY_BRAND, event_id="Ev2").headline.startswith("This is pinned already")
    assert desk.pins.of(WORKSPACE, PERSON) == (pin,)
    desk.home().show(WORKSPACE, PERSON)
    assert pin.question in json.dumps(desk.bot.homes[PERSON])


def test_a_question_is_pinned_with_its_own_words(desk: Office) -> None:
    """Read as if it had been asked."""
    answer = say(desk, "pin total sales value by brand to my dashboard")
    (pin,) = desk.pins.of(WORKSPACE, PERSON)
    assert pin.question == "total sales value by brand"
    assert pin.query.dimensions == BY_BRAND.dimensions
    assert answer.status is Status.ANSWERED
    assert answer.intent is IntentKind.PIN


def test_without_an_answer_there_is_nothing_to_pin(desk: Office) -> None:
    """And what is not understood is not pinned."""
    refused = say(desk, "pin this")
    assert refused.status is Status.REFUSED
    assert say(desk, "pin value by colour of the moon").status is Status.REFUSED
    assert desk.pins.of(WORKSPACE, PERSON) == ()
    what = refused.headline.rpartition("“pin ")[2].rstrip("”.")
    assert say(desk, f"pin {what}").headline.startswith("Pinned to your Home tab")


def test_a_scheduled_question_comes_at_its_times_and_only_then(desk: Office) -> None:
    """Every Monday at half past eight, once, however often the schedule fires."""
    answer = say(desk, "post total sales value by brand here every Monday at 8:30")
    assert "every Monday at 08:30 (UTC)" in answer.headline
    assert run(desk) == 0
    desk.clock.advance(days=5, hours=20)  # Monday 17 June, 08:00
    assert run(desk) == 0
    desk.clock.advance(minutes=31)
    assert [run(desk) for _ in range(3)] == [1, 0, 0]
    (posted,) = desk.said()
    assert json.dumps(posted.blocks).count(DIGEST_REMOVE) == 1
    check_message([dict(each) for each in posted.blocks])
    desk.clock.advance(days=7)
    assert run(desk) == 1


def test_a_post_cut_off_is_not_repeated(desk: Office) -> None:
    """What stands already is found by its mark."""
    say(desk, "post total sales value every day at 13:00")
    desk.clock.advance(hours=1, minutes=1)
    faults = Faults()
    faults.plan("after", "post", Killed())
    sender = replace(desk.sender(), messengers=faults.on(desk.messengers))
    ((digest, due),) = sender.due()
    with pytest.raises(Killed):
        sender.send_once(digest, due)
    assert len(desk.said()) == 1
    assert desk.sender().send(digest, f"digest-{digest.id}-{due.isoformat()}", look=True)
    assert len(desk.said()) == 1


def test_what_is_sent_to_me_goes_to_me_alone(desk: Office) -> None:
    """In a direct message, over the channel it was asked in; nobody else sees or ends it."""
    say(desk, "send me this every day at 13:00", BY_BRAND)
    (digest,) = scheduled(desk)
    assert digest.direct
    desk.clock.advance(hours=1, minutes=1)
    assert run(desk) == 1
    assert desk.said(CHANNEL) == []
    assert len(desk.said(DIRECT)) == 1
    assert say(desk, "what is scheduled here", user=COLLEAGUE).table is None
    assert say(desk, "stop sending this", user=COLLEAGUE).headline == NOT_SCHEDULED
    desk.actor().act(desk.action(ActionKind.REMOVE_DIGEST, digest.id, user=COLLEAGUE))
    assert scheduled(desk) != ()
    desk.home().show(WORKSPACE, COLLEAGUE)
    assert digest.title not in json.dumps(desk.bot.homes[COLLEAGUE])


def test_who_left_the_channel_gets_nothing_of_it(desk: Office) -> None:
    """Membership is looked at when it is due, not when it was asked for."""
    say(desk, "send me this every day at 13:00", BY_BRAND)
    desk.bot.members.discard((CHANNEL, PERSON))
    desk.clock.advance(hours=1, minutes=1)
    sender = desk.sender()
    ((digest, due),) = sender.due()
    with pytest.raises(Exception, match="not in that channel any more"):
        sender.send_once(digest, due)
    assert desk.said(DIRECT) == []
    assert sender.due() == ()


def test_last_month_is_the_month_before_the_day_it_is_sent(real_office: Office) -> None:
    """A kept query moves with the calendar."""
    may = Period(FieldRef("lines", "sold_on"), datetime(2024, 5, 1), datetime(2024, 6, 1), "last month")
    query = SemanticQuery("lines", (MeasureRef("lines", Aggregation.COUNT),), period=may)
    real_office.digests.save(
        Digest("q", WORKSPACE, CHANNEL, "Lines", Cadence.HOURLY, 9, "UTC", query=query, user=PERSON)
    )
    real_office.clock.advance(days=10)
    assert run(real_office) == 1
    first = real_office.said()[-1].text
    real_office.clock.advance(days=30)
    assert run(real_office) == 1
    assert real_office.said()[-1].text.split("\n")[0] != first.split("\n")[0]


def test_the_stop_button_ends_it(desk: Office) -> None:
    """Pressed by anybody of the channel; the presser is told."""
    say(desk, "post this every day at 9", BY_BRAND)
    (digest,) = scheduled(desk)
    desk.actor().act(desk.action(ActionKind.REMOVE_DIGEST, digest.id, user=COLLEAGUE))
    assert scheduled(desk) == ()
    assert desk.told() == ["Stopped: it will not be posted any more."]


def test_stopping_in_words_asks_which_one_only_where_there_are_several(desk: Office) -> None:
    """Each button of the question ends one."""
    say(desk, "post total sales value by brand every day at 9", event_id="a")
    say(desk, "post number of lines every day at 9", event_id="b")
    asked = say(desk, "stop sending this")
    assert asked.status is Status.CLARIFY
    assert len(asked.options) == 2
    assert say(desk, asked.options[0][1]).headline.startswith("Stopped.")
    assert len(scheduled(desk)) == 1
    assert say(desk, "stop sending this").headline.startswith("Stopped.")
    assert scheduled(desk) == ()
    assert say(desk, "stop sending this").headline == NOT_SCHEDULED


def test_the_answer_above_says_which_one_is_meant(desk: Office) -> None:
    """In its thread."""
    say(desk, "post this every day at 9", BY_BRAND, event_id="a")
    say(desk, "post number of lines every day at 9", event_id="b")
    say(desk, "stop sending this", BY_BRAND)
    assert [each.query == BY_BRAND for each in scheduled(desk)] == [False]


def test_what_is_scheduled_is_listed_where_it_is(desk: Office) -> None:
    """And nowhere else."""
    say(desk, "post total sales value by brand every friday at 17:05")
    listed = say(desk, "what is scheduled here?")
    assert listed.table is not None
    assert listed.table.rows == (("Total sales value by brand", "Every Friday at 17:05 (UTC)", "this channel"),)
    assert say(desk, "what is scheduled here?", channel=OTHER_CHANNEL).table is None


def test_the_same_again_is_not_scheduled_twice(desk: Office) -> None:
    """Nor by a redelivery; a channel's own digest stays what it is."""
    channel_digest = Digest("d", WORKSPACE, CHANNEL, "What changed", Cadence.DAILY, 9, "UTC")
    desk.digests.save(channel_digest)
    for event_id in ("a", "a", "b"):
        answer = say(desk, "post this every day at 9", BY_BRAND, event_id=event_id)
    assert answer.headline.startswith("That is scheduled already")
    assert len(scheduled(desk)) == 2
    assert channel_digest in scheduled(desk)


def test_a_rhythm_that_cannot_be_kept_is_said(desk: Office) -> None:
    """With those that can; so is a channel that has enough of them."""
    assert say(desk, "post this every month", BY_BRAND).headline == WHEN
    for i in range(MOST_A_CHANNEL):
        say(desk, f"post this every day at {i}:15", BY_BRAND, event_id=f"e{i}")
    assert say(desk, "post this every day at 23:45", BY_BRAND, event_id="last").status is Status.REFUSED
    assert len(scheduled(desk)) == MOST_A_CHANNEL
