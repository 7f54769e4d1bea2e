"""Digits that name somebody or something stay text; amounts, counts and years never do."""

from __future__ import annotations

import pytest

from shared.core.ingest.cleaning.personal import is_personal
from shared.core.ingest.typed.inference import infer
from shared.core.table.types import DataType
from tests.fakes.table_evidence import listed

MOBILES = ("9876543210", "8765432109", "7654321098", "6543210987", "9123456780", "9988776655")


def _type(label: str, values: tuple[str, ...], declared: DataType | None = None) -> DataType:
    (found,) = infer((label,), listed([(value,) for value in values]), (declared,))
    return found.reading.type


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Mobile", MOBILES[:2]),
        ("MobileNo", MOBILES[:1]),
        ("phoneno", ("08026543210", "9876543210")),
        ("WhatsApp Number", MOBILES),
        ("Contact No.", ("26543210", "26543211")),
        ("contact", MOBILES),
        ("Phone", ("14155552671", "442079460958")),
        ("Telephone", ("2654321", "26543210")),
        ("Mobile", ("9876543210", "", "n/a", "9876501234")),
        ("Salesperson mobile", MOBILES),
        ("Mobile No of owner", MOBILES[:1]),
        ("Phone 2 (home)", MOBILES[:2]),
        ("Area pincode", ("411001", "400001")),
        ("Pincode", ("411001", "400001")),
        ("PIN", ("411001", "400001")),
        ("Zip", ("10001", "90210")),
        ("billing_postal_code", ("2000", "3000")),
        ("A/c No", ("123456789012", "223456789012")),
        ("Bank Account Number", ("123456789", "1234567890123")),
        ("Aadhaar", ("234123412346", "499118665246")),
        ("Card Number", ("4111111111111111",)),
        ("Alternate", MOBILES),
    ],
)
def test_what_names_somebody_or_something_is_text(label: str, values: tuple[str, ...]) -> None:
    """Nobody adds phone numbers up; a header says so, or the ten digits of a mobile themselves."""
    assert _type(label, values) is DataType.TEXT


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Amount", MOBILES),
        ("Turnover", MOBILES),
        ("Outstanding", MOBILES),
        ("Order", MOBILES),
        ("Alternate", MOBILES[:2]),
        ("Alternate", (*MOBILES, "5876543210")),
        ("Mobile", ("1250000", "980000", "2100000")),
        ("Phone", ("12500000", "9800000")),
        ("Mobile sales", MOBILES),
        ("Mobile", tuple(f"-{each}" for each in MOBILES)),
        ("Phone charges", ("1200000000", "1300000000")),
        ("Contacts", ("12", "15")),
        ("Contact", ("1", "2")),
        ("Pins", ("411001", "400001")),
        ("PIN", ("1", "22", "333333")),
        ("Zip", ("1", "2")),
        ("Account No", ("1001", "1002")),
        ("Account balance", ("123456789012", "223456789012")),
        ("Sales by pincode", ("411001", "400001")),
        ("No. of mobiles", MOBILES),
        ("Total phones", MOBILES),
        ("Card count", ("4111111111111111",)),
        ("Year", ("2023", "2024")),
        ("Population", MOBILES),
    ],
)
def test_what_counts_or_measures_is_a_number(label: str, values: tuple[str, ...]) -> None:
    """However long it is, and whatever is sold: a column of amounts must be added up."""
    assert _type(label, values) is DataType.INTEGER


def test_one_value_that_is_none_of_them_does_not_turn_a_column_into_numbers() -> None:
    """Nearly all of them have to be: a digit is soon forgotten."""
    assert _type("Mobile", ("9876543210",) * 19 + ("987654321",)) is DataType.TEXT


def test_the_same_holds_where_a_format_says_whole_numbers() -> None:
    """JSON has them so, because nobody put them in quotes; a decimal stays one."""
    assert _type("phone", MOBILES, DataType.INTEGER) is DataType.TEXT
    assert _type("amount", MOBILES, DataType.INTEGER) is DataType.INTEGER
    assert _type("phone", ("9876543210.5",), DataType.DECIMAL) is DataType.DECIMAL


@pytest.mark.parametrize("label", ["MobileNo", "phoneno", "Contact No.", "whatsapp_no", "Cell No", "contact"])
def test_phones_are_personal_however_their_header_is_run_together(label: str) -> None:
    """With or without a space before the number."""
    assert is_personal(label, (label,), MOBILES) == "phone"


def test_amounts_of_ten_digits_are_not_personal() -> None:
    """A turnover of six billion is nobody's number."""
    assert is_personal("Turnover", ("Turnover",), MOBILES) == ""
    assert is_personal("Alternate", ("Alternate",), MOBILES) == "phone"
    assert is_personal("Customers", ("Customers",), MOBILES) == "phone"
