"""Composition objects: text, options, confirmation dialogs and the small shapes that elements share."""

from __future__ import annotations

from infra.local.slack.blocks.grammar import (
    Check,
    Field,
    Json,
    Report,
    Shape,
    array,
    boolean,
    constant,
    maybe,
    needed,
    obj,
    one_of,
    string,
)

OPTION_TEXT_MAX = 75
OPTION_VALUE_MAX = 150
OPTIONS_MAX = 100
URL_MAX = 3000


def _texts(at_most: int, at_least: int) -> dict[str, Shape]:
    content = needed(string(at_most=at_most, at_least=at_least))
    return {
        "plain_text": Shape({"type": needed(constant("plain_text")), "text": content, "emoji": maybe(boolean)}),
        "mrkdwn": Shape({"type": needed(constant("mrkdwn")), "text": content, "verbatim": maybe(boolean)}),
    }


def text(at_most: int, *, at_least: int = 1) -> Check:
    """Accept a text object of either kind."""
    table = _texts(at_most, at_least)
    return one_of(lambda: table)


def plain_text(at_most: int, *, at_least: int = 1) -> Check:
    """Accept a plain_text object only."""
    table = _texts(at_most, at_least)
    return one_of(lambda: table, ("plain_text",))


def mrkdwn(at_most: int) -> Check:
    """Accept an mrkdwn object only."""
    table = _texts(at_most, 1)
    return one_of(lambda: table, ("mrkdwn",))


OPTION = obj(
    {
        "text": needed(text(OPTION_TEXT_MAX)),
        "value": needed(string(at_most=OPTION_VALUE_MAX)),
        "description": maybe(text(OPTION_TEXT_MAX)),
        "url": maybe(string(at_most=URL_MAX)),
    }
)
PLAIN_OPTION = obj(
    {
        "text": needed(plain_text(OPTION_TEXT_MAX)),
        "value": needed(string(at_most=OPTION_VALUE_MAX)),
        "description": maybe(plain_text(OPTION_TEXT_MAX)),
        "url": maybe(string(at_most=URL_MAX)),
    }
)
OPTION_GROUP = obj(
    {
        "label": needed(plain_text(75)),
        "options": needed(array(PLAIN_OPTION, at_most=OPTIONS_MAX, at_least=1)),
    }
)
CONFIRM = obj(
    {
        "title": needed(plain_text(100)),
        "text": needed(text(300)),
        "confirm": needed(plain_text(30)),
        "deny": needed(plain_text(30)),
        "style": maybe(constant("primary", "danger")),
    }
)
CONVERSATION_FILTER = obj(
    {
        "include": maybe(array(constant("im", "mpim", "private", "public"), at_least=1)),
        "exclude_external_shared_channels": maybe(boolean),
        "exclude_bot_users": maybe(boolean),
    }
)
DISPATCH_CONFIG = obj(
    {"trigger_actions_on": maybe(array(constant("on_enter_pressed", "on_character_entered"), at_least=1, at_most=2))}
)


def image_source(value: Json, pointer: str, report: Report) -> None:
    """Report an image that names no source, or two."""
    if ("image_url" in value) == ("slack_file" in value):
        report.add(pointer, "failed_constraint", "must provide exactly one of image_url or slack_file")


def slack_file_source(value: Json, pointer: str, report: Report) -> None:
    """Report a slack_file that names neither or both of id and url."""
    if ("id" in value) == ("url" in value):
        report.add(pointer, "failed_constraint", "must provide exactly one of id or url")


IMAGE_FIELDS: dict[str, Field] = {
    "type": needed(constant("image")),
    "image_url": maybe(string(at_most=URL_MAX, at_least=1)),
    "slack_file": maybe(obj({"id": maybe(string()), "url": maybe(string())}, slack_file_source)),
    "alt_text": needed(string(at_most=2000)),
    "image_width": maybe(lambda _value, _pointer, _report: None),
    "image_height": maybe(lambda _value, _pointer, _report: None),
    "image_bytes": maybe(lambda _value, _pointer, _report: None),
}
IMAGE_ELEMENT = Shape(IMAGE_FIELDS, (image_source,))
