"""Slash commands, clicks, modals, shortcuts and response_urls: what the bot is told and what its answers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from infra.local.slack.control import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl

Json = dict[str, Any]
Bot = Any
"""The recording bot of conftest.py, which a test file cannot import."""
SALES, PRIYA = "C02SALES", "U01PRIYA"


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


BUTTONS: list[Json] = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "ask", "text": _plain("One"), "value": "1"},
            {
                "type": "static_select",
                "action_id": "pick",
                "options": [{"text": _plain(name), "value": name} for name in ("EWR", "JFK")],
            },
            {"type": "overflow", "action_id": "more", "options": [{"text": _plain("Edit"), "value": "edit"}]},
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": _plain("Good"), "value": "up"},
                "negative_button": {"text": _plain("Bad"), "value": "down"},
            }
        ],
    },
]
MODAL: Json = {
    "type": "modal",
    "callback_id": "digest",
    "private_metadata": "secret",
    "title": _plain("Digest"),
    "submit": _plain("Save"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": _plain("Name"),
            "element": {"type": "plain_text_input", "action_id": "n", "max_length": 5},
        },
        {
            "type": "input",
            "block_id": "day",
            "optional": True,
            "label": _plain("Day"),
            "element": {
                "type": "static_select",
                "action_id": "d",
                "initial_option": {"text": _plain("Mon"), "value": "mon"},
                "options": [{"text": _plain("Mon"), "value": "mon"}, {"text": _plain("Tue"), "value": "tue"}],
            },
        },
    ],
}


@pytest.fixture
def opened(bot: Bot, client: WebClient, control: SlackControl) -> Json:
    """Open the modal for Priya by a slash command."""
    control.slash("priya", "sales", "/avexra", "digest")
    form = bot.heard[-1].body
    return dict(client.views_open(trigger_id=form["trigger_id"], view=MODAL)["view"])


def test_a_slash_command_is_a_form_with_a_trigger_and_a_response_url(bot: Bot, control: SlackControl) -> None:
    """The form names team, channel, user, command and text; its plain answer is shown to the person alone."""
    bot.answer = lambda _heard: (200, "On it.")
    assert control.slash("priya", "sales", "/avexra", " total? ")
    (heard,) = bot.heard
    assert heard.path == "/slack/commands"
    wanted = {"command": "/avexra", "text": "total?", "user_id": PRIYA, "channel_id": SALES, "team_id": "T0NORTHWIND"}
    assert wanted.items() <= heard.body.items()
    assert [(one["text"], one["ephemeral_to"]) for one in control.ephemerals("sales")] == [("On it.", PRIYA)]


def test_a_slash_command_may_answer_everybody(bot: Bot, control: SlackControl) -> None:
    """A JSON answer in_channel is posted; one with bad blocks is dropped with a warning."""
    bot.answer = lambda _heard: (200, {"response_type": "in_channel", "text": "42"})
    control.slash("priya", "sales", "/avexra", "total?")
    assert control.channel("sales")[-1]["text"] == "42"
    bot.answer = lambda _heard: (200, {"text": "x", "blocks": [{"type": "nope"}]})
    control.slash("priya", "sales", "/avexra", "total?")
    assert len(control.channel("sales")) == 1
    assert "refused: invalid_blocks" in control.warnings()[-1]["message"]


def test_a_failed_slash_command_is_told_to_the_person(bot: Bot, control: SlackControl) -> None:
    """A bot that fails or is slow shows the error Slack shows; a command nobody declared does not exist."""
    bot.answer = lambda _heard: (500, None)
    assert not control.slash("priya", "sales", "/avexra", "total?")
    control.set_app(bot_url="http://127.0.0.1:9")
    control.slash("priya", "sales", "/avexra", "total?")
    texts = [one["text"] for one in control.ephemerals("sales")]
    assert texts == [f"/avexra failed with the error “{code}”" for code in ("dispatch_failed", "operation_timeout")]
    with pytest.raises(ControlError, match="unknown_command"):
        control.slash("priya", "sales", "/other")


def test_a_click_tells_who_where_and_what(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """block_actions carries the action, its message, the channel, a trigger and a response_url."""
    ts = str(client.chat_postMessage(channel=SALES, text="x", blocks=BUTTONS)["ts"])
    bot.wait(1)
    assert control.click("priya", "sales", ts, "ask")
    payload = bot.wait(1, "/interactivity")[0].body
    assert (payload["type"], payload["user"]["id"], payload["channel"]["id"]) == ("block_actions", PRIYA, SALES)
    assert payload["container"] == {"type": "message", "message_ts": ts, "channel_id": SALES, "is_ephemeral": False}
    assert payload["message"]["ts"] == ts
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("ask", "row", "1")


@pytest.mark.parametrize(
    ("action_id", "value", "field", "expected"),
    [
        ("pick", "JFK", "selected_option", {"text": _plain("JFK"), "value": "JFK"}),
        ("more", "edit", "selected_option", {"text": _plain("Edit"), "value": "edit"}),
        ("feedback", "down", "value", "down"),
        ("feedback", "up", "value", "up"),
    ],
)
def test_every_element_reports_its_own_way(  # noqa: PLR0913, PLR0917 - a case and its fixtures
    bot: Bot,
    client: WebClient,
    control: SlackControl,
    action_id: str,
    value: str,
    field: str,
    expected: object,
) -> None:
    """A menu reports the option, feedback buttons the value of the side that was pressed."""
    ts = str(client.chat_postMessage(channel=SALES, text="x", blocks=BUTTONS)["ts"])
    control.click("priya", "sales", ts, action_id, value=value)
    payload = bot.wait(1, "/interactivity")[0].body
    assert payload["actions"][0][field] == expected
    assert payload["state"]["values"]["row"]["pick"]["selected_option"] is None


def test_a_click_on_nothing_is_refused(client: WebClient, control: SlackControl) -> None:
    """A script that names an element that is not there learns so."""
    ts = str(client.chat_postMessage(channel=SALES, text="x", blocks=BUTTONS)["ts"])
    with pytest.raises(ControlError, match="element_not_found"):
        control.click("priya", "sales", ts, "nothing")
    with pytest.raises(ControlError, match="message_not_found"):
        control.click("priya", "sales", "1700000000.000001", "ask")


def test_a_response_url_answers_five_times(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """It posts for the person alone, for all, replaces and deletes its message; the sixth answer is refused."""
    ts = str(client.chat_postMessage(channel=SALES, text="x", blocks=BUTTONS)["ts"])
    control.click("priya", "sales", ts, "ask")
    url = bot.wait(1, "/interactivity")[0].body["response_url"]

    def respond(**body: object) -> Json:
        return dict(httpx.post(url, json=body, trust_env=False).json())

    assert respond(text="psst")["ok"]
    assert respond(text="all", response_type="in_channel")["ok"]
    assert respond(text="new", replace_original=True)["ok"]
    assert [one["text"] for one in control.channel("sales")] == ["new", "all"]
    assert control.ephemerals("sales", "priya")[0]["text"] == "psst"
    assert respond(blocks=[{"type": "nope"}])["error"] == "invalid_blocks"
    assert respond(text="x", colour="red")["error"] == "invalid_payload"
    assert respond(delete_original=True)["ok"]
    assert [one["text"] for one in control.channel("sales")] == ["all"]
    assert respond(text="five")["ok"]
    assert respond(text="six")["error"] == "used_url"


def test_a_response_url_lives_thirty_minutes(bot: Bot, control: SlackControl) -> None:
    """After 30 minutes a response_url is expired."""
    control.slash("priya", "sales", "/avexra")
    url = bot.heard[0].body["response_url"]
    control.advance(1799)
    assert httpx.post(url, json={"text": "x"}, trust_env=False).status_code == 200
    control.advance(2)
    assert httpx.post(url, json={"text": "x"}, trust_env=False).json()["error"] == "expired_url"


def test_a_trigger_lives_three_seconds_and_opens_one_modal(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """A trigger_id is refused the second time, after three seconds, and when it is made up."""
    control.slash("priya", "sales", "/avexra")
    control.slash("priya", "sales", "/avexra")
    first, second = (one.body["trigger_id"] for one in bot.heard)
    client.views_open(trigger_id=first, view=MODAL)
    for trigger, code in ((first, "exchanged_trigger_id"), ("1.2.abc", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=code):
            client.views_open(trigger_id=trigger, view=MODAL)
    control.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=second, view=MODAL)


def test_a_submission_carries_the_state_and_closes_the_modal(bot: Bot, control: SlackControl, opened: Json) -> None:
    """view_submission has what was typed and what stood there at first; an empty answer closes the modal."""
    assert control.modals("priya")[0]["id"] == opened["id"]
    assert control.submit_view("priya", {"name": {"n": "Week"}}) == {}
    payload = bot.wait(1, "/interactivity")[0].body
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_submission", "digest")
    assert payload["view"]["private_metadata"] == "secret"
    values = payload["view"]["state"]["values"]
    assert values["name"]["n"] == {"type": "plain_text_input", "value": "Week"}
    assert values["day"]["d"]["selected_option"]["value"] == "mon"
    assert control.modals("priya") == []


def test_slack_itself_refuses_an_empty_or_long_input(bot: Bot, control: SlackControl, opened: Json) -> None:
    """What Slack's client checks never reaches the bot."""
    del opened
    assert "required" in control.submit_view("priya")["name"]
    assert "at most 5" in control.submit_view("priya", {"name": {"n": "Weekly"}})["name"]
    assert [one.path for one in bot.heard] == ["/slack/commands"]


