"""Commands, clicks, submissions and shortcuts: queued, or met with a modal, within the three seconds Slack waits."""
# ruff: noqa: D102 - the scene's parts have the names people give them

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.app import accept_interaction as interaction
from shared.app.accept_event import viewer_in
from shared.app.messages import ActionKind, ActionMessage, QuestionMessage, Surface
from shared.core.codec import decode
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import TransientError
from shared.core.ingest.versions.choices import Choice
from shared.core.security.viewer import Audience
from shared.ports.outbox import Queue
from shared.render import actions
from tests.fakes.messenger import FakeMessengers
from tests.fakes.outbox import InMemoryOutbox

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)
COMMAND = {
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2.3",
    "response_url": "https://hooks.slack.com/commands/1",
}
DIGEST = Digest("T1-C1", "T1", "C1", "Sales this week", Cadence.WEEKLY, 7, "Asia/Kolkata")


class Desk:
    """Takes what comes in; keeps what was queued and which modals were opened."""

    def __init__(self) -> None:
        self.outbox = InMemoryOutbox()
        self.messengers = FakeMessengers("T1")

    def command(self, text: str, **changes: str) -> interaction.Reply:
        form = {**COMMAND, "text": text, **changes}
        return interaction.accept_command(form, self.outbox, self.messengers, NOW)

    def interact(self, payload: dict[str, Any]) -> interaction.Reply:
        return interaction.accept_interaction(payload, self.outbox, self.messengers, NOW)

    def questions(self) -> list[QuestionMessage]:
        return [decode(QuestionMessage, each.body) for each in self.outbox.of(Queue.QUESTIONS)]

    def actions(self) -> list[ActionMessage]:
        return [decode(ActionMessage, each.body) for each in self.outbox.of(Queue.ACTIONS)]

    def modals(self) -> list[dict[str, Any]]:
        return [dict(view) for _, view in self.messengers.of("T1").modals]


@pytest.fixture
def desk() -> Desk:
    """A desk at which nothing happened yet."""
    return Desk()


def click(action_id: str, value: str = "", **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - Slack's JSON
    """Make the payload of a click under an answer in C1."""
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1"},
        "message": {"ts": "2.0", "thread_ts": "1.0"},
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.com/actions/1",
        "actions": [{"action_id": action_id, "value": value, "action_ts": "3.0"}],
        **changes,
    }


def submission(callback_id: str, values: dict[str, dict[str, Any]], **view: Any) -> dict[str, Any]:  # noqa: ANN401
    """Make the payload of a submitted modal, each input under its own name."""
    state = {name: {name: value} for name, value in values.items()}
    shown = {"id": "V1", "hash": "h1", "callback_id": callback_id, "private_metadata": "", "state": {"values": state}}
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {**shown, **view}}


def test_a_command_is_a_question_that_opens_its_own_thread(desk: Desk) -> None:
    """Acknowledged to the asker alone; its answer goes to a thread that is still to be made."""
    reply = desk.command(" total value &amp; tax ")
    (question,) = desk.questions()
    assert (question.text, question.surface, question.thread_ts) == ("total value & tax", Surface.COMMAND, "")
    assert question.response_url == COMMAND["response_url"]
    assert reply is not None
    assert reply["response_type"] == "ephemeral"


def test_an_empty_command_asks_for_help(desk: Desk) -> None:
    """The reader's own answer to nothing is help."""
    assert desk.command("") is None
    assert [each.text for each in desk.questions()] == [""]


@pytest.mark.parametrize(("text", "kind"), [("digest now", ActionKind.SEND_DIGEST), ("SYNC", ActionKind.SYNC)])
def test_words_of_ours_are_actions(desk: Desk, text: str, kind: ActionKind) -> None:
    """However they are written."""
    assert desk.command(text)
    (action,) = desk.actions()
    assert (action.kind, action.channel, action.response_url) == (kind, "C1", COMMAND["response_url"])


@pytest.mark.parametrize("text", ["store", "Store rows orders sort -amount", "store sync"])
def test_words_of_the_store_are_handed_on_as_they_are(desk: Desk, text: str) -> None:
    """Who acts on them reads them."""
    assert desk.command(text)
    (action,) = desk.actions()
    assert (action.kind, action.value, action.channel) == (ActionKind.STORE, text, "C1")


def test_a_question_about_stores_is_asked(desk: Desk) -> None:
    """Only the store's own words are its own."""
    assert desk.command("store sales by month")
    assert [each.text for each in desk.questions()] == ["store sales by month"]
    assert desk.actions() == []


def test_the_digest_command_opens_its_form(desk: Desk) -> None:
    """For the channel it was given in, before the trigger dies."""
    assert desk.command("Digest") is None
    (modal,) = desk.modals()
    assert '"C1"' in json.dumps(modal)
    assert desk.outbox.sent == []


