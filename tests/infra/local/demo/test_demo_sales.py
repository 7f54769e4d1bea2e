"""The demo's sales export is what Tally would write, and its reader finds the truth in it to the paisa."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from stdnum.in_ import gstin

from infra.local.demo.catalogue import FIRMS, INVALID_FIRMS, LEAVING_FIRM, SELLER_GSTIN
from infra.local.demo.sales import SalesExport, generate_sales, rupees
from shared.adapters.files.reader import LimitedFileReader
from shared.config.ingest_rules import load_rules
from shared.core.ingest.sales.gstin import ClientType, read_gstin

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import CleanTable

_END = date(2025, 9, 30)


@pytest.fixture(scope="module")
def export() -> SalesExport:
    """The demo's own export."""
    return generate_sales(_END)


def _cells(table: CleanTable, name: str) -> list[object]:
    place = [column.name for column in table.columns].index(name)
    return [row[place] for row in table.rows]


def _sum(table: CleanTable, name: str) -> Decimal:
    return sum((cell for cell in _cells(table, name) if isinstance(cell, Decimal)), Decimal(0))


def _sums(table: CleanTable, by: str) -> dict[object, Decimal]:
    sums: dict[object, Decimal] = {}
    for group, value in zip(_cells(table, by), _cells(table, "value"), strict=True):
        assert isinstance(value, Decimal)
        sums[group] = sums.get(group, Decimal(0)) + value
    return sums


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_reader_finds_the_truth(export: SalesExport, form: str, tmp_path: Path) -> None:
    """Counts, totals, brands, kinds of client and months are those of the generator, from either form."""
    data = export.csv() if form == "csv" else export.xlsx()
    reading = LimitedFileReader(rules=load_rules()).read(data, f"sales.{form}", tmp_path)
    transactions, lines = reading.tables
    truth = export.truth()
    assert reading.issues == ()
    assert (len(transactions.rows), len(lines.rows)) == (truth.invoices, truth.lines)
    assert (_sum(lines, "quantity"), _sum(lines, "value")) == (truth.quantity, truth.value)
    assert _sum(transactions, "total_quantity") == truth.quantity
    assert _sum(transactions, "net_value") == truth.value
    assert _sum(transactions, "total_tax") == truth.tax
    assert _sum(transactions, "gross_total") == truth.gross
    assert _sums(lines, "brand") == truth.by_brand
    assert _sums(lines, "client_type") == truth.by_client_type
    months = Counter[str]()
    for day, value in _sums(lines, "date").items():
        months[str(day)[:7]] += value  # type: ignore[assignment]
    assert dict(months) == truth.by_month
    assert not [repair for repair in transactions.repairs if "do not add up" in repair.what]
    assert transactions.key == ("voucher_no",)


def test_mistakes_in_the_export_are_found_by_the_reader(tmp_path: Path) -> None:
    """Invoices whose lines do not add up are counted exactly."""
    export = generate_sales(_END, invoices=200, mistakes=7)
    transactions, *_ = LimitedFileReader().read(export.csv(), "sales.csv", tmp_path).tables
    assert [repair.count for repair in transactions.repairs if "do not add up" in repair.what] == [7]


def test_the_same_seed_gives_the_same_bytes(export: SalesExport) -> None:
    """Whoever tries the demo twice sees the same figures."""
    again = generate_sales(_END)
    assert (again.csv(), again.xlsx()) == (export.csv(), export.xlsx())
    assert generate_sales(_END, seed=1).csv() != export.csv()


def test_eighteen_months_up_to_the_given_day(export: SalesExport) -> None:
    """About 1,500 invoices, none on a Sunday, every month there, vouchers unique."""
    truth = export.truth()
    assert truth.invoices == 1_500
    assert len(truth.by_month) == 18
    assert truth.last <= _END
    assert all(invoice.day.weekday() < 6 for invoice in export.invoices)
    assert len({invoice.voucher for invoice in export.invoices}) == 1_500


def test_tax_numbers_are_as_they_are_meant() -> None:
    """Dealers' numbers are valid, end clients have none, three firms have wrong ones."""
    assert gstin.is_valid(SELLER_GSTIN)
    kinds = {firm.name: read_gstin(firm.gstin).client_type for firm in FIRMS}
    assert {name for name, kind in kinds.items() if kind is ClientType.INVALID} == INVALID_FIRMS
    assert Counter(kinds.values()) == {ClientType.DEALER: 30, ClientType.END_CLIENT: 8, ClientType.INVALID: 3}


def test_there_is_something_to_find(export: SalesExport) -> None:
    """A brand that grows, one that shrinks, fans in summer, and a firm that left."""
    months = {
        (line.product.brand, f"{invoice.day:%Y-%m}"): Decimal(0)
        for invoice in export.invoices
        for line in invoice.lines
    }
    for invoice in export.invoices:
        for line in invoice.lines:
            months[line.product.brand, f"{invoice.day:%Y-%m}"] += line.value

    def total(brand: str, *wanted: str) -> Decimal:
        return sum((months.get((brand, month), Decimal(0)) for month in wanted), Decimal(0))

    spring, next_spring = ("2024-04", "2024-05", "2024-06"), ("2025-04", "2025-05", "2025-06")
    assert total("Voltrika", *next_spring) > total("Voltrika", *spring)
    assert total("Megharaj", *next_spring) < total("Megharaj", *spring)
    assert total("Pavanputra", *spring) > 2 * total("Pavanputra", "2024-10", "2024-11", "2024-12")
    assert max(invoice.day for invoice in export.invoices if invoice.firm.name == LEAVING_FIRM) < date(2025, 5, 1)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("999.5", "999.50"),
        ("1000", "1,000.00"),
        ("123456.78", "1,23,456.78"),
        ("-12345678", "-1,23,45,678.00"),
    ],
)
def test_amounts_are_grouped_the_indian_way(amount: str, text: str) -> None:
    """Thousands, then lakhs, then crores."""
    assert rupees(Decimal(amount)) == text
