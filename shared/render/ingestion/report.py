"""What came of a file: what it made of its data set, its tables, what was done to them, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.versions.versions import Change
from shared.render import actions, block_kit, limits
from shared.render.escape import escape, one_line, shorten
from shared.render.ingestion.changes import NO_KEY, change_words, has_no_key, key_words, version_rows
from shared.render.ingestion.refused import file_words, refused_blocks, refused_text
from shared.render.ingestion.tables_told import (
    columns_block,
    columns_cost,
    details_block,
    left_out_of,
    table_words,
    to_look_at,
)
from shared.render.numbers import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.ingest.report import IngestionReport
    from shared.render.block_kit import Block
    from shared.render.ingestion.changes import Became

_TABLES = 6
"""Tables told about in full; the rest is counted, so that a workbook of fifty sheets still fits one message."""
_ISSUES = 10
_LABEL = 100


def ingestion_blocks(report: IngestionReport, became: Became | None = None) -> list[Block]:
    """Tell what came of a file, and offer questions, the rows left out, and the data set's versions."""
    if not report.tables:
        return refused_blocks(report.file_name, [issue.for_user() for issue in report.issues])
    examples = block_kit.question_buttons(((each, each) for each in report.questions), most=3)
    more = len(report.tables) - _TABLES
    return block_kit.present(
        [
            block_kit.sentence(_summary(report, became), bold=True),
            _change(became),
            *_tables(report, became),
            block_kit.context([f"and {count(more, 'more table')}"]) if more > 0 else None,
            block_kit.context([f"Not used: {one_line(each.for_user())}" for each in report.issues[:_ISSUES]]),
            *([block_kit.context(["Now you can ask"]), examples] if examples else []),
            _next(report, became),
        ]
    )


def ingestion_text(report: IngestionReport, became: Became | None = None) -> str:
    """Say what came of a file in one line; safe mrkdwn."""
    if not report.tables:
        return refused_text(report.file_name, [issue.for_user() for issue in report.issues])
    return escape(_summary(report, became))


def _tables(report: IngestionReport, became: Became | None) -> Iterator[Block | None]:
    budget, rows = limits.TABLE_CHARACTERS, _rows_of_each(report, became)
    for table in report.tables[:_TABLES]:
        columns = columns_block(table, budget)
        budget -= columns_cost(columns)
        yield block_kit.section(table_words(table, rows))
        yield columns
        yield to_look_at(table)
        yield details_block(table)


def _rows_of_each(report: IngestionReport, became: Became | None) -> str:
    """How the rows of each table are counted: of a single one they are said already."""
    if len(report.tables) == 1:
        return ""
    is_added = became is not None and not became.is_known and became.version.change is Change.APPENDED
    return "{} added" if is_added else "{}"


def _size(report: IngestionReport) -> str:
    rows, tables = count(sum(table.rows for table in report.tables), "row"), len(report.tables)
    return rows if tables == 1 else f"{rows} in {count(tables, 'table')}"


def _summary(report: IngestionReport, became: Became | None) -> str:
    name = file_words(report.file_name)
    if became is None or became.is_known or became.version.change in {Change.FIRST, Change.RESTORED}:
        return f"{name} is ready: {_size(report)}. Ask me about it."
    label = shorten(one_line(became.label), _LABEL) or "the data set"
    if became.version.change is Change.APPENDED:
        return (
            f"{name} is added to {label}, which has {count(version_rows(became.version), 'row')} now. Ask me about it."
        )
    return f"{label} is now what {name} says: {_size(report)}. Ask me about it."


def _change(became: Became | None) -> Block | None:
    """Say in small print what changed, and who wanted it so."""
    words = change_words(became) if became is not None else ""
    if became is None or not words:
        return None
    said = escape(words)
    if became.differences and has_no_key(became.differences):
        said += f" {NO_KEY}"
    if became.differences and (told_apart := key_words(became.differences)):
        said += f" {escape(told_apart)}"
    chosen = f" Chosen by <@{became.chosen_by}>." if became.chosen_by else ""
    return block_kit.context_mrkdwn(f"{said}{chosen}")


def _next(report: IngestionReport, became: Became | None) -> Block | None:
    if became is None:
        return None
    left_out = sum(map(left_out_of, report.tables))
    offered = []
    if left_out and not became.is_known:
        offered.append(block_kit.button("Download left-out rows", actions.LEFT_OUT, became.dataset_id))
    if became.can_go_back:
        offered.append(block_kit.button("Versions", actions.VERSIONS, became.dataset_id))
    return block_kit.buttons(offered)
