"""An answer as plain text for a terminal: headline, aligned table, caveats, how it was found."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from shared.core.asking.answer import Answer, Status
from shared.render.cells import exact_figure, is_number, table_texts
from shared.render.cited import source_lines
from shared.render.escape import one_line, shorten
from shared.render.evidence import evidence_text
from shared.render.numbers import count, number
from shared.render.tables import worth_a_table

if TYPE_CHECKING:
    from shared.core.table.result import ResultTable

ROWS = 20
_COLUMN_WIDTH = 40
_GAP = "  "


def text_answer(answer: Answer, rows: int = ROWS) -> str:
    """Write an answer for the terminal, its table up to rows rows; ends without a newline."""
    parts = ["\n".join([one_line(answer.headline), *exact_figure(answer)])]
    if answer.table is not None and worth_a_table(answer.table):
        parts.append(text_table(answer.table, rows))
    if answer.sources:
        parts.append("\n".join(source_lines(answer)))
    if answer.caveats:
        parts.append("\n".join(f"Note: {one_line(caveat)}" for caveat in answer.caveats))
    if answer.options:
        parts.append("\n".join(f"  {i}. {one_line(label)}" for i, (label, _) in enumerate(answer.options, start=1)))
    if answer.evidence is not None:
        parts.append("\n".join(evidence_text(answer.evidence)))
    if answer.next_questions:
        title = "Ask next:" if answer.status is Status.ANSWERED else "You can ask:"
        parts.append("\n".join([title, *(f"  - {one_line(question)}" for question in answer.next_questions)]))
    return "\n\n".join(parts)


def text_table(table: ResultTable, rows: int = ROWS) -> str:
    """Write a table with aligned columns, numbers to the right; says how many rows are not shown."""
    header = [shorten(one_line(column.label), _COLUMN_WIDTH) for column in table.columns]
    body = [[shorten(one_line(text), _COLUMN_WIDTH) for text in texts] for texts in table_texts(table, rows)]
    right = [any(is_number(cell) for cell in table.column(i)) for i in range(len(header))]
    widths = [max(map(width, column)) for column in zip(header, *body, strict=True)]
    lines = [_line(header, widths, right), _GAP.join("─" * size for size in widths)]
    lines += [_line(texts, widths, right) for texts in body]
    return "\n".join([*lines, *_more(table, len(body))])


def _line(texts: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for text, size, numeric in zip(texts, widths, right, strict=True):
        space = " " * (size - width(text))
        padded.append(f"{space}{text}" if numeric else f"{text}{space}")
    return _GAP.join(padded).rstrip()


def _more(table: ResultTable, shown: int) -> list[str]:
    left = len(table.rows) - shown
    if table.truncated:
        return [f"… first {number(shown)} of more than {count(len(table.rows), 'row')}"]
    return [f"… and {count(left, 'more row')}"] if left else []


def width(text: str) -> int:
    """Count the columns a text takes in a terminal: wide East Asian characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(each) or unicodedata.category(each) == "Cf" else 2 if _is_wide(each) else 1
        for each in text
    )


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}
