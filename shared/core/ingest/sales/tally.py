"""A Tally export's invoices: a dated row each, and the undated product rows below it.

Undated rows may also be of a ledger: taxes, rounding and discounts, which belong to the invoice above them. What stands
between the rows because pages end there (headings, sums carried over) does not end an invoice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.core.ingest.report import Flaw, Reject
from shared.core.ingest.rules.holding import order_of
from shared.core.ingest.sales.gstin import read_gstin
from shared.core.ingest.sales.tally_invoices import ZERO, Invoice, Line, TallyReading
from shared.core.ingest.sales.tally_returns import returned
from shared.core.ingest.sales.tally_words import (
    CANCELLED,
    NO_SALE,
    Ledger,
    amount,
    is_return,
    ledger_of,
    no_sale,
    returned_side,
)
from shared.core.ingest.typed.dates import DateOrder, read_compact_date, read_moment
from shared.core.ingest.typed.readings import Remark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from shared.core.ingest.sales.tally_layout import TallyLayout
    from shared.core.ingest.text.sheet import RawTable
    from shared.core.ingest.typed.dates import Moment

_EXAMPLES = 3
_REMEMBERED = 65_536
"""Amounts that are read once: quantities, rates and taxes come again and again."""
_NOT_LINES = {
    Ledger.TOTAL: "a total, not a product",
    Ledger.PAGE: "the end or the beginning of a page, not a product",
    Ledger.BATCH: "a batch or place of the line above, not a product",
}
_ONCE_MORE = "once more"
_HEADING, _HEADER_AGAIN = "a heading between the rows, not an invoice", f"the header {_ONCE_MORE}"
_NO_RECORDS = frozenset({*_NOT_LINES.values(), _HEADING, _HEADER_AGAIN})


def read_invoices(table: RawTable, layout: TallyLayout) -> TallyReading:
    """The invoices of a table whose layout is known."""
    return _Reader(table, layout).read()


def is_no_sale(reason: str) -> bool:
    """True for why rows were left out that are no invoice and no product, or of a voucher that sells nothing."""
    return reason in _NO_RECORDS or any(each in reason for each in (NO_SALE, CANCELLED, _ONCE_MORE))


class _Reader:
    """Goes down the rows once, with the invoice it is in."""

    def __init__(self, table: RawTable, layout: TallyLayout) -> None:
        self._table = table
        self._layout = layout
        self._days, self._date_remarks = _days(table, layout)
        places = (layout.value, layout.gross, layout.rounding, *layout.taxes, *layout.charges)
        self._returned = {
            place: returned_side(row[place] for row in table.rows) for place in places if place is not None
        }
        self._invoices: list[Invoice] = []
        self._lines: list[Line] = []
        self._is_return = False
        self._rejects: list[Reject] = []
        self._numbers: Counter[str] = Counter()
        self._read_amount = lru_cache(_REMEMBERED)(amount)
        self._line = 0
        self._unread: dict[tuple[int, int], str] = {}
        self._computed = self._turned = 0
        self._problem = "it stands above the first invoice"

    def read(self) -> TallyReading:
        for line, row in zip(self._table.lines, self._table.rows, strict=True):
            cells = [cell.strip() for cell in row]
            self._line = line
            reason = self._row(line, cells)
            if reason:
                self._rejects.append(Reject(line, reason, tuple(row)))
        self._close()
        return TallyReading(
            tuple(self._invoices),
            tuple(self._rejects),
            self._computed,
            self._date_remarks,
            self._turned,
            len(self._unread),
            tuple(dict.fromkeys(self._unread.values()))[:_EXAMPLES],
            self._layout.gstin is not None,
        )

    def _row(self, line: int, cells: list[str]) -> str:
        """Take a row; the reason where it cannot be taken."""
        layout = self._layout
        if not cells[layout.date]:
            return self._below(line, cells)
        if not cells[layout.voucher] and cells[layout.date] not in self._days:
            if any(ledger_of(cells[place]) is Ledger.TOTAL for place in (layout.date, layout.product)):
                return _NOT_LINES[Ledger.TOTAL]
            if not any(cells[place] for place in (layout.quantity, layout.value, layout.gross) if place is not None):
                return _HEADING
        if tuple(cells) == tuple(label.strip() for label in self._table.header):
            return _HEADER_AGAIN
        return self._invoice(line, cells)

    def _invoice(self, line: int, cells: list[str]) -> str:
        """Begin an invoice; the reason where the row is none."""
        layout = self._layout
        day, voucher = self._days.get(cells[layout.date]), cells[layout.voucher]
        quantity, value, gross = (self._amount(cells, place) for place in (layout.quantity, layout.value, layout.gross))
        if self._goes_on(day, voucher) and quantity is None and value is None and gross is None:
            return f"the heading of invoice {voucher} {_ONCE_MORE}"
        is_line = layout.heads_are_lines and bool(cells[layout.product])
        if is_line and self._goes_on(day, voucher):
            return self._below(line, cells)
        self._close()
        kind = "" if layout.kind is None else cells[layout.kind]
        problem = self._flaw(cells, day, kind)
        if problem or day is None:
            self._problem = f"it belongs to an invoice that was left out (line {line}: {problem})"
            return problem
        self._problem, self._is_return = "", is_return(kind)
        taxes = [found for place in layout.taxes if (found := self._amount(cells, place)) is not None]
        self._invoices.append(
            Invoice(
                line=line,
                voucher=voucher,
                date=day,
                firm=cells[layout.firm],
                gstin=read_gstin(cells[layout.gstin] if layout.gstin is not None else ""),
                tax=sum(taxes, ZERO) if taxes and not is_line else None,
                quantity=None if is_line else quantity,
                value=None if is_line else value,
                rounding=self._amount(cells, layout.rounding) or ZERO,
                gross=gross,
                charges=self._charges(cells),
            )
        )
        if is_line:
            self._add_line(line, cells, Ledger.PRODUCT)
        return ""

    def _goes_on(self, day: date | None, voucher: str) -> bool:
        """True for the number and the day of the invoice that is open."""
        if self._problem or not self._invoices:
            return False
        return (self._invoices[-1].voucher, self._invoices[-1].date) == (voucher, day)

    def _flaw(self, cells: list[str], day: date | None, kind: str) -> str:
        """What keeps a dated row from being an invoice; empty where nothing does."""
        layout = self._layout
        if day is None:
            return "its date cannot be read"
        if not cells[layout.voucher]:
            return "it has no voucher number"
        if any(cells[place] and self._amount(cells, place) is None for place in layout.taxes):
            return "one of its taxes cannot be read"
        return no_sale(kind, cells[layout.firm])

    def _below(self, line: int, cells: list[str]) -> str:
        """Take a row without a date into the invoice above it; the reason where it is none of its rows."""
        layout = self._layout
        product = cells[layout.product]
        ledger = ledger_of(product)
        if ledger in _NOT_LINES and (ledger is not Ledger.BATCH or not self._has_price(cells)):
            return _NOT_LINES[ledger]
        if self._problem:
            return self._problem
        if not product:
            return "it has neither a date nor a product"
        if layout.heads_are_lines:
            self._add_totals(cells)
        return self._add_line(line, cells, ledger)

    def _add_totals(self, cells: list[str]) -> None:
        """Add what a line says of the invoice's total, where each line says its part."""
        invoice, gross = self._invoices[-1], self._amount(cells, self._layout.gross)
        self._invoices[-1] = replace(
            invoice,
            gross=invoice.gross if gross is None else (invoice.gross or ZERO) + gross,
            rounding=invoice.rounding + (self._amount(cells, self._layout.rounding) or ZERO),
            charges=invoice.charges + self._charges(cells),
        )

    def _add_line(self, line: int, cells: list[str], ledger: Ledger) -> str:
        """Add a row's product, or what its ledger says, to the open invoice; the reason where it says nothing."""
        layout, product = self._layout, cells[self._layout.product]
        quantity, rate, value = (self._amount(cells, place) for place in (layout.quantity, layout.rate, layout.value))
        if quantity is None and ledger in {Ledger.TAX, Ledger.ROUNDING}:
            return self._add_ledger(ledger, self._amount_of_ledger(cells))
        if value is None and quantity is not None and rate is not None:
            value = quantity * rate
            self._computed += 1
        if quantity is None and value is None:
            return "it has neither a quantity nor a value"
        if ledger is Ledger.DISCOUNT and quantity is None and value is not None:
            value = -abs(value)
        voucher = self._invoices[-1].voucher
        self._numbers[voucher] += 1
        taxes = [found for place in layout.taxes if (found := self._amount(cells, place)) is not None]
        tax = sum(taxes, ZERO) if taxes else None
        self._lines.append(Line(line, self._numbers[voucher], product, quantity, rate, value, tax))
        return ""

    def _has_price(self, cells: list[str]) -> bool:
        return any(self._amount(cells, place) is not None for place in (self._layout.value, self._layout.rate))

    def _amount_of_ledger(self, cells: list[str]) -> Decimal | None:
        """The amount of a ledger's row: that of the value column, or of the total's where there is none."""
        found = self._amount(cells, self._layout.value)
        return self._amount(cells, self._layout.gross) if found is None else found

    def _add_ledger(self, ledger: Ledger, found: Decimal | None) -> str:
        """Add the amount of a tax or of rounding to the open invoice, whose own row says nothing of it."""
        if found is None:
            return "it has neither a quantity nor a value"
        invoice = self._invoices[-1]
        if ledger is Ledger.TAX:
            self._invoices[-1] = replace(invoice, tax=(invoice.tax or ZERO) + found)
        else:
            self._invoices[-1] = replace(invoice, rounding=invoice.rounding + found)
        return ""

    def _charges(self, cells: list[str]) -> Decimal:
        """The sum of freight and the like; a discount takes off, however it is written."""
        total = ZERO
        for place in self._layout.charges:
            found = self._amount(cells, place) or ZERO
            total += -abs(found) if "discount" in self._table.header[place].lower() else found
        return total

    def _amount(self, cells: list[str], place: int | None) -> Decimal | None:
        """The amount in a column, None without one; what cannot be read is counted."""
        if place is None or not cells[place]:
            return None
        found = self._read_amount(cells[place], self._returned.get(place, ""))
        if found is None and any(map(str.isdigit, cells[place])):
            self._unread[self._line, place] = cells[place]
        return found

    def _close(self) -> None:
        """Give the lines read so far to the invoice they follow, and turn a return's amounts to negative ones."""
        if self._problem or not self._invoices:
            return
        closed = replace(self._invoices[-1], lines=tuple(self._lines) or self._invoices[-1].lines)
        self._lines = []
        if closed.tax is None and any(line.tax is not None for line in closed.lines):
            closed = replace(closed, tax=sum((line.tax or ZERO for line in closed.lines), ZERO))
        if self._is_return:
            turned = returned(closed)
            self._turned += turned != closed
            closed = turned
        self._is_return = False
        self._invoices[-1] = closed


def _days(table: RawTable, layout: TallyLayout) -> tuple[Mapping[str, date], tuple[Remark, ...]]:
    """The day each text of the date column means, in one order of day and month, and what was decided."""
    moments: dict[str, Moment] = {}
    for row in table.rows:
        text = row[layout.date].strip()
        if text not in moments and (moment := read_moment(text) or read_compact_date(text)) is not None:
            moments[text] = moment
    order = order_of(moments)
    days = {text: moment.day(order) for text, moment in moments.items() if moment.orders & order}
    unsettled = [moment for moment in moments.values() if not moment.settled]
    if not unsettled:
        return days, ()
    words = "day/month" if order is DateOrder.DAY_FIRST else "month/day"
    is_sure = any(moment.orders is not DateOrder.EITHER for moment in unsettled)
    doubt = "" if is_sure else ", though no value says which comes first"
    flaw = None if is_sure else Flaw.AMBIGUOUS
    return days, (Remark(f"dates were read as {words}{doubt}", to_check=not is_sure, flaw=flaw),)
