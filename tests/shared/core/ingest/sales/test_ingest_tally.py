"""A Tally export becomes invoices and their lines, and what does not add up is said."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.core.ingest.sales.sales_rules import BrandRule, CategoryRule, SalesRules
from shared.core.ingest.sales.sales_tables import sales_tables
from shared.core.ingest.sales.tally import read_invoices
from shared.core.ingest.sales.tally_layout import tally_layout
from shared.core.ingest.text.sheet import RawTable

if TYPE_CHECKING:
    from shared.core.ingest.report import CleanTable

_RULES = SalesRules(
    (BrandRule("Acme Pro", ("acme pro",)), BrandRule("Acme", ("acme", "acm"))),
    (CategoryRule("Light", "Bulbs", ("bulb",)),),
)
_HEADER = "Date,Particulars,Voucher No.,GSTIN/UIN,Quantity,Rate,Value,Gross Total,CGST,SGST,IGST"
_EXPORT = f"""My Shop,,,,,,,,,,
Sales Register,,,,,,,,,,
{_HEADER}
1-Apr-24,Om Traders,S/1,27AAPFU0939F1ZV,12 Nos,,"1,100.00","1,298.00",99.00,99.00,
,Acme Pro bulb 9W,,,10 Nos,100.00/Nos,"1,000.00",,,,
,ACM-12 cable,,,2 Nos,50.00/Nos,100.00,,,,
2-Apr-24,Meera,S/2,,1 Nos,,"50.00",59.00,,,9.00
,Plain wire,,,1 Nos,50.00/Nos,,,,,
3-Apr-24,Shivneri,S/3,27AAPFU0939F1ZO,3 Nos,,300.00,300.00,,,
,Bulb,,,3 Nos,100.00/Nos,300.00,,,,
,Grand Total,,,16 Nos,,"1,450.00","1,657.00",,,
"""


def _raw(text: str) -> RawTable:
    """The table below the preamble."""
    rows = list(csv.reader(io.StringIO(text)))
    head = next(place for place, row in enumerate(rows) if row[0] == "Date")
    return RawTable("register.csv", tuple(rows[head]), list(range(head + 2, len(rows) + 1)), rows[head + 1 :])


def _read(text: str) -> tuple[CleanTable, ...]:
    table = _raw(text)
    layout = tally_layout(table)
    assert layout is not None
    return sales_tables(read_invoices(table, layout), _RULES, (), ())


def _column(table: CleanTable, name: str) -> list[object]:
    place = [column.name for column in table.columns].index(name)
    return [row[place] for row in table.rows]


def _told(table: CleanTable, words: str) -> int:
    return sum(repair.count for repair in table.repairs if words in repair.what)


def test_invoices_and_lines_are_two_tables() -> None:
    """One row an invoice with its totals, one row a product with its invoice's head."""
    transactions, lines = _read(_EXPORT)
    assert (transactions.name, transactions.key) == ("sales_transactions", ("voucher_no",))
    assert transactions.rows[0] == (
        "S/1",
        date(2024, 4, 1),
        "Om Traders",
        "27AAPFU0939F1ZV",
        Decimal(12),
        Decimal("1100.00"),
        Decimal("198.00"),
        Decimal("1298.00"),
    )
    assert (lines.name, lines.key) == ("sales_line_items", ("line_id",))
    assert [column.name for column in lines.columns] == [
        "line_id",
        "date",
        "voucher_no",
        "firm",
        "gstin",
        "product_name",
        "brand",
        "category",
        "sub_category",
        "quantity",
        "rate",
        "value",
        "client_type",
    ]
    assert _column(lines, "line_id") == ["S/1#1", "S/1#2", "S/2#1", "S/3#1"]
    assert _column(lines, "date") == [date(2024, 4, day) for day in (1, 1, 2, 3)]
    assert _column(lines, "value") == [Decimal("1000.00"), Decimal("100.00"), Decimal("50.00"), Decimal("300.00")]


def test_brands_and_categories_follow_the_rules() -> None:
    """The first rule that matches holds, words are whole words, and what no rule knows is null and counted."""
    _, lines = _read(_EXPORT)
    assert _column(lines, "brand") == ["Acme Pro", "Acme", None, None]
    assert _column(lines, "category") == ["Light", None, None, "Light"]
    assert _told(lines, "no known brand") == 2