@pytest.mark.parametrize(
    ("answer", "errors", "titles"),
    [
        ({"response_action": "errors", "errors": {"name": "Taken"}}, {"name": "Taken"}, ["Digest"]),
        ({"response_action": "errors", "errors": {"other": "?"}}, {"": "We had some trouble"}, ["Digest"]),
        ({"response_action": "update", "view": {**MODAL, "title": _plain("Two")}}, {}, ["Two"]),
        ({"response_action": "push", "view": {**MODAL, "title": _plain("Two")}}, {}, ["Digest", "Two"]),
        ({"response_action": "update", "view": {"type": "modal"}}, {"": "We had some trouble"}, ["Digest"]),
        ({"response_action": "clear"}, {}, []),
        ({"response_action": "dance"}, {"": "We had some trouble"}, ["Digest"]),
        ("thanks", {"": "We had some trouble"}, ["Digest"]),
    ],
)
def test_an_answer_to_a_submission_is_carried_out(  # noqa: PLR0913, PLR0917 - a case and its fixtures
    bot: Bot,
    control: SlackControl,
    opened: Json,
    answer: Json,
    errors: Json,
    titles: list[str],
) -> None:
    """errors, update, push and clear are honoured; anything else shows that there was trouble."""
    del opened
    bot.answer = lambda _heard: (200, answer)
    shown = control.submit_view("priya", {"name": {"n": "Week"}})
    assert shown.keys() == errors.keys()
    assert all(shown[name].startswith(sentence) for name, sentence in errors.items())
    assert [view["title"]["text"] for view in control.modals("priya")] == titles


