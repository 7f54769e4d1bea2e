"""Events become queued work: each question once, nothing that is none of the bot's business."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.app.accept_event import accept_event, question_text, viewer_in
from shared.app.messages import QUESTION_LENGTH, ActionKind, ActionMessage, FileMessage, QuestionMessage, Surface
from shared.core.codec import decode
from shared.core.errors import TransientError
from shared.core.security.viewer import Audience
from shared.ports.outbox import Queue
from tests.fakes.outbox import InMemoryOutbox

TS = "1718190000.000100"
SAID = {"user": "U1", "channel": "C1", "ts": TS, "text": "<@UBOT> total value"}


def envelope(event: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - Slack's JSON
    """Wrap an event as Slack does."""
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event_time": 1718190000,
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "event": event,
        **changes,
    }


def work_of(event: dict[str, Any], **changes: Any) -> list[Any]:  # noqa: ANN401
    """Return what an event became."""
    outbox = InMemoryOutbox()
    made = accept_event(envelope(event, **changes), outbox, lambda _: pytest.fail("nothing is forgotten here"))
    kinds = {Queue.QUESTIONS: QuestionMessage, Queue.FILES: FileMessage, Queue.ACTIONS: ActionMessage}
    found: list[Any] = [decode(kinds[each.queue], each.body) for each in outbox.sent]
    assert made == len(found)
    return found


def test_a_mention_is_a_question_in_its_thread() -> None:
    """With the mention taken off, the asker's identity, and the moment Slack gave the message."""
    (question,) = work_of({"type": "app_mention", **SAID})
    assert question.text == "total value"
    assert question.surface is Surface.MENTION
    assert question.viewer == viewer_in("T1", "U1", "C1")
    assert question.viewer.audience is Audience.CHANNEL
    assert question.thread_ts == TS
    assert question.asked_at == datetime.fromtimestamp(1718190000.0001, UTC)


def test_a_question_is_queued_by_thread_and_known_by_its_event() -> None:
    """So that a thread's questions keep their order, and a retry of Slack's is not asked again."""
    outbox = InMemoryOutbox()
    for _ in range(3):
        accept_event(envelope({"type": "app_mention", **SAID, "thread_ts": "1.0"}), outbox, lambda _: None)
    (sent,) = outbox.sent
    assert (sent.group, sent.deduplication) == ("T1:C1:1.0", "Ev1")


@pytest.mark.parametrize(
    ("event", "surface", "thread"),
    [
        ({"type": "message", **SAID, "channel": "D1", "channel_type": "im"}, Surface.DIRECT, TS),
        ({"type": "message", **SAID, "channel": "D1", "channel_type": "im", "thread_ts": "1.0"}, Surface.DIRECT, "1.0"),
        ({"type": "message", **SAID, "text": "by month", "thread_ts": "1.0"}, Surface.THREAD, "1.0"),
        (
            {"type": "message", **SAID, "text": "by month", "thread_ts": "1.0", "subtype": "thread_broadcast"},
            Surface.THREAD,
            "1.0",
        ),
        ({"type": "app_mention", **SAID, "thread_ts": "1.0"}, Surface.MENTION, "1.0"),
        ({"type": "app_mention", **SAID, "edited": {"user": "U1", "ts": "2.0"}}, Surface.EDIT, TS),
        ({"type": "app_mention", **SAID, "files": [{"id": "F1"}]}, Surface.MENTION, TS),
        ({"type": "app_mention", **SAID, "text": "<@UBOT>"}, Surface.MENTION, TS),
    ],
)
def test_where_it_was_asked_is_kept(event: dict[str, Any], surface: Surface, thread: str) -> None:
    """Direct messages, replies, broadcasts, mentions, edits: each is told apart."""
    (question,) = work_of(event)
    assert (question.surface, question.thread_ts) == (surface, thread)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", **SAID},
        {"type": "message", **SAID, "thread_ts": "1.0"},
        {"type": "message", **SAID, "text": "<@U2> is that right?", "thread_ts": "1.0"},
        {"type": "message", **SAID, "text": "hello", "thread_ts": "1.0", "bot_id": "B1"},
        {"type": "message", **SAID, "text": "hello", "thread_ts": "1.0", "user": "UBOT"},
        {"type": "message", **SAID, "text": "reminder", "channel": "D1", "channel_type": "im", "user": "USLACKBOT"},
        {"type": "message", **SAID, "channel": "D1", "channel_type": "im", "hidden": True},
        *(
            {"type": "message", **SAID, "channel": "D1", "channel_type": "im", "subtype": subtype}
            for subtype in ("message_changed", "message_deleted", "bot_message", "file_share", "channel_join")
        ),
        {"type": "message", "channel": "D1", "channel_type": "im", "ts": TS, "text": "nobody"},
        {"type": "app_mention", **SAID, "channel": "D1"},
        {"type": "app_mention", **SAID, "bot_id": "B1"},
        {"type": "app_mention", **SAID, "bot_profile": {"id": "B1"}},
        {"type": "app_mention", **SAID, "user": None},
        {"type": "app_mention", **SAID, "text": "<@UBOT>", "files": [{"id": "F1"}]},
        {"type": "file_shared", "file_id": "F1", "user_id": "UBOT", "channel_id": "C1"},
        {"type": "file_shared", "file_id": "F1", "user_id": "U1"},
        {"type": "member_joined_channel", "user": "U1", "channel": "C1"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}},
        {"type": "reaction_added", "user": "U1"},
    ],
)
def test_what_is_none_of_our_business_is_left_alone(event: dict[str, Any]) -> None:
    """Talk between people, bots, ourselves, edits, Slackbot, files without a place: nothing is queued."""
    assert work_of(event) == []


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}, ActionKind.OPEN_HOME),
        ({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"}, ActionKind.OPEN_MESSAGES),
        ({"type": "member_joined_channel", "user": "UBOT", "channel": "D1"}, ActionKind.WELCOME),
        (
            {"type": "agent_session_stopped", "user": "U1", "channel": "D1", "streaming_message_ts": []},
            ActionKind.STOP,
        ),
    ],
)
def test_events_of_the_apps_own_life_are_actions(event: dict[str, Any], kind: ActionKind) -> None:
    """The Home tab, the Messages tab, being added to a channel, the stop button."""
    (action,) = work_of(event)
    assert (action.kind, action.channel, action.workspace) == (kind, "D1", "T1")


