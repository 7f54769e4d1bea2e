"""The story of a written model: in use, kept for later, taken away, or replaced; and what was left out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.core.semantic.phrases import listed
from shared.render import block_kit
from shared.render.escape import escape, one_line, shorten
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.render.block_kit import Block

_FILE_NAME = 100
_LEFT_OUT = 10
_SENTENCE = 400
_NOUNS = {
    "relationships": "join",
    "fields": "described column",
    "questions": "checked question",
}
"""What the kinds of the YAML are called, where that is not their name."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of a model: how many of each kind are in use, sentences on what was left out, questions that work.

    removed: the file was empty, and took the channel's model away; replaced: a later file stands already; no_tables:
    the channel has none yet; opened: columns that are no longer taken for personal data.
    """

    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    removed: bool = False
    replaced: bool = False
    no_tables: bool = False
    opened: tuple[str, ...] = ()


def adoption_text(adoption: Adoption) -> str:
    """Say what came of a model in one line; safe mrkdwn."""
    return escape(_said(adoption))


def adoption_blocks(adoption: Adoption) -> list[Block]:
    """Say the same, then what was left out and why, and offer questions."""
    told = [shorten(one_line(each), _SENTENCE) for each in adoption.left_out[:_LEFT_OUT]]
    more = len(adoption.left_out) - len(told)
    offered = block_kit.question_buttons(((each, each) for each in adoption.questions), most=3)
    return block_kit.present(
        [
            block_kit.sentence(_said(adoption), bold=True),
            block_kit.sentence("Left out:") if told and not adoption.no_tables else None,
            *(block_kit.sentence(f"• {each}") for each in told if not adoption.no_tables),
            block_kit.context([f"and {number(more)} more"]) if more > 0 and not adoption.no_tables else None,
            block_kit.context([f"No longer treated as personal data: {listed(adoption.opened)}."])
            if adoption.opened
            else None,
            *([block_kit.context(["Try"]), offered] if offered else []),
        ]
    )


def _said(adoption: Adoption) -> str:
    name = shorten(one_line(adoption.name), _FILE_NAME) or "the file"
    if adoption.replaced:
        return f"A later model of this channel stands already; {name} is not used."
    if adoption.removed:
        return f"{name} is empty: this channel's model is taken away. I go by what the tables themselves tell."
    if adoption.no_tables:
        return f"Your model {name} is kept. There are no tables here yet; it will be used when data is shared."
    if adoption.counts:
        return f"Your model {name} is in use: {listed([_count(*each) for each in adoption.counts.items()])}."
    if adoption.left_out:
        return f"Your model {name} is kept, but nothing of it fits the tables here."
    return f"Your model {name} is in use."


def _count(kind: str, amount: int) -> str:
    return count(amount, _NOUNS.get(kind, kind.removesuffix("s")))
