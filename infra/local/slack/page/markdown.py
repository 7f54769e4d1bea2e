"""Markdown blocks and streamed text as safe HTML: raw HTML stays text, images are not loaded, links open elsewhere."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from infra.local.slack.page.emoji import EMOJI, character
from infra.local.slack.page.mrkdwn import channel_mention, user_mention

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

    from infra.local.slack.state import SlackState

_MENTION = re.compile(r"&lt;([@#])([A-Z][A-Z0-9]+)(?:\|[^&]*)?&gt;")
_EMOJI = re.compile(r":([a-z0-9_+-]+):")


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: MutableMapping[str, object]
) -> str:
    tokens[index].attrSet("target", "_blank")
    tokens[index].attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, {})


@cache
def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")
    )
    parser.add_render_rule("link_open", _link_open)
    return parser


def markdown(state: SlackState, text: str) -> Markup:
    """Return markdown as HTML, mentions and emoji included."""
    html = _parser().render(text)

    def mention(match: re.Match[str]) -> str:
        shown = user_mention if match[1] == "@" else channel_mention
        return str(shown(state, match[2]))

    html = _MENTION.sub(mention, html)
    html = _EMOJI.sub(lambda match: character(match[1]) if match[1] in EMOJI else match[0], html)
    return Markup(html)  # noqa: S704 - the parser escaped everything that was not its own
