"""Of rows with the same declared key the last one stays, and the others are rejects with their lines and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.files.reader import LimitedFileReader
from shared.config.ingest_rules import load_rules
from shared.core.ingest.report import Flaw
from shared.core.ingest.rules.keys import DeclaredKey

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import CleanTable

INVOICES = b"""Invoices of March,,,

Voucher No,Date,Firm,Amount
S/1,01/03/2024,Om Traders,10.50
S/2,02/03/2024,Meera,7
S/1,01/03/2024,Om Traders,11.50
S/3,15/03/2024,Sai,3
,16/03/2024,Sai,4
1,2,3,4,5
S/3,15/03/2024,Sai ,3
,16/03/2024,Asha,4
Total,,,40
"""
VOUCHER = (DeclaredKey("invoices", ("voucher_no",)),)


def read(content: bytes, folder: Path, keys: tuple[DeclaredKey, ...], name: str = "invoices.csv") -> CleanTable:
    """Read a file of one table."""
    (table,) = LimitedFileReader().read(content, name, folder, None, keys).tables
    return table


def test_the_last_row_of_a_key_stays_and_the_others_are_rejects(tmp_path: Path) -> None:
    """The reason tells a correction from a copy; rows without a key are kept, and told."""
    table = read(INVOICES, tmp_path, VOUCHER)
    assert [row[0] for row in table.rows] == ["S/2", "S/1", None, "S/3", None]
    assert [str(row[3]) for row in table.rows if row[0] == "S/1"] == ["11.50"]
    assert table.key == ("voucher_no",)
    assert [(each.line, each.reason) for each in table.rejects] == [
        (4, "a later row has the same “Voucher No”"),
        (7, "a later row is exactly the same"),
        (9, "it has 5 cells where the header has 4"),
        (12, "a total below the table, not a record"),
    ]
    assert table.rejects[0].cells == ("S/1", "01/03/2024", "Om Traders", "10.50")
    told = {each.what: (each.count, each.to_check) for each in table.repairs}
    assert told["rows were left out, because a later row has the same “Voucher No”"] == (1, True)
    assert told["rows were left out, because a later row is exactly the same"] == (1, True)
    assert told["rows have no “Voucher No”, by which rows are to be told apart; they were kept"] == (2, True)
    assert sum(each.count for each in table.repairs if each.flaw is Flaw.REPEATED_KEY) == 2


def test_without_a_declared_key_every_row_is_kept(tmp_path: Path) -> None:
    """Copies are told then, as ever."""
    table = read(INVOICES, tmp_path, (DeclaredKey("orders", ("voucher_no",)),))
    assert len(table.rows) == 7
    assert not any("left out" in each.what for each in table.repairs)


def test_keys_are_the_same_when_their_values_are(tmp_path: Path) -> None:
    """However they are written: a day in two spellings, a number with and without its zeros."""
    content = b"day,rate,n\n1/3/2024,1.5,a\n01-Mar-2024,1.50,b\n2/3/2024,1.5,c\n31/3/2024,2,d\n"
    table = read(content, tmp_path, (DeclaredKey("", ("Day", "Rate")),))
    assert [row[2] for row in table.rows] == ["b", "c", "d"]


@pytest.mark.parametrize("spaced", [False, True])
def test_large_files_have_their_lines_too(tmp_path: Path, spaced: bool) -> None:  # noqa: FBT001 - a case
    """Whether the engine reads them or our own reader does; what is twice is found far down."""
    lines = [f"{number},INV-{number % 6_000},{number * 3}" for number in range(8_000)]
    if spaced:
        lines[5] = '5,"INV-5" ,15'
    table = read("\n".join(["n,invoice,amount", *lines]).encode(), tmp_path, (DeclaredKey("", ("invoice",)),))
    assert len(table.rows) == 6_000
    assert len(table.rejects) == 2_000
    assert [(each.line, each.cells[1]) for each in table.rejects[:2]] == [(2, "INV-0"), (3, "INV-1")]
    assert all(each.cells[0] == str(each.line - 2) for each in table.rejects)
    assert {row[0] for row in table.rows} == set(range(2_000, 8_000))


def test_the_sheet_with_the_columns_has_the_key(tmp_path: Path) -> None:
    """A file of JSON says the types of its columns, and has its rows compared like any other."""
    content = b'[{"id": 1, "town": "Pune"}, {"id": 2, "town": "Goa"}, {"id": 1, "town": "Agra"}]'
    table = read(content, tmp_path, (DeclaredKey("towns", ("id",)),), "towns.json")
    assert list(table.rows) == [(2, "Goa"), (1, "Agra")]
    assert [each.reason for each in table.rejects] == ["a later row has the same “id”"]


def test_an_export_of_invoices_keeps_its_own_keys_and_says_so(tmp_path: Path) -> None:
    """Its lines have numbers of their own; a key that cannot be used is no secret."""
    register = b"""Date,Particulars,Vch No.,GSTIN/UIN,Quantity,Rate,Value
1-Apr-24,Om Traders,S/1,27AAPFU0939F1ZV,1 Nos,,5.00
,Bulb,,,1 Nos,5/Nos,5.00
2-Apr-24,Meera,S/2,,2 Nos,,12.00
,Cable,,,2 Nos,6/Nos,12.00
"""
    reader = LimitedFileReader(rules=load_rules())
    found = reader.read(register, "register.csv", tmp_path, None, (DeclaredKey("register", ("product_name",)),))
    told = [each.what for table in found.tables for each in table.repairs if "was not used" in each.what]
    assert len(told) == 1
    assert told[0].startswith("Key of register was not used: ")
