"""Conversations: info, list, members, open, join, history, replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack import events, messages, scopes
from infra.local.slack.api.method import FLAG, NEEDED, PAGING, TEXT, Call, Method, page
from infra.local.slack.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.slack import Slack
    from infra.local.slack.state import Conversation, ConversationKind, Message

_TYPES: dict[str, ConversationKind] = {"public_channel": "public", "private_channel": "private", "im": "im"}


def as_api(slack: Slack, conversation: Conversation) -> Json:
    """Return a conversation as conversations.info shows it."""
    bot_in = slack.state.bot_in(conversation)
    team = slack.state.workspace.team.id
    shown: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_im": conversation.kind == "im",
        "is_private": conversation.kind == "private",
        "is_archived": False,
        "is_ext_shared": conversation.is_ext_shared,
        "is_shared": conversation.is_ext_shared,
        "context_team_id": team,
    }
    if conversation.kind == "im":
        other = next((user for user in conversation.members if user != slack.state.app.bot_user), "")
        return shown | {"user": other, "is_open": True}
    return shown | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "public",
        "is_group": conversation.kind == "private",
        "is_mpim": False,
        "is_general": conversation.name == "general",
        "is_member": bot_in,
        "is_org_shared": False,
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "shared_team_ids": _teams(slack, conversation),
    }


def _teams(slack: Slack, conversation: Conversation) -> list[str]:
    return list(dict.fromkeys([slack.state.workspace.team.id, *map(slack.state.team_of, conversation.members)]))


def visible(call: Call) -> list[Conversation]:
    """Return the conversations of the asked types that the bot can see.

    Raises:
        SlackError: missing_scope for a type, invalid_types for one Slack does not know.

    """
    names = (call.text("types") or "public_channel").split(",")
    kinds: list[ConversationKind] = []
    for name in names:
        if name.strip() not in (*_TYPES, "mpim"):
            raise SlackError("invalid_types")
        if name.strip() in _TYPES:
            kinds.append(_TYPES[name.strip()])
    for kind in kinds:
        scopes.require_for(kind, "read", call.granted)
    state = call.slack.state
    return [
        one for one in state.conversations.values() if one.kind in kinds and (one.kind == "public" or state.bot_in(one))
    ]


def info(call: Call) -> Json:
    """Return one conversation."""
    conversation = call.conversation("read")
    shown = as_api(call.slack, conversation)
    if call.args.get("include_num_members"):
        shown["num_members"] = len(conversation.members)
    return {"channel": shown}


def every(call: Call) -> Json:
    """Return the conversations the bot can see."""
    found = [as_api(call.slack, one) | {"num_members": len(one.members)} for one in visible(call)]
    return page(found, "channels", call)


def members(call: Call) -> Json:
    """Return the ids of a conversation's members."""
    conversation = call.conversation("read")
    found = page([{"id": member} for member in conversation.members], "members", call)
    return found | {"members": [entry["id"] for entry in found["members"]]}


def open_direct(call: Call) -> Json:
    """Open a direct message with one user, or return one by its id."""
    state = call.slack.state
    if call.text("channel"):
        conversation = call.conversation()
    else:
        users = [user for user in call.text("users").split(",") if user]
        if not users:
            raise SlackError("users_list_not_supplied")
        if len(users) > 1:
            raise SlackError("method_not_supported_for_channel_type")
        if users[0] not in state.people:
            raise SlackError("user_not_found")
        conversation = state.open_im(users[0], state.app.bot_user)
    whole = bool(call.args.get("return_im"))
    return {"channel": as_api(call.slack, conversation) if whole else {"id": conversation.id}}


def join(call: Call) -> Json:
    """Join a public channel."""
    conversation = call.conversation()
    if conversation.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    bot = call.slack.state.app.bot_user
    if bot in conversation.members:
        return {"channel": as_api(call.slack, conversation), "warning": "already_in_channel"}
    conversation.members.append(bot)
    events.member_joined(call.slack, conversation, bot, None)
    return {"channel": as_api(call.slack, conversation)}


def _between(call: Call, found: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999"
    inclusive = bool(call.args.get("inclusive"))
    try:
        low, high = float(oldest), float(latest)
    except ValueError as error:
        raise invalid_arguments("must be a timestamp [json-pointer:/oldest]") from error

    def within(message: Message) -> bool:
        at = float(message.ts)
        return low <= at <= high if inclusive else low < at < high

    return [message for message in found if within(message)]


def _page_of_messages(call: Call, found: list[Message]) -> Json:
    metadata = bool(call.args.get("include_all_metadata"))
    return page([messages.as_api(call.slack, one, metadata=metadata) for one in found], "messages", call)


def history(call: Call) -> Json:
    """Return a conversation's messages, newest first, replies apart."""
    conversation = call.joined("history")
    top = [
        one for one in conversation.messages.values() if not one.thread_ts or one.thread_ts == one.ts or one.broadcast
    ]
    return _page_of_messages(call, _between(call, top)[::-1])


def replies(call: Call) -> Json:
    """Return a thread: its parent, then the replies, oldest first."""
    conversation = call.joined("history")
    ts = call.text("ts")
    if ts not in conversation.messages:
        raise SlackError("thread_not_found")
    parent = conversation.messages.get(conversation.parent_ts(ts))
    thread = _between(call, conversation.replies(conversation.parent_ts(ts)))
    return _page_of_messages(call, [*([parent] if parent else []), *thread])


_RANGE = {"oldest": TEXT, "latest": TEXT, "inclusive": FLAG, "include_all_metadata": FLAG}
METHODS = (
    Method("conversations.info", info, {"channel": NEEDED, "include_locale": FLAG, "include_num_members": FLAG}),
    Method("conversations.list", every, {**PAGING, "types": TEXT, "exclude_archived": FLAG, "team_id": TEXT}),
    Method("conversations.members", members, {"channel": NEEDED, **PAGING}),
    Method("conversations.open", open_direct, {"channel": TEXT, "users": TEXT, "return_im": FLAG}),
    Method("conversations.join", join, {"channel": NEEDED}),
    Method("conversations.history", history, {"channel": NEEDED, **PAGING, **_RANGE}),
    Method("conversations.replies", replies, {"channel": NEEDED, "ts": NEEDED, **PAGING, **_RANGE}),
)