@pytest.mark.parametrize("away", [True, False])
def test_a_form_that_cannot_open_is_said(desk: Desk, *, away: bool) -> None:
    """A command is not sent again by Slack: its person reads a sentence in place of a failure."""
    desk.messengers.of("T1").failing = away
    reply = desk.command("digest", team_id="T1" if away else "TNOWHERE")
    assert reply == {"response_type": "ephemeral", "text": interaction.NO_MODAL}


def test_a_question_button_asks_in_its_thread(desk: Desk) -> None:
    """As the person who pressed it."""
    assert desk.interact(click("avexra_ask_2", "total value by month")) is None
    (question,) = desk.questions()
    assert question.viewer == viewer_in("T1", "U1", "C1")
    assert (question.text, question.surface, question.thread_ts) == ("total value by month", Surface.BUTTON, "1.0")


def test_a_question_button_of_the_home_tab_asks_in_private(desk: Desk) -> None:
    """The Home tab has no channel: the answer goes to the direct messages."""
    desk.interact(click("avexra_ask_1", "total value", channel=None, message=None))
    (question,) = desk.questions()
    assert (question.viewer.channel, question.viewer.audience, question.thread_ts) == ("D", Audience.ASKER, "")


@pytest.mark.parametrize(
    ("action_id", "kind"),
    [
        (actions.PIN, ActionKind.PIN),
        (actions.CSV, ActionKind.EXPORT),
        (actions.FEEDBACK, ActionKind.FEEDBACK),
        (actions.PIN_REMOVE, ActionKind.UNPIN),
        (actions.PIN_REFRESH, ActionKind.OPEN_HOME),
        (actions.DIGEST_REMOVE, ActionKind.REMOVE_DIGEST),
        (actions.LEFT_OUT, ActionKind.LEFT_OUT),
        (actions.VERSIONS, ActionKind.VERSIONS),
        (actions.VERSION_COMPARE, ActionKind.COMPARE),
        (actions.VERSION_RESTORE, ActionKind.RESTORE),
        *((actions.choose(choice), ActionKind.CHOOSE) for choice in Choice),
        (f"{actions.STORE}12", ActionKind.STORE),
        (f"{actions.STORE_TURN}2", ActionKind.STORE_TURN),
    ],
)
def test_each_button_is_an_action_with_what_it_carries(desk: Desk, action_id: str, kind: ActionKind) -> None:
    """And with where it was pressed."""
    desk.interact(click(action_id, "Ev1"))
    (action,) = desk.actions()
    assert (action.kind, action.value, action.user, action.channel) == (kind, "Ev1", "U1", "C1")
    assert (action.ts, action.thread_ts) == ("2.0", "1.0")


def test_a_button_that_only_one_person_sees_knows_its_thread(desk: Desk) -> None:
    """Slack sends no message of what is ephemeral, but where it stands; it is no thread of its own."""
    for container, thread in (({"thread_ts": "1.0", "message_ts": "2.0"}, "1.0"), ({"message_ts": "2.0"}, "")):
        payload = click(actions.VERSION_RESTORE, "d_1|1|3", container={**container, "is_ephemeral": True})
        del payload["message"]
        desk.interact(payload)
        assert (desk.actions()[-1].ts, desk.actions()[-1].thread_ts) == ("", thread)


def test_two_presses_are_two_actions_and_one_press_is_one(desk: Desk) -> None:
    """A press is known by its moment; without one by its trigger."""
    first, again, later = click(actions.PIN, "Ev1"), click(actions.PIN, "Ev1"), click(actions.PIN, "Ev1")
    later["actions"][0]["action_ts"] = "4.0"
    odd = click(actions.PIN, "Ev1")
    del odd["actions"][0]["action_ts"]
    for payload in (first, again, later, odd):
        desk.interact(payload)
    ids = [each.event_id for each in desk.actions()]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_a_digest_is_changed_from_its_settings(desk: Desk) -> None:
    """The button carries them: this door has no database, and a trigger lives three seconds."""
    desk.interact(click(actions.DIGEST_EDIT, actions.digest_value(DIGEST), channel=None))
    (modal,) = desk.modals()
    shown = json.dumps(modal)
    assert modal["private_metadata"] == "T1-C1"
    for part in ("Sales this week", '"C1"', "weekly", '"7"', "Asia/Kolkata"):
        assert part in shown


def test_a_change_button_of_an_older_form_shows_the_home_tab_anew(desk: Desk) -> None:
    """It carries an id alone; the new tab's buttons carry the settings."""
    desk.interact(click(actions.DIGEST_EDIT, "T1-C1"))
    assert [each.kind for each in desk.actions()] == [ActionKind.OPEN_HOME]


def test_a_digest_with_the_longest_title_still_fits_its_button() -> None:
    """Slack's button values end at 2,000 characters, and a longer one would be left out."""
    long = Digest("T1-C1-12345678", "T1", "C1", '"' * 2_000, Cadence.WEEKLY, 7, "America/New_York")
    value = actions.digest_value(long)
    assert len(value) < 1_000
    assert actions.read_digest(value) is not None


