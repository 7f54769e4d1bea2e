"""Tables that are understood in memory, row by row: the two that a Tally export holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.quality import facts_of, quality_of
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.sales.sales_tables import MADE_BY_RULES, TRANSACTIONS, sales_tables
from shared.core.ingest.sales.tally import is_no_sale, read_invoices
from shared.core.ingest.sales.tally_layout import tally_layout
from shared.core.ingest.text.sheet import RawTable
from shared.core.ingest.text.sorting import sort_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.ingest.limits import FileLimits
    from shared.core.ingest.report import CleanTable, Quality, Reject
    from shared.core.ingest.sales.sales_rules import SalesRules
    from shared.core.ingest.sales.tally_invoices import TallyReading
    from shared.core.ingest.text.layout import TableLayout

PROBE = 2_000
"""First rows of a table that show whether it is a Tally export."""


def holds_invoices(layout: TableLayout, first_rows: Sequence[Sequence[str]]) -> bool:
    """True when a table is a Tally export, going by its header and its first rows (PROBE of them are enough)."""
    rows = [list(row) for row in first_rows]
    table = RawTable(layout.label, layout.header, list(range(len(rows))), rows, has_header=layout.has_header)
    return tally_layout(table) is not None


def too_many_invoices(layout: TableLayout, rows: int, limits: FileLimits) -> SheetIssue | None:
    """Why an export of invoices with so many rows, all held in memory, is not taken; None where it is."""
    if rows <= limits.tally_rows:
        return None
    most = f"at most {limits.tally_rows:,} are taken at once"
    return SheetIssue(layout.label, f"it is an export of invoices with {rows:,} rows; {most}, so share it year by year")


def invoice_tables(
    layout: TableLayout, records: Iterable[tuple[int, list[str]]], rejects: Sequence[Reject], rules: SalesRules
) -> tuple[CleanTable, ...]:
    """The invoices and their lines, where the table is a Tally export; nothing for any other.

    records are those of its sheet, and rejects those of them that are no rows.
    """
    reading = _read(layout, records)
    made = sales_tables(reading, rules, layout.repairs, tuple(rejects)) if reading else ()
    return tuple(replace(each, quality=_quality(each, layout)) for each in made)


def _quality(table: CleanTable, layout: TableLayout) -> Quality:
    """How sound the table came; what is no record, as totals and the ends of pages are, is none that was lost."""
    footer = len(layout.footer) if table.name == TRANSACTIONS else 0
    lost = sum(not is_no_sale(each.reason) for each in table.rejects) - footer
    read = tuple(each for each in table.columns if each.name not in MADE_BY_RULES)
    return quality_of(facts_of(read, len(table.rows), max(0, lost), table.repairs))


def _read(layout: TableLayout, records: Iterable[tuple[int, list[str]]]) -> TallyReading | None:
    """The invoices, None where there are none; the cells they are read from are let go, of equal ones one was kept."""
    lines: list[int] = []
    rows: list[list[str]] = []
    texts: dict[str, str] = {}
    for line, cells, reason in sort_rows(layout, records, Counter()):
        if not reason:
            lines.append(line)
            rows.append([texts.setdefault(cell, cell) for cell in cells])
    table = RawTable(layout.label, layout.header, lines, rows, has_header=layout.has_header)
    tally = tally_layout(table)
    return read_invoices(table, tally) if tally else None
