"""An export of invoices is understood in memory, of which it takes a known amount, and is refused beyond it."""

from __future__ import annotations

import tracemalloc
from datetime import date

from infra.local.demo.sales import generate_sales
from shared.core.ingest.limits import FileLimits
from shared.core.ingest.sales.sales_rules import NO_RULES
from shared.core.ingest.sales.tables import holds_invoices, invoice_tables, too_many_invoices
from shared.core.ingest.text.layout import TableLayout

_SEPARATOR = "\x1f"
_MOST_BYTES_A_ROW = 1_000


def test_invoices_take_less_than_a_kibibyte_a_row() -> None:
    """Whatever each record came with is let go: the limit of rows in core/ingest/limits.py counts on that."""
    rows = [list(row) for row in generate_sales(date(2024, 6, 30), invoices=2_000).rows()]
    head = next(place for place, row in enumerate(rows) if row[:1] == ["Date"])
    layout = TableLayout("Register", tuple(rows[head]), head + 2)
    written = [_SEPARATOR.join(row) for row in rows]
    del rows
    assert holds_invoices(layout, [text.split(_SEPARATOR) for text in written[head + 1 : head + 100]])
    tracemalloc.start()
    try:
        records = ((line, text.split(_SEPARATOR)) for line, text in enumerate(written, start=1))
        invoices, lines = invoice_tables(layout, records, (), NO_RULES)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(invoices.rows) == 2_000
    assert peak < _MOST_BYTES_A_ROW * (len(invoices.rows) + len(lines.rows))


def test_an_export_too_large_for_memory_is_refused_with_a_way_out() -> None:
    """One of as many rows as are taken is not."""
    limits = FileLimits(tally_rows=1_000)
    layout = TableLayout("Register", ("Date",), 1)
    assert too_many_invoices(layout, 1_000, limits) is None
    issue = too_many_invoices(layout, 1_001, limits)
    assert issue is not None
    assert issue.for_user() == (
        "Register: it is an export of invoices with 1,001 rows; "
        "at most 1,000 are taken at once, so share it year by year"
    )


def test_invoices_and_lines_say_how_sound_they_came() -> None:
    """What a rule does not know, totals and cancelled vouchers lower nothing; an invoice that does not add up does."""
    layout = TableLayout("Register", ("Date", "Particulars", "Vch Type", "Vch No.", "GSTIN", "Quantity", "Value"), 1)
    rows = [
        ["1-Apr-24", "Om", "Sales", "S/1", "27AAPFU0939F1ZV", "1", "5.00"],
        ["", "Wire", "", "", "", "1", "5.00"],
        ["2-Apr-24", "(cancelled)", "Sales", "S/2", "", "", ""],
        ["", "Total", "", "", "", "1", "5.00"],
    ]
    sound = invoice_tables(layout, enumerate(rows, 2), (), NO_RULES)
    assert [each.quality and each.quality.score for each in sound] == [100, 99]
    assert sound[1].quality is not None
    assert sound[1].quality.remarks == ("1 cell is empty (11 % of the cells)",)
    rows[0][-1] = "7.00"
    invoices, _, differences = invoice_tables(layout, enumerate(rows, 2), (), NO_RULES)
    assert invoices.quality is not None
    assert invoices.quality.remarks == ("1 row has a total that is not that of its parts (100 % of the rows)",)
    assert differences.quality is not None
