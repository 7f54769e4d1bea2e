"""A file that was not taken, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.phrases import upper_first
from shared.render import block_kit, limits
from shared.render.escape import one_line, shorten, shorten_escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.render.block_kit import Block

_FILE_NAME = 100
_REASONS = 10


def file_words(name: str) -> str:
    """Write a file's name as data, on one line."""
    return shorten(one_line(name), _FILE_NAME) or "the file"


def refused_blocks(file_name: str, reasons: Sequence[str]) -> list[Block]:
    """Say that a file was not taken, and why."""
    return block_kit.present(
        [
            block_kit.sentence(f"I could not use {file_words(file_name)}.", bold=True),
            *(block_kit.sentence(_reason(file_name, each)) for each in reasons[:_REASONS]),
            block_kit.context(["Nothing was stored. Correct the file and share it again."]),
        ]
    )


def refused_text(file_name: str, reasons: Sequence[str]) -> str:
    """Say the same in one line; safe mrkdwn."""
    why = f" {_reason(file_name, reasons[0])}" if reasons else ""
    return shorten_escaped(one_line(f"I could not use {file_words(file_name)}.{why}"), limits.SECTION_TEXT)


def _reason(file_name: str, reason: str) -> str:
    """Write a reason as a sentence, without the file's name, which is said before; a sheet's stays."""
    said = one_line(reason).removeprefix(f"{one_line(file_name)}: ").rstrip(".")
    return f"{upper_first(said)}."
