"""The story of a shared file: received, being read, what came of it, or why nothing did."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from shared.core.table.types import DataType
from shared.render import block_kit, limits
from shared.render.escape import escape, one_line, shorten, shorten_escaped
from shared.render.numbers import count, number
from shared.render.tables import CELL_TEXT, characters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.ingest.report import CleanColumn, IngestionReport, Reject, TableReport
    from shared.render.block_kit import Block

_FILE_NAME = 100
_TABLES = 6
"""Tables told about in full; the rest is counted, so that a workbook of fifty sheets still fits one message."""
_REPAIRS, _REJECTS, _ISSUES = 8, 5, 10
_EXAMPLES = 3
_LINE = 240


TYPE_NAMES = {
    DataType.TEXT: "text",
    DataType.INTEGER: "whole number",
    DataType.DECIMAL: "number",
    DataType.FLOAT: "number",
    DataType.BOOLEAN: "yes or no",
    DataType.DATE: "date",
    DataType.TIME: "time of day",
    DataType.TIMESTAMP: "date and time",
}
"""Data types in everyday words."""


class Stage(IntEnum):
    """How far a file has come."""

    RECEIVED = 0
    READING = 1
    STORING = 2
    PREPARING = 3


_STEPS = ("Received the file", "Reading it", "Storing its tables", "Preparing it for questions")


def progress_blocks(file_name: str, stage: Stage) -> list[Block]:
    """Show how far a file has come, as a plan (https://docs.slack.dev/reference/block-kit/blocks/plan-block)."""
    return [
        {
            "type": "plan",
            "title": f"Reading {_file(file_name)}",
            "tasks": [
                {"type": "task_card", "task_id": f"step_{i}", "title": step, "status": _state(i, stage)}
                for i, step in enumerate(_STEPS)
            ],
        }
    ]


def progress_text(file_name: str, stage: Stage) -> str:
    """Say how far a file has come; safe mrkdwn."""
    return f"{_STEPS[stage]}: {escape(_file(file_name))}"


def _state(step: int, stage: Stage) -> str:
    if step < stage or stage is Stage.RECEIVED is Stage(step):
        return "complete"
    return "in_progress" if step == stage else "pending"


def ingestion_blocks(report: IngestionReport) -> list[Block]:
    """Tell what came of a file: tables, columns, repairs, refused rows, and questions to ask."""
    if not report.tables:
        return refused_blocks(report.file_name, [issue.for_user() for issue in report.issues])
    budget = limits.TABLE_CHARACTERS
    blocks: list[Block | None] = [block_kit.sentence(_summary(report), bold=True)]
    for table in report.tables[:_TABLES]:
        columns = _columns(table, budget)
        budget -= sum(characters(cell) for row in (columns or {"rows": []})["rows"] for cell in row)
        blocks += [block_kit.section(_table_words(table)), columns, _repairs(table), _rejects(table)]
    more = len(report.tables) - _TABLES
    blocks.append(block_kit.context([f"and {count(more, 'more table')}"]) if more > 0 else None)
    blocks.append(_issues(report))
    examples = block_kit.question_buttons(((each, each) for each in report.questions), most=3)
    blocks += [block_kit.context(["Now you can ask"]), examples] if examples else []
    return block_kit.present(blocks)


def ingestion_text(report: IngestionReport) -> str:
    """Say what came of a file in one line; safe mrkdwn."""
    if not report.tables:
        return refused_text(report.file_name, [issue.for_user() for issue in report.issues])
    return escape(_summary(report))


def refused_blocks(file_name: str, reasons: Sequence[str]) -> list[Block]:
    """Say that a file was not taken, and why."""
    return block_kit.present(
        [
            block_kit.sentence(f"I could not use {_file(file_name)}.", bold=True),
            *(block_kit.sentence(reason) for reason in reasons[:_ISSUES]),
            block_kit.context(["Nothing was stored. Correct the file and share it again."]),
        ]
    )


def refused_text(file_name: str, reasons: Sequence[str]) -> str:
    """Say the same in one line; safe mrkdwn."""
    why = f" {reasons[0]}" if reasons else ""
    return shorten_escaped(one_line(f"I could not use {_file(file_name)}.{why}"), limits.SECTION_TEXT)


def _file(name: str) -> str:
    return shorten(one_line(name), _FILE_NAME) or "the file"


def _summary(report: IngestionReport) -> str:
    rows = sum(table.rows for table in report.tables)
    return (
        f"{_file(report.file_name)} is ready: {count(rows, 'row')} in {count(len(report.tables), 'table')}. "
        "Ask me about it."
    )


def _table_words(table: TableReport) -> str:
    words = [f"{count(table.rows, 'row')}, {count(len(table.columns), 'column')}"]
    if table.rejected:
        words.append(f"{count(len(table.rejected), 'row')} left out")
    return f"*{escape(shorten(one_line(table.label), _FILE_NAME)) or 'Table'}*: {', '.join(words)}"


def _columns(table: TableReport, budget: int) -> Block | None:
    """List the columns as a data_table, as many as the message's budget of characters allows."""
    header = ["Column", "Type", "Examples", "Empty"]
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
    label = shorten(one_line(table.label), _FILE_NAME)
    shown = len(rows) - 1
    part = f" (first {shown} of {len(table.columns)})" if shown < len(table.columns) else ""
    return {
        "type": "data_table",
        "caption": f"Columns of {label or 'the table'}{part}",
        "page_size": min(10, shown),
        "row_header_column_index": 0,
        "rows": rows,
    }


def _column_row(column: CleanColumn) -> list[Block]:
    label = shorten(one_line(column.label) or column.name, CELL_TEXT)
    examples = "personal data, not shown" if column.personal else ", ".join(map(one_line, column.examples[:_EXAMPLES]))
    return [
        {"type": "raw_text", "text": label or "–"},
        {"type": "raw_text", "text": TYPE_NAMES[column.type]},
        {"type": "raw_text", "text": shorten(examples, CELL_TEXT) or "–"},
        {"type": "raw_number", "value": column.nulls, "text": number(column.nulls)},
    ]


def _repairs(table: TableReport) -> Block | None:
    told = sorted(table.repairs, key=lambda each: not each.to_check)[:_REPAIRS]
    said = [
        f"{'Please check' if each.to_check else 'Repaired'}: {one_line(each.what)} ({number(each.count)})"
        for each in told
    ]
    more = len(table.repairs) - len(said)
    personal = [one_line(column.label) for column in table.columns if column.personal]
    if more > 0:
        said.append(f"and {count(more, 'more remark')}")
    if personal:
        names = shorten(", ".join(personal), limits.SECTION_FIELD_TEXT)
        said.append(f"Personal data, never sent to a language model: {names}")
    return block_kit.context(said)


def _rejects(table: TableReport) -> Block | None:
    """List the first rows that were left out with line and reason; cells only where no column is personal."""
    if not table.rejected:
        return None
    private = any(column.personal for column in table.columns)
    lines = [_reject(each, private=private) for each in table.rejected[:_REJECTS]]
    more = len(table.rejected) - len(lines)
    tail = [f"and {count(more, 'more row')}"] if more > 0 else []
    return block_kit.section("\n".join(["*Rows left out*", *lines, *tail]))


def _reject(reject: Reject, *, private: bool) -> str:
    reason = shorten_escaped(one_line(reject.reason), _LINE)
    if private or not reject.cells:
        return f"• line {number(reject.line)}: {reason}"
    cells = shorten_escaped(" | ".join(cell for cell in map(one_line, reject.cells) if cell), _LINE)
    return f"• line {number(reject.line)}: {reason} ({cells})" if cells else f"• line {number(reject.line)}: {reason}"


def _issues(report: IngestionReport) -> Block | None:
    return block_kit.context([f"Not used: {one_line(each.for_user())}" for each in report.issues[:_ISSUES]])
