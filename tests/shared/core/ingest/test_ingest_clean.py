"""Cleaning keeps every row, marks what is about people, and says what it did."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.core.ingest.clean import clean_table, unit_of_header
from shared.core.ingest.personal import holds_personal_values, is_personal_header
from shared.core.ingest.sheet import RawTable
from shared.core.table.types import DataType


def _table(header: tuple[str, ...], *rows: list[str]) -> RawTable:
    return RawTable("data/My orders.csv", header, list(range(2, len(rows) + 2)), [list(row) for row in rows])


def test_a_clean_table_is_typed_named_and_described() -> None:
    """Names for engines, labels for people, types, units, examples, nulls and digits, in the file's order."""
    table = clean_table(
        _table(
            ("Order ID", "Net Amount (Rs.)", "Weight (kg)"),
            [" A1 ", "1,200.50", "2"],
            ["A2", "", "3"],
            ["A1", "7", "n/a"],
        )
    )
    assert (table.name, table.label) == ("my_orders", "My orders")
    assert table.rows == (("A1", Decimal("1200.50"), 2), ("A2", None, 3), ("A1", Decimal(7), None))
    order, amount, weight = table.columns
    assert (order.name, order.type, order.examples) == ("order_id", DataType.TEXT, ("A1", "A2"))
    assert (amount.name, amount.unit, amount.precision, amount.scale, amount.nulls) == (
        "net_amount_rs",
        "\u20b9",
        6,
        2,
        1,
    )
    assert (weight.unit, weight.nulls, weight.precision) == ("kg", 1, None)


def test_exact_copies_are_counted_and_kept() -> None:
    """Two equal rows may be two sales; they are told, not dropped."""
    table = clean_table(_table(("a", "b"), ["1", "x"], ["1", "x"], ["1 ", "x"], ["2", "x"]))
    assert len(table.rows) == 4
    assert [repair.count for repair in table.repairs if "exact copies" in repair.what] == [2]


def test_a_nameless_empty_column_goes_and_a_named_one_stays() -> None:
    """Separators at line ends make columns; a header makes a column even where nothing stands below it."""
    table = clean_table(_table(("a", "Column 2", "note"), ["1", "", ""], ["2", " ", ""]))
    assert [column.label for column in table.columns] == ["a", "note"]
    assert table.rows == ((1, None), (2, None))


def test_examples_of_personal_columns_are_not_shown() -> None:
    """A reply in a channel shows examples; those of people are nobody's business."""
    table = clean_table(_table(("city", "email"), ["Pune", "a@example.com"], ["Goa", "b@example.com"]))
    assert [(column.personal, bool(column.examples)) for column in table.columns] == [(False, True), (True, False)]


@pytest.mark.parametrize(
    "header",
    [
        "Email",
        "e-mail address",
        "custEmail",
        "Mobile No.",
        "phone_number",
        "WhatsApp",
        "PAN",
        "Aadhaar No",
        "Date of Birth",
        "DOB",
        "First Name",
        "customer_name",
        "Contact Person",
        "Address Line 1",
        "Account No",
        "Manager Name",
    ],
)
def test_headers_about_people(header: str) -> None:
    """Ways to reach, identify or name somebody, however the header is written."""
    assert is_personal_header(header)


@pytest.mark.parametrize(
    "header", ["Product Name", "Firm", "Company", "Span", "Name", "brand_name", "amount", "Dobby", "Emails sent"]
)
def test_headers_about_things(header: str) -> None:
    """Names of things are not personal; a lone "name" is not known to be."""
    assert is_personal_header(header) is (header == "Emails sent")


def test_a_name_beside_a_telephone_is_a_persons() -> None:
    """What a plain name means, its neighbours say."""
    assert is_personal_header("Name", ("Name", "Phone"))


@pytest.mark.parametrize(
    "values",
    [
        ["a@example.com", "b.c@example.org", "none"],
        ["9876543210", "+91 98765 43210", "+44 20 7946 0958"],
        ["ABCPE1234F", "XYZCM9876K"],
        ["4111 1111 1111 1111", "5500005555555559"],
        ["2345 6789 0124", "499118665246"],
    ],
)
def test_values_about_people(values: list[str]) -> None:
    """The form of the values tells it where the header does not; cards and Aadhaar numbers by their check digits."""
    assert holds_personal_values(values)


@pytest.mark.parametrize("values", [[], ["", ""], ["123456", "99"], ["4111111111111112"] * 5, ["2024-01-01"], ["Pune"]])
def test_values_about_things(values: list[str]) -> None:
    """Ordinary numbers, dates and words have no personal form."""
    assert not holds_personal_values(values)


def test_units_in_headers() -> None:
    """Brackets at the end hold a unit only where it is a known one."""
    labels = ("Amount (\u20b9)", "Price [USD]", "Temp (\u00b0C)", "PO4 (values)", "Total (a) x", "Plain")
    assert [unit_of_header(label) for label in labels] == ["\u20b9", "$", "\u00b0C", "", "", ""]
