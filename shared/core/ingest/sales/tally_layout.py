"""Which columns of an export from Tally say what, and whether a table is one at all.

The mark of such an export: rows with a date and a voucher number, each followed by rows without either that name a
product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.ingest.sales.tally_words import amount
from shared.core.ingest.typed.dates import read_moment

if TYPE_CHECKING:
    from shared.core.ingest.text.sheet import RawTable

_ROLES: dict[str, tuple[str, ...]] = {
    # The first alias that is a header's name has the role.
    "date": ("date", "voucher date", "invoice date", "vch date", "bill date"),
    "voucher": (
        "voucher no",
        "voucher number",
        "vch no",
        "vch number",
        "invoice no",
        "invoice number",
        "bill no",
        "bill number",
        "voucher ref no",
    ),
    "firm": (
        "firm",
        "party name",
        "party",
        "buyer",
        "buyer name",
        "customer",
        "customer name",
        "client",
        "client name",
        "particulars",
        "name of party",
        "ledger",
        "ledger name",
        "consignee",
    ),
    "product": (
        "product name",
        "product",
        "item name",
        "item",
        "stock item",
        "name of item",
        "description of goods",
        "description",
        "particulars",
    ),
    "gstin": ("gstin uin", "gstin", "gstin no", "gst no", "gst number", "party gstin", "buyer gstin", "gstin number"),
    "quantity": ("quantity", "qty", "billed quantity", "billed qty", "actual quantity", "actual qty"),
    "rate": ("rate", "price", "unit price", "unit rate"),
    "value": (
        "value",
        "taxable value",
        "taxable amount",
        "net value",
        "net amount",
        "assessable value",
        "sales value",
        "amount",
        "basic value",
    ),
    "gross": (
        "gross total",
        "gross amount",
        "gross value",
        "invoice total",
        "invoice value",
        "invoice amount",
        "grand total",
        "bill amount",
        "total amount",
        "total value",
        "total",
    ),
    "kind": ("voucher type", "vch type", "voucher kind", "type of voucher", "document type"),
    "tax": ("total tax", "total gst", "gst amount", "tax amount", "total tax amount", "gst", "tax"),
    "rounding": ("round off", "rounding off", "rounded off", "rounding", "roundoff"),
}
_TAX = re.compile(r"\b(?:cgst|sgst|igst|utgst|cess)\b")
CHARGE = re.compile(
    r"\b(?:freight|packing|forwarding|transport(?:ation)?|cartage|courier|delivery charges|shipping|insurance|loading"
    r"|handling|discount|tcs|other charges)\b"
)
_RATE = re.compile(r"\brates?\b|%", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LINES_SHARE = 0.2
"""Fewer rows without a date than this are gaps in an ordinary table."""
_PROBE = 2_000


@dataclass(frozen=True, slots=True)
class TallyLayout:
    """The place of each role's column; None for roles the export does not have. product may be firm's own column."""

    date: int
    voucher: int
    firm: int
    product: int
    gstin: int | None
    quantity: int | None
    rate: int | None
    value: int | None
    gross: int | None
    rounding: int | None
    taxes: tuple[int, ...]
    kind: int | None = None
    charges: tuple[int, ...] = ()
    """Other ledgers that count into the total: freight, packing, discounts, tax collected at source."""
    heads_are_lines: bool = False
    """A dated row names a product too, and its amounts are of that alone: it is the first line of its invoice."""


def tally_layout(table: RawTable) -> TallyLayout | None:
    """The layout of a Tally export; None for any other table."""
    if not table.has_header:
        return None
    names = [_NOT_WORD.sub(" ", label.lower()).strip() for label in table.header]
    found = {role: _place(names, aliases) for role, aliases in _ROLES.items()}
    date, voucher, firm, product = (found[role] for role in ("date", "voucher", "firm", "product"))
    if date is None or voucher is None or firm is None or (found["quantity"] is None and found["value"] is None):
        return None
    taxes = tuple(place for place, name in enumerate(names) if _TAX.search(name) and not _is_rate(table.header[place]))
    known = {*found.values(), *taxes}
    charges = tuple(place for place, name in enumerate(names) if CHARGE.search(name) and place not in known)
    layout = TallyLayout(
        date=date,
        voucher=voucher,
        firm=firm,
        product=firm if product is None else product,
        gstin=found["gstin"],
        quantity=found["quantity"],
        rate=found["rate"],
        value=found["value"],
        gross=found["gross"],
        rounding=found["rounding"],
        taxes=taxes or tuple(place for place in (found["tax"],) if place is not None),
        kind=found["kind"],
        charges=tuple(place for place in charges if not _is_rate(table.header[place])),
    )
    probe = table.rows[:_PROBE]
    if not _has_invoices_over_lines(probe, layout):
        return None
    return replace(layout, heads_are_lines=_heads_are_lines(probe, layout))


def _is_rate(label: str) -> bool:
    """True for a column of percentages: "CGST Rate", "CGST %"; "Output CGST 9%" is a ledger with amounts."""
    return _RATE.search(label) is not None and not any(map(str.isdigit, label))


def _place(names: list[str], aliases: tuple[str, ...]) -> int | None:
    """Where the first known alias stands."""
    return next((names.index(alias) for alias in aliases if alias in names), None)


def _has_invoices_over_lines(rows: list[list[str]], layout: TallyLayout) -> bool:
    """True when dated rows with a voucher alternate with undated rows that name a product."""
    dated = [row for row in rows if row[layout.date].strip() and row[layout.voucher].strip()]
    undated = [row for row in rows if not row[layout.date].strip()]
    if not rows or not dated or len(undated) < len(rows) * _LINES_SHARE:
        return False
    lines = [row for row in undated if row[layout.product].strip() and not row[layout.voucher].strip()]
    invoices = [row for row in dated if read_moment(row[layout.date].strip())]
    return 2 * len(lines) > len(undated) and 2 * len(invoices) > len(dated)


def _heads_are_lines(rows: list[list[str]], layout: TallyLayout) -> bool:
    """True when most dated rows name a product of their own, at a price where lines have one, and sum up no lines."""
    if layout.product == layout.firm:
        return False
    heads = [place for place, row in enumerate(rows) if row[layout.date].strip() and row[layout.voucher].strip()]
    named = [place for place in heads if _is_line(rows[place], layout)]
    names = {rows[place][layout.product].strip() for place in named}
    if 2 * len(named) <= len(heads) or (len(names) == 1 < len(named)) or _have_no_price(rows, named, layout):
        return False
    ends = dict(zip(heads, [*heads[1:], len(rows)], strict=True))
    over_lines = [(rows[place], rows[place + 1 : ends[place]]) for place in named if ends[place] > place + 1]
    amounts = [place for place in (layout.quantity, layout.value) if place is not None]
    sums = sum(all(_is_sum(head[each], [row[each] for row in below]) for each in amounts) for head, below in over_lines)
    return 2 * sums <= len(over_lines)


def _is_line(row: list[str], layout: TallyLayout) -> bool:
    """True for a row that names something that is not its party, with a quantity or a value."""
    product = row[layout.product].strip()
    amounts = [place for place in (layout.quantity, layout.value) if place is not None]
    return product not in {"", row[layout.firm].strip()} and any(amount(row[each].strip()) for each in amounts)


def _have_no_price(rows: list[list[str]], named: list[int], layout: TallyLayout) -> bool:
    """True when most of the rows below have a rate and most of the dated ones have none: these are sums."""
    if layout.rate is None:
        return False
    below = [row for row in rows if not row[layout.date].strip() and _is_line(row, layout)]
    priced = sum(amount(row[layout.rate].strip()) is not None for row in below)
    own = sum(amount(rows[place][layout.rate].strip()) is not None for place in named)
    return 2 * priced > len(below) and 2 * own < len(named)


def _is_sum(text: str, below: list[str]) -> bool:
    """True when an amount is that of the rows below it together."""
    return amount(text.strip()) == sum(found for each in below if (found := amount(each.strip())) is not None)
