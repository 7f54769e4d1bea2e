"""A result as Slack's data_table: sortable, filterable, within its limits, and honest about what was left out.

Shape: https://docs.slack.dev/reference/block-kit/blocks/data-table-block
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.render import limits
from shared.render.cells import is_number, table_texts
from shared.render.escape import one_line, shorten
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from shared.core.table.result import ResultTable
    from shared.core.table.types import Cell
    from shared.render.block_kit import Block

CELL_TEXT = 240
"""One long text must not cost the reader the rows below it."""
_PAGE = 10
_CAPTION = 200


@dataclass(frozen=True, slots=True)
class TableView:
    """A data_table block and what it leaves out, in words; note is empty when everything is shown."""

    block: Block
    note: str


def worth_a_table(table: ResultTable) -> bool:
    """False for no rows, and for the single number that the headline already says."""
    return bool(table.rows) and bool(table.columns) and not (len(table.rows) == 1 and len(table.columns) == 1)


def table_view(table: ResultTable, caption: str, budget: int = limits.TABLE_CHARACTERS) -> TableView | None:
    """Make the data_table of as many rows and columns as fit into budget characters; None when not one row does."""
    columns = table.columns[: limits.TABLE_COLUMNS]
    header = [shorten(one_line(column.label) or one_line(column.name) or "–", CELL_TEXT) for column in columns]
    spent = sum(map(len, header))
    rows: list[list[Block]] = []
    for cells, texts in zip(table.rows, table_texts(table, limits.TABLE_ROWS), strict=False):
        row = [data_cell(cell, text) for cell, text in zip(cells, texts[: len(columns)], strict=False)]
        spent += sum(map(characters, row))
        if spent > budget:
            break
        rows.append(row)
    if not rows:
        return None
    note = left_out(table, len(rows))
    block: Block = {
        "type": "data_table",
        "caption": shorten(one_line(f"{caption}: {note}" if note else caption), _CAPTION) or "Result",
        "page_size": min(_PAGE, len(rows)),
        "row_header_column_index": 0,
        "rows": [[{"type": "raw_text", "text": text} for text in header], *rows],
    }
    return TableView(block, note)


def data_cell(cell: Cell, text: str) -> Block:
    """Make one cell: numbers keep their value, so that sorting and filtering are by number."""
    shown = shorten(text, CELL_TEXT)
    if is_number(cell) and isinstance(cell, int | float | Decimal):
        return {"type": "raw_number", "value": cell if isinstance(cell, int) else float(cell), "text": shown}
    return {"type": "raw_text", "text": shown}


def characters(cell: Block) -> int:
    """Count what a cell costs; Slack does not say whether a number costs its text or its value, so the longer."""
    return max(len(cell["text"]), len(repr(cell["value"])) if "value" in cell else 0)


def left_out(table: ResultTable, shown: int) -> str:
    """Say how much of the result is not shown; empty when all of it is."""
    parts = []
    if table.truncated:
        parts.append(f"first {number(shown)} of more than {count(len(table.rows), 'row')}")
    elif shown < len(table.rows):
        parts.append(f"first {number(shown)} of {count(len(table.rows), 'row')}")
    if len(table.columns) > limits.TABLE_COLUMNS:
        parts.append(f"first {limits.TABLE_COLUMNS} of {len(table.columns)} columns")
    return ", ".join(parts)
