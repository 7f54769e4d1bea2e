"""A Tally export's invoices: a dated row each, and the undated product rows below it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.ingest.gstin import GstinReading, read_gstin
from shared.core.ingest.inference import infer_columns
from shared.core.ingest.numbers import Marks, number_digits, read_number
from shared.core.ingest.report import Reject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.ingest.sheet import RawTable
    from shared.core.ingest.tally_layout import TallyLayout

_UNIT = re.compile(r"\s*(?:/\s*)?[a-z]+\.?$", re.IGNORECASE)
"""The unit behind a quantity or a rate: "10 Nos", "450.00/pcs"; also Tally's Dr and Cr."""
_SIDE = re.compile(r" ([dc]r)\.?$", re.IGNORECASE)
_TOTAL = re.compile(r"(?:(?:grand|sub|net|month|monthly)[ -]?)?totals?\s*[:=.]*", re.IGNORECASE)
_LONGEST = 60
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A product on an invoice; line is where it stands in the file, number counts within the voucher from 1."""

    line: int
    number: int
    product: str
    quantity: Decimal | None
    rate: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as the export has it; the totals are None where its own row does not give them."""

    line: int
    voucher: str
    date: date
    firm: str
    gstin: GstinReading
    quantity: Decimal | None
    value: Decimal | None
    tax: Decimal | None
    rounding: Decimal
    gross: Decimal | None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class TallyReading:
    """The invoices in file order, the rows that belong to none, and how the dates were read."""

    invoices: tuple[Invoice, ...]
    rejects: tuple[Reject, ...]
    computed_values: int
    """Lines without a value, which got quantity times rate."""
    date_remarks: tuple[str, ...]


def read_invoices(table: RawTable, layout: TallyLayout) -> TallyReading:
    """The invoices of a table whose layout is known."""
    return _Reader(table, layout).read()


class _Reader:
    """Goes down the rows once, with the invoice it is in."""

    def __init__(self, table: RawTable, layout: TallyLayout) -> None:
        self._table = table
        self._layout = layout
        self._days, self._date_remarks = _days(table, layout)
        self._rarer = _rarer_side(table, layout)
        self._invoices: list[Invoice] = []
        self._lines: list[Line] = []
        self._rejects: list[Reject] = []
        self._numbers: Counter[str] = Counter()
        self._computed = 0
        self._problem = "it stands above the first invoice"

    def read(self) -> TallyReading:
        for line, row in zip(self._table.lines, self._table.rows, strict=True):
            cells = [cell.strip() for cell in row]
            reason = self._invoice(line, cells) if cells[self._layout.date] else self._line(line, cells)
            if reason:
                self._rejects.append(Reject(line, reason, tuple(row)))
        self._close()
        return TallyReading(tuple(self._invoices), tuple(self._rejects), self._computed, self._date_remarks)

    def _invoice(self, line: int, cells: list[str]) -> str:
        """Begin an invoice; the reason where the row is none."""
        self._close()
        layout = self._layout
        day, voucher = self._days.get(cells[layout.date]), cells[layout.voucher]
        problem = "its date cannot be read" if day is None else "" if voucher else "it has no voucher number"
        taxes = [self._amount(cells, place) for place in layout.taxes]
        if not problem and any(
            cells[place] and amount is None for place, amount in zip(layout.taxes, taxes, strict=True)
        ):
            problem = "one of its taxes cannot be read"
        if problem or day is None:
            self._problem = f"it belongs to an invoice that was left out (line {line}: {problem})"
            return problem
        self._problem = ""
        known = [tax for tax in taxes if tax is not None]
        self._invoices.append(
            Invoice(
                line=line,
                voucher=voucher,
                date=day,
                firm=cells[layout.firm],
                gstin=read_gstin(cells[layout.gstin] if layout.gstin is not None else ""),
                tax=sum(known, ZERO) if known else None,
                quantity=self._amount(cells, layout.quantity),
                value=self._amount(cells, layout.value),
                rounding=self._amount(cells, layout.rounding) or ZERO,
                gross=self._amount(cells, layout.gross),
            )
        )
        return ""

    def _line(self, line: int, cells: list[str]) -> str:
        """Take a product row into the invoice above it; the reason where it is none."""
        layout = self._layout
        product = cells[layout.product]
        if _TOTAL.fullmatch(product):
            return "a total, not a product"
        if self._problem:
            return self._problem
        if not product:
            return "it has neither a date nor a product"
        quantity, rate, value = (self._amount(cells, place) for place in (layout.quantity, layout.rate, layout.value))
        if value is None and quantity is not None and rate is not None:
            value = quantity * rate
            self._computed += 1
        if quantity is None and value is None:
            return "it has neither a quantity nor a value"
        voucher = self._invoices[-1].voucher
        self._numbers[voucher] += 1
        self._lines.append(Line(line, self._numbers[voucher], product, quantity, rate, value))
        return ""

    def _amount(self, cells: list[str], place: int | None) -> Decimal | None:
        """The amount in a column, None without one."""
        return None if place is None else _amount(cells[place], self._rarer)

    def _close(self) -> None:
        """Give the lines read so far to the invoice they follow."""
        if self._lines:
            self._invoices[-1] = replace(self._invoices[-1], lines=tuple(self._lines))
            self._lines = []


def _days(table: RawTable, layout: TallyLayout) -> tuple[Mapping[str, date], tuple[str, ...]]:
    """The day each text of the date column means, in one order of day and month, and what was decided."""
    texts = list(dict.fromkeys(text for row in table.rows if (text := row[layout.date].strip())))
    typed = infer_columns((table.header[layout.date],), (texts,))[0]
    remarks = tuple(repair.what for repair in typed.repairs)
    days: dict[str, date] = {}
    for text, cell in zip(texts, typed.cells, strict=True):
        if isinstance(cell, datetime):
            days[text] = cell.date()
        elif isinstance(cell, date):
            days[text] = cell
    return days, remarks


def _amount(text: str, rarer: str) -> Decimal | None:
    """A number with its unit or with Dr or Cr behind it; Tally writes a decimal point.

    Of debits and credits the rarer are the returns, and negative.
    """
    bare = _UNIT.sub("", text).strip() if len(text) <= _LONGEST else ""
    form = read_number(bare) if bare else None
    if form is None or not form.marks & Marks.POINT:
        return None
    amount = Decimal(number_digits(form, Marks.POINT))
    return -amount if rarer and text.lower().rstrip(".").endswith(f" {rarer}") else amount


def _rarer_side(table: RawTable, layout: TallyLayout) -> str:
    """Which of "dr" and "cr" fewer amounts carry; empty where at most one of them is used."""
    sides: Counter[str] = Counter()
    for place in (layout.value, layout.gross):
        if place is not None:
            sides.update(match[1].lower() for row in table.rows if (match := _SIDE.search(row[place].strip())))
    return min(sides, key=lambda side: sides[side]) if len(sides) > 1 else ""
