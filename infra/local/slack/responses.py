"""response_url: five answers within thirty minutes to a command or an interaction; and the command's own answer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from infra.local.slack import messages
from infra.local.slack.blocks.grammar import Report, Shape, array, boolean, constant, maybe, obj, string
from infra.local.slack.blocks.surfaces import check_blocks, with_block_ids
from infra.local.slack.errors import SlackError, invalid_payload
from infra.local.slack.state import Message, ResponseUrl

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack

USES_MAX = 5
SECONDS_MAX = 1800.0
_ANYTHING = maybe(array(lambda _value, _pointer, _report: None))
ANSWER = Shape(
    {
        "text": maybe(string(at_most=40_000)),
        "blocks": _ANYTHING,
        "attachments": _ANYTHING,
        "response_type": maybe(constant("ephemeral", "in_channel")),
        "replace_original": maybe(boolean),
        "delete_original": maybe(boolean),
        "thread_ts": maybe(string()),
        "mrkdwn": maybe(boolean),
        "unfurl_links": maybe(boolean),
        "unfurl_media": maybe(boolean),
        "metadata": maybe(obj({"event_type": maybe(string()), "event_payload": maybe(obj({}))})),
    }
)


def open_url(slack: Slack, channel: str, user: str, message: Message | None = None) -> str:
    """Return a new response_url for a person in a channel, about a message when it comes from one."""
    key = secrets.token_urlsafe(18)
    slack.state.response_urls[key] = ResponseUrl(
        channel=channel,
        user=user,
        created_at=slack.clock.now(),
        message_ts=message.ts if message else None,
        thread_ts=message.thread_ts if message else None,
    )
    return f"{slack.base_url}/response/{key}"


def respond(slack: Slack, key: str, body: Json) -> None:
    """Carry out one answer sent to a response_url.

    Raises:
        SlackError: used_url after five answers, expired_url after thirty minutes, or what is wrong with the body.

    """
    url = slack.state.response_urls.get(key)
    if url is None:
        raise SlackError("invalid_url")
    if url.uses >= USES_MAX:
        raise SlackError("used_url")
    if slack.clock.now() - url.created_at > SECONDS_MAX:
        raise SlackError("expired_url")
    checked = _checked(slack, body)
    url.uses += 1
    original = messages.find(slack, url.channel, url.message_ts) if url.message_ts else None
    if original is not None and body.get("delete_original"):
        _take_away(slack, original)
    elif original is not None and body.get("replace_original"):
        messages.edit(slack, original, mark=False, text=checked["text"], blocks=checked["blocks"])
    else:
        say(slack, url, checked)


def _take_away(slack: Slack, message: Message) -> None:
    if message.ephemeral_to is None:
        messages.delete(slack, message)
        return
    slack.state.conversations[message.channel].ephemerals.pop(message.ts, None)
    slack.hub.tell("deleted", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)


def _checked(slack: Slack, body: Json) -> Json:
    report = Report("message")
    ANSWER.check(body, "", report)
    if report.errors:
        raise invalid_payload("invalid_payload", report)
    report = check_blocks(body.get("blocks") or [], "message")
    if report.errors:
        raise invalid_payload("invalid_blocks", report)
    blocks = with_block_ids(body.get("blocks") or [], slack.state.block_id)
    if not (body.get("text") or blocks or body.get("attachments") or body.get("delete_original")):
        raise SlackError("no_text")
    return {**body, "text": body.get("text", ""), "blocks": blocks}


def say(slack: Slack, url: ResponseUrl, body: Json) -> Message:
    """Show an answer: to its person alone unless it says in_channel, which needs no membership of the bot."""
    state = slack.state
    message = Message(
        ts=state.next_ts(),
        channel=url.channel,
        user=state.app.bot_user,
        bot_id=state.app.bot_id,
        text=body["text"],
        blocks=body["blocks"],
        thread_ts=body.get("thread_ts") or url.thread_ts,
    )
    if body.get("response_type") == "in_channel":
        return messages.post(slack, message)
    message.ephemeral_to = url.user
    return messages.post_ephemeral(slack, message)


def command_answer(slack: Slack, response_url: str, body: Json) -> Message | None:
    """Show what a slash command answered at once; it does not count against its response_url."""
    url = slack.state.response_urls[response_url.rsplit("/", 1)[-1]]
    try:
        checked = _checked(slack, body)
    except SlackError as error:
        slack.warn("slash command", f"the answer was refused: {error.code}")
        return None
    return say(slack, url, checked)
