"""A question gets exactly one answer in its thread, or one plain sentence; nobody is left waiting."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from shared.app import reply_in_thread
from shared.app.membership import NOT_FOR_GUESTS
from shared.app.messages import QUESTION_LENGTH, Surface
from shared.core.asking.answer import Status
from shared.core.errors import InternalError, TimedOutError, TransientError
from shared.core.retrieval.passage import EmbeddedPassage, Passage, SourceKind
from shared.core.semantic.model import Field
from shared.core.table.types import DataType
from shared.render.status import PLACEHOLDER
from tests.fakes import shop
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.faults import Faults, Killed
from tests.fakes.office import CHANNEL, COLLEAGUE, DIRECT, GUEST, OTHER_CHANNEL, PERSON, ROOT, WORKSPACE, Office
from tests.fakes.query_runner import CannedQueryRunner

AWAY = TransientError("away")
BROKEN = InternalError("broken")


def test_an_answer_stands_in_place_of_the_placeholder(office: Office) -> None:
    """One message: posted early, completed in place, with its buttons and its proof."""
    office.answered()
    (message,) = office.said()
    kinds = [block["type"] for block in message.blocks]
    assert message.thread_ts == ROOT
    assert "container" in kinds
    assert "data_table" in kinds
    assert office.bot.statuses[-1] == (CHANNEL, ROOT, "")


def test_the_number_is_the_one_the_data_has(real_office: Office) -> None:
    """Read, compiled, guarded and run on a real snapshot: checked against a sum made by hand."""
    real_office.answered("total sales value")
    truth = sum(row[3] for row in shop.line_rows() if isinstance(row[3], Decimal))
    assert str(truth) in real_office.said()[0].text.replace(",", "")


def test_a_follow_up_changes_the_authors_own_question(office: Office) -> None:
    """And nobody else's: two people in one thread do not get into each other's way."""
    office.answered("total value by brand", event_id="Ev1")
    office.answered("by month", event_id="Ev2", surface=Surface.THREAD)
    previous = office.memory.last_query(office.question().viewer, ROOT)
    assert previous is not None
    assert previous.measures
    assert office.memory.last_query(office.question(user=COLLEAGUE).viewer, ROOT) is None


def test_a_choice_of_meaning_is_remembered(office: Office) -> None:
    """An option that is pressed is a choice: the next question with that word is answered and says so."""
    delays = tuple(Field(f"{each}_delay", f"{each.title()} delay", DataType.INTEGER) for each in ("dep", "arr"))
    assert office.dataset.model is not None
    assert office.dataset.snapshot is not None
    lines, *others = office.dataset.model.entities
    model = replace(office.dataset.model, entities=(replace(lines, fields=(*lines.fields, *delays)), *others))
    snapshot = replace(office.dataset.snapshot, version=9)
    office.catalog = InMemoryDatasetCatalog(replace(office.dataset, model=model, snapshot=snapshot))
    office.answered("average delay by brand", event_id="Ev1")
    record = office.log.find(WORKSPACE, "Ev1")
    assert record is not None
    assert record.status is Status.CLARIFY
    office.answered("average arr delay by brand", event_id="Ev2", surface=Surface.BUTTON)
    office.answered("average delay by month", event_id="Ev3", thread="")
    again = office.log.find(WORKSPACE, "Ev3")
    assert again is not None
    assert again.query is not None
    assert again.query.measures[0].field == "arr_delay"


def test_what_a_word_means_is_told_from_the_model_and_from_documents(office: Office) -> None:
    """Cited; a question that the tables do not answer is looked up in what was shared here."""
    passage = Passage(
        id="f1#1",
        kind=SourceKind.DOCUMENT,
        source="f1",
        title="Refund policy",
        place="page 1",
        text="Refunds are paid within 14 days of the return of the goods.",
        workspace=WORKSPACE,
        channel=CHANNEL,
    )
    (vector,) = office.library.embedder.embed([passage.text])
    office.library.passages.replace(WORKSPACE, "f1", (EmbeddedPassage(passage, vector),))
    office.answered("what is our refund policy?", event_id="Ev1")
    assert "14 days" in office.said()[0].text


def test_a_question_can_be_pinned_and_scheduled_in_words(office: Office) -> None:
    """Asked for like anything else, in the thread or outright."""
    office.answered("total value by brand", event_id="Ev1")
    office.answered("pin this", event_id="Ev2", surface=Surface.THREAD)
    office.answered("post total value by brand here every monday at 9", event_id="Ev3", thread="")
    assert [pin.question for pin in office.pins.of(WORKSPACE, PERSON)]
    assert len(office.digests.in_workspace(WORKSPACE)) == 1


def test_a_reply_in_somebody_elses_thread_is_not_for_us(office: Office) -> None:
    """Nothing is posted, nobody is told."""
    assert not office.replier().reply(office.question("by month", surface=Surface.THREAD))
    assert office.bot.messages == []


def test_a_follow_up_may_come_before_the_answer_stands(office: Office) -> None:
    """The thread is ours from the placeholder on."""
    faults = Faults()
    faults.plan("before", "run", Killed())
    with pytest.raises(Killed):
        office.replier(faults).reply(office.question(surface=Surface.COMMAND, thread=""))
    root = office.said()[0].ts
    assert office.replier().reply(office.question("by month", surface=Surface.THREAD, thread=root, event_id="Ev2"))


def test_an_edited_mention_is_answered_when_it_was_not_before(office: Office) -> None:
    """Adding the mention asks; mending a word of an answered question does not ask again."""
    assert office.replier().reply(office.question(surface=Surface.EDIT, event_id="Ev1"))
    assert not office.replier().reply(office.question(surface=Surface.EDIT, event_id="Ev2"))
    assert len(office.said()) == 1


@pytest.mark.parametrize("surface", [Surface.MENTION, Surface.DIRECT, Surface.COMMAND, Surface.BUTTON])
def test_a_guest_is_told_and_not_answered(office: Office, surface: Surface) -> None:
    """In private, at a place Slack shows: never in a thread that is not active yet."""
    channel = "DGUEST" if surface is Surface.DIRECT else CHANNEL
    url = "https://hooks.slack.com/1" if surface is Surface.COMMAND else ""
    message = office.question(user=GUEST, surface=surface, channel=channel, url=url)
    assert not office.replier().reply(message)
    assert office.told(GUEST) == [NOT_FOR_GUESTS]
    assert office.said() == []
    assert all(each.thread_ts is None for each in office.bot.messages)
    assert office.log.records == {}


def test_a_guests_talk_in_our_thread_is_left_alone(office: Office) -> None:
    """They did not address us."""
    office.answered()
    assert not office.replier().reply(office.question("nice", surface=Surface.THREAD, user=GUEST, event_id="Ev2"))
    assert office.told(GUEST) == []


def test_a_command_where_the_bot_is_not_asks_for_an_invitation(office: Office) -> None:
    """Through the command's own address, since nothing can be posted there."""
    office.bot.closed.add(OTHER_CHANNEL)
    url = "https://hooks.slack.com/commands/1"
    message = office.question(surface=Surface.COMMAND, channel=OTHER_CHANNEL, thread="", url=url)
    assert not office.replier().reply(message)
    assert office.bot.responses == [(url, reply_in_thread.NOT_HERE, (), False)]


