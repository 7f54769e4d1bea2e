"""Numbers in any dress are understood, and codes are not taken for numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.typed.numbers import Marks, has_leading_zero, number_digits, read_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", "0", ""),
        ("-12.50", "-12.50", ""),
        ("+7", "7", ""),
        ("1,234.56", "1234.56", ""),
        ("12,34,567.00", "1234567.00", ""),
        ("1 234 567", "1234567", ""),
        ("1'234.5", "1234.5", ""),
        ("\u20b9 1,00,000", "100000", "\u20b9"),
        ("Rs. 450/-", "450", "\u20b9"),
        ("INR 20", "20", "\u20b9"),
        ("$-5", "-5", "$"),
        ("-$5", "-5", "$"),
        ("5 \u20ac", "5", "\u20ac"),
        ("12.5%", "12.5", "%"),
        ("(1,200)", "-1200", ""),
        ("(\u20b912)", "-12", "\u20b9"),
        ("123-", "-123", ""),
        ("\u2212 3", "-3", ""),
        ("\u20b9(1,200)", "-1200", "\u20b9"),
        ("(5)%", "-5", "%"),
        ("\u0967\u0968", "12", ""),
        ("1\u00a0234.5", "1234.5", ""),
        ("A$ 5", "5", "A$"),
        (".5", ".5", ""),
        ("5.", "5", ""),
    ],
)
def test_numbers_as_people_write_them(text: str, value: str, unit: str) -> None:
    """Grouping, signs and currencies are taken away, the amount stays exact."""
    form = read_number(text)
    assert form is not None
    assert (Decimal(number_digits(form, Marks.POINT)), form.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "-007",
        "1,23",
        "1,2345",
        "1.2.3",
        "12a",
        "--5",
        "(5",
        "5)",
        "(-5)",
        "+919876543210",
        "$5 \u20ac",
        "",
        "-",
        "1 2 3",
        "IV",
    ],
)
def test_what_is_no_number_with_a_decimal_point(text: str) -> None:
    """Codes, phone numbers, broken grouping and words have no value as numbers with a decimal point."""
    form = read_number(text)
    assert form is None or not form.marks & Marks.POINT


@pytest.mark.parametrize(
    ("text", "value"), [("0,61", "0.61"), ("1.234,5", "1234.5"), ("1.234.567", "1234567"), ("1 234,5", "1234.5")]
)
def test_decimal_commas(text: str, value: str) -> None:
    """The comma can be the decimal mark, with the point for the thousands."""
    form = read_number(text)
    assert form is not None
    assert form.marks is Marks.COMMA
    assert number_digits(form, Marks.COMMA) == value


def test_nobody_groups_thousands_behind_a_lone_zero() -> None:
    """0,780 is a part of one, as 0.780 is; it tells which mark its author uses."""
    forms = [read_number(text) for text in ("0,780", "0.780", "$0.780")]
    assert [form and form.marks for form in forms] == [Marks.COMMA, Marks.POINT, Marks.POINT]


@pytest.mark.parametrize("text", ["1,234", "1.234", "12", "1 000"])
def test_some_numbers_do_not_say_which_mark_they_use(text: str) -> None:
    """Three digits behind a single mark are thousands or decimals: the column has to say."""
    form = read_number(text)
    assert form is not None
    assert form.marks is Marks.EITHER


def test_leading_zeros_make_a_code() -> None:
    """007 is a code, 0 and 0.7 are not."""
    assert has_leading_zero("007")
    assert not any(map(has_leading_zero, ("0", "0.7", "10", "0,5")))


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False))
def test_grouped_numbers_come_back_exactly(amount: Decimal) -> None:
    """Whatever is printed with thousands separators is read as the same amount."""
    form = read_number(f"{amount:,.2f}")
    assert form is not None
    assert Decimal(number_digits(form, Marks.POINT)) == amount


@pytest.mark.parametrize("text", ["1e400", "-9E999"])
def test_what_is_larger_than_any_number_is_no_number(text: str) -> None:
    """It stays what it is, or is told as a cell that does not fit; it is never emptied in silence."""
    assert read_number(text) is None
    assert read_number("1e300") is not None