def test_the_tax_number_makes_the_client() -> None:
    """A valid one a dealer, none an end client, a wrong one neither, and it is reported."""
    transactions, lines = _read(_EXPORT)
    assert _column(lines, "client_type") == ["Dealer", "Dealer", "End Client", "Invalid GSTIN - review"]
    assert _told(transactions, "27AAPFU0939F1ZO") == 1


def test_the_total_row_is_rejected_and_a_missing_value_computed() -> None:
    """The grand total is no invoice; quantity times rate fills in for a value that is not there."""
    transactions, lines = _read(_EXPORT)
    assert [reject.reason for reject in lines.rejects] == ["a total, not a product"]
    assert _told(lines, "quantity times rate") == 1
    assert _told(transactions, "do not add up") == 0


def test_an_invoice_that_does_not_add_up_is_kept_and_named() -> None:
    """What the export says stays; that its lines say something else is reported, with both amounts."""
    transactions, lines, unequal = _read(_EXPORT.replace('"1,100.00"', '"1,150.00"'))
    assert _column(transactions, "net_value")[0] == Decimal("1150.00")
    (told,) = [repair for repair in transactions.repairs if "do not add up" in repair.what]
    assert told.count == 1
    assert "S/1: value 1,150.00 against lines of 1,100.00, a difference of 50.00" in told.what
    figures = ("value", Decimal("1150.00"), Decimal("1100.00"), Decimal("50.00"))
    assert unequal.rows[0] == ("S/1", date(2024, 4, 1), "Om Traders", *figures)
    assert (unequal.name, _column(unequal, "what")) == ("sales_differences", ["value", "total"])
    assert len(lines.rows) == 4


def test_rows_that_belong_nowhere_are_rejected_with_a_reason() -> None:
    """A product above the first invoice, an invoice that cannot be read, its products, and lines without amounts."""
    text = f"""{_HEADER}
,Stray bulb,,,1 Nos,5/Nos,5.00,,,,
1-Apr-24,Om Traders,S/1,,1 Nos,,5.00,5.00,,,
,Bulb,,,1 Nos,5/Nos,5.00,,,,
,By hand,,,,,,,,,
2-Apr-24,Om Traders,,,1 Nos,,5.00,5.00,,,
,Bulb,,,1 Nos,5/Nos,5.00,,,,
3-Apr-24,Om Traders,S/3,,1 Nos,,5.00,5.00,,,
,Bulb,,,1 Nos,5/Nos,5.00,,,,
"""
    transactions, lines = _read(text)
    assert _column(transactions, "voucher_no") == ["S/1", "S/3"]
    assert [(reject.line, reject.reason) for reject in lines.rejects] == [
        (2, "it stands above the first invoice"),
        (5, "it has neither a quantity nor a value"),
        (6, "it has no voucher number"),
        (7, "it belongs to an invoice that was left out (line 6: it has no voucher number)"),
    ]


def test_a_voucher_number_that_comes_twice_takes_the_key_away() -> None:
    """Joining on it would double the totals; the report says so, and line ids stay unique."""
    text = f"""{_HEADER}
1-Apr-24,Om Traders,S/1,,1 Nos,,5.00,5.00,,,
,Bulb,,,1 Nos,5/Nos,5.00,,,,
2-Apr-24,Sai Krupa,S/1,,1 Nos,,5.00,5.00,,,
,Bulb,,,1 Nos,5/Nos,5.00,,,,
"""
    transactions, lines = _read(text)
    assert transactions.key == ()
    assert _told(transactions, "more than once") == 1
    assert _column(lines, "line_id") == ["S/1#1", "S/1#2"]


def test_returns_are_negative_where_debits_and_credits_are_marked() -> None:
    """Of the two sides the rarer one is the returns."""
    text = f"""{_HEADER}
1-Apr-24,Om Traders,S/1,,1 Nos,,5.00 Cr,5.00 Cr,,,
,Bulb,,,1 Nos,5/Nos,5.00 Cr,,,,
2-Apr-24,Om Traders,S/2,,1 Nos,,3.00 Dr,3.00 Dr,,,
,Bulb,,,1 Nos,3/Nos,3.00 Dr,,,,
3-Apr-24,Om Traders,S/3,,1 Nos,,5.00 Cr,5.00 Cr,,,
,Bulb,,,1 Nos,5/Nos,5.00 Cr,,,,
"""
    transactions, _ = _read(text)
    assert _column(transactions, "net_value") == [Decimal("5.00"), Decimal("-3.00"), Decimal("5.00")]


