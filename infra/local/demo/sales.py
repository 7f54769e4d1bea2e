"""A seeded export from Tally: eighteen months of a distributor's invoices, as CSV or as a workbook, and its truth."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import TYPE_CHECKING

from infra.local.demo.catalogue import (
    FIRMS,
    HOME_STATE,
    INVALID_FIRMS,
    LEAVING_FIRM,
    PRODUCTS,
    SELLER,
    SELLER_ADDRESS,
    SELLER_GSTIN,
)
from infra.local.demo.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.demo.catalogue import Firm, Product

SEED = 4711
INVOICES = 1_500
MONTHS = 18
_LEAVING_MONTHS = 5
_GROWTH = 1.015
_FESTIVAL_MONTHS = (0.95, 0.92, 1.1, 1.05, 1.02, 0.9, 0.85, 0.95, 1.05, 1.3, 1.1, 1.0)
_GST_HALF = Decimal("0.09")
_PAISA, _RUPEE = Decimal("0.01"), Decimal(1)
_SUNDAY = 6
_APRIL = 4
_HEADER = (
    "Date",
    "Particulars",
    "Voucher Type",
    "Voucher No.",
    "GSTIN/UIN",
    "Quantity",
    "Rate",
    "Value",
    "Gross Total",
    "CGST",
    "SGST",
    "IGST",
    "Round Off",
)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A product on an invoice, in rupees."""

    product: Product
    quantity: int
    rate: Decimal

    @property
    def value(self) -> Decimal:
        """Quantity times rate."""
        return self.quantity * self.rate


@dataclass(frozen=True, slots=True)
class SoldInvoice:
    """An invoice; mistake is added to the value its own row shows, so that its lines no longer add up to it."""

    day: date
    voucher: str
    firm: Firm
    lines: tuple[SoldLine, ...]
    mistake: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """The value of the lines, and the mistake."""
        return sum((line.value for line in self.lines), self.mistake)

    @property
    def taxes(self) -> tuple[Decimal, Decimal, Decimal]:
        """CGST, SGST and IGST."""
        half = (self.net * _GST_HALF).quantize(_PAISA, ROUND_HALF_UP)
        at_home = not self.firm.gstin or self.firm.gstin.startswith(HOME_STATE)
        return (half, half, Decimal(0)) if at_home else (Decimal(0), Decimal(0), 2 * half)

    @property
    def gross(self) -> Decimal:
        """Value and taxes, to the whole rupee."""
        return (self.net + sum(self.taxes)).quantize(_RUPEE, ROUND_HALF_UP)

    @property
    def rounding(self) -> Decimal:
        """What the rounding added."""
        return self.gross - self.net - sum(self.taxes)


