"""Rich text: sections, lists, quotes, code, and the inline pieces inside them."""

from __future__ import annotations

from infra.local.slack.blocks.grammar import (
    Check,
    Field,
    Shape,
    array,
    block_id,
    boolean,
    constant,
    integer,
    maybe,
    needed,
    obj,
    one_of,
    string,
)

_STYLE = obj(
    {
        name: maybe(boolean)
        for name in ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
    }
)


def _inline(kind: str, fields: dict[str, Field]) -> Shape:
    return Shape({"type": needed(constant(kind)), "style": maybe(_STYLE), **fields})


INLINE: dict[str, Shape] = {
    "text": _inline("text", {"text": needed(string(at_least=1))}),
    "link": _inline("link", {"url": needed(string(at_least=1)), "text": maybe(string()), "unsafe": maybe(boolean)}),
    "emoji": _inline(
        "emoji", {"name": needed(string(at_least=1)), "unicode": maybe(string()), "skin_tone": maybe(integer(1, 6))}
    ),
    "user": _inline("user", {"user_id": needed(string(at_least=1))}),
    "usergroup": _inline("usergroup", {"usergroup_id": needed(string(at_least=1))}),
    "team": _inline("team", {"team_id": needed(string(at_least=1))}),
    "channel": _inline("channel", {"channel_id": needed(string(at_least=1))}),
    "broadcast": _inline("broadcast", {"range": needed(constant("here", "channel", "everyone"))}),
    "color": _inline("color", {"value": needed(string(at_least=1))}),
    "date": _inline(
        "date",
        {
            "timestamp": needed(integer(0)),
            "format": needed(string(at_least=1)),
            "url": maybe(string()),
            "fallback": maybe(string()),
        },
    ),
}
_PIECES = needed(array(one_of(lambda: INLINE)))
_BORDER = maybe(integer(0, 1))

SECTIONS: dict[str, Shape] = {
    "rich_text_section": Shape({"type": needed(constant("rich_text_section")), "elements": _PIECES}),
    "rich_text_quote": Shape({"type": needed(constant("rich_text_quote")), "elements": _PIECES, "border": _BORDER}),
    "rich_text_preformatted": Shape(
        {
            "type": needed(constant("rich_text_preformatted")),
            "elements": needed(array(one_of(lambda: INLINE, ("text", "link")))),
            "border": _BORDER,
            "language": maybe(string()),
        }
    ),
    "rich_text_list": Shape(
        {
            "type": needed(constant("rich_text_list")),
            "style": needed(constant("bullet", "ordered")),
            "elements": needed(array(one_of(lambda: SECTIONS, ("rich_text_section",)))),
            "indent": maybe(integer(0, 8)),
            "offset": maybe(integer(0)),
            "border": _BORDER,
        }
    ),
}

RICH_TEXT = Shape(
    {
        "type": needed(constant("rich_text")),
        "block_id": maybe(block_id),
        "elements": needed(array(one_of(lambda: SECTIONS))),
    }
)


def rich_text() -> Check:
    """Accept a rich_text object (a block, a table cell, the details of a task)."""
    return one_of(lambda: {"rich_text": RICH_TEXT})
