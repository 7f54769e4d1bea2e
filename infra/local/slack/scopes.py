"""Which scope each Web API method needs; a conversation's scope depends on its kind, so that is a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.errors import SlackError

if TYPE_CHECKING:
    from infra.local.slack.state import ConversationKind

METHOD_SCOPES: dict[str, str] = {
    "agents.sessions.rename": "chat:write",
    "agents.sessions.setStatus": "chat:write",
    "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "bots.info": "users:read",
    "chat.appendStream": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.update": "chat:write",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "files.list": "files:read",
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
}
"""Methods that need one scope; the others need none, or one by the kind of conversation."""

_FAMILY: dict[ConversationKind, str] = {"public": "channels", "private": "groups", "im": "im"}


def require(scope: str, granted: tuple[str, ...]) -> None:
    """Refuse with missing_scope unless the scope was granted.

    Raises:
        SlackError: missing_scope, with what is needed and what was provided.

    """
    if scope not in granted:
        msg = "missing_scope"
        raise SlackError(msg, needed=scope, provided=",".join(granted))


def require_for(kind: ConversationKind, verb: str, granted: tuple[str, ...]) -> None:
    """Refuse unless the scope for this kind of conversation was granted: channels:history, groups:read, im:history ...

    Raises:
        SlackError: missing_scope, with what is needed and what was provided.

    """
    require(f"{_FAMILY[kind]}:{verb}", granted)