def test_a_closed_modal_is_told_when_it_asked_for_that(bot: Bot, control: SlackControl, opened: Json) -> None:
    """view_closed comes for notify_on_close."""
    control.close_view("priya")
    assert bot.wait(1, "/interactivity")[0].body["view"]["id"] == opened["id"]
    assert control.modals("priya") == []


def test_a_view_is_updated_by_id_and_hash(client: WebClient, control: SlackControl, opened: Json) -> None:
    """views.update takes the current hash only; views that are gone are not found."""
    renamed = {**MODAL, "title": _plain("Two")}
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=opened["id"], hash="1.x", view=renamed)
    client.views_update(view_id=opened["id"], hash=opened["hash"], view=renamed)
    assert control.modals("priya")[0]["title"]["text"] == "Two"
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id="V0", view=renamed)


def test_modals_stand_three_high(bot: Bot, client: WebClient, control: SlackControl, opened: Json) -> None:
    """views.push puts up to two more on top; the fourth is refused."""
    del opened

    def trigger() -> str:
        before = len(bot.heard)
        control.slash("priya", "sales", "/avexra")
        return str(bot.wait(before + 1)[-1].body["trigger_id"])

    pushed = client.views_push(trigger_id=trigger(), view=MODAL)["view"]
    assert pushed["previous_view_id"] == pushed["root_view_id"]
    client.views_push(trigger_id=trigger(), view=MODAL)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=trigger(), view=MODAL)


