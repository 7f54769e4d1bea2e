"""The page over HTTP: what it shows to whom, its fragments and news, and what a person does on it."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk import WebClient

    from infra.local.slack.control import SlackControl
    from infra.local.slack.running import RunningSlack

Json = dict[str, Any]
Bot = Any
"""The recording bot of conftest.py, which a test file cannot import."""
SALES, PRIYA, SAM = "C02SALES", "U01PRIYA", "U02SAM"


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _md(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "rich"}]}],
}
OPTIONS = [{"text": _plain(name), "value": name.lower()} for name in ("One", "Two")]
POINTS = [{"label": "a", "value": 1}, {"label": "b", "value": 2}]
SERIES = [{"name": "Value", "data": POINTS}, {"name": "Other", "data": POINTS}]
AXES = {"series": SERIES, "axis_config": {"categories": ["a", "b"]}}
CELL = {"type": "raw_text", "text": "cell"}
# ruff: noqa: E501 - blocks are read more easily on one line each
EVERY_BLOCK: list[Json] = [
    {"type": "header", "text": _plain("A header")},
    {"type": "section", "text": _md("*text*"), "fields": [_md("field")], "accessory": {"type": "button", "text": _plain("Go"), "action_id": "go",
        "confirm": {"title": _plain("Sure?"), "text": _plain("Really"), "confirm": _plain("Yes"), "deny": _plain("No")}}},
    {"type": "divider"},
    {"type": "context", "elements": [_md("context"), {"type": "image", "image_url": "https://e.x/i.png", "alt_text": "alt"}]},
    {"type": "actions", "elements": [
        {"type": "static_select", "action_id": "s", "options": OPTIONS, "initial_option": OPTIONS[0]},
        {"type": "overflow", "action_id": "o", "options": OPTIONS},
        {"type": "users_select", "action_id": "u"}, {"type": "external_select", "action_id": "e"},
        {"type": "radio_buttons", "action_id": "r", "options": OPTIONS}, {"type": "datepicker", "action_id": "d"}]},
    {"type": "context_actions", "elements": [
        {"type": "feedback_buttons", "action_id": "f", "positive_button": {"text": _plain("Good"), "value": "g"},
         "negative_button": {"text": _plain("Bad"), "value": "b"}},
        {"type": "icon_button", "icon": "trash", "text": _plain("Delete"), "action_id": "t"}]},
    {"type": "markdown", "text": "**marked**"},
    RICH,
    {"type": "table", "rows": [[CELL], [CELL]]},
    {"type": "data_table", "caption": "A caption", "rows": [[CELL], [{"type": "raw_number", "value": 5}]]},
    {"type": "data_visualization", "title": "Bars", "chart": {"type": "bar", **AXES}},
    {"type": "data_visualization", "title": "Pie", "chart": {"type": "pie", "segments": POINTS}},
    {"type": "container", "title": _plain("How I got this"), "is_collapsible": True, "default_collapsed": True,
     "child_blocks": [{"type": "section", "text": _md("```select 1```")}]},
    {"type": "container", "title": _plain("Open"), "child_blocks": [{"type": "divider"}]},
    {"type": "image", "image_url": "https://e.x/i.png", "alt_text": "elsewhere", "title": _plain("Picture")},
    {"type": "carousel", "elements": [{"type": "card", "title": _md("Card"), "body": _md("body"),
        "actions": [{"type": "button", "text": _plain("Ask"), "action_id": "a"}]}]},
    {"type": "plan", "title": "A plan", "tasks": [{"type": "task_card", "task_id": "1", "title": "A task", "status": "complete",
        "output": RICH, "sources": [{"type": "url", "url": "https://e.x", "text": "source"}]}]},
    {"type": "task_card", "task_id": "2", "title": "Failing", "status": "error"},
]  # fmt: skip


@pytest.fixture
def browser(running: RunningSlack, control: SlackControl) -> Iterator[httpx.Client]:
    """Fetch what a browser fetches."""
    del control
    with httpx.Client(base_url=running.url, trust_env=False) as http:
        yield http


def test_the_page_is_under_a_strict_policy(browser: httpx.Client) -> None:
    """Scripts and styles come from this server only; nothing inline stands in the page."""
    page = browser.get("/", params={"user": "priya", "channel": "sales"})
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert " style=" not in page.text
    assert " onclick=" not in page.text
    assert page.text.count("<script") == page.text.count('<script type="module" src="/static/')
    for name in (
        "app.js",
        "composer.js",
        "inputs.js",
        "table.js",
        "style.css",
        "blocks.css",
        "icon.svg",
        "chevron.svg",
    ):
        assert browser.get(f"/static/{name}").status_code == 200


def test_without_a_channel_the_first_is_shown(browser: httpx.Client) -> None:
    """The bare address leads to the first person's first channel; a channel one is not in is not shown."""
    assert browser.get("/").headers["location"] == f"/?user={PRIYA}&channel=C01GENERAL"
    assert "C04PARTNERS" in browser.get("/", params={"user": "leo", "channel": "sales"}).headers["location"]


