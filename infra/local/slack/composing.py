"""What a person types becomes what Slack stores: escaped text, mentions as ids, and the rich_text block with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import SlackState

_FORMED = re.compile(r"(<@[UW][A-Z0-9]+(?:\|[^>]*)?>|<#C[A-Z0-9]+(?:\|[^>]*)?>|<!(?:here|channel|everyone)>)")
_NAME = re.compile(r"(?<![\w@&;])@([A-Za-z][\w.-]*)")
_CHANNEL = re.compile(r"(?<![\w#&;])#([a-z0-9][\w-]*)")
_URL = re.compile(r"(?<![<|\w])https?://(?:(?!&[lg]t;)[^\s<>|])*(?:(?!&[lg]t;)[^\s<>|.,;:!?)\]])")
_PIECES = re.compile(r"<(@[UW][A-Z0-9]+|#C[A-Z0-9]+|!here|!channel|!everyone|https?://[^>|]+)(?:\|([^>]*))?>")
_BROADCASTS = ("here", "channel", "everyone")


def escape(text: str) -> str:
    """Escape the three characters that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo escape()."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def compose(state: SlackState, typed: str) -> str:
    """Return the stored form of typed text: @name and #channel become ids, everything else is escaped.

    Mentions that are formed already (<@U0AVEXRA>) stay, so that scripts may write either.
    """
    parts = _FORMED.split(typed)
    return "".join(part if _FORMED.fullmatch(part) else _link_names(state, escape(part)) for part in parts)


def _link_names(state: SlackState, text: str) -> str:
    def user(match: re.Match[str]) -> str:
        name = match[1].lower()
        if name in _BROADCASTS:
            return f"<!{name}>"
        if name == state.app.name:
            return f"<@{state.app.bot_user}>"
        person = state.person_named(name)
        return f"<@{person.id}>" if person else match[0]

    def channel(match: re.Match[str]) -> str:
        found = state.channel_named(match[1])
        return f"<#{found.id}|{found.name}>" if found else match[0]

    parts = re.split(f"({_URL.pattern})", text)
    linked = [
        f"<{part}>" if index % 2 else _CHANNEL.sub(channel, _NAME.sub(user, part)) for index, part in enumerate(parts)
    ]
    return "".join(linked)


def rich_text(text: str, block_id: str) -> Json:
    """Return the rich_text block Slack adds to what a person wrote."""
    elements: list[Json] = []
    at = 0
    for match in _PIECES.finditer(text):
        if match.start() > at:
            elements.append({"type": "text", "text": unescape(text[at : match.start()])})
        elements.append(_piece(match[1], match[2]))
        at = match.end()
    if at < len(text):
        elements.append({"type": "text", "text": unescape(text[at:])})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _piece(reference: str, label: str | None) -> Json:
    if reference.startswith("@"):
        return {"type": "user", "user_id": reference[1:]}
    if reference.startswith("#"):
        return {"type": "channel", "channel_id": reference[1:]}
    if reference.startswith("!"):
        return {"type": "broadcast", "range": reference[1:]}
    return {"type": "link", "url": unescape(reference), **({"text": unescape(label)} if label else {})}
