"""The table of block types: each with its fields, its rules, and the surfaces it may stand on."""

from __future__ import annotations

from infra.local.slack.blocks.composition import (
    IMAGE_ELEMENT,
    IMAGE_FIELDS,
    URL_MAX,
    image_source,
    mrkdwn,
    plain_text,
    text,
)
from infra.local.slack.blocks.data import DATA_TABLE, DATA_VISUALIZATION, TABLE
from infra.local.slack.blocks.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION, element
from infra.local.slack.blocks.grammar import (
    Field,
    Json,
    Report,
    Rule,
    Shape,
    Surface,
    array,
    block_id,
    boolean,
    constant,
    maybe,
    needed,
    one_of,
    own_actions,
    string,
)
from infra.local.slack.blocks.rich_text import RICH_TEXT, rich_text

MARKDOWN_MAX = 12_000
SECTION_TEXT_MAX = 3000
CONTAINER_CHILDREN_MAX = 10
CONTAINER_CHILDREN = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)
"""Children docs.slack.dev lists for a container; the live check is reported to refuse rich_text, file and input."""
_DOUBTFUL_CHILDREN = ("rich_text", "file", "input")


def _block(kind: str, fields: dict[str, Field], *rules: Rule) -> Shape:
    return Shape({"type": needed(constant(kind)), "block_id": maybe(block_id), **fields}, rules)


def _text_or_fields(value: Json, pointer: str, report: Report) -> None:
    if "text" not in value and "fields" not in value:
        report.add(pointer, "missing_field", "must provide text or fields")


def _has_card_content(value: Json, pointer: str, report: Report) -> None:
    if not any(name in value for name in ("hero_image", "title", "actions", "body")):
        report.add(pointer, "missing_field", "must provide one of hero_image, title, actions or body")


def _has_container_title(value: Json, pointer: str, report: Report) -> None:
    if "title" not in value and "rich_text_title" not in value:
        report.add(pointer, "missing_field", "must provide title or rich_text_title")


def _collapsed_means_collapsible(value: Json, pointer: str, report: Report) -> None:
    if value.get("default_collapsed") is True and value.get("is_collapsible") is not True:
        report.add(f"{pointer}/default_collapsed", "failed_constraint", "requires is_collapsible to be true")


def _doubtful_children(value: Json, pointer: str, report: Report) -> None:
    children = value.get("child_blocks")
    for index, child in enumerate(children if isinstance(children, list) else []):
        if isinstance(child, dict) and child.get("type") in _DOUBTFUL_CHILDREN:
            place = f"{pointer}/child_blocks/{index}"
            report.warn(place, f"{child['type']} is documented in a container but the live validator may refuse it")


_CONTEXT_ELEMENTS = {
    "image": IMAGE_ELEMENT,
    "mrkdwn": Shape(
        {
            "type": needed(constant("mrkdwn")),
            "text": needed(string(at_least=1, at_most=3000)),
            "verbatim": maybe(boolean),
        }
    ),
    "plain_text": Shape(
        {
            "type": needed(constant("plain_text")),
            "text": needed(string(at_least=1, at_most=3000)),
            "emoji": maybe(boolean),
        }
    ),
}
_URL_SOURCE = Shape({"type": needed(constant("url")), "url": needed(string(at_most=URL_MAX)), "text": needed(string())})
_IMAGE = one_of(lambda: ELEMENTS, ("image",))
_STATUS = constant("pending", "in_progress", "complete", "error")

