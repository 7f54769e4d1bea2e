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

_READ = "read; now they are checked"
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


def progress_blocks(  # noqa: PLR0913 - what is known of the work, all of it optional
    file_name: str, stage: Stage, rows: int = 0, of: int | None = None, *, chosen: str = "", checked: str = ""
) -> list[Block]:
    """Show how far a file has come, as a plan (https://docs.slack.dev/reference/block-kit/blocks/plan-block).

    rows are those read so far, or written, of about so many in all where that is known. chosen says what somebody chose
    for the file, as safe mrkdwn; checked is what is looked at once the rows are read ("column 3 of 12").
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
            block_kit.section(said) if (said := _said(stage, rows, of, checked)) else None,
        ]
    )


def progress_text(file_name: str, stage: Stage) -> str:
    """Say how far a file has come; safe mrkdwn."""
    return f"{_STEPS[stage]}: {escape(file_words(file_name))}"


def _state(step: int, stage: Stage) -> str:
    if step < stage:
        return "complete"
    return "in_progress" if step == stage else "pending"


def _said(stage: Stage, rows: int, of: int | None, checked: str) -> str:
    """What is done now, with its figures; no bar where none is true, nothing where nothing is known."""
    is_writing = stage is Stage.STORING
    if checked:
        return (
            f"{count(rows, 'row')} read; now checking {escape(checked)}" if rows > 0 else f"Checking {escape(checked)}"
        )
    if rows <= 0:
        return f"Writing {count(of, 'row')}" if is_writing and of and of > 0 else ""
    if not of or of <= 0:
        return f"{count(rows, 'row')} so far"
    if rows == of:
        return f"{count(rows, 'row')} {'written; now they are put in place' if is_writing else _READ}"
    return _bar(rows, of, "" if is_writing else "about ")


def _bar(rows: int, of: int, about: str) -> str:
    """A bar of one width whatever it says, its percentage right-aligned, the rows below."""
    share = min(rows / of, _NEARLY)
    filled = int(share * _BAR)
    drawn = f"`{_FULL * filled}{_EMPTY * (_BAR - filled)} {int(share * 100):>3}%`"
    return f"{drawn}\n{number(rows)} of {about}{count(max(rows, of), 'row')}"
