"""A document as its reader found it: headings and paragraphs in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 to 6) or a paragraph (level 0) on one line, with its page (1-based; 0 where there are none).

    A list's item is a paragraph that starts with "• ".
    """

    text: str
    level: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """Everything readable of one file. title is what people call it; cut says that the rest was left out."""

    title: str
    blocks: tuple[Block, ...]
    cut: bool = False


BULLET = "• "
"""How an item of a list begins."""
