"""The two tables of the sales domain, made from the invoices of an export, totals checked against the lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.clean import shown
from shared.core.ingest.report import CleanColumn, CleanTable, Flaw, Repair
from shared.core.ingest.sales.gstin import ClientType
from shared.core.ingest.sales.tally_invoices import ZERO
from shared.core.ingest.typed.numbers import decimal_size
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.core.ingest.report import Reject
    from shared.core.ingest.sales.sales_rules import SalesRules
    from shared.core.ingest.sales.tally_invoices import Invoice, TallyReading
    from shared.core.table.types import Cell

LINES, TRANSACTIONS, DIFFERENCES = "sales_line_items", "sales_transactions", "sales_differences"
_RUPEES = "\u20b9"
_PAISA = Decimal("0.01")
_RUPEE = Decimal(1)
"""An invoice whose total is of whole rupees was rounded to them, where the export does not say by how much."""
_EXAMPLES = 3
_DIFFERENCES_TOLD = 20
_MONEY_DIGITS, _MONEY_SCALE = 18, 2

_LINE_COLUMNS = (
    ("line_id", "Line ID", DataType.TEXT),
    ("date", "Date", DataType.DATE),
    ("voucher_no", "Invoice number", DataType.TEXT),
    ("firm", "Firm", DataType.TEXT),
    ("gstin", "GSTIN", DataType.TEXT),
    ("product_name", "Product", DataType.TEXT),
    ("brand", "Brand", DataType.TEXT),
    ("category", "Category", DataType.TEXT),
    ("sub_category", "Sub-category", DataType.TEXT),
    ("quantity", "Quantity", DataType.DECIMAL),
    ("rate", "Rate", DataType.DECIMAL),
    ("value", "Value", DataType.DECIMAL),
    ("client_type", "Client type", DataType.TEXT),
)
_TRANSACTION_COLUMNS = (
    ("voucher_no", "Invoice number", DataType.TEXT),
    ("date", "Date", DataType.DATE),
    ("firm", "Firm", DataType.TEXT),
    ("gstin", "GSTIN", DataType.TEXT),
    ("total_quantity", "Total quantity", DataType.DECIMAL),
    ("net_value", "Net value", DataType.DECIMAL),
    ("total_tax", "Total tax", DataType.DECIMAL),
    ("gross_total", "Gross total", DataType.DECIMAL),
)
_DIFFERENCE_COLUMNS = (
    ("voucher_no", "Invoice number", DataType.TEXT),
    ("date", "Date", DataType.DATE),
    ("firm", "Firm", DataType.TEXT),
    ("what", "What differs", DataType.TEXT),
    ("invoice_says", "Invoice says", DataType.DECIMAL),
    ("lines_say", "Lines say", DataType.DECIMAL),
    ("difference", "Difference", DataType.DECIMAL),
)
MADE_BY_RULES = frozenset({"brand", "category", "sub_category", "client_type"})
"""Columns that are no part of an export: their gaps say nothing against it."""
_QUANTITIES = frozenset({"quantity", "total_quantity", "invoice_says", "lines_say", "difference"})
"""Columns of numbers that are not all rupees."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not add up in an invoice: its own figure and that of its lines (for "total", of value and taxes)."""

    what: str
    invoice: Decimal
    lines: Decimal

    @property
    def words(self) -> str:
        """The figures in a sentence."""
        other = "value and taxes" if self.what == "total" else "lines"
        amount = self.invoice - self.lines
        form = "," if self.what == "quantity" else ",.2f"
        return (
            f"{self.what} {format(self.invoice, form)} against {other} of {format(self.lines, form)}, "
            f"a difference of {format(amount, form)}"
        )


@dataclass(frozen=True, slots=True)
class _Totals:
    """The totals an invoice gets, and in words what does not add up."""

    quantity: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    differences: tuple[Difference, ...] = ()