def test_an_only_amount_with_the_taxes_in_it_is_the_gross_total() -> None:
    """Some exports give one amount an invoice: whether it holds the taxes, the lines tell."""
    text = """Date,Particulars,Vch No.,Quantity,Rate,Value,CGST,SGST
1-Apr-24,Om Traders,1,1 Nos,,118.00,9.00,9.00
,Bulb,,1 Nos,100/Nos,100.00,,
2-Apr-24,Om Traders,2,1 Nos,,118.00,9.00,9.00
,Bulb,,1 Nos,100/Nos,100.00,,
"""
    transactions, _ = _read(text)
    assert transactions.rows[0][-3:] == (Decimal("100.00"), Decimal("18.00"), Decimal("118.00"))
    assert _told(transactions, "do not add up") == 0


def test_an_ordinary_table_of_sales_stays_one_table() -> None:
    """Voucher numbers and parties alone do not make an export: each row here has its date."""
    text = "Date,Party,Voucher No,Value\n1-Apr-24,Om,S/1,5\n2-Apr-24,Sai,S/2,6\n3-Apr-24,Om,S/3,7\n"
    assert tally_layout(_raw(text)) is None


_LEDGERS = """Date,Particulars,Voucher Type,Vch No.,GSTIN/UIN,Quantity,Rate,Value,Gross Total
1-Apr-24,Om Traders,Sales,S/1,27AAPFU0939F1ZV,,,,"1,121.00"
,Bulb,,,,10 Nos = 1 Box,100.00/Nos,"1,000.00",
,Less: Trade Discount,,,,,,(-)50.00,
,Output CGST @ 9%,,,,,,85.50,
,Output SGST @ 9%,,,,,,85.50,
,Round Off,,,,,,,
2-Apr-24,Meera,Sales,S/2,,,,,118.40
,Cable,,,,1 Nos,100.34/Nos,100.34,
,IGST 18%,,,,,,18.06,
"""


def test_ledgers_below_an_invoice_are_its_taxes_and_no_products() -> None:
    """Taxes add up to its total tax, a discount is a line that takes off, however it is written."""
    transactions, lines = _read(_LEDGERS)
    assert _column(lines, "product_name") == ["Bulb", "Less: Trade Discount", "Cable"]
    assert _column(lines, "value") == [Decimal("1000.00"), Decimal("-50.00"), Decimal("100.34")]
    assert _column(lines, "quantity")[0] == Decimal(10)
    assert _column(transactions, "total_tax") == [Decimal("171.00"), Decimal("18.06")]
    assert _column(transactions, "net_value") == [Decimal("950.00"), Decimal("100.34")]
    assert _told(transactions, "do not add up") == 0
    assert [reject.reason for reject in lines.rejects] == ["it has neither a quantity nor a value"]


def test_credit_notes_are_negative_whatever_their_signs() -> None:
    """By the kind of voucher; one that is negative already is not turned twice."""
    text = """Date,Particulars,Voucher Type,Vch No.,Quantity,Rate,Value,Gross Total,CGST,SGST
1-Apr-24,Om,Sales,1,2 Nos,,200.00,236.00,18.00,18.00
,Bulb,,,2 Nos,100/Nos,200.00,,,
2-Apr-24,Om,Credit Note,2,1 Nos,,100.00,118.00,9.00,9.00
,Bulb,,,1 Nos,100/Nos,100.00,,,
3-Apr-24,Om,Sales Return,3,-1 Nos,,-100.00,-118.00,-9.00,-9.00
,Bulb,,,-1 Nos,100/Nos,-100.00,,,
"""
    transactions, lines = _read(text)
    for column, most in (("gross_total", 118), ("total_tax", 18), ("net_value", 100), ("total_quantity", 1)):
        assert _column(transactions, column)[1:] == [Decimal(-most), Decimal(-most)]
    assert _column(lines, "value") == [Decimal(200), Decimal(-100), Decimal(-100)]
    assert _told(transactions, "negative amounts") == 1


