"""A result as a CSV file that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from shared.render.escape import formula_guard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.ingest.report import Reject
    from shared.core.table.result import ResultTable
    from shared.core.table.types import Cell


def csv_bytes(table: ResultTable) -> bytes:
    """Write the table as CSV (RFC 4180) in UTF-8 with a byte order mark, which Excel needs to read it as UTF-8.

    The header has the labels with their units; numbers are exact and ungrouped, dates ISO 8601, null is empty; texts
    that would start a formula are prefixed with an apostrophe.
    """
    labels = [f"{column.label} ({column.unit})" if column.unit else column.label for column in table.columns]
    return _written((labels, *table.rows))


def rejects_csv(rejects: Sequence[tuple[str, Reject]]) -> bytes:
    """Write rows that were left out, each with the label of its table (empty where there is but one), the same way.

    The columns are the table, where there are several, the line in the file, the reason, then the cells as read.
    """
    has_labels = any(label for label, _ in rejects)
    width = max((len(each.cells) for _, each in rejects), default=0)
    header = ["Table", "Line", "Reason", *(f"Cell {i + 1}" for i in range(width))]
    rows: Iterable[Sequence[Cell]] = ((label, each.line, each.reason, *each.cells) for label, each in rejects)
    return _written(row if has_labels else row[1:] for row in chain([header], rows))


def _written(rows: Iterable[Sequence[Cell]]) -> bytes:
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for row in rows:
        writer.writerow([formula_guard(cell) for cell in row])
    # half of a surrogate pair cannot be encoded and is shown as a question mark
    return page.getvalue().encode("utf-8-sig", errors="replace")
