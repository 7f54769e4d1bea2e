"""The agent surface: assistant.threads.* (status, title, suggested prompts) and agents.sessions.*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.api.method import LIST, NEEDED, NEEDED_LIST, TEXT, Argument, Call, Method
from infra.local.slack.blocks.grammar import Report, Shape, array, needed, string
from infra.local.slack.errors import SlackError, invalid_arguments, invalid_payload
from infra.local.slack.state import Prompts, Session, Thinking

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack

STATUS_SECONDS = 120.0
"""A status clears by itself after two minutes."""
LOADING_MESSAGES_MAX = 10
PROMPTS_MAX = 4
TITLE_MAX = 200
SESSION_STATUSES = ("active", "processing", "suspended", "closed")
_PROMPT = Shape({"title": needed(string(at_least=1)), "message": needed(string(at_least=1))})


def _thread(call: Call) -> tuple[str, str]:
    conversation = call.joined(name="channel_id")
    ts = call.text("thread_ts")
    if ts not in conversation.messages:
        raise SlackError("invalid_thread_ts")
    return conversation.id, conversation.parent_ts(ts)


def set_status(call: Call) -> Json:
    """Show "Avexra is ..." under a thread until the next message, an empty status, or two minutes."""
    key = _thread(call)
    loading = call.args.get("loading_messages") or []
    if len(loading) > LOADING_MESSAGES_MAX or not all(isinstance(line, str) for line in loading):
        raise invalid_arguments(f"no more than {LOADING_MESSAGES_MAX} items allowed [json-pointer:/loading_messages]")
    status = call.args.get("status", "")
    if status:
        call.slack.state.thinking[key] = Thinking(status, call.slack.clock.now(), loading)
    else:
        call.slack.state.thinking.pop(key, None)
    call.slack.hub.tell("status", channel=key[0], thread_ts=key[1])
    return {}


def set_title(call: Call) -> Json:
    """Name a thread of the agent's DM."""
    key = _thread(call)
    session = call.slack.state.sessions.setdefault(key, Session("active"))
    session.title = call.text("title")
    call.slack.hub.tell("session", channel=key[0], thread_ts=key[1])
    return {}


def set_suggested_prompts(call: Call) -> Json:
    """Offer up to four prompts in a DM; for an agent, a call with thread_ts does nothing, silently."""
    conversation = call.joined(name="channel_id")
    report = Report("message")
    array(_PROMPT.check, at_most=PROMPTS_MAX)(call.args["prompts"], "/prompts", report)
    if report.errors:
        raise invalid_payload("invalid_arguments", report)
    if call.slack.state.app.is_agent and call.text("thread_ts"):
        call.slack.warn(call.method, "an agent's suggested prompts with thread_ts are silently not shown")
        return {}
    call.slack.state.prompts[conversation.id] = Prompts(call.text("title"), call.args["prompts"])
    call.slack.hub.tell("prompts", channel=conversation.id)
    return {}


def set_session(slack: Slack, channel: str, thread_ts: str, status: str, title: str = "") -> Session:
    """Move an agent session to a status; its title counts only when the session is new."""
    key = (channel, thread_ts)
    session = slack.state.sessions.get(key)
    if session is None:
        session = slack.state.sessions[key] = Session(status, title)
    session.status = status
    slack.hub.tell("session", channel=channel, thread_ts=thread_ts)
    return session


def session_status(call: Call) -> Json:
    """Set an agent session's status, making the session when it is new."""
    key = _thread(call)
    if call.text("status") not in SESSION_STATUSES:
        raise invalid_arguments(f"must be one of: {', '.join(SESSION_STATUSES)} [json-pointer:/status]")
    if len(call.text("title")) > TITLE_MAX:
        raise invalid_arguments(f"must be less than {TITLE_MAX + 1} characters [json-pointer:/title]")
    session = set_session(call.slack, *key, call.text("status"), call.text("title"))
    answer: Json = {"status": session.status, "title": session.title}
    if session.status == "processing" and "agent_session_stopped" not in call.slack.state.app.events:
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
        call.slack.warn(call.method, answer["warning"])
    return answer


def session_rename(call: Call) -> Json:
    """Rename an agent session."""
    key = _thread(call)
    session = call.slack.state.sessions.get(key)
    if session is None:
        raise SlackError("session_not_found")
    if len(call.text("title")) > TITLE_MAX:
        raise invalid_arguments(f"must be less than {TITLE_MAX + 1} characters [json-pointer:/title]")
    session.title = call.text("title")
    call.slack.hub.tell("session", channel=key[0], thread_ts=key[1])
    return {"title": session.title}


_FACE: dict[str, Argument] = {"icon_emoji": TEXT, "icon_url": TEXT, "username": TEXT}
_PLACE: dict[str, Argument] = {"channel_id": NEEDED, "thread_ts": NEEDED}
METHODS = (
    Method("assistant.threads.setStatus", set_status, {**_PLACE, "status": TEXT, "loading_messages": LIST, **_FACE}),
    Method("assistant.threads.setTitle", set_title, {**_PLACE, "title": NEEDED}),
    Method(
        "assistant.threads.setSuggestedPrompts",
        set_suggested_prompts,
        {"channel_id": NEEDED, "thread_ts": TEXT, "title": TEXT, "prompts": NEEDED_LIST},
    ),
    Method(
        "agents.sessions.setStatus",
        session_status,
        {**_PLACE, "status": NEEDED, "title": TEXT, "initiator_user_id": TEXT, **_FACE},
    ),
    Method("agents.sessions.rename", session_rename, {**_PLACE, "title": NEEDED}),
)
