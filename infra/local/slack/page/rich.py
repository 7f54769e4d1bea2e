"""rich_text blocks as safe HTML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from infra.local.slack.page.emoji import character
from infra.local.slack.page.mrkdwn import channel_mention, safe_link, user_mention

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import SlackState

_STYLE_TAGS = (("code", "code"), ("strike", "s"), ("italic", "em"), ("underline", "u"), ("bold", "strong"))


def _text(_state: SlackState, piece: Json) -> Markup:
    return Markup("<br>").join(escape(line) for line in piece["text"].split("\n"))


def _date(_state: SlackState, piece: Json) -> Markup:
    when = datetime.fromtimestamp(piece["timestamp"], UTC)
    return escape(piece.get("fallback") or f"{when:%B} {when.day}, {when.year}")


_PIECES: dict[str, Callable[[SlackState, Json], Markup]] = {
    "text": _text,
    "link": lambda _state, piece: safe_link(piece["url"], piece.get("text") or piece["url"]),
    "emoji": lambda _state, piece: escape(character(piece["name"])),
    "user": lambda state, piece: user_mention(state, piece["user_id"]),
    "channel": lambda state, piece: channel_mention(state, piece["channel_id"]),
    "usergroup": lambda _state, piece: Markup('<span class="mention">@{}</span>').format(piece["usergroup_id"]),
    "team": lambda _state, piece: Markup('<span class="mention">{}</span>').format(piece["team_id"]),
    "broadcast": lambda _state, piece: Markup('<span class="mention broadcast">@{}</span>').format(piece["range"]),
    "color": lambda _state, piece: Markup("<code>{}</code>").format(piece["value"]),
    "date": _date,
}


def _piece(state: SlackState, piece: Json) -> Markup:
    html = _PIECES[piece["type"]](state, piece)
    for name, tag in _STYLE_TAGS:
        if piece.get("style", {}).get(name):
            html = Markup("<{0}>{1}</{0}>").format(Markup(tag), html)  # noqa: S704 - a tag of our own table
    return html


def _pieces(state: SlackState, section: Json) -> Markup:
    return Markup("").join(_piece(state, piece) for piece in section["elements"])


def _section(state: SlackState, section: Json) -> Markup:
    kind = section["type"]
    if kind == "rich_text_list":
        tag = Markup("ol" if section["style"] == "ordered" else "ul")  # noqa: S704 - one of two words
        items = Markup("").join(Markup("<li>{}</li>").format(_pieces(state, item)) for item in section["elements"])
        return Markup('<{0} class="indent-{1}">{2}</{0}>').format(tag, int(section.get("indent", 0)), items)
    if kind == "rich_text_quote":
        return Markup("<blockquote>{}</blockquote>").format(_pieces(state, section))
    if kind == "rich_text_preformatted":
        text = "".join(piece.get("text") or piece.get("url", "") for piece in section["elements"])
        return Markup("<pre>{}</pre>").format(text)
    return Markup("<div>{}</div>").format(_pieces(state, section))


def rich_text(state: SlackState, block: Json) -> Markup:
    """Return a rich_text object (a block, a table cell, the details of a task) as HTML."""
    return Markup("").join(_section(state, section) for section in block["elements"])
