"""Returns of a Tally export: invoices whose amounts are negative, however the export writes them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.ingest.sales.tally_invoices import Invoice

_NOTHING = Decimal(0)


def returned(invoice: Invoice) -> Invoice:
    """A return with negative amounts, and negative quantities, whichever of them are not yet."""
    worth = [invoice.gross, invoice.value, sum((line.value or _NOTHING for line in invoice.lines), _NOTHING)]
    sign = -1 if next((each for each in worth if each), _NOTHING) > 0 else 1
    lines = tuple(
        replace(line, quantity=_negative(line.quantity), value=_times(line.value, sign), tax=_times(line.tax, sign))
        for line in invoice.lines
    )
    return replace(
        invoice,
        quantity=_negative(invoice.quantity),
        value=_times(invoice.value, sign),
        tax=_times(invoice.tax, sign),
        rounding=invoice.rounding * sign,
        gross=_times(invoice.gross, sign),
        charges=invoice.charges * sign,
        lines=lines,
    )


def _negative(found: Decimal | None) -> Decimal | None:
    return None if found is None else -abs(found)


def _times(found: Decimal | None, sign: int) -> Decimal | None:
    return None if found is None else found * sign
