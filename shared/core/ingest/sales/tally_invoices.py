"""The invoices of a Tally export, as they are written there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from shared.core.ingest.report import Reject
    from shared.core.ingest.sales.gstin import GstinReading
    from shared.core.ingest.typed.readings import Remark

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A product on an invoice; line is where it stands in the file, number counts within the voucher from 1.

    tax is what the row itself says of it, None where it says nothing.
    """

    line: int
    number: int
    product: str
    quantity: Decimal | None
    rate: Decimal | None
    value: Decimal | None
    tax: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as the export has it; the totals are None where neither its row nor ledgers below give them.

    charges are freight and the like that stand in columns of their own, discounts among them negative.
    """

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
    charges: Decimal = ZERO
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class TallyReading:
    """The invoices in file order, the rows that belong to none, and how the dates were read.

    computed_values counts lines without a value, which got quantity times rate; turned are returns whose amounts were
    made negative; unread counts amounts that could not be read, with the first of them as examples.
    """

    invoices: tuple[Invoice, ...]
    rejects: tuple[Reject, ...]
    computed_values: int
    date_remarks: tuple[Remark, ...]
    turned: int = 0
    unread: int = 0
    unread_examples: tuple[str, ...] = ()
    has_gstin: bool = True
