"""People's rules hold for the tables of a Tally export too, by the names and by the labels of their columns."""

from __future__ import annotations

from decimal import Decimal

from shared.config.ingest_rules import parse_rules
from shared.core.ingest.report import CleanColumn, CleanTable, RuleApplied
from shared.core.ingest.rules.made_tables import with_written
from shared.core.ingest.rules.rules import NO_BUSINESS_RULES
from shared.core.table.types import DataType

NUMBER = CleanColumn("voucher_no", "Invoice number", DataType.TEXT)
FIRM = CleanColumn("firm", "Firm", DataType.TEXT, examples=("Om",))
VALUE = CleanColumn("value", "Value", DataType.DECIMAL, precision=18, scale=2, unit="\u20b9")
INVOICES = CleanTable("sales_transactions", "Invoices", (NUMBER, FIRM), (("1", "Om"), ("2", "Sai"), ("3", None)))
LINES = CleanTable(
    "sales_line_items", "Invoice lines", (NUMBER, VALUE), (("1", Decimal("1200.50")), ("1", None), ("2", Decimal(5)))
)
_RULES = """
rules:
  - {name: Key, when: {column: firm, is: om}, set: {column: segment, to: Key}, otherwise: Usual}
  - {name: Large, when: [{column: value, more_than: 1000}, {column: voucher_no, is: 1}], set: {column: size, to: 2.5}}
  - {name: Least, when: {column: Value, less_than: 10}, set: {column: value, to: 10}}
  - {name: Lost, when: {column: weather, is: x}, set: {column: y, to: z}}
"""
RULES = NO_BUSINESS_RULES.with_written(parse_rules(_RULES)).written


def test_columns_are_made_and_set_in_the_table_that_has_what_they_need() -> None:
    """And counted there; that the other table lacks the column is no news, that both do is told once."""
    invoices, lines = with_written((INVOICES, LINES), RULES)
    assert invoices.rows == (("1", "Om", "Key"), ("2", "Sai", "Usual"), ("3", None, "Usual"))
    assert [each.name for each in invoices.columns] == ["voucher_no", "firm", "segment"]
    assert lines.rows == (
        ("1", Decimal("1200.50"), Decimal("2.5")),
        ("1", None, None),
        ("2", Decimal(10), None),
    )
    assert invoices.rules == (
        RuleApplied(
            "Lost was not applied: the table has no column “weather”; it has “Invoice number”, “Firm” and “segment”.", 0
        ),
        RuleApplied("Key: where firm is om, segment becomes Key, otherwise Usual", 1),
    )
    assert {each.what.split(":")[0]: each.rows for each in lines.rules} == {"Large": 1, "Least": 1}


def test_what_is_told_of_the_columns_is_true() -> None:
    """Types, empty cells, examples, and the digits that decimals need."""
    _, lines = with_written((INVOICES, LINES), RULES)
    value, size = lines.columns[1:]
    assert (value.type, value.precision, value.scale, value.nulls, value.unit) == (DataType.DECIMAL, 18, 2, 1, "\u20b9")
    assert value.examples == ("1200.50", "10")
    assert (size.type, size.precision, size.scale, size.nulls) == (DataType.DECIMAL, 2, 1, 2)


def test_without_rules_nothing_changes() -> None:
    """And a rule that fits nowhere changes nothing but what is told."""
    assert with_written((INVOICES, LINES), ()) == (INVOICES, LINES)
    (same,) = with_written((INVOICES,), RULES[3:])
    assert (same.rows, same.columns) == (INVOICES.rows, INVOICES.columns)
    (empty,) = with_written((CleanTable("t", "T", (FIRM,), ()),), RULES[:1])
    assert [each.name for each in empty.columns] == ["firm", "segment"]
    assert tuple(empty.rows) == ()
