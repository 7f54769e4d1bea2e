"""What the bot says when asked for nothing, or for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.render import block_kit
from shared.render.datasets import tables_section
from shared.render.escape import one_line, shorten_escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.store.dataset import Dataset
    from shared.render.block_kit import Block

_HELLO = (
    "Ask me about the data in this channel in your own words, and I answer with the number, a table and a chart, "
    "and show how I found it."
)
_NO_DATA = "There is no data here yet. Share a CSV, Excel, JSON or Parquet file in this channel and I will read it."
_CAN = (
    "• *Ask*: mention me, write to me directly, or use `/avexra` and your question\n"
    "• *Go on*: answer in the thread, for example “only last month” or “as a pie chart”\n"
    "• *Understand it*: “why did it change last month”, “what does … mean”, “how is … calculated”\n"
    "• *Add data*: share a CSV, Excel, JSON or Parquet file in a channel I am in, or a document, and ask what it says\n"
    "• *Keep it*: “pin this”, “send me this every Monday at 9”, “what is scheduled here”, or download it as CSV\n"
    "• *Look at the data itself*: `/avexra store` shows how fresh it is, its rows and columns, and syncs it"
)
_QUESTION = 300


def help_blocks(datasets: Sequence[Dataset], questions: Sequence[str]) -> list[Block]:
    """Make the help message: what can be done, what is here, up to three questions that can be asked as they stand."""
    tables = tables_section(datasets)
    examples = block_kit.question_buttons(((question, question) for question in questions), most=3)
    return block_kit.present(
        [
            block_kit.sentence(_HELLO),
            tables or block_kit.sentence(_NO_DATA),
            block_kit.context(["Try one of these"]) if examples else None,
            examples,
            block_kit.section(_CAN),
        ]
    )


def help_text(questions: Sequence[str]) -> str:
    """Say the help in short, for notifications; safe mrkdwn."""
    tries = " ".join(f"“{shorten_escaped(one_line(each), _QUESTION)}”" for each in questions[:3])
    return f"{_HELLO} For example: {tries}" if tries else _HELLO
