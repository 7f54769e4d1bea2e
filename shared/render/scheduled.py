"""A scheduled question as a message: its answer of now, when it comes again, and the button that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.answer import Answer, Status
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render import actions, block_kit
from shared.render.answer import answer_body, answer_text
from shared.render.digest import schedule_words
from shared.render.numbers import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.digests.digest import Digest
    from shared.render.block_kit import Block

HOW_TO_STOP = "Say “stop sending this”, or press Stop."


def scheduled_blocks(digest: Digest, answer: Answer) -> list[Block]:
    """Make the message; an answer that could not be had says so in its place."""
    sure = block_kit.confirm("Stop this?", "It will not be posted any more.", "Stop it")
    stop = block_kit.button("Stop", actions.DIGEST_REMOVE, digest.id, confirm=sure)
    body = answer_body(answer) if answer.status is Status.ANSWERED else [block_kit.sentence(answer.headline)]
    return block_kit.present(
        [
            block_kit.header(digest.title or "Scheduled question"),
            *body,
            block_kit.context([f"{schedule_words(digest)}. {HOW_TO_STOP}"]),
            block_kit.buttons([stop]),
        ]
    )


def scheduled_text(answer: Answer) -> str:
    """Say it for notifications; safe mrkdwn."""
    return answer_text(answer)


def schedules_table(digests: Sequence[Digest]) -> ResultTable:
    """List what is posted, when, and to whom."""
    labels = ("What", "When", "To")
    columns = tuple(ResultColumn(each.lower(), each, DataType.TEXT, Role.ATTRIBUTE) for each in labels)
    rows = tuple((each.title, schedule_words(each), "you" if each.direct else "this channel") for each in digests)
    return ResultTable(columns, rows)


def schedules_headline(digests: Sequence[Digest]) -> str:
    """Say how many there are."""
    if not digests:
        return "Nothing is scheduled here. Try “send me this every Monday at 9” under an answer."
    return f"{count(len(digests), 'message')} {'is' if len(digests) == 1 else 'are'} scheduled here."
