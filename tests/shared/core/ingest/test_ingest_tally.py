"""A Tally export becomes invoices and their lines, and what does not add up is said."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from shared.core.ingest.report import CleanTable, SheetIssue
from shared.core.ingest.sales_rules import BrandRule, CategoryRule, SalesRules
from shared.core.ingest.sheet import RawSheet
from shared.core.ingest.tables import clean_sheet

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


def _read(text: str) -> tuple[CleanTable, ...]:
    rows = list(csv.reader(io.StringIO(text)))
    found = clean_sheet(RawSheet("register.csv", list(range(1, len(rows) + 1)), rows), _RULES)
    assert not isinstance(found, SheetIssue)
    return found


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
    assert [reject.reason for reject in transactions.rejects] == ["a total below the table, not a record"]
    assert _told(lines, "quantity times rate") == 1
    assert _told(transactions, "do not add up") == 0


def test_an_invoice_that_does_not_add_up_is_kept_and_named() -> None:
    """What the export says stays; that its lines say something else is reported, with both amounts."""
    transactions, lines = _read(_EXPORT.replace('"1,100.00"', '"1,150.00"'))
    assert _column(transactions, "net_value")[0] == Decimal("1150.00")
    (told,) = [repair for repair in transactions.repairs if "do not add up" in repair.what]
    assert (told.count, "S/1: value 1,150.00 against lines of 1,100.00" in told.what) == (1, True)
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
    (table,) = _read(text)
    assert (table.name, len(table.rows)) == ("register", 3)
