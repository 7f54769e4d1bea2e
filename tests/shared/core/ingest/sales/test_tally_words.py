"""The texts of an export that are no products are known for what they are, and products are left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.core.ingest.sales.tally_words import Ledger, amount, is_return, ledger_of, no_sale, returned_side


@pytest.mark.parametrize(
    ("text", "ledger"),
    [
        ("Grand Total", Ledger.TOTAL),
        ("Total (Rs.):", Ledger.TOTAL),
        ("Page Total", Ledger.TOTAL),
        ("Carried Over", Ledger.PAGE),
        ("b/f", Ledger.PAGE),
        ("Page 2 of 7", Ledger.PAGE),
        ("continued on page 3", Ledger.PAGE),
        ("Primary Batch", Ledger.BATCH),
        ("Godown: Pune", Ledger.BATCH),
        ("Output CGST @ 9%", Ledger.TAX),
        ("SGST", Ledger.TAX),
        ("IGST 18% (Maharashtra)", Ledger.TAX),
        ("GST Compensation Cess", Ledger.TAX),
        ("GST @ 18%", Ledger.TAX),
        ("Less: Round Off", Ledger.ROUNDING),
        ("Rounding up", Ledger.ROUNDING),
        ("Less: Trade Discount", Ledger.DISCOUNT),
        ("Cash discount 2%", Ledger.DISCOUNT),
        ("Round Bulb", Ledger.PRODUCT),
        ("Total Station Tripod", Ledger.PRODUCT),
        ("Page marker", Ledger.PRODUCT),
        ("GST guide for dealers", Ledger.PRODUCT),
        ("Freight", Ledger.PRODUCT),
        ("Contact cleaner", Ledger.PRODUCT),
        ("", Ledger.PRODUCT),
    ],
)
def test_a_text_names_a_ledger_or_a_product(text: str, ledger: Ledger) -> None:
    """In any case and with what stands behind it."""
    assert ledger_of(text) is ledger
    assert ledger_of(text.upper()) is ledger


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 Nos", "12"),
        ("1,00,000.50", "100000.50"),
        ("450.00/pcs", "450.00"),
        ("24 Nos (2 Dozen)", "24"),
        ("10 Nos = 1 Box", "10"),
        ("(-)50.00", "-50.00"),
        ("(500.00)", "-500.00"),
        ("5.00 Cr", "5.00"),
        ("5.00 Dr", "-5.00"),
        ("(-)5.00 Dr.", "5.00"),
        ("Rs. 5.00", "5.00"),
        ("$ 100.00 @ \u20b9 83.00/$ = \u20b9 8,300.00", "8300.00"),
        ("EUR 2.00 @ \u20b9 90.00/EUR = \u20b9 180.00 Dr", "-180.00"),
    ],
)
def test_amounts_lose_their_units_and_keep_their_signs(text: str, expected: str) -> None:
    """Of debits and credits one side is negative."""
    assert amount(text, "dr") == Decimal(expected)


@pytest.mark.parametrize("text", ["", "Nos", "12 34 Nos", "1,5", "x12", "9" * 61, "$118.00", "USD 5", "18%"])
def test_what_is_no_amount_is_none(text: str) -> None:
    """Nothing is guessed, and no other money is taken for rupees."""
    assert amount(text) is None


def test_the_rarer_side_is_that_of_returns() -> None:
    """None where only one is used; the first is a sale where both are as frequent."""
    assert returned_side(["5 Cr", "5 Cr", "3 Dr", ""]) == "dr"
    assert returned_side(["5 Dr", "3 Cr"]) == "cr"
    assert returned_side(["5 Dr", "3 Dr"]) == ""
    assert returned_side(["5", ""]) == ""


@pytest.mark.parametrize("kind", ["Sales", "GST SALES", "Tax Invoice", "Sales Receipt", "", "Credit Note", "Export"])
def test_sales_and_returns_are_taken(kind: str) -> None:
    """Whatever a firm calls its vouchers."""
    assert no_sale(kind, "Om Traders") == ""
    assert is_return(kind) is (kind == "Credit Note")


@pytest.mark.parametrize("kind", ["Receipt", "Journal", "Sales Order", "Delivery Note", "Purchase", "Contra"])
def test_what_sells_nothing_is_not(kind: str) -> None:
    """And neither is what was cancelled."""
    assert no_sale(kind, "Om Traders") == f"a voucher of kind {kind}, not a sale"
    assert no_sale("Sales", "(Cancelled)") == "a cancelled voucher"