def test_a_new_digest_opens_an_empty_form(desk: Desk) -> None:
    """In a channel with that channel chosen, in the Home tab with none."""
    desk.interact(click(actions.DIGEST_NEW, "new", channel=None))
    (modal,) = desk.modals()
    assert modal["private_metadata"] == ""


def test_a_form_that_slack_does_not_open_is_not_accepted(desk: Desk) -> None:
    """The click shows its own warning; there is nothing to queue in its place."""
    desk.messengers.of("T1").failing = True
    with pytest.raises(TransientError):
        desk.interact(click(actions.DIGEST_NEW))


def test_the_ask_form_asks_in_the_chosen_channel(desk: Desk) -> None:
    """Without a response_url: the worker sees to it that its person is in that channel."""
    values = {
        actions.ASK_TEXT: {"value": "  total value "},
        actions.ASK_CHANNEL: {"selected_conversation": "C2"},
    }
    assert desk.interact(submission(actions.ASK_MODAL, values)) is None
    (question,) = desk.questions()
    assert (question.text, question.viewer.channel, question.response_url) == ("total value", "C2", "")


@pytest.mark.parametrize(
    ("callback_id", "values", "block"),
    [
        (actions.ASK_MODAL, {actions.ASK_CHANNEL: {"selected_conversation": "C2"}}, actions.ASK_TEXT),
        (actions.ASK_MODAL, {actions.ASK_TEXT: {"value": "total"}}, actions.ASK_CHANNEL),
        (actions.DIGEST_MODAL, {actions.DIGEST_TITLE: {"value": "Sales"}}, actions.DIGEST_CHANNEL),
    ],
)
def test_what_a_form_lacks_is_said_in_the_form(
    desk: Desk, callback_id: str, values: dict[str, dict[str, Any]], block: str
) -> None:
    """Beside the input it is about; nothing is queued."""
    reply = desk.interact(submission(callback_id, values))
    assert reply is not None
    assert reply["response_action"] == "errors"
    assert list(reply["errors"]) == [block]
    assert desk.outbox.sent == []


def test_a_digest_form_is_kept_by_the_worker(desk: Desk) -> None:
    """Under the id the form carried, for the channel that was chosen."""
    values: dict[str, dict[str, Any]] = {
        actions.DIGEST_TITLE: {"value": "Sales"},
        actions.DIGEST_CHANNEL: {"selected_conversation": "C2"},
        actions.DIGEST_HOUR: {"selected_option": {"value": "7"}},
    }
    desk.interact(submission(actions.DIGEST_MODAL, values, private_metadata="T1-C1"))
    (action,) = desk.actions()
    settings = json.loads(action.value)
    assert (action.kind, action.channel) == (ActionKind.SAVE_DIGEST, "C2")
    assert (settings["id"], settings["title"], settings["hour"]) == ("T1-C1", "Sales", 7)


def test_a_form_opened_elsewhere_belongs_to_the_workspace_that_installed_us(desk: Desk) -> None:
    """In a channel shared with another company the view knows which one that is."""
    values = {actions.ASK_TEXT: {"value": "total"}, actions.ASK_CHANNEL: {"selected_conversation": "C2"}}
    payload = submission(actions.ASK_MODAL, values, app_installed_team_id="T1")
    desk.interact({**payload, "team": {"id": "TTHEIRS"}})
    assert [each.viewer.workspace for each in desk.questions()] == ["T1"]


def test_the_shortcut_opens_the_ask_form(desk: Desk) -> None:
    """Ours alone."""
    shortcut = {"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2.3"}
    desk.interact({**shortcut, "callback_id": "avexra_ask"})
    desk.interact({**shortcut, "callback_id": "somebody_elses"})
    assert [each["callback_id"] for each in desk.modals()] == [actions.ASK_MODAL]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_closed"},
        {"type": "message_action", "callback_id": "avexra_ask"},
        {},
        click("somebody_elses"),
        click("avexra_ask_x"),
        {**click("avexra_pin"), "actions": None},
        submission("somebody_elses", {}),
    ],
)
def test_what_is_not_ours_is_acknowledged_and_left_alone(desk: Desk, payload: dict[str, Any]) -> None:
    """An empty acknowledgement, so that Slack shows no warning."""
    assert desk.interact(payload) is None
    assert desk.outbox.sent == []


def test_a_payload_that_names_no_workspace_is_none_of_slacks(desk: Desk) -> None:
    """The front door turns this into a 400."""
    with pytest.raises(KeyError):
        desk.interact(click("avexra_pin", team=None))


def test_a_click_that_cannot_be_queued_is_not_accepted(desk: Desk) -> None:
    """The person sees Slack's warning, and may press again."""
    desk.outbox.failing = True
    for payload in (click(actions.PIN, "Ev1"), click("avexra_ask_1", "total")):
        with pytest.raises(TransientError):
            desk.interact(payload)
    with pytest.raises(TransientError):
        desk.command("total")