def sales_tables(
    reading: TallyReading, rules: SalesRules, repairs: tuple[Repair, ...] = (), rejects: tuple[Reject, ...] = ()
) -> tuple[CleanTable, ...]:
    """sales_transactions and sales_line_items, and sales_differences where an invoice does not add up.

    repairs and rejects are those made before the invoices were read.
    """
    vouchers = Counter(invoice.voucher for invoice in reading.invoices)
    totals = [_totals(invoice) for invoice in reading.invoices]
    transactions = _table(
        TRANSACTIONS,
        "Invoices",
        _TRANSACTION_COLUMNS,
        [_transaction_row(invoice, total) for invoice, total in zip(reading.invoices, totals, strict=True)],
    )
    products = dict.fromkeys(line.product for invoice in reading.invoices for line in invoice.lines)
    kinds = {product: rules.kinds_of(product) for product in products}
    lines = _table(
        LINES,
        "Invoice lines",
        _LINE_COLUMNS,
        [row for invoice in reading.invoices for row in _line_rows(invoice, kinds)],
    )
    told = (
        replace(
            transactions,
            repairs=(*repairs, *_repairs_of_transactions(reading, totals, vouchers)),
            rejects=rejects,
            key=("voucher_no",) if all(count == 1 for count in vouchers.values()) else (),
        ),
        replace(lines, repairs=_repairs_of_lines(reading, lines), rejects=reading.rejects, key=("line_id",)),
    )
    rows = [row for pair in zip(reading.invoices, totals, strict=True) for row in _difference_rows(*pair)]
    unequal = _table(DIFFERENCES, "Invoices that do not add up", _DIFFERENCE_COLUMNS, rows)
    return (*told, unequal) if rows else told


def _totals(invoice: Invoice) -> _Totals:
    """The invoice's totals: its own where it has them, from its lines otherwise.

    An amount in the value column that is the lines and the taxes together is the gross total, when there is no other.
    """
    lines_value = sum((line.value for line in invoice.lines if line.value is not None), ZERO)
    lines_quantity = sum((line.quantity for line in invoice.lines if line.quantity is not None), ZERO)
    tax = invoice.tax or ZERO
    own, gross = invoice.value, invoice.gross
    extra = tax + invoice.rounding + invoice.charges
    if gross is None and own is not None and tax and abs(own - lines_value - extra) <= _RUPEE:
        own, gross = None, own
    net = own if own is not None else lines_value if invoice.lines or gross is None else gross - tax - invoice.charges
    if gross is None:
        gross = net + extra
    quantity = invoice.quantity if invoice.quantity is not None else lines_quantity
    differences = tuple(_differences(invoice, (quantity, lines_quantity), (net, lines_value), (gross, tax)))
    return _Totals(quantity, net, tax, gross, differences)


def _differences(
    invoice: Invoice, quantity: tuple[Decimal, Decimal], net: tuple[Decimal, Decimal], total: tuple[Decimal, Decimal]
) -> Iterator[Difference]:
    """Yield what does not add up: pairs of the invoice's figure and that of its lines, and its gross total and tax.

    Charges that stand in columns of their own may be part of the value already, or of the total only.
    """
    if invoice.lines and abs(net[0] - net[1]) > _PAISA * len(invoice.lines):
        yield Difference("value", *net)
    if invoice.lines and quantity[0] != quantity[1]:
        yield Difference("quantity", *quantity)
    gross, tax = total
    made = net[0] + tax + invoice.rounding
    allowed = _PAISA if invoice.rounding or gross % _RUPEE else _RUPEE
    if abs(gross - made) > allowed and abs(gross - made - invoice.charges) > allowed:
        yield Difference("total", gross, made + invoice.charges)


def _difference_rows(invoice: Invoice, totals: _Totals) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of sales_differences of one invoice."""
    head = (invoice.voucher, invoice.date, invoice.firm or None)
    for each in totals.differences:
        yield (*head, each.what, each.invoice, each.lines, each.invoice - each.lines)


def _transaction_row(invoice: Invoice, totals: _Totals) -> tuple[Cell, ...]:
    """One row of sales_transactions."""
    head = (invoice.voucher, invoice.date, invoice.firm or None, invoice.gstin.number)
    return (*head, totals.quantity, totals.net, totals.tax, totals.gross)


def _line_rows(invoice: Invoice, kinds: Mapping[str, tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows of sales_line_items of one invoice; kinds has brand, category and sub-category of each product."""
    head = (invoice.date, invoice.voucher, invoice.firm or None, invoice.gstin.number)
    return [
        (
            f"{invoice.voucher}#{line.number}",
            *head,
            line.product,
            *kinds[line.product],
            line.quantity,
            line.rate,
            line.value,
            invoice.gstin.client_type.value,
        )
        for line in invoice.lines
    ]