BLOCKS: dict[str, Shape] = {
    "section": _block(
        "section",
        {
            "text": maybe(text(SECTION_TEXT_MAX)),
            "fields": maybe(array(text(2000), at_least=1, at_most=10)),
            "accessory": maybe(element(IN_SECTION)),
            "expand": maybe(boolean),
        },
        _text_or_fields,
    ),
    "header": _block("header", {"text": needed(plain_text(150))}),
    "divider": _block("divider", {}),
    "image": Shape({**IMAGE_FIELDS, "block_id": maybe(block_id), "title": maybe(plain_text(2000))}, (image_source,)),
    "context": _block(
        "context", {"elements": needed(array(one_of(lambda: _CONTEXT_ELEMENTS), at_least=1, at_most=10))}
    ),
    "actions": _block("actions", {"elements": needed(array(element(IN_ACTIONS), at_least=1, at_most=25))}),
    "context_actions": _block(
        "context_actions",
        {"elements": needed(array(element(("feedback_buttons", "icon_button")), at_least=1, at_most=5))},
    ),
    "markdown": _block("markdown", {"text": needed(string(at_least=1, at_most=MARKDOWN_MAX))}),
    "rich_text": RICH_TEXT,
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "container": _block(
        "container",
        {
            "title": maybe(plain_text(150)),
            "rich_text_title": maybe(rich_text()),
            "subtitle": maybe(text(150)),
            "child_blocks": needed(
                array(own_actions(one_of(lambda: BLOCKS, CONTAINER_CHILDREN)), at_most=CONTAINER_CHILDREN_MAX)
            ),
            "width": maybe(constant("narrow", "standard", "wide", "full")),
            "icon": maybe(_IMAGE),
            "is_collapsible": maybe(boolean),
            "default_collapsed": maybe(boolean),
            "has_header_divider": maybe(boolean),
        },
        _has_container_title,
        _collapsed_means_collapsible,
        _doubtful_children,
    ),
    "card": _block(
        "card",
        {
            "hero_image": maybe(_IMAGE),
            "icon": maybe(_IMAGE),
            "title": maybe(mrkdwn(150)),
            "subtitle": maybe(mrkdwn(150)),
            "body": maybe(mrkdwn(200)),
            "actions": maybe(array(element(("button",)), at_least=1, at_most=25)),
        },
        _has_card_content,
    ),
    "carousel": _block(
        "carousel", {"elements": needed(array(own_actions(one_of(lambda: BLOCKS, ("card",))), at_least=1, at_most=10))}
    ),
    "task_card": _block(
        "task_card",
        {
            "task_id": needed(string(at_least=1)),
            "title": needed(string(at_least=1)),
            "status": maybe(_STATUS),
            "details": maybe(rich_text()),
            "output": maybe(rich_text()),
            "sources": maybe(array(one_of(lambda: {"url": _URL_SOURCE}))),
        },
    ),
    "plan": _block(
        "plan",
        {"title": needed(string(at_least=1)), "tasks": maybe(array(one_of(lambda: BLOCKS, ("task_card",))))},
    ),
    "alert": _block(
        "alert",
        {"text": needed(text(3000)), "level": maybe(constant("default", "info", "warning", "error", "success"))},
    ),
    "input": _block(
        "input",
        {
            "label": needed(plain_text(2000)),
            "element": needed(element(IN_INPUT)),
            "dispatch_action": maybe(boolean),
            "hint": maybe(plain_text(2000)),
            "optional": maybe(boolean),
        },
    ),
    "file": _block("file", {"external_id": needed(string()), "source": needed(constant("remote"))}),
    "video": _block(
        "video",
        {
            "alt_text": needed(string()),
            "title": needed(plain_text(200)),
            "thumbnail_url": needed(string()),
            "video_url": needed(string()),
            "author_name": maybe(string(at_most=50)),
            "description": maybe(plain_text(200)),
            "provider_icon_url": maybe(string()),
            "provider_name": maybe(string()),
            "title_url": maybe(string()),
        },
    ),
}

_EVERYWHERE = ("section", "header", "divider", "image", "context", "actions", "rich_text", "video", "input", "table")
ON_SURFACE: dict[Surface, tuple[str, ...]] = {
    "message": (
        *_EVERYWHERE,
        "context_actions",
        "markdown",
        "data_table",
        "data_visualization",
        "container",
        "card",
        "carousel",
        "task_card",
        "plan",
        "file",
    ),
    "modal": (*_EVERYWHERE, "alert", "container", "data_table", "data_visualization", "card", "carousel"),
    "home": (*_EVERYWHERE, "container", "data_table", "data_visualization", "card", "carousel"),
}
"""Which block types a surface takes. "alert" is for modals alone; answers of an agent (markdown, tasks, feedback) are
for messages alone."""
