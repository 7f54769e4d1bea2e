"""How far a file has come: its steps, and for a long one a bar with the rows so far."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from shared.render import block_kit
from shared.render.escape import escape
from shared.render.ingestion.refused import file_words
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from shared.render.block_kit import Block

_BAR = 20
"""Characters of the bar: half a line of code on a phone."""
_FULL, _EMPTY = "█", "░"
_NEARLY = 0.99
"""How many rows there are is an estimate: beyond it, a bar is not full."""


class Stage(IntEnum):
    """How far a file has come."""

    RECEIVING = 0
    READING = 1
    STORING = 2
    PREPARING = 3


_STEPS = ("Receiving the file", "Reading it", "Storing its tables", "Preparing it for questions")


def progress_blocks(
    file_name: str, stage: Stage, rows: int = 0, of: int | None = None, chosen: str = ""
) -> list[Block]:
    """Show how far a file has come, as a plan (https://docs.slack.dev/reference/block-kit/blocks/plan-block).

    rows are those read so far, of about so many in all where that is known. chosen says what somebody chose for the
    file, as safe mrkdwn.
    """
    plan: Block = {
        "type": "plan",
        "title": f"Reading {file_words(file_name)}",
        "tasks": [
            {"type": "task_card", "task_id": f"step_{i}", "title": step, "status": _state(i, stage)}
            for i, step in enumerate(_STEPS)
        ],
    }
    return block_kit.present(
        [
            block_kit.context_mrkdwn(chosen) if chosen else None,
            plan,
            block_kit.section(_bar(rows, of)) if rows > 0 else None,
        ]
    )


def progress_text(file_name: str, stage: Stage) -> str:
    """Say how far a file has come; safe mrkdwn."""
    return f"{_STEPS[stage]}: {escape(file_words(file_name))}"


def _state(step: int, stage: Stage) -> str:
    if step < stage:
        return "complete"
    return "in_progress" if step == stage else "pending"


def _bar(rows: int, of: int | None) -> str:
    """A bar of one width whatever it says, its percentage right-aligned, the rows below; no bar where none is true."""
    if not of or of <= 0:
        return f"{count(rows, 'row')} so far"
    if rows == of:
        return f"{count(rows, 'row')} read; now they are checked"
    share = min(rows / of, _NEARLY)
    filled = int(share * _BAR)
    drawn = f"`{_FULL * filled}{_EMPTY * (_BAR - filled)} {int(share * 100):>3}%`"
    return f"{drawn}\n{number(rows)} of about {count(max(rows, of), 'row')}"