def test_every_block_is_drawn(browser: httpx.Client, client: WebClient) -> None:
    """No block type is left out, and none breaks the page."""
    client.chat_postMessage(channel=SALES, text="x", blocks=EVERY_BLOCK)
    page = browser.get("/", params={"user": "priya", "channel": "sales"}).text
    assert "stands here." not in page
    assert "is not drawn here" not in page
    for piece in (
        "A header",
        "<strong>text</strong>",
        "field",
        "context",
        "A caption",
        'class="chart-svg"',
        "select 1",
        "<strong>marked</strong>",
        "elsewhere",
        "Card",
        "A plan",
        "A task",
        "source",
        "Good",
        "Really",
    ):
        assert piece in page, piece


def test_hostile_text_stays_text_everywhere(browser: httpx.Client, client: WebClient, control: SlackControl) -> None:
    """Names, cells, options and messages with markup in them are shown as they were written."""
    evil = "<img src=x onerror=alert(1)>\"'"
    control.post("priya", "sales", evil)
    control.upload("priya", "sales", f"{evil}.csv", b"x")
    row = [{"type": "raw_text", "text": evil}]
    option = [{"text": _plain(evil), "value": evil}]
    client.chat_postMessage(channel=SALES, text=evil, blocks=[
        {"type": "header", "text": _plain(evil)},
        {"type": "data_table", "caption": evil, "rows": [row, row]},
        {"type": "data_visualization", "title": evil, "chart": {"type": "pie", "segments": [{"label": "<img src=x>", "value": 1}]}},
        {"type": "actions", "elements": [{"type": "static_select", "action_id": evil, "options": option}]},
    ])  # fmt: skip
    page = browser.get("/", params={"user": "priya", "channel": "sales"}).text
    assert "<img src=x" not in page


def test_an_ephemeral_message_is_shown_to_its_person_only(browser: httpx.Client, client: WebClient) -> None:
    """Priya sees it marked; Sam does not see it."""
    client.chat_postEphemeral(channel=SALES, user=PRIYA, text="between us")
    mine = browser.get("/", params={"user": "priya", "channel": "sales"}).text
    assert "between us" in mine
    assert "Only visible to you" in mine
    assert "between us" not in browser.get("/", params={"user": "sam", "channel": "sales"}).text


def test_a_thread_is_a_panel_with_its_activity(browser: httpx.Client, client: WebClient, control: SlackControl) -> None:
    """The thread shows parent, replies, the assistant's status and, while it processes, a stop button."""
    ts = control.ask("priya", "sales", "total?")
    client.chat_postMessage(channel=SALES, text="an answer", thread_ts=ts)
    client.assistant_threads_setStatus(channel_id=SALES, thread_ts=ts, status="is thinking", loading_messages=["a"])
    client.agents_sessions_setStatus(channel_id=SALES, thread_ts=ts, status="processing")
    page = browser.get("/", params={"user": "priya", "channel": "sales", "thread": ts}).text
    for piece in ("1 reply", "an answer", "is thinking", f'data-stop="{ts}"'):
        assert piece in page
    part = browser.get("/page/part/message", params={"user": "priya", "channel": "sales", "ts": ts, "thread": ts}).text
    assert part.count("<article") == 1
    gone = browser.get("/page/part/message", params={"user": "priya", "channel": "sales", "ts": "1.000001"}).text
    assert gone == ""


