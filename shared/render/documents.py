"""The story of a shared document: read into passages, or being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.render import block_kit
from shared.render.escape import escape, one_line, shorten
from shared.render.numbers import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.render.block_kit import Block

_TITLE = 100


def document_blocks(title: str, passages: int, questions: Sequence[str] = (), *, cut: bool = False) -> list[Block]:
    """Tell that a document was read, and offer questions about it."""
    offered = block_kit.question_buttons(((each, each) for each in questions), most=3)
    return block_kit.present(
        [
            block_kit.sentence(_said(title, passages), bold=True),
            block_kit.context(["It is longer than can be read; the end is left out."]) if cut else None,
            *([block_kit.context(["For example"]), offered] if offered else []),
        ]
    )


def document_text(title: str, passages: int) -> str:
    """Say the same in one line; safe mrkdwn."""
    return escape(_said(title, passages))


def _said(title: str, passages: int) -> str:
    name = shorten(one_line(title), _TITLE) or "the document"
    return f"Read «{name}»: {count(passages, 'passage')}. Ask me what it says."