def test_each_kind_of_amount_of_a_return_is_turned_by_what_it_says_itself() -> None:
    """Totals may carry Dr and Cr where values carry nothing; rounding goes the way in which all adds up."""
    text = """Date,Particulars,Voucher Type,Vch No.,Quantity,Rate,Value,Gross Total,IGST,Rounded Off
1-Apr-24,Om,GST Sales,1,1 Nos,,99.50,117.00 Dr,17.91 Cr,(-)0.41
,Bulb,,,1 Nos,99.50/Nos,99.50,,,
2-Apr-24,Om,GST Sales,2,1 Nos,,100.00,118.00 Dr,18.00 Cr,
,Bulb,,,1 Nos,100/Nos,100.00,,,
3-Apr-24,Om,GST Credit Note,3,1 Nos,,99.50,117.00 Cr,17.91 Dr,(-)0.41
,Bulb,,,1 Nos,99.50/Nos,109.50,,,
,Less: Discount,,,,,10.00,,,
4-Apr-24,Om,Credit Note,4,,,(118.00),,,
,Bulb,,,1 Nos,100/Nos,100.00,,,
,Output IGST,,,,,18.00,,,
"""
    transactions, lines = _read(text)
    assert _column(transactions, "gross_total")[2:] == [Decimal(-117), Decimal(-118)]
    assert _column(transactions, "net_value")[2:] == [Decimal("-99.50"), Decimal(-100)]
    assert _column(transactions, "total_tax")[2:] == [Decimal("-17.91"), Decimal(-18)]
    assert _column(lines, "value")[2:] == [Decimal("-109.50"), Decimal(10), Decimal(-100)]


def test_the_first_product_may_stand_on_the_row_of_its_invoice() -> None:
    """Then that row is a line too, and the totals are those of all lines; no row of it is lost."""
    text = """Date,Voucher No,Party Name,Product,Qty,Rate,Value,Total Tax,Gross Total
1-Apr-24,1,Om,Acme bulb,2,100,200.00,36.00,236.00
,,,ACM cable,1,50,50.00,9.00,59.00
1-Apr-24,1,Om,Wire,1,10,10.00,1.80,11.80
2-Apr-24,2,Meera,Wire,1,100,100.00,18.00,118.00
,,,Acme bulb,1,100,100.00,18.00,118.00
3-Apr-24,3,Om,Wire,1,10,10.00,1.80,11.80
"""
    transactions, lines = _read(text)
    assert _column(transactions, "voucher_no") == ["1", "2", "3"]
    assert _column(transactions, "net_value") == [Decimal(260), Decimal(200), Decimal(10)]
    assert _column(transactions, "total_tax") == [Decimal("46.80"), Decimal(36), Decimal("1.80")]
    assert _column(transactions, "gross_total") == [Decimal("306.80"), Decimal(236), Decimal("11.80")]
    assert _column(lines, "product_name") == ["Acme bulb", "ACM cable", "Wire", "Wire", "Acme bulb", "Wire"]
    assert _column(lines, "line_id") == ["1#1", "1#2", "1#3", "2#1", "2#2", "3#1"]
    assert not lines.rejects


@pytest.mark.parametrize("texts", [("(as per details)",) * 2, ("Om", "Meera"), ("Sales 18 %", "Sales 12 %")])
@pytest.mark.parametrize("values", [("250.00", "100.00"), ("295.00", "118.00")])
def test_a_text_beside_the_sums_of_an_invoice_is_no_line(texts: tuple[str, str], values: tuple[str, str]) -> None:
    """Sums of the rows below, with their taxes or without: their amounts are not counted twice."""
    text = f"""Date,Voucher No,Party Name,Product,Qty,Rate,Value,Total Tax
1-Apr-24,1,Om,{texts[0]},3,,{values[0]},45.00
,,,Acme bulb,2,100,200.00,
,,,ACM cable,1,50,50.00,
2-Apr-24,2,Meera,{texts[1]},1,,{values[1]},18.00
,,,Wire,1,100,100.00,
"""
    transactions, lines = _read(text)
    assert _column(lines, "product_name") == ["Acme bulb", "ACM cable", "Wire"]
    assert _column(transactions, "net_value") == [Decimal(250), Decimal(100)]
    assert _column(transactions, "gross_total") == [Decimal(295), Decimal(118)]
    assert not _told(transactions, "do not add up")