def test_the_home_tab_is_each_persons_own(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """views.publish shows a Home tab to one person; a click on it is told with its view."""
    button = {"type": "button", "action_id": "open", "text": _plain("Open")}
    view = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    client.views_publish(user_id=PRIYA, view=view)
    assert control.home("sam") is None
    assert (control.home("priya") or {})["type"] == "home"
    control.click_home("priya", "open")
    payload = bot.wait(1, "/interactivity")[0].body
    assert payload["container"]["type"] == "view"
    assert "response_url" not in payload


def test_an_external_menu_asks_the_bot(bot: Bot, client: WebClient, control: SlackControl) -> None:
    """block_suggestion carries what was typed; options beyond their limits are dropped with a warning."""
    element = {"type": "external_select", "action_id": "brand", "min_query_length": 1}
    blocks = [{"type": "section", "text": _plain("Brand"), "accessory": element}]
    ts = client.chat_postMessage(channel=SALES, text="x", blocks=blocks)["ts"]
    bot.answer = lambda heard: (200, {"options": [{"text": _plain(heard.body.get("value", "")), "value": "1"}]})
    found = control.suggest("priya", "brand", "blu", channel="sales", message_ts=ts)
    assert found[0]["text"]["text"] == "blu"
    bot.answer = lambda _heard: (200, {"options": [{"text": _plain("x" * 76), "value": "1"}]})
    assert control.suggest("priya", "brand", "blu", channel="sales", message_ts=ts) == []
    assert control.warnings()


def test_shortcuts_are_told(bot: Bot, control: SlackControl) -> None:
    """A global shortcut has a trigger; one on a message has the message and a response_url too."""
    ts = control.post("priya", "sales", "hello")
    control.shortcut("priya", "ask")
    control.shortcut("priya", "explain", channel="sales", message_ts=ts)
    first, second = (one.body for one in bot.wait(2, "/interactivity"))
    assert (first["type"], first["callback_id"], "message" in first) == ("shortcut", "ask", False)
    assert (second["type"], second["message"]["ts"], "response_url" in second) == ("message_action", ts, True)


def test_an_agents_status_session_and_prompts(
    client: WebClient, call: Callable[..., Json], control: SlackControl
) -> None:
    """A status lasts two minutes or until the answer; prompts with a thread_ts are silently not shown."""
    ts = control.ask("priya", "sales", "total?")
    place: Json = {"channel_id": SALES, "thread_ts": ts}
    client.assistant_threads_setStatus(**place, status="is thinking", loading_messages=["a", "b"])
    assert control.agent()["statuses"][0]["status"] == "is thinking"
    control.advance(121)
    assert control.agent()["statuses"] == []
    client.assistant_threads_setStatus(**place, status="is thinking")
    client.chat_postMessage(channel=SALES, text="42", thread_ts=ts)
    assert control.agent()["statuses"] == []
    client.agents_sessions_setStatus(**place, status="processing", title="Total")
    client.agents_sessions_rename(**place, title="Total sales")
    assert control.agent()["sessions"][0] | place == {
        **place,
        "channel": SALES,
        "status": "processing",
        "title": "Total sales",
    }
    assert call("agents.sessions.setStatus", **place, status="done")["error"] == "invalid_arguments"
    assert call("assistant.threads.setStatus", **place, status="x", loading_messages=["a"] * 11)["ok"] is False
    prompts = [{"title": "a", "message": "b"}]
    channel = control.open_home("priya", "messages")
    own = control.post("priya", "@avexra", "hi")
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, thread_ts=own, prompts=prompts)
    assert control.agent()["prompts"] == {}
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts, title="Try")
    assert control.agent()["prompts"][channel]["prompts"] == prompts
    five = call("assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=prompts * 5)
    assert "no more than 4" in five["response_metadata"]["messages"][0]