def test_home_messages_prompts_and_modals(
    browser: httpx.Client, bot: Bot, client: WebClient, control: SlackControl
) -> None:
    """The app's tabs, its prompts and a modal with its errors are drawn."""
    channel = control.open_home("priya", "messages")
    client.views_publish(
        user_id=PRIYA, view={"type": "home", "blocks": [{"type": "header", "text": _plain("Welcome")}]}
    )
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=[{"title": "Top 5", "message": "top 5"}])
    assert "Welcome" in browser.get("/", params={"user": "priya", "channel": "@avexra", "tab": "home"}).text
    assert 'data-prompt="top 5"' in browser.get("/", params={"user": "priya", "channel": "@avexra"}).text
    assert "Nothing on this Home tab" in browser.get("/page/part/home", params={"user": "sam"}).text
    control.slash("priya", "sales", "/avexra")
    trigger = bot.wait(1, "/commands")[0].body["trigger_id"]
    field = {
        "type": "input",
        "block_id": "n",
        "label": _plain("Name"),
        "element": {"type": "plain_text_input", "action_id": "v"},
    }
    kinds: list[Json] = [
        {"type": "checkboxes", "options": OPTIONS},
        {"type": "multi_static_select", "options": OPTIONS},
        {"type": "number_input", "is_decimal_allowed": True},
        {"type": "plain_text_input", "multiline": True},
        *({"type": kind} for kind in ("timepicker", "datetimepicker", "email_text_input", "url_text_input")),
        *({"type": kind} for kind in ("multi_users_select", "channels_select")),
    ]
    more = [
        {"type": "input", "optional": True, "label": _plain("More"), "element": {**kind, "action_id": "v"}}
        for kind in kinds
    ]
    client.views_open(
        trigger_id=trigger,
        view={"type": "modal", "title": _plain("A modal"), "submit": _plain("Save"), "blocks": [field, *more]},
    )
    control.submit_view("priya")
    modal = browser.get("/page/part/modal", params={"user": "priya"}).text
    assert "A modal" in modal
    assert "Please complete this required field." in modal
    assert "is not drawn here" not in modal
    assert browser.get("/page/part/modal", params={"user": "sam"}).text == ""


def test_a_person_acts_through_the_page(
    browser: httpx.Client, bot: Bot, client: WebClient, control: SlackControl
) -> None:
    """Sending, a slash command, an upload, a click, a reaction and dismissing do what the control API does."""
    place = {"user": PRIYA, "channel": SALES}

    def tell(what: str, **body: object) -> Json:
        return dict(browser.post(f"/page/{what}", content=json.dumps({**place, **body})).json())

    ts = tell("send", text="@avexra total?")["ts"]
    assert control.channel("sales")[0]["text"] == "<@U0AVEXRA> total?"
    assert tell("send", text="/avexra help")["ok"]
    assert bot.wait(1, "/commands")[0].body["text"] == "help"
    files = {"file": ("sales.csv", b"a,b\n", "text/csv")}
    assert browser.post("/page/upload", data={**place, "text": "here"}, files=files).json()["ok"]
    assert control.channel("sales")[1]["files"][0]["name"] == "sales.csv"
    button = {"type": "button", "action_id": "go", "text": _plain("Go")}
    posted = client.chat_postMessage(channel=SALES, text="x", blocks=[{"type": "actions", "elements": [button]}])["ts"]
    assert tell("act", ts=posted, action_id="go") == {"ok": True, "acknowledged": True}
    assert tell("react", ts=ts, name="eyes")["ok"]
    assert control.channel("sales")[0]["reactions"][0]["users"] == [PRIYA]
    hidden = client.chat_postEphemeral(channel=SALES, user=PRIYA, text="psst")["message_ts"]
    assert tell("dismiss", ts=hidden)["ok"]
    assert control.ephemerals("sales") == []
    assert tell("send", text="")["error"] == "no_text"
    assert tell("act", action_id="go")["error"] == "invalid_arguments"


def test_pictures_are_shown_and_other_files_are_downloads(browser: httpx.Client, control: SlackControl) -> None:
    """An image is served as one; HTML, whatever its name, is a download that no browser opens."""
    image = control.upload("priya", "sales", "chart.png", b"\x89PNG")["file"]
    page = control.upload("priya", "sales", "page.html", b"<script>alert(1)</script>")["file"]
    assert browser.get(f"/page/files/{image}").headers["content-type"] == "image/png"
    served = browser.get(f"/page/files/{page}")
    assert served.headers["content-type"] == "application/octet-stream"
    assert served.headers["content-disposition"].startswith("attachment")
    assert served.headers["x-content-type-options"] == "nosniff"


def test_news_arrive_while_they_happen(browser: httpx.Client, control: SlackControl) -> None:
    """An open page hears of a message in its channels, and of nothing meant for somebody else."""
    with browser.stream("GET", "/page/events", params={"user": "priya"}) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry")
        posting = threading.Thread(target=control.post, args=("sam", "sales", "hello"))
        posting.start()
        change = next(json.loads(line[6:]) for line in lines if line.startswith("data: "))
        posting.join()
    assert (change["kind"], change["channel"]) == ("message", SALES)
