"""An explanation as a Slack message: its sentences, and what each of their numbers stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.render import block_kit, limits
from shared.render.escape import one_line, shorten
from shared.render.evidence import evidence_block

if TYPE_CHECKING:
    from shared.core.asking.answer import Answer, Source
    from shared.render.block_kit import Block

_TITLE, _PLACE = 120, 160


def cited_body(answer: Answer) -> list[Block]:
    """Make what an answer with sources says. Sentences, titles and places are data: all of it is plain text."""
    return block_kit.present(
        [
            block_kit.sentence(one_line(answer.headline)),
            block_kit.context(source_lines(answer)[: limits.CONTEXT_ELEMENTS]),
            block_kit.context(answer.caveats),
            evidence_block(answer.evidence) if answer.evidence else None,
        ]
    )


def source_lines(answer: Answer) -> list[str]:
    """Say for each number what it stands for: "[1] Refund policy: Returns / Deadlines, page 2". Not escaped."""
    return [_line(each) for each in answer.sources]


def _line(source: Source) -> str:
    title, place = shorten(one_line(source.title), _TITLE), shorten(one_line(source.place), _PLACE)
    # A document's first heading is often its title again.
    said = f"{title}: {place}" if place and place.casefold() != title.casefold() else title
    return f"[{source.number}] {said}"
