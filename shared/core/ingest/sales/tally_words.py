"""What the texts of a Tally export say beside products: totals, page breaks, ledgers, kinds of vouchers, amounts."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING

from shared.core.ingest.typed.numbers import Marks, number_digits, read_number

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOTAL = re.compile(
    r"(?:(?:grand|sub|net|month|monthly|page|day|daily|weekly|invoice|voucher|bill)[ -]?)?totals?"
    r"(?:\s*\((?:rs\.?|inr|\u20b9)\))?\s*[:=.]*|(?:opening|closing) balance",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"(?:carried|brought) (?:over|forward|down)|[cb]/[fod]|page(?: no\.?)? ?\d+(?: of \d+)?"
    r"|cont(?:inue|\x27)?d?(?: \.+)?|continued (?:on|from) .{0,40}",
    re.IGNORECASE,
)
_BATCH = re.compile(r"(?:primary )?(?:batch|godown|location|mfg|mfd|expiry|exp|serial|lot)\b.{0,80}", re.IGNORECASE)
_TAX = re.compile(
    r"(?:(?:add|output|outward|input|on|less)\s*[:.]?\s*){0,2}(?:[csi]|ut)gst\b.{0,40}"
    r"|(?:gst )?(?:compensation )?cess\b.{0,20}|(?:output )?gst(?: ?@? ?[\d.]{1,5} ?%)?",
    re.IGNORECASE,
)
_ROUNDING = re.compile(
    r"(?:(?:add|less)\s*[:.]?\s*)?(?:round(?:ed|ing)?[ -]?(?:off|up)|rounding)\b.{0,20}", re.IGNORECASE
)
_DISCOUNT = re.compile(
    r"(?:less\s*[:.]?\s*)?(?:trade |cash |special |sales |scheme |bill )?discounts?\b.{0,30}|less\s*[:.].{0,60}",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"\bcancel+ed\b", re.IGNORECASE)
_RETURN = re.compile(r"\bcredit[ -]?notes?\b|\bsales?[ -]?returns?\b|\bc/?n\b", re.IGNORECASE)
_NO_SALE = re.compile(
    r"\b(?:(?<!sales )(?<!sale )receipt|payment|journal|contra|purchase|delivery note|sales? order|quotation"
    r"|memorandum|material (?:in|out)"
    r"|rejections? (?:in|out)|payroll|attendance)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*(?:/\s*)?[a-z]+\.?(?:\s*[(=].{0,30})?$", re.IGNORECASE)
"""The unit behind a quantity or a rate: "10 Nos", "450.00/pcs", "24 Nos (2 Dozen)"; also Tally's Dr and Cr."""
_SIDE = re.compile(r" ([dc]r)\.?$", re.IGNORECASE)
_RUPEES = re.compile(r"=\s*((?:\(-\)\s*)?(?:\u20b9|rs\.?|inr)\s*-?[\d.,]+(?: ?[dc]r\.?)?)\s*$", re.IGNORECASE)
_NO_OTHER_UNITS = frozenset({"", "\u20b9"})
"""Units of amounts and quantities; others of quantities are words, which are taken away."""
_MINUS = re.compile(r"^\(-\)\s*")
_LONGEST = 60
CANCELLED, NO_SALE = "a cancelled voucher", "not a sale"
"""Why a voucher is left out on purpose."""


class Ledger(Enum):
    """What a row without a date is about, by its text."""

    PRODUCT = auto()
    TOTAL = auto()
    PAGE = auto()
    BATCH = auto()
    TAX = auto()
    ROUNDING = auto()
    DISCOUNT = auto()


_LEDGERS = (
    (Ledger.TOTAL, _TOTAL),
    (Ledger.PAGE, _PAGE),
    (Ledger.BATCH, _BATCH),
    (Ledger.TAX, _TAX),
    (Ledger.ROUNDING, _ROUNDING),
    (Ledger.DISCOUNT, _DISCOUNT),
)


def ledger_of(text: str) -> Ledger:
    """What the text names; a product where it is no other."""
    return next((ledger for ledger, form in _LEDGERS if form.fullmatch(text)), Ledger.PRODUCT)


def no_sale(kind: str, party: str) -> str:
    """Why a voucher is no sale: cancelled, or of a kind that sells nothing; empty for sales and returns."""
    if _CANCELLED.search(kind) or _CANCELLED.search(party):
        return CANCELLED
    found = _NO_SALE.search(kind)
    return f"a voucher of kind {kind}, {NO_SALE}" if found and not is_return(kind) else ""


def is_return(kind: str) -> bool:
    """True for kinds of vouchers that take sales back."""
    return _RETURN.search(kind) is not None


def amount(text: str, returned: str = "") -> Decimal | None:
    """A number with its unit or with Dr or Cr behind it; None for any other text. Tally writes a decimal point.

    Of an amount in another currency ("$ 1.00 @ \u20b9 83.00/$ = \u20b9 83.00") it is the rupees; without, none.
    returned is the side ("dr" or "cr") whose amounts are negative.
    """
    if len(text) > _LONGEST:
        return None
    found_rupees = _RUPEES.search(text)
    text = found_rupees[1] if found_rupees else text
    bare = _UNIT.sub("", text).strip()
    is_minus = _MINUS.search(bare) is not None
    form = read_number(_MINUS.sub("", bare)) if bare else None
    if form is None or form.scientific or form.unit not in _NO_OTHER_UNITS or not form.marks & Marks.POINT:
        return None
    found = Decimal(number_digits(form, Marks.POINT))
    side = _SIDE.search(text)
    is_returned = side is not None and bool(returned) and side[1].lower() == returned
    return -found if is_minus != is_returned else found


def returned_side(texts: Iterable[str]) -> str:
    """Which of "dr" and "cr" the returns of a column carry: the rarer one, empty where only one is used.

    Where both are as frequent, the first amount is a sale.
    """
    sides = Counter[str]()
    for text, count in Counter(texts).items():
        if match := _SIDE.search(text.strip()):
            sides[match[1].lower()] += count
    return sides.most_common()[-1][0] if len(sides) > 1 else ""
