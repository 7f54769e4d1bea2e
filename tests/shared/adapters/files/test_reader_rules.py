"""Business rules hold for files as they come: ours, then those of the channel, for tables and exports alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from infra.local.demo.sales import generate_sales
from shared.adapters.files.reader import LimitedFileReader
from shared.config.ingest_rules import load_rules, parse_rules
from shared.core.ingest.limits import DEFAULT_LIMITS
from tests.fakes.opened_files import zipped

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.ingest.report import CleanTable

RULES = """
rules:
  - {name: Key, when: {column: firm, is: om traders}, set: {column: segment, to: Key}, otherwise: Usual}
  - name: Big dealer
    when: [{column: client_type, is: Dealer}, {column: qty, more_than: 5}]
    set: {column: size, to: 1}
  - {name: Fix, when: {column: city, matches: '^poona$'}, set: {column: city, to: Pune}}
"""
PARTIES = b"""Firm,GSTIN,Qty,City,Contact person
Om Traders,27AAPFU0939F1ZV,10,Poona,Asha Rao
Meera,,2,Pune,Ravi Shah
Sai,27AAPFU0939F1ZO,7,Agra,Jo Roy
Om Traders,27AAPFU0939F1ZV,3,Poona,Asha Rao
"""
REGISTER = b"""Date,Particulars,Vch No.,GSTIN/UIN,Quantity,Rate,Value
1-Apr-24,Om Traders,S/1,27AAPFU0939F1ZV,1 Nos,,5.00
,Bulb,,,1 Nos,5/Nos,5.00
2-Apr-24,Meera,S/2,,2 Nos,,12.00
,Cable,,,2 Nos,6/Nos,12.00
"""


@pytest.fixture
def reader() -> LimitedFileReader:
    """With the rules that we bring."""
    return LimitedFileReader(rules=load_rules())


def _column(table: CleanTable, name: str) -> list[object]:
    place = [column.name for column in table.columns].index(name)
    return [row[place] for row in table.rows]


def test_rules_are_applied_to_an_ordinary_table_and_counted(reader: LimitedFileReader, tmp_path: Path) -> None:
    """One column or several: the counts are of rows."""
    (table,) = reader.read(PARTIES, "parties.csv", tmp_path, None, parse_rules(RULES)).tables
    review = "Invalid GSTIN - review"
    assert _column(table, "client_type") == ["Dealer", "End Client", review, "Dealer"]
    # the gaps of columns that rules made say nothing against the file
    assert table.quality is not None
    assert table.quality.remarks == ("1 cell is empty (5 % of the cells)",)
    checks = [each.what for each in table.repairs if each.to_check]
    assert any("invalid GSTINs are to be reviewed (“27AAPFU0939F1ZO” in line 4)" in each for each in checks)
    assert _column(table, "segment") == ["Key", "Usual", "Usual", "Key"]
    assert _column(table, "size") == [1, None, None, None]
    assert _column(table, "city") == ["Pune", "Pune", "Agra", "Pune"]
    told = {rule.what.split(":")[0]: rule.rows for rule in table.rules}
    assert (told["Key"], told["Fix"], told["Big dealer"]) == (2, 2, 1)
    (person,) = [column for column in table.columns if column.personal]
    assert (person.name, person.examples) == ("contact_person", ())


def test_rules_are_applied_to_the_tables_of_an_export(reader: LimitedFileReader, tmp_path: Path) -> None:
    """In the table that has the columns; what is about none of them is told once."""
    invoices, lines = reader.read(REGISTER, "register.csv", tmp_path, None, parse_rules(RULES)).tables
    assert _column(invoices, "segment") == ["Key", "Usual"]
    assert _column(lines, "segment") == ["Key", "Usual"]
    vain = [rule.what for table in (invoices, lines) for rule in table.rules if "Fix was not applied" in rule.what]
    assert len(vain) == 1


def test_what_one_table_of_a_file_lacks_is_no_news_where_another_has_it(
    reader: LimitedFileReader, tmp_path: Path
) -> None:
    """A rule that no table has the columns for is told once."""
    both = zipped({"a.csv": b"city,n\npoona,1\nAgra,2\n", "b.csv": b"weather,n\nrain,1\nsun,2\n"})
    tables = reader.read(both, "both.zip", tmp_path, None, parse_rules(RULES)).tables
    told = [rule.what for table in tables for rule in table.rules]
    assert [what.split(" was not applied")[0] for what in told if "not applied" in what] == ["Key", "Big dealer"]
    assert sum(what.startswith("Fix: ") for what in told) == 1


def test_the_rules_of_a_channel_are_those_of_one_reading(reader: LimitedFileReader, tmp_path: Path) -> None:
    """The next file without them has none."""
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    reader.read(PARTIES, "parties.csv", tmp_path / "1", None, parse_rules(RULES))
    (table,) = reader.read(PARTIES, "parties.csv", tmp_path / "2").tables
    assert "segment" not in [column.name for column in table.columns]


def test_an_export_of_invoices_beyond_its_limit_is_refused(tmp_path: Path) -> None:
    """For it is held in memory; the sentence says how many rows may come at once."""
    limits = replace(DEFAULT_LIMITS, tally_rows=100)
    register = generate_sales(date(2024, 6, 30), invoices=60).csv()
    reading = LimitedFileReader(limits).read(register, "register.csv", tmp_path)
    assert reading.tables == ()
    assert "at most 100 are taken at once" in reading.issues[0].for_user()