@dataclass(frozen=True, slots=True)
class SalesTruth:
    """What a reader of the export must find; by_brand has None for products of no known brand."""

    invoices: int
    lines: int
    quantity: Decimal
    value: Decimal
    tax: Decimal
    gross: Decimal
    first: date
    last: date
    by_brand: dict[str | None, Decimal] = field(default_factory=dict)
    by_client_type: dict[str, Decimal] = field(default_factory=dict)
    by_month: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SalesExport:
    """The invoices of a period, to be written as Tally would."""

    invoices: tuple[SoldInvoice, ...]

    def csv(self) -> bytes:
        """The export as CSV, UTF-8."""
        text = io.StringIO(newline="")
        csv.writer(text).writerows(self.rows())
        return text.getvalue().encode()

    def xlsx(self) -> bytes:
        """The export as a workbook of one sheet."""
        return write_workbook({"Sales Register": list(self.rows())})

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The rows of the export, amounts grouped the Indian way."""
        first, last = self.invoices[0].day, self.invoices[-1].day
        yield (SELLER,)
        yield (SELLER_ADDRESS,)
        yield (f"GSTIN/UIN: {SELLER_GSTIN}",)
        yield ("Sales Register",)
        yield (f"{_day(first)} to {_day(last)}",)
        yield ()
        yield _HEADER
        for invoice in self.invoices:
            yield from _invoice_rows(invoice)
        net, gross = sum(each.net for each in self.invoices), sum(each.gross for each in self.invoices)
        yield ("", "Grand Total", "", "", "", "", "", rupees(Decimal(net)), rupees(Decimal(gross)), "", "", "", "")

    def truth(self) -> SalesTruth:
        """The totals, computed from the invoices and not from what is written."""
        lines = [(invoice, line) for invoice in self.invoices for line in invoice.lines]
        by_brand, by_client, by_month = (Counter[str | None](), Counter[str](), Counter[str]())
        for invoice, line in lines:
            by_brand[line.product.brand] += line.value  # type: ignore[assignment]
            by_client[_client_type(invoice.firm)] += line.value  # type: ignore[assignment]
            by_month[f"{invoice.day:%Y-%m}"] += line.value  # type: ignore[assignment]
        return SalesTruth(
            invoices=len(self.invoices),
            lines=len(lines),
            quantity=Decimal(sum(line.quantity for _, line in lines)),
            value=sum((line.value for _, line in lines), Decimal(0)),
            tax=sum((sum(invoice.taxes, Decimal(0)) for invoice in self.invoices), Decimal(0)),
            gross=sum((invoice.gross for invoice in self.invoices), Decimal(0)),
            first=self.invoices[0].day,
            last=self.invoices[-1].day,
            by_brand=dict(by_brand),  # type: ignore[arg-type]
            by_client_type=dict(by_client),  # type: ignore[arg-type]
            by_month=dict(by_month),  # type: ignore[arg-type]
        )


def generate_sales(end: date, *, seed: int = SEED, invoices: int = INVOICES, mistakes: int = 0) -> SalesExport:
    """The invoices of the eighteen months up to end, the same for the same arguments.

    mistakes is how many invoices show a value that their lines do not add up to.
    """
    random = Random(seed)  # noqa: S311 - the same data each time is the point
    days = sorted(_days(random, end, invoices))
    wrong = set(random.sample(range(len(days)), mistakes))
    numbers: Counter[int] = Counter()
    made = []
    for place, day in enumerate(days):
        year = day.year - (day.month < _APRIL)
        numbers[year] += 1
        voucher = f"SSE/{year % 100:02}-{(year + 1) % 100:02}/{numbers[year]:04}"
        elapsed = _month_number(day) - _month_number(end) + MONTHS - 1
        firm = _firm(random, elapsed)
        mistake = Decimal(random.randint(100, 5_000)) if place in wrong else Decimal(0)
        made.append(SoldInvoice(day, voucher, firm, _lines(random, day, elapsed, firm), mistake))
    return SalesExport(tuple(made))


def rupees(amount: Decimal) -> str:
    """An amount to the paisa, grouped the Indian way: 12,34,567.00."""
    sign, whole, paise = "-" if amount < 0 else "", *f"{abs(amount):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return f"{sign}{','.join([*pairs, tail])}.{paise}"


def _days(random: Random, end: date, count: int) -> list[date]:
    """The days of the invoices: more with every month and around the festivals, none on Sundays."""
    last = _month_number(end)
    months = range(last - MONTHS + 1, last + 1)
    weights = [_GROWTH**elapsed * _FESTIVAL_MONTHS[month % 12] for elapsed, month in enumerate(months)]
    days: list[date] = []
    while len(days) < count:
        month = random.choices(months, weights)[0]
        day = date(month // 12, month % 12 + 1, 1) + timedelta(days=random.randrange(31))
        if day.weekday() != _SUNDAY and _month_number(day) == month and day <= end:
            days.append(day)
    return days


def _firm(random: Random, elapsed: int) -> Firm:
    """Who buys; one firm does not any more in the last months."""
    firms = [firm for firm in FIRMS if firm.name != LEAVING_FIRM or elapsed < MONTHS - _LEAVING_MONTHS]
    return random.choices(firms, [firm.weight for firm in firms])[0]


def _lines(random: Random, day: date, elapsed: int, firm: Firm) -> tuple[SoldLine, ...]:
    """What is bought: by season, by the growth of each brand, in smaller quantities by end clients."""
    weights = [product.weight * product.months[day.month - 1] * (1 + product.growth) ** elapsed for product in PRODUCTS]
    chosen = dict.fromkeys(random.choices(PRODUCTS, weights, k=random.choice((1, 2, 2, 3, 3, 4, 5, 6))))
    share = 1.0 if firm.gstin else 0.25
    discount = Decimal(random.choice((0, 0, 2, 3, 5, 8)))
    return tuple(
        SoldLine(
            product,
            max(1, round(product.usual_quantity * share * random.uniform(0.5, 1.6))),
            (Decimal(product.paise) * (100 - discount) / 10_000).quantize(_PAISA, ROUND_HALF_UP),
        )
        for product in chosen
    )


def _invoice_rows(invoice: SoldInvoice) -> Iterator[tuple[str, ...]]:
    """The dated row of an invoice, then a row a product without a date."""
    quantity = sum(line.quantity for line in invoice.lines)
    yield (
        _day(invoice.day),
        invoice.firm.name,
        "Sales",
        invoice.voucher,
        invoice.firm.gstin,
        f"{quantity} Nos",
        "",
        *(rupees(amount) for amount in (invoice.net, invoice.gross)),
        *(rupees(tax) if tax else "" for tax in invoice.taxes),
        rupees(invoice.rounding) if invoice.rounding else "",
    )
    for line in invoice.lines:
        amounts = (f"{line.quantity} Nos", f"{line.rate:.2f}/Nos", rupees(line.value))
        yield ("", line.product.name, "", "", "", *amounts, "", "", "", "", "")


def _client_type(firm: Firm) -> str:
    """What the firm's tax number makes it."""
    if firm.name in INVALID_FIRMS:
        return "Invalid GSTIN - review"
    return "Dealer" if firm.gstin else "End Client"


def _day(day: date) -> str:
    """A day as Tally writes it: 1-Apr-24."""
    return f"{day.day}-{day:%b-%y}"


def _month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1