def _table(
    name: str, label: str, columns: Sequence[tuple[str, str, DataType]], rows: list[tuple[Cell, ...]]
) -> CleanTable:
    """A table of the domain: its columns are the same whatever the file, so that the next file fits."""
    described = tuple(_column(*column, [row[place] for row in rows]) for place, column in enumerate(columns))
    return CleanTable(name=name, label=label, columns=described, rows=tuple(rows))


def _column(name: str, label: str, kind: DataType, cells: Sequence[Cell]) -> CleanColumn:
    """The description of one column; whole quantities are integers of the file, but stay decimals of the table."""
    scale = None
    if kind is DataType.DECIMAL:
        needed = max((decimal_size(cell)[1] for cell in cells if isinstance(cell, Decimal)), default=0)
        scale = max(needed, 0 if name in _QUANTITIES else _MONEY_SCALE)
    return CleanColumn(
        name=name,
        label=label,
        type=kind,
        examples=shown(cells),
        nulls=cells.count(None),
        unit=_RUPEES if kind is DataType.DECIMAL and name not in _QUANTITIES else "",
        precision=None if scale is None else max(_MONEY_DIGITS, _MONEY_DIGITS - _MONEY_SCALE + scale),
        scale=scale,
    )


def _repairs_of_transactions(reading: TallyReading, totals: list[_Totals], vouchers: Counter[str]) -> list[Repair]:
    """What people should know of the invoices."""
    unequal = [
        (invoice.voucher, total.differences)
        for invoice, total in zip(reading.invoices, totals, strict=True)
        if total.differences
    ]
    words = "; ".join(f"{voucher}: {differences[0].words}" for voucher, differences in unequal[:_DIFFERENCES_TOLD])
    more = f"; all of them are in {DIFFERENCES}" if len(unequal) > _DIFFERENCES_TOLD else ""
    invalid = [invoice for invoice in reading.invoices if invoice.gstin.client_type is ClientType.INVALID]
    numbers = ", ".join(dict.fromkeys(str(invoice.gstin.number) for invoice in invalid[: _EXAMPLES * 2]))
    twice = [voucher for voucher, count in vouchers.items() if count > 1]
    found = [
        Repair(each.what, len(reading.invoices), to_check=each.to_check, flaw=each.flaw, unit="invoice")
        for each in reading.date_remarks
    ]
    found += [
        Repair(
            f"invoices do not add up ({words}{more}); they are kept as written",
            len(unequal),
            to_check=True,
            flaw=Flaw.UNEQUAL,
            unit="invoice",
        ),
        Repair("returns were given negative amounts", reading.turned, unit="return"),
        Repair(
            "invoices are of end clients, because the export has no column of GSTINs",
            0 if reading.has_gstin else len(reading.invoices),
            to_check=True,
            unit="invoice",
        ),
        Repair(f"invoices have an invalid GSTIN ({numbers})", len(invalid), to_check=True, unit="invoice"),
        Repair(
            f"invoice numbers came more than once ({', '.join(twice[:_EXAMPLES])})",
            len(twice),
            to_check=True,
            unit="number",
        ),
        Repair(
            "invoices have no product rows",
            sum(not invoice.lines for invoice in reading.invoices),
            to_check=True,
            unit="invoice",
        ),
    ]
    return [each for each in found if each.count]


def _repairs_of_lines(reading: TallyReading, lines: CleanTable) -> tuple[Repair, ...]:
    """What people should know of the product rows."""
    brand = next(column for column in lines.columns if column.name == "brand")
    found = (
        Repair("lines were given the date, number, firm and GSTIN of their invoice", len(lines.rows), unit="line"),
        Repair("values were computed as quantity times rate", reading.computed_values, unit="value"),
        Repair(
            f"amounts could not be read ({', '.join(reading.unread_examples)})",
            reading.unread,
            to_check=True,
            flaw=Flaw.STRAY,
            unit="amount",
        ),
        Repair("lines are of a product of no known brand", brand.nulls, to_check=True, unit="line"),
    )
    return tuple(each for each in found if each.count)
