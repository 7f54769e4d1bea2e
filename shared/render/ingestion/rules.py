"""What came of a file of rules: what each does to the files shared in the channel from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.render import block_kit
from shared.render.escape import escape, one_line, shorten_escaped
from shared.render.ingestion.refused import file_words
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.render.block_kit import Block

_RULES = 12
_RULE = 240
"""Twelve rules of so many characters fit one section."""


def rules_blocks(file_name: str, rules: Sequence[str], *, replaced: bool = False) -> list[Block]:
    """Say how many rules came, and each in words; replaced: a later file stands already."""
    told = [] if replaced else [f"• {shorten_escaped(one_line(each), _RULE)}" for each in rules]
    more = len(told) - _RULES
    tail = [f"and {number(more)} more"] if more > 0 else []
    return block_kit.present(
        [
            block_kit.sentence(_said(file_name, rules, replaced=replaced), bold=True),
            block_kit.section("\n".join([*told[:_RULES], *tail])) if told else None,
            block_kit.context(["Tables already here stay as they are; share their files again to apply the rules."])
            if told
            else None,
        ]
    )


def rules_text(file_name: str, rules: Sequence[str], *, replaced: bool = False) -> str:
    """Say the same in one line; safe mrkdwn."""
    return escape(_said(file_name, rules, replaced=replaced))


def _said(file_name: str, rules: Sequence[str], *, replaced: bool) -> str:
    name = file_words(file_name)
    if replaced:
        return f"Later rules of this channel stand already; {name} is not used."
    if not rules:
        return f"{name} holds no rules: this channel's rules are taken away. Tables already here stay as they are."
    return f"{name} is kept: {count(len(rules), 'rule')} for files shared in this channel from now on."