def test_a_channel_chosen_in_the_form_is_one_its_person_is_in(office: Office) -> None:
    """Nobody posts to a channel, nor reads from it, by choosing it in a menu."""
    message = office.question(surface=Surface.COMMAND, channel=OTHER_CHANNEL, thread="")
    assert not office.replier().reply(message)
    assert office.told() == [reply_in_thread.NOT_YOURS]
    assert office.said(OTHER_CHANNEL) == []
    office.bot.closed.add(CHANNEL)
    assert not office.replier().reply(office.question(surface=Surface.COMMAND, thread=""))
    assert office.told()[-1] == reply_in_thread.NOT_HERE


@pytest.mark.parametrize("text", ["", "help"])
def test_an_empty_question_gets_help(office: Office, text: str) -> None:
    """With questions that can be asked as they stand."""
    office.answered(text)
    (message,) = office.said()
    values = [
        element["value"] for block in message.blocks for element in block.get("elements", ()) if "value" in element
    ]
    assert values
    for number, value in enumerate(values):
        office.answered(value, event_id=f"Ev{number + 2}")
        assert office.log.records[WORKSPACE, f"Ev{number + 2}"].status is Status.ANSWERED


def test_a_question_about_the_data_itself_is_answered(office: Office) -> None:
    """What tables there are."""
    office.answered("what data do you have?")
    assert "Lines" in json.dumps(office.said()[0].blocks)