def test_paise_that_nothing_was_rounded_by_are_told() -> None:
    """A total of whole rupees may have been rounded to them; one of rupees and paise was not."""
    text = """Date,Particulars,Voucher No.,Quantity,Rate,Value,Gross Total,CGST,SGST
1-Apr-24,Om,S/1,1 Nos,,99.50,117.00,8.96,8.96
,Bulb,,1 Nos,99.50/Nos,99.50,,,
2-Apr-24,Om,S/2,1 Nos,,50.00,59.02,4.50,4.50
,Bulb,,1 Nos,50/Nos,50.00,,,
"""
    transactions, _, differences = _read(text)
    assert _column(differences, "voucher_no") == ["S/2"]
    assert _column(differences, "difference") == [Decimal("0.02")]
    assert _told(transactions, "do not add up") == 1


def test_a_voucher_that_sells_nothing_is_left_out_with_its_lines() -> None:
    """Cancelled ones, and receipts and orders of a day book; each row says why."""
    text = """Date,Particulars,Vch Type,Vch No.,Quantity,Rate,Value
1-Apr-24,Om,Sales,1,1 Nos,,5.00
,Bulb,,,1 Nos,5/Nos,5.00
2-Apr-24,(cancelled),Sales,2,,,
2-Apr-24,Sai,Sales Order,9,1 Nos,,5.00
,Bulb,,,1 Nos,5/Nos,5.00
3-Apr-24,Om,Receipt,R1,,,500.00
"""
    transactions, lines = _read(text)
    assert _column(transactions, "voucher_no") == ["1"]
    assert [reject.reason for reject in lines.rejects] == [
        "a cancelled voucher",
        "a voucher of kind Sales Order, not a sale",
        "it belongs to an invoice that was left out (line 5: a voucher of kind Sales Order, not a sale)",
        "a voucher of kind Receipt, not a sale",
    ]


def test_the_ends_of_pages_do_not_end_an_invoice() -> None:
    """Sums carried over, headings, the header and the invoice's own heading once more: products below go on with it."""
    text = """Date,Particulars,Vch No.,GSTIN/UIN,Quantity,Rate,Value,Gross Total
1-Apr-24,Om Traders,S/1,,3 Nos,,300.00,300.00
,Bulb,,,1 Nos,100/Nos,100.00,
,Carried Over,,,1 Nos,,100.00,
My Shop,,,,,,,
Page 2,,,,,,,
Date,Particulars,Vch No.,GSTIN/UIN,Quantity,Rate,Value,Gross Total
,Brought Forward,,,1 Nos,,100.00,
1-Apr-24,Om Traders,S/1,,,,,
,Bulb,,,2 Nos,100/Nos,200.00,
,Batch: B-77,,,2 Nos,,,
Grand Total,,,,3 Nos,,300.00,300.00
"""
    transactions, lines = _read(text)
    assert len(transactions.rows) == 1
    assert _column(lines, "line_id") == ["S/1#1", "S/1#2"]
    assert _told(transactions, "do not add up") == 0
    assert [(reject.line, reject.reason) for reject in lines.rejects] == [
        (4, "the end or the beginning of a page, not a product"),
        (5, "a heading between the rows, not an invoice"),
        (6, "a heading between the rows, not an invoice"),
        (7, "the header once more"),
        (8, "the end or the beginning of a page, not a product"),
        (9, "the heading of invoice S/1 once more"),
        (11, "a batch or place of the line above, not a product"),
        (12, "a total, not a product"),
    ]


def test_one_unreadable_date_costs_one_invoice() -> None:
    """The others keep theirs, and day and month their order."""
    text = """Date,Particulars,Vch No.,Quantity,Rate,Value
03/04/2024,Om,1,1 Nos,,5.00
,Bulb,,1 Nos,5/Nos,5.00
31/02/2024,Om,2,1 Nos,,5.00
,Bulb,,1 Nos,5/Nos,5.00
25/04/2024,Om,3,1 Nos,,5.00
,Bulb,,1 Nos,5/Nos,5.00
"""
    transactions, lines = _read(text)
    assert _column(transactions, "date") == [date(2024, 4, 3), date(2024, 4, 25)]
    assert lines.rejects[0].reason == "its date cannot be read"
    assert _told(transactions, "day/month") == 2


