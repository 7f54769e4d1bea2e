"""Slack's mrkdwn and plain text as safe HTML: everything is escaped first, only this module's own tags are added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from infra.local.slack.composing import unescape
from infra.local.slack.page.emoji import EMOJI, character
from infra.local.slack.page.moments import dated
from infra.local.slack.page.names import face

if TYPE_CHECKING:
    from infra.local.slack.state import SlackState

_KEPT = re.compile(r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<ref>[^<>\n]+)>", re.DOTALL)
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), r"<s>\1</s>"),
)
_PLACE = re.compile("\ue000(\\d+)\ue001")
_SAFE_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def safe_link(url: str, label: str) -> Markup:
    """Return a link that opens elsewhere, or the bare label when the address is of no harmless kind."""
    if not _SAFE_LINK.match(url):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def user_mention(state: SlackState, user: str) -> Markup:
    """Return a mention of a user."""
    return Markup('<span class="mention" data-user="{}">@{}</span>').format(user, face(state, user).name)


def channel_mention(state: SlackState, channel: str) -> Markup:
    """Return a mention of a channel."""
    found = state.conversations.get(channel)
    return Markup('<span class="mention">#{}</span>').format(found.name if found else channel)


def _reference(state: SlackState, reference: str, offset: int) -> Markup:
    target, _, label = reference.partition("|")
    target, label = unescape(target), unescape(label)
    if target.startswith("@"):
        return user_mention(state, target[1:])
    if target.startswith("#"):
        return channel_mention(state, target[1:])
    if target.startswith("!date^"):
        return escape(dated(target, label, offset, state.clock.now()))
    if target.startswith("!"):
        name = target[1:].split("^", 1)[0]
        shown = label or (f"@{name}" if name in ("here", "channel", "everyone") else name)
        return Markup('<span class="mention broadcast">{}</span>').format(shown)
    return safe_link(target, label or target)


def _emoji(text: str) -> str:
    return _EMOJI.sub(lambda match: character(match[1]) if match[1] in EMOJI else match[0], text)


def plain(text: str) -> Markup:
    """Return a plain_text object's text: escaped, with emoji."""
    return escape(_emoji(text))


def mrkdwn(state: SlackState, text: str, offset: int = 0) -> Markup:
    """Return mrkdwn as HTML: *bold*, _italic_, ~strike~, `code`, quotes, links, mentions, emoji, dates.

    Dates are in the time of who looks, offset seconds east of UTC.
    """
    kept: list[Markup] = []

    def keep(match: re.Match[str]) -> str:
        if match["block"] is not None:
            kept.append(Markup("<pre>{}</pre>").format(unescape(match["block"].strip("\n"))))
        elif match["code"] is not None:
            kept.append(Markup("<code>{}</code>").format(unescape(match["code"])))
        else:
            kept.append(_reference(state, match["ref"], offset))
        return f"\ue000{len(kept) - 1}\ue001"

    bare = re.sub("[\ue000-\ue001]", "", text)
    html = str(escape(_emoji(unescape(_KEPT.sub(keep, bare)))))
    for pattern, replacement in _STYLES:
        html = pattern.sub(replacement, html)
    html = _lines(html)
    return Markup(_PLACE.sub(lambda match: str(kept[int(match[1])]), html))  # noqa: S704 - escaped above


def _lines(html: str) -> str:
    shown: list[str] = []
    for line in html.split("\n"):
        quoted = line.startswith("&gt;")
        content = line.removeprefix("&gt;").removeprefix(" ") if quoted else line
        if quoted and shown and shown[-1].endswith("</blockquote>"):
            shown[-1] = shown[-1].removesuffix("</blockquote>") + f"<br>{content}</blockquote>"
        elif quoted:
            shown.append(f"<blockquote>{content}</blockquote>")
        else:
            shown.append(content)
    return "<br>".join(shown).replace("</blockquote><br>", "</blockquote>")
