"""A result as a CSV file that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from shared.render.escape import formula_guard

if TYPE_CHECKING:
    from shared.core.table.result import ResultTable


def csv_bytes(table: ResultTable) -> bytes:
    """Write the table as CSV (RFC 4180) in UTF-8 with a byte order mark, which Excel needs to read it as UTF-8.

    The header has the labels with their units; numbers are exact and ungrouped, dates ISO 8601, null is empty; texts
    that would start a formula are prefixed with an apostrophe.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    labels = [f"{column.label} ({column.unit})" if column.unit else column.label for column in table.columns]
    writer.writerow([formula_guard(label) for label in labels])
    for row in table.rows:
        writer.writerow([formula_guard(cell) for cell in row])
    # half of a surrogate pair cannot be encoded and is shown as a question mark
    return page.getvalue().encode("utf-8-sig", errors="replace")
