"""What a person does in the workspace: writes, uploads, types a command, reacts, opens the Home tab, presses stop.

The page and the control API both act through here, so a script and a person at the page do the same things.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.local.slack import events, interactions, messages, responses, uploads
from infra.local.slack.composing import compose, rich_text
from infra.local.slack.errors import SlackError
from infra.local.slack.state import Message

if TYPE_CHECKING:
    import httpx

    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, File, View

SLACKBOT = "USLACKBOT"
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Where:
    """A channel (by id or name), and the thread in it when a reply is meant."""

    channel: str
    thread_ts: str | None = None


def place(slack: Slack, user: str, channel: str) -> Conversation:
    """Return a conversation a person is a member of, by id or name; "@avexra" is the DM with the bot.

    Raises:
        SlackError: user_not_found, channel_not_found, not_in_channel.

    """
    state = slack.state
    if user not in state.people:
        raise SlackError("user_not_found")
    if channel in (f"@{state.app.name}", state.app.bot_user):
        return state.open_im(user, state.app.bot_user)
    found = state.channel_named(channel)
    if found is None:
        raise SlackError("channel_not_found")
    if user not in found.members:
        raise SlackError("not_in_channel")
    return found


def write(slack: Slack, user: str, where: Where, typed: str) -> Message:
    """Post what a person typed, in a channel or a thread.

    Raises:
        SlackError: user_not_found, channel_not_found, not_in_channel, thread_not_found, no_text.

    """
    conversation = place(slack, user, where.channel)
    text = compose(slack.state, typed.strip())
    if not text:
        raise SlackError("no_text")
    parent = _thread(conversation, where.thread_ts)
    blocks = [rich_text(text, slack.state.block_id())]
    message = Message(slack.state.next_ts(), conversation.id, user, text, thread_ts=parent, blocks=blocks)
    messages.post(slack, message)
    app = slack.state.app
    if events.mentions(text, app.bot_user) and not slack.state.bot_in(conversation):
        _slackbot(slack, conversation, user, f"<@{app.bot_user}> is not in this channel. Invite it to be heard.")
    return message


def _thread(conversation: Conversation, thread_ts: str | None) -> str | None:
    if not thread_ts:
        return None
    if thread_ts not in conversation.messages:
        raise SlackError("thread_not_found")
    return conversation.parent_ts(thread_ts)


def _slackbot(slack: Slack, conversation: Conversation, user: str, text: str) -> None:
    message = Message(slack.state.next_ts(), conversation.id, SLACKBOT, text, ephemeral_to=user)
    messages.post_ephemeral(slack, message)


def upload(
    slack: Slack, user: str, where: Where, files: list[tuple[str, bytes]], comment: str = ""
) -> tuple[Message, list[File]]:
    """Share files a person chose (name and bytes each), with a comment.

    Raises:
        SlackError: user_not_found, channel_not_found, not_in_channel, thread_not_found, no_file.

    """
    conversation = place(slack, user, where.channel)
    parent = _thread(conversation, where.thread_ts)
    if not files or any(not content for _, content in files):
        raise SlackError("no_file")
    kept = []
    for name, content in files:
        file = uploads.promise(slack, user, name, len(content))
        uploads.receive(slack, file, content)
        kept.append(file)
    message = uploads.share(slack, conversation, kept, compose(slack.state, comment.strip()), parent)
    return message, kept


async def command(slack: Slack, user: str, channel: str, name: str, text: str) -> bool:
    """Type a slash command; its immediate answer is shown. True when the bot acknowledged.

    Raises:
        SlackError: unknown_command, user_not_found, channel_not_found, not_in_channel.

    """
    conversation = place(slack, user, channel)
    state = slack.state
    foreign = bool(state.people[user].team)  # in a shared channel, commands are the installing workspace's alone
    if foreign or name not in [known.name for known in state.app.commands]:
        raise SlackError("unknown_command")
    team, person = state.workspace.team, state.people[user]
    url = responses.open_url(slack, conversation.id, user)
    form = {
        "token": "unused-verification-token",
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": conversation.id,
        "channel_name": conversation.name or "directmessage",
        "user_id": user,
        "user_name": person.name,
        "command": name,
        "text": text.strip(),
        "api_app_id": state.app.id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": interactions.trigger(slack, user),
    }
    response = await slack.outbox.command(form)
    if response is None or response.status_code not in _OK:
        code = "operation_timeout" if response is None else "dispatch_failed"
        _slackbot(slack, conversation, user, f"{name} failed with the error “{code}”")
        return False
    _show_answer(slack, url, response)
    return True


def _show_answer(slack: Slack, url: str, response: httpx.Response) -> None:
    if not response.content.strip():
        return
    body = {"text": response.text}
    if "json" in response.headers.get("content-type", ""):
        read = json.loads(response.content)
        body = read if isinstance(read, dict) else body
    if body:
        responses.command_answer(slack, url, body)


def open_home(slack: Slack, user: str, tab: str = "home") -> Conversation:
    """Open the app's Home or Messages tab."""
    conversation = place(slack, user, slack.state.app.bot_user)
    events.app_home_opened(slack, user, conversation.id, tab)
    return conversation


def look_at(slack: Slack, user: str, channel: str) -> None:
    """Look at a channel while the app is at hand: the agent's context changes."""
    viewed = place(slack, user, channel).id if channel else ""
    events.app_context_changed(slack, user, place(slack, user, slack.state.app.bot_user).id, viewed)


def stop(slack: Slack, user: str, channel: str, thread_ts: str) -> list[str]:
    """Press the stop button of a thread: streams under way end, and the bot is told."""
    conversation = place(slack, user, channel)
    parent = conversation.parent_ts(thread_ts)
    running = [
        message
        for message in (*conversation.replies(parent), *filter(None, [conversation.messages.get(parent)]))
        if message.stream is not None and message.stream.open
    ]
    for message in running:
        if message.stream is not None:
            message.stream.open = False
        messages.refresh_stream(slack, message)
    stopped = [message.ts for message in running]
    events.agent_session_stopped(slack, user, conversation.id, parent, stopped)
    return stopped


def react(slack: Slack, user: str, channel: str, ts: str, name: str) -> None:
    """Add a reaction, or take one's own back."""
    conversation = place(slack, user, channel)
    message = conversation.messages.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    users = message.reactions.setdefault(name, [])
    if user in users:
        users.remove(user)
        if not users:
            del message.reactions[name]
    else:
        users.append(user)
        events.reaction_added(slack, conversation, message, user, name)
    slack.hub.tell("message", channel=channel, ts=ts, thread_ts=message.thread_ts)


def invite(slack: Slack, inviter: str, channel: str, user: str) -> None:
    """Add a member (a person or the bot) to a channel."""
    conversation = place(slack, inviter, channel)
    if not slack.state.is_user(user):
        raise SlackError("user_not_found")
    if user in conversation.members:
        raise SlackError("already_in_channel")
    conversation.members.append(user)
    slack.hub.tell("members", channel=conversation.id)
    events.member_joined(slack, conversation, user, inviter)


def top_view(slack: Slack, user: str) -> View | None:
    """Return the modal a person sees, the topmost of the stack."""
    stack = slack.state.modals.get(user, [])
    return stack[-1] if stack else None
