"""Returns of a Tally export: invoices whose amounts are negative, however the export writes them.

One column may have its amounts marked (118.00 Cr) where another has none, so that each kind of amount is turned by
what it says itself.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.ingest.sales.tally_invoices import Invoice

_NOTHING = Decimal(0)


def returned(invoice: Invoice) -> Invoice:
    """A return with negative amounts, and negative quantities, whichever of them are not yet."""
    of_lines = _turn(_sum(line.value for line in invoice.lines))
    of_taxes = _turn(_sum(line.tax for line in invoice.lines))
    lines = tuple(
        replace(
            line, quantity=_negative(line.quantity), value=_times(line.value, of_lines), tax=_times(line.tax, of_taxes)
        )
        for line in invoice.lines
    )
    turned = replace(
        invoice,
        quantity=_negative(invoice.quantity),
        value=_times(invoice.value, _turn(invoice.value)),
        tax=_times(invoice.tax, _turn(invoice.tax)),
        gross=_times(invoice.gross, _turn(invoice.gross)),
        lines=lines,
    )
    rounding, charges = _signs_of_rest(invoice, turned)
    return replace(turned, rounding=invoice.rounding * rounding, charges=invoice.charges * charges)


def _signs_of_rest(invoice: Invoice, turned: Invoice) -> tuple[int, int]:
    """Whether rounding and charges, which may be below zero anyhow, are turned: so that the total is that of its parts.

    Where there is no total, or it says nothing, they go with what it is made of.
    """
    usual = _turn(next((each for each in (invoice.gross, invoice.value) if each), None))
    if usual > 0 and not invoice.gross and not invoice.value:
        usual = _turn(_sum(line.value for line in invoice.lines))
    if turned.gross is None:
        return usual, usual
    net = turned.value if turned.value is not None else _sum(line.value for line in turned.lines)
    rest = turned.gross - net - (turned.tax or _NOTHING)
    pairs = ((usual, usual), (usual, -usual), (-usual, usual), (-usual, -usual))
    return min(pairs, key=lambda pair: abs(rest - invoice.rounding * pair[0] - invoice.charges * pair[1]))


def _turn(found: Decimal | None) -> int:
    """What an amount is multiplied with to be below zero."""
    return -1 if found is not None and found > 0 else 1


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in amounts if each is not None), _NOTHING)


def _negative(found: Decimal | None) -> Decimal | None:
    return None if found is None else -abs(found)


def _times(found: Decimal | None, sign: int) -> Decimal | None:
    return None if found is None else found * sign
