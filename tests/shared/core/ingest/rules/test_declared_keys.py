"""A key that people declare is of the tables they name, by the headers or the names of its columns."""

from __future__ import annotations

from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.rules.columns import Columns
from shared.core.ingest.rules.file_notes import with_notes
from shared.core.ingest.rules.keys import DeclaredKey, key_of, key_problem
from shared.core.ingest.rules.rules import NO_BUSINESS_RULES
from shared.core.table.types import DataType

COLUMNS = Columns(("Voucher No", "Line", "Item"))


def _table(label: str, *labels: str, key: tuple[str, ...] = ()) -> CleanTable:
    columns = tuple(CleanColumn(each.lower().replace(" ", "_"), each, DataType.TEXT) for each in labels)
    return CleanTable(label.lower(), label, columns, (), key=key)


def test_a_key_is_of_the_table_or_file_whose_name_begins_so() -> None:
    """Next month's file is called otherwise, and is of the same kind."""
    key = DeclaredKey("invoices", ("voucher_no",))
    assert key.names("Invoices")
    assert key.names("Sheet1", "invoices_march-2024.xlsx")
    assert not key.names("Paid invoices", "invoicesold.csv")
    assert DeclaredKey("", ("voucher_no",)).names("anything")


def test_a_key_by_a_whole_name_is_of_no_other_table() -> None:
    """A model speaks of its own tables."""
    key = DeclaredKey("invoices", ("voucher_no",), is_whole=True)
    assert key.names("Invoices.csv")
    assert not key.names("invoices march.csv")


def test_of_several_keys_the_closest_name_holds() -> None:
    """And only one whose columns are all there."""
    every, ours, lines = (
        DeclaredKey("", ("item",)),
        DeclaredKey("invoices", ("voucher no",)),
        DeclaredKey("invoices march", ("voucher_no", "line")),
    )
    keys = (every, ours, lines)
    assert key_of(keys, ("Invoices March",), COLUMNS) == ("voucher_no", "line")
    assert key_of(keys, ("Invoices May",), COLUMNS) == ("voucher no",)
    assert key_of(keys, ("Parties",), COLUMNS) == ("item",)
    assert key_of((lines,), ("Invoices March",), Columns(("Voucher No",))) == ()


def test_a_key_that_holds_for_no_table_says_why() -> None:
    """With the column that was meant, where one is near."""
    invoices = _table("Invoices", "Voucher No", "Item", key=("voucher_no",))
    parties = _table("Parties", "Firm")
    assert key_problem(DeclaredKey("", ("voucher_no",)), (parties, invoices), "book.xlsx") == ""
    assert "did you mean “Voucher No”?" in key_problem(DeclaredKey("invoices", ("vocher",)), (invoices,), "a.csv")
    assert "none of its tables" in key_problem(DeclaredKey("", ("gstin",)), (parties, invoices), "book.xlsx")
    assert "voucher_no tells its rows apart already" in key_problem(DeclaredKey("", ("item",)), (invoices,), "a.csv")
    assert "made while the file is read" in key_problem(DeclaredKey("", ("firm",)), (parties,), "a.csv")


def test_a_named_key_that_does_not_hold_is_told_once_in_the_report() -> None:
    """It is never left out in silence; a key of other tables, or of any that fit, says nothing."""
    keys = (DeclaredKey("invoices", ("bill",)), DeclaredKey("orders", ("id",)), DeclaredKey("", ("id",)))
    rules = NO_BUSINESS_RULES.with_written(keys)
    parties, invoices = with_notes((_table("Parties", "Firm"), _table("Invoices", "Voucher No")), rules, "book.xlsx")
    assert parties.repairs == ()
    (told,) = invoices.repairs
    assert told.what.startswith("Key of invoices was not used: the table has no column “bill”")
    assert told.to_check
