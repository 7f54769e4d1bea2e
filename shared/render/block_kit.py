"""The pieces Slack messages are made of, each kept within its limits whatever it is given.

Text given here is data unless a function says that it takes mrkdwn: it ends in plain_text, in rich_text or in raw
cells, where Slack reads no markup. slack-sdk has no classes for the newest blocks, so all are plain dicts.
Shapes: https://docs.slack.dev/reference/block-kit/blocks/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.render import actions, limits
from shared.render.escape import clean, one_line, shorten, shorten_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Block = dict[str, Any]

NOTHING_TO_SAY = "–"


def plain(text: str, length: int) -> Block:
    """Make a plain_text object of at most length characters; emoji codes in data stay codes."""
    return {"type": "plain_text", "text": shorten(clean(text).strip(), length) or NOTHING_TO_SAY, "emoji": False}


def mrkdwn(text: str, length: int = limits.SECTION_TEXT) -> Block:
    """Make a mrkdwn object of text that is already safe; verbatim, so that Slack links nothing by itself."""
    return {"type": "mrkdwn", "text": shorten_safe(text, length) or NOTHING_TO_SAY, "verbatim": True}


def header(text: str) -> Block:
    """Make a header of one line."""
    return {"type": "header", "text": plain(one_line(text), limits.HEADER_TEXT)}


def section(text: str, accessory: Block | None = None) -> Block:
    """Make a section of safe mrkdwn, with one element at its side if wanted."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def sentence(text: str, *, bold: bool = False) -> Block:
    """Make a rich text block of one paragraph of data, taken literally."""
    element: Block = {"type": "text", "text": shorten(clean(text).strip(), limits.SECTION_TEXT) or NOTHING_TO_SAY}
    styled = {**element, "style": {"bold": True}} if bold else element
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [styled]}]}


def paragraph(text: str) -> Block:
    """Make a section of safe mrkdwn."""
    return section(text)


def image(file_id: str, alt_text: str) -> Block:
    """Make an image of a file that Slack has ready (https://docs.slack.dev/reference/block-kit/blocks/image-block)."""
    said = shorten(one_line(alt_text), limits.ALT_TEXT) or "Chart"
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": said}


def context(texts: Iterable[str]) -> Block | None:
    """Make a line of small print, one piece of data each; None when there is nothing to say."""
    elements = [plain(text, limits.CONTEXT_TEXT) for text in texts if clean(text).strip()]
    return {"type": "context", "elements": elements[: limits.CONTEXT_ELEMENTS]} if elements else None


def context_mrkdwn(text: str) -> Block:
    """Make a line of small print of safe mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text, limits.CONTEXT_TEXT)]}


def fields(texts: Iterable[str]) -> Block | None:
    """Make a section of two columns of safe mrkdwn; None when there are none."""
    kept = [mrkdwn(text, limits.SECTION_FIELD_TEXT) for text in texts][: limits.SECTION_FIELDS]
    return {"type": "section", "fields": kept} if kept else None


def divider() -> Block:
    """Make a line across."""
    return {"type": "divider"}


def button(text: str, action_id: str, value: str, *, style: str = "", confirm: Block | None = None) -> Block:
    """Make a button. The label is shortened; the value is not, since half a value is a wrong one."""
    block: Block = {
        "type": "button",
        "text": plain(one_line(text), limits.BUTTON_TEXT),
        "action_id": action_id,
        "value": value,
    }
    if style:
        block["style"] = style
    if confirm:
        block["confirm"] = confirm
    return block


def confirm(title: str, text: str, yes: str, no: str = "Keep it", *, style: str = "danger") -> Block:
    """Make the dialog that stands before something is lost; where nothing is, its style is primary."""
    return {
        "title": plain(title, limits.CONFIRM_TITLE),
        "text": plain(text, limits.CONFIRM_TEXT),
        "confirm": plain(yes, limits.CONFIRM_BUTTON),
        "deny": plain(no, limits.CONFIRM_BUTTON),
        "style": style,
    }


def buttons(elements: Sequence[Block]) -> Block | None:
    """Make a row of buttons; None when there are none."""
    kept = [each for each in elements if len(each["value"]) <= limits.BUTTON_VALUE]
    return {"type": "actions", "elements": kept[: limits.ACTIONS_ELEMENTS]} if kept else None


def question_buttons(questions: Iterable[tuple[str, str]], first: int = 1, most: int = 5) -> Block | None:
    """Make a button a question: (label, question) each; a question Slack could not carry back is left out."""
    askable = [(label, question) for label, question in questions if 0 < len(question) <= limits.BUTTON_VALUE]
    return buttons(
        [button(label, actions.ask(first + i), question) for i, (label, question) in enumerate(askable[:most])]
    )


def container(title: str, children: Sequence[Block], *, collapsed: bool = True) -> Block:
    """Make a box with a title that opens on a click.

    Children may be actions, context, divider, header, image, section, table or video
    (https://docs.slack.dev/reference/block-kit/blocks/container-block).
    """
    return {
        "type": "container",
        "title": plain(one_line(title), limits.CONTAINER_TITLE),
        "is_collapsible": True,
        "default_collapsed": collapsed,
        "child_blocks": list(children)[: limits.CONTAINER_CHILDREN],
    }


def feedback(answer_id: str) -> Block:
    """Make the thumbs (https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element)."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": actions.FEEDBACK,
                "positive_button": _thumb("Right", "This answer is right and helpful", answer_id, helpful=True),
                "negative_button": _thumb("Wrong", "This answer is wrong or not helpful", answer_id, helpful=False),
            }
        ],
    }


def _thumb(text: str, spoken: str, answer_id: str, *, helpful: bool) -> Block:
    return {
        "text": plain(text, limits.BUTTON_TEXT),
        "value": actions.feedback_value(answer_id, helpful=helpful),
        "accessibility_label": spoken,
    }


def present(blocks: Iterable[Block | None]) -> list[Block]:
    """Return the blocks that are there."""
    return [block for block in blocks if block is not None]
