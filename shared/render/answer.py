"""An answer as a Slack message: headline, caveats, chart, table, how it was found, what to press next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.answer import Answer, Status
from shared.core.semantic.wording import lower_first
from shared.core.table.result import Role
from shared.render import actions, block_kit
from shared.render.cells import exact_figure, table_texts
from shared.render.charts.figures import figures_of
from shared.render.charts.native import native_chart
from shared.render.cited import cited_body, source_lines
from shared.render.escape import escape, one_line, shorten_escaped
from shared.render.evidence import evidence_block
from shared.render.numbers import number
from shared.render.tables import TableView, table_view, worth_a_table

if TYPE_CHECKING:
    from shared.core.table.result import ResultTable
    from shared.render.block_kit import Block
    from shared.render.charts.native import NativeChart

_FALLBACK_ROWS = 5
_FALLBACK_TEXT = 3_000
_HEADLINE_TEXT = 1_500


def answer_blocks(answer: Answer, answer_id: str) -> list[Block]:
    """Make the blocks of a reply, whatever its status; answer_id is what its buttons carry."""
    if answer.status is not Status.ANSWERED:
        return _without_answer(answer)
    return block_kit.present(
        [
            *answer_body(answer),
            _answer_buttons(answer, answer_id),
            block_kit.feedback(answer_id),
            *_next_questions(answer),
        ]
    )


def answer_body(answer: Answer) -> list[Block]:
    """Make what an answer says, without anything to press: for messages that nobody asked for just now."""
    if answer.sources:
        return cited_body(answer)
    chart = _chart(answer)
    view = _table(answer)
    return block_kit.present(
        [
            block_kit.sentence(answer.headline, bold=True),
            _caveats(answer, chart, view),
            chart.block if chart else None,
            view.block if view else None,
            evidence_block(answer.evidence) if answer.evidence else None,
        ]
    )


def answer_text(answer: Answer) -> str:
    """Say the answer as the message's text, for notifications and readers without blocks; safe mrkdwn.

    Headline, caveats, and the first rows of the table as "label: value" pairs.
    """
    lines = [answer.headline, *source_lines(answer), *exact_figure(answer), *answer.caveats]
    lines += [f"{i}. {label}" for i, (label, _) in enumerate(answer.options, start=1)]
    if answer.table is not None and worth_a_table(answer.table):
        lines += _fallback_rows(answer.table)
    kept: list[str] = []
    for line in lines:
        safe = shorten_escaped(one_line(line), _HEADLINE_TEXT)
        if safe and sum(map(len, kept)) + len(safe) < _FALLBACK_TEXT:
            kept.append(safe)
    return "\n".join(kept) or escape("No answer.")


def _chart(answer: Answer) -> NativeChart | None:
    figures = figures_of(answer)
    return native_chart(figures) if figures else None


def _table(answer: Answer) -> TableView | None:
    if answer.table is None or not worth_a_table(answer.table):
        return None
    return table_view(answer.table, _caption(answer.table, answer.chart.title if answer.chart else ""))


def _caption(table: ResultTable, title: str) -> str:
    """Name the table as its chart is named, else by its columns."""
    if title:
        return title
    measures = [table.columns[i].label for i in table.indexes(Role.MEASURE)]
    dimensions = [table.columns[i].label for i in table.indexes(Role.DIMENSION)]
    if measures and dimensions:
        return f"{', '.join(measures)} by {', '.join(map(lower_first, dimensions))}"
    return ", ".join(measures or dimensions) or "Rows found"


def _caveats(answer: Answer, chart: NativeChart | None, view: TableView | None) -> Block | None:
    said = [*answer.caveats, *exact_figure(answer), *(chart.notes if chart else ())]
    if view is not None and view.note:
        said.append(f"The table shows the {view.note}.")
    return block_kit.context(said)


def _answer_buttons(answer: Answer, answer_id: str) -> Block | None:
    has_rows = answer.query is not None and answer.table is not None and bool(answer.table.rows)
    return block_kit.buttons(
        block_kit.present(
            [
                block_kit.button("📌 Pin", actions.PIN, answer_id) if answer.query is not None else None,
                block_kit.button("⬇️ CSV", actions.CSV, answer_id) if has_rows else None,
            ]
        )
    )


def _next_questions(answer: Answer, title: str = "Ask next") -> list[Block]:
    row = block_kit.question_buttons((question, question) for question in answer.next_questions)
    return block_kit.present([block_kit.context([title]), row]) if row else []


def _without_answer(answer: Answer) -> list[Block]:
    options = block_kit.question_buttons(answer.options)
    title = "You can ask" if answer.status is Status.REFUSED else "Try one of these"
    asked = len(answer.options) if options else 0
    return block_kit.present(
        [
            block_kit.sentence(answer.headline, bold=answer.status is Status.CLARIFY),
            block_kit.context(answer.caveats),
            options,
            *(_next_questions(answer, title) if not asked else ()),
        ]
    )


def _fallback_rows(table: ResultTable) -> list[str]:
    labels = [column.label for column in table.columns]
    rows = [
        ", ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))
        for texts in table_texts(table, _FALLBACK_ROWS)
    ]
    more = len(table.rows) - len(rows)
    return [*rows, f"and {number(more)} more"] if more > 0 else rows
