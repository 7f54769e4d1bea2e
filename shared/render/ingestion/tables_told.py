"""One table of a report: its columns, what was done to it, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.render import block_kit, limits
from shared.render.columns import TYPE_NAMES
from shared.render.escape import escape, one_line, shorten, shorten_escaped
from shared.render.ingestion.examples import example_words
from shared.render.numbers import count, number
from shared.render.tables import CELL_TEXT, characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.ingest.report import CleanColumn, Reject, Repair, TableReport
    from shared.render.block_kit import Block

_NAME = 100
_CHECKS, _DETAILS, _REJECTS = 4, 12, 5
_LINE = 240
_PAGE = 10


def table_words(table: TableReport, rows: str = "{}") -> str:
    """Say how large a table is and how sound it came; safe mrkdwn. rows frames their count; empty leaves it out."""
    words = [rows.format(count(table.rows, "row"))] if rows else []
    words.append(count(len(table.columns), "column"))
    left_out = left_out_of(table)
    if left_out:
        words.append(f"{count(left_out, 'row')} left out")
    if table.quality is not None:
        words.append(f"quality {table.quality.score} of 100")
    return f"*{escape(shorten(one_line(table.label), _NAME)) or 'Table'}*: {', '.join(words)}"


def left_out_of(table: TableReport) -> int:
    """Count the rows that were left out; reports of older releases have the first of them only."""
    return max(table.rejects, len(table.rejected))


def columns_block(table: TableReport, budget: int) -> Block | None:
    """List the columns as a data_table, as many as the message's budget of characters allows."""
    header = ["Column", "Type", "Empty", "Examples"]
    rows: list[list[Block]] = [[{"type": "raw_text", "text": text} for text in header]]
    left = budget - sum(map(len, header))
    for column in table.columns[: limits.TABLE_ROWS]:
        row = _column_row(column)
        left -= sum(map(characters, row))
        if left < 0:
            break
        rows.append(row)
    if len(rows) == 1:
        return None
    label = shorten(one_line(table.label), _NAME)
    shown = len(rows) - 1
    part = f" (first {shown} of {len(table.columns)})" if shown < len(table.columns) else ""
    return {
        "type": "data_table",
        "caption": f"Columns of {label or 'the table'}{part}",
        "page_size": min(_PAGE, shown),
        "row_header_column_index": 0,
        "rows": rows,
    }


def columns_cost(block: Block | None) -> int:
    """Count what a columns block takes of the budget."""
    return sum(characters(cell) for row in (block or {"rows": []})["rows"] for cell in row)


def _column_row(column: CleanColumn) -> list[Block]:
    label = shorten(one_line(column.label) or column.name, CELL_TEXT)
    unit = f" ({one_line(column.unit)})" if one_line(column.unit) else ""
    examples = "personal data, not shown" if column.personal else example_words(column)
    return [
        {"type": "raw_text", "text": label or "–"},
        {"type": "raw_text", "text": shorten(f"{TYPE_NAMES[column.type]}{unit}", CELL_TEXT)},
        {"type": "raw_number", "value": column.nulls, "text": number(column.nulls)},
        {"type": "raw_text", "text": shorten(examples, CELL_TEXT) or "–"},
    ]


def to_look_at(table: TableReport) -> Block | None:
    """Say in small print what people should look at, and which columns tell of people."""
    checks = [each for each in table.repairs if each.to_check]
    said = [f"Please check: {repair_words(each)}" for each in checks[:_CHECKS]]
    more = len(checks) - len(said)
    if more > 0:
        said.append(f"and {count(more, 'more thing')} to check")
    personal = [one_line(column.label) or column.name for column in table.columns if column.personal]
    if personal:
        names = shorten(", ".join(personal), limits.SECTION_FIELD_TEXT)
        said.append(f"Personal data, never sent to a language model: {names}")
    return block_kit.context(said)


def details_block(table: TableReport) -> Block | None:
    """Make the folded box of everything that was done: quality, repairs, rules, rows left out; None for nothing."""
    parts = block_kit.present([_lines(title, lines) for title, lines in _details(table)])
    if not parts:
        return None
    label = shorten(one_line(table.label), _NAME) or "the table"
    return block_kit.container(f"What was done to {label}", parts)


def _details(table: TableReport) -> Iterator[tuple[str, list[str]]]:
    yield "What lowers the quality", list(table.quality.remarks) if table.quality else []
    yield "Repaired", [repair_words(each) for each in table.repairs if not each.to_check]
    yield "Rules applied", [f"{one_line(each.what)} ({count(each.rows, 'row')})" for each in table.rules if each.rows]
    yield "Rules that changed nothing", [one_line(each.what) for each in table.rules if not each.rows]
    private = any(column.personal for column in table.columns)
    rejects = [_reject(each, private=private) for each in table.rejected[:_REJECTS]]
    more = left_out_of(table) - len(rejects)
    yield "Rows left out", [*rejects, *([f"and {count(more, 'more row')}"] if more > 0 else [])]


def _lines(title: str, lines: list[str]) -> Block | None:
    if not lines:
        return None
    told = [f"• {shorten_escaped(one_line(each), 2 * _LINE)}" for each in lines[:_DETAILS]]
    more = len(lines) - len(told)
    tail = [f"and {number(more)} more"] if more > 0 else []
    return block_kit.section("\n".join([f"*{title}*", *told, *tail]))


def repair_words(repair: Repair) -> str:
    """Say what was done or is to be checked, and of what how many: rows above the header were skipped (2 rows)."""
    what = shorten(one_line(repair.what), _LINE)
    return f"{what} ({count(repair.count, repair.unit)})" if repair.unit else what


def _reject(reject: Reject, *, private: bool) -> str:
    """Say which row was left out and why; its cells only where no column is personal."""
    reason = f"line {number(reject.line)}: {shorten(one_line(reject.reason), _LINE)}"
    if private or not reject.cells:
        return reason
    cells = shorten(" | ".join(cell for cell in map(one_line, reject.cells) if cell), _LINE)
    return f"{reason} ({cells})" if cells else reason
