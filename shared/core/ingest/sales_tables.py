"""The two tables of the sales domain, made from the invoices of an export, totals checked against the lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.ingest.gstin import ClientType
from shared.core.ingest.numbers import decimal_size
from shared.core.ingest.report import CleanColumn, CleanTable, Repair
from shared.core.ingest.tally import ZERO
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.core.ingest.sales_rules import SalesRules
    from shared.core.ingest.sheet import RawTable
    from shared.core.ingest.tally import Invoice, TallyReading
    from shared.core.table.types import Cell

LINES, TRANSACTIONS = "sales_line_items", "sales_transactions"
_RUPEES = "\u20b9"
_PAISA = Decimal("0.01")
_RUPEE = Decimal(1)
"""An invoice is rounded to whole rupees, where the export does not say by how much."""
_EXAMPLES = 3
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
_QUANTITIES = frozenset({"quantity", "total_quantity"})


@dataclass(frozen=True, slots=True)
class _Totals:
    """The totals an invoice gets, and in words what does not add up."""

    quantity: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    differences: tuple[str, ...] = ()


def sales_tables(table: RawTable, reading: TallyReading, rules: SalesRules) -> tuple[CleanTable, ...]:
    """sales_transactions and sales_line_items, in that order."""
    vouchers = Counter(invoice.voucher for invoice in reading.invoices)
    totals = [_totals(invoice) for invoice in reading.invoices]
    transactions = _table(
        TRANSACTIONS,
        "Invoices",
        _TRANSACTION_COLUMNS,
        [_transaction_row(invoice, total) for invoice, total in zip(reading.invoices, totals, strict=True)],
    )
    products = dict.fromkeys(line.product for invoice in reading.invoices for line in invoice.lines)
    kinds = {product: (rules.brand_of(product), *rules.category_of(product)) for product in products}
    lines = _table(
        LINES,
        "Invoice lines",
        _LINE_COLUMNS,
        [row for invoice in reading.invoices for row in _line_rows(invoice, kinds)],
    )
    return (
        replace(
            transactions,
            repairs=(*table.repairs, *_repairs_of_transactions(reading, totals, vouchers)),
            rejects=table.rejects,
            key=("voucher_no",) if all(count == 1 for count in vouchers.values()) else (),
        ),
        replace(lines, repairs=_repairs_of_lines(reading, lines), rejects=reading.rejects, key=("line_id",)),
    )


def _totals(invoice: Invoice) -> _Totals:
    """The invoice's totals: its own where it has them, from its lines otherwise.

    An amount in the value column that is the lines and the taxes together is the gross total, when there is no other.
    """
    lines_value = sum((line.value for line in invoice.lines if line.value is not None), ZERO)
    lines_quantity = sum((line.quantity for line in invoice.lines if line.quantity is not None), ZERO)
    tax = invoice.tax or ZERO
    own, gross = invoice.value, invoice.gross
    if gross is None and own is not None and tax and abs(own - lines_value - tax) <= _RUPEE:
        own, gross = None, own
    net = own if own is not None else lines_value if invoice.lines or gross is None else gross - tax
    if gross is None:
        gross = net + tax + invoice.rounding
    quantity = invoice.quantity if invoice.quantity is not None else lines_quantity
    differences = []
    if invoice.lines and abs(net - lines_value) > _PAISA * len(invoice.lines):
        differences.append(f"value {net:,.2f} against lines of {lines_value:,.2f}")
    if invoice.lines and quantity != lines_quantity:
        differences.append(f"quantity {quantity:,} against lines of {lines_quantity:,}")
    if abs(gross - net - tax - invoice.rounding) > (_PAISA if invoice.rounding else _RUPEE):
        differences.append(f"total {gross:,.2f} against value and tax of {net + tax:,.2f}")
    return _Totals(quantity, net, tax, gross, tuple(differences))


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
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    described = tuple(_column(*column, values) for column, values in zip(columns, cells, strict=True))
    return CleanTable(name=name, label=label, columns=described, rows=tuple(rows))


def _column(name: str, label: str, kind: DataType, cells: Sequence[Cell]) -> CleanColumn:
    """The description of one column; whole quantities are integers of the file, but stay decimals of the table."""
    known = [cell for cell in cells if cell is not None]
    scale = None
    if kind is DataType.DECIMAL:
        needed = max((decimal_size(cell)[1] for cell in known if isinstance(cell, Decimal)), default=0)
        scale = max(needed, 0 if name in _QUANTITIES else _MONEY_SCALE)
    return CleanColumn(
        name=name,
        label=label,
        type=kind,
        examples=tuple(str(cell) for cell in list(dict.fromkeys(known))[:_EXAMPLES]),
        nulls=len(cells) - len(known),
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
    words = "; ".join(f"{voucher}: {differences[0]}" for voucher, differences in unequal[:_EXAMPLES])
    invalid = [invoice for invoice in reading.invoices if invoice.gstin.client_type is ClientType.INVALID]
    numbers = ", ".join(dict.fromkeys(str(invoice.gstin.number) for invoice in invalid[: _EXAMPLES * 2]))
    twice = [voucher for voucher, count in vouchers.items() if count > 1]
    found = [Repair(remark, len(reading.invoices), to_check=True) for remark in reading.date_remarks]
    found += [
        Repair(f"invoices do not add up ({words}); they are kept as written", len(unequal), to_check=True),
        Repair(f"invoices have an invalid GSTIN ({numbers})", len(invalid), to_check=True),
        Repair(f"invoice numbers came more than once ({', '.join(twice[:_EXAMPLES])})", len(twice), to_check=True),
        Repair("invoices have no product rows", sum(not invoice.lines for invoice in reading.invoices), to_check=True),
    ]
    return [each for each in found if each.count]


def _repairs_of_lines(reading: TallyReading, lines: CleanTable) -> tuple[Repair, ...]:
    """What people should know of the product rows."""
    brand = next(column for column in lines.columns if column.name == "brand")
    found = (
        Repair("lines were given the date, number, firm and GSTIN of their invoice", len(lines.rows)),
        Repair("values were computed as quantity times rate", reading.computed_values),
        Repair("lines are of a product of no known brand", brand.nulls, to_check=True),
    )
    return tuple(each for each in found if each.count)
