"""From a raw sheet to its clean tables: an ordinary one, or the two that a Tally export holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.clean import clean_table
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.sales_tables import sales_tables
from shared.core.ingest.structure import find_table
from shared.core.ingest.tally import read_invoices
from shared.core.ingest.tally_layout import tally_layout

if TYPE_CHECKING:
    from shared.core.ingest.report import CleanTable
    from shared.core.ingest.sales_rules import SalesRules
    from shared.core.ingest.sheet import RawSheet


def clean_sheet(sheet: RawSheet, rules: SalesRules) -> tuple[CleanTable, ...] | SheetIssue:
    """The clean tables of a sheet, or why there is none."""
    table = find_table(sheet)
    if isinstance(table, SheetIssue):
        return table
    if layout := tally_layout(table):
        return sales_tables(table, read_invoices(table, layout), rules)
    return (clean_table(table),)