def test_a_shared_file_is_queued_with_its_place() -> None:
    """Slack tells ids only; the rest is asked for later."""
    (file,) = work_of({"type": "file_shared", "file_id": "F1", "user_id": "U1", "channel_id": "C1"})
    assert file == FileMessage("Ev1", "T1", "C1", "U1", "F1")


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}]
)
def test_a_farewell_forgets_the_workspace_at_once(event: dict[str, Any]) -> None:
    """The tokens are worth nothing any more, and must not rest with us."""
    forgotten: list[str] = []
    assert accept_event(envelope(event), InMemoryOutbox(), forgotten.append) == 0
    assert forgotten == ["T1"]


def test_a_channel_shared_with_another_company_is_seen_from_our_workspace() -> None:
    """The envelope may carry the other company's id; the authorization is the installation the event came through."""
    (question,) = work_of({"type": "app_mention", **SAID}, team_id="TTHEIRS")
    assert question.viewer.workspace == "T1"
    (question,) = work_of({"type": "app_mention", **SAID}, authorizations=[])
    assert question.viewer.workspace == "T1"


def test_what_cannot_be_queued_is_not_accepted() -> None:
    """The error reaches the front door, so that Slack sends the event again."""
    outbox = InMemoryOutbox()
    outbox.failing = True
    with pytest.raises(TransientError):
        accept_event(envelope({"type": "app_mention", **SAID}), outbox, lambda _: None)


@pytest.mark.parametrize("event", [None, "app_mention", ["app_mention"], 7])
def test_an_envelope_without_an_event_is_accepted_and_forgotten(event: object) -> None:
    """Slack may send kinds of envelopes that we do not know."""
    assert accept_event({"event": event}, InMemoryOutbox(), lambda _: None) == 0


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<@UBOT> total  value\n by brand", "total value by brand"),
        ("hello <@UBOT|avexra>!", "hello !"),
        ("value &gt; 10 &amp; &lt; 20", "value > 10 & < 20"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("see <https://x.test/a|the page> and <https://y.test>", "see the page and https://y.test"),
        ("in <#C1|sales> ask <@U2> <!channel>", "in sales ask @U2 !channel"),
        ("to\x00tal \u202evalue\u200b", "total value"),
        ("<@UBOT>", ""),
        ("a < b", "a < b"),
    ],
)
def test_words_are_read_as_people_see_them(said: str, text: str) -> None:
    """Entities are decoded once, links become their labels, control characters go."""
    assert question_text(said, "UBOT") == text


@pytest.mark.parametrize(
    "text", ["<" * 40_000, "<a|" * 13_000, "<@UBOT|" + "x" * 40_000, "<" + "|" * 40_000, "word " * 8_000]
)
def test_a_hostile_message_takes_no_time_and_little_room(text: str) -> None:
    """Slack takes 40,000 characters, and waits 3 s: reading them is linear, and what is queued is short."""
    started = time.perf_counter()
    assert len(question_text(text, "UBOT")) <= QUESTION_LENGTH + 1
    assert time.perf_counter() - started < 0.5