def test_a_question_that_is_too_long_is_refused_with_a_reason(office: Office) -> None:
    """Nothing is read of it."""
    office.answered("total " * 400)
    (message,) = office.said()
    assert message.text == reply_in_thread.TOO_LONG
    assert f"{QUESTION_LENGTH:,}" in message.text
    assert office.runner.ran == []  # type: ignore[attr-defined]


def test_a_button_says_whose_question_it_was(office: Office) -> None:
    """The thread does not show it otherwise."""
    office.answered("total value by brand", surface=Surface.BUTTON)
    assert f"<@{PERSON}> asked: total value by brand" in json.dumps(office.said()[0].blocks[0])


def test_another_channels_data_is_not_there(office: Office) -> None:
    """Default deny: the same words elsewhere find nothing."""
    office.bot.members.add((OTHER_CHANNEL, PERSON))
    office.answered("total value by brand", channel=OTHER_CHANNEL)
    assert office.log.records[WORKSPACE, "Ev1"].status is Status.REFUSED
    assert office.runner.ran == []  # type: ignore[attr-defined]


def test_who_left_a_channel_is_not_answered_from_it(office: Office) -> None:
    """In a direct message, which sees the channels its person is in."""
    office.answered("total value by brand", event_id="Ev1")
    office.answered("total value by brand", event_id="Ev2", surface=Surface.DIRECT, channel=DIRECT)
    assert office.log.records[WORKSPACE, "Ev2"].status is Status.ANSWERED
    office.bot.members.discard((CHANNEL, PERSON))
    office.answered("total value by brand", event_id="Ev3", surface=Surface.DIRECT, channel=DIRECT)
    assert office.log.records[WORKSPACE, "Ev3"].status is Status.REFUSED


def test_direct_messages_are_not_recorded_as_channels(office: Office) -> None:
    """Membership is of channels."""
    office.answered("help", surface=Surface.DIRECT, channel=DIRECT)
    assert office.catalog._members == set()


def test_the_trace_holds_no_cell(office: Office) -> None:
    """Who, where, what was asked, the statement, the tables and counts; of the answer only the query in words."""
    office.answered("top 3 brands by total value")
    record = office.log.records[WORKSPACE, "Ev1"]
    assert record.sql
    assert record.rows == 3
    assert "Member" not in json.dumps([record.headline, record.sql, record.question])
    assert "Member" in json.dumps(office.said()[0].blocks)


def test_a_chart_that_cannot_be_shown_costs_no_answer(office: Office) -> None:
    """It is reported, and the table still stands."""
    office.runner = CannedQueryRunner(rows=60)
    faults = Faults()
    faults.plan("before", "upload", AWAY)
    office.replier(faults).reply(office.question("total value by day"))
    office.replier(faults).reply(office.question("total value by day", event_id="Ev2"))
    without, pictured = ([block["type"] for block in each.blocks] for each in office.said())
    assert office.reported == [AWAY]
    assert "image" not in without
    assert "data_table" in without
    assert pictured[1] == "image"


def test_blocks_that_slack_does_not_take_leave_the_answer_in_words(office: Office) -> None:
    """The person has the number; the operators have the defect."""
    faults = Faults()
    faults.plan("before", "update", BROKEN)
    office.replier(faults).reply(office.question())
    (reply,) = office.said()
    assert reply.text != PLACEHOLDER
    assert reply.blocks == ()
    assert office.reported == [BROKEN]


def test_a_slow_question_gets_a_sentence(office: Office) -> None:
    """It is an outcome, not a fault: nothing is tried again."""
    office.runner = CannedQueryRunner()
    office.runner.failure = TimedOutError("That took too long; narrow it down.")
    office.answered()
    assert office.said()[0].text == "That took too long; narrow it down."