def test_debits_of_parties_and_credits_of_sales_are_no_returns() -> None:
    """Each column has its own side: what is rare there is a return."""
    text = """Date,Particulars,Vch No.,Quantity,Rate,Value,Gross Total
1-Apr-24,Om,1,1 Nos,,5.00 Cr,5.00 Dr
,Bulb,,1 Nos,5/Nos,5.00 Cr,
2-Apr-24,Om,2,1 Nos,,6.00 Cr,6.00 Dr
,Bulb,,1 Nos,6/Nos,6.00 Cr,
"""
    transactions, _ = _read(text)
    assert _column(transactions, "gross_total") == [Decimal("5.00"), Decimal("6.00")]
    assert _column(transactions, "net_value") == [Decimal("5.00"), Decimal("6.00")]


def test_freight_in_a_column_of_its_own_is_part_of_the_total() -> None:
    """And so is tax collected at source; rates of tax are not amounts of it."""
    text = """Date,Particulars,Vch No.,Quantity,Rate,Value,CGST %,Output CGST 9%,Output SGST 9%,Freight,TCS,Gross Total
1-Apr-24,Om,1,1 Nos,,100.00,9,9.00,9.00,50.00,1.00,169.00
,Bulb,,1 Nos,100/Nos,100.00,,,,,,
"""
    transactions, _ = _read(text)
    assert transactions.rows[0][-3:] == (Decimal("100.00"), Decimal("18.00"), Decimal("169.00"))
    assert _told(transactions, "do not add up") == 0


def test_taxes_on_the_lines_make_the_invoices_tax() -> None:
    """Where its own row says nothing."""
    text = """Date,Particulars,Vch No.,Quantity,Rate,Value,CGST,SGST
1-Apr-24,Om,1,,,,,
,Bulb,,1 Nos,100/Nos,100.00,9.00,9.00
,Cable,,1 Nos,50/Nos,50.00,4.50,4.50
"""
    transactions, _ = _read(text)
    assert transactions.rows[0][-3:] == (Decimal("150.00"), Decimal("27.00"), Decimal("177.00"))


def test_all_that_does_not_add_up_is_in_a_table_and_twenty_in_the_report() -> None:
    """Nobody scrolls through more, and nothing is kept back."""
    rows = "".join(
        f"{1 + number % 28}-Apr-24,Om,S/{number},,2 Nos,,300.00,354.00\n,Bulb,,,1 Nos,100/Nos,100.00,\n"
        for number in range(30)
    )
    transactions, _, unequal = _read(f"Date,Particulars,Vch No.,GSTIN/UIN,Quantity,Rate,Value,Gross Total\n{rows}")
    (told,) = [repair for repair in transactions.repairs if "do not add up" in repair.what]
    assert told.count == 30
    assert told.what.count("a difference of 200.00") == 20
    assert "all of them are in sales_differences" in told.what
    assert _column(unequal, "what") == ["value", "quantity", "total"] * 30
    assert _column(unequal, "difference")[:3] == [Decimal("200.00"), Decimal(1), Decimal("54.00")]


@pytest.mark.parametrize(("text", "words"), [("ab12 Nos", "ab12 Nos"), ("5,00,1 Nos", "5,00,1 Nos")])
def test_an_amount_that_cannot_be_read_is_told(text: str, words: str) -> None:
    """The line is kept without it, and counted."""
    export = f"""Date,Particulars,Vch No.,Quantity,Rate,Value
1-Apr-24,Om,1,,,5.00
,Bulb,,"{text}",5/Nos,5.00
,Wire,,"{text}",5/Nos,5.00
"""
    _, lines = _read(export)[:2]
    assert _column(lines, "quantity") == [None, None]
    assert _told(lines, f"could not be read ({words})") == 2


def test_an_export_without_tax_numbers_says_so() -> None:
    """All its clients count as end clients, which people should know."""
    text = "Date,Particulars,Vch No.,Quantity,Rate,Value\n1-Apr-24,Om,1,1 Nos,,5.00\n,Bulb,,1 Nos,5/Nos,5.00\n"
    transactions, lines = _read(text)
    assert _column(lines, "client_type") == ["End Client"]
    assert _told(transactions, "no column of GSTINs") == 1
