"""Numbers as people read them."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.render.numbers import (
    as_decimal,
    compact,
    count,
    decimals_for,
    dollars,
    grouped,
    headline_number,
    milliseconds,
    number,
    signed,
)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (336_776, "", "336,776"),
        (-1_234_567, "", "-1,234,567"),
        (12.639, "min", "12.64 min"),
        (0, "%", "0%"),
        (12.345, "%", "12.35%"),
        (Decimal("12345678.9"), "₹", "₹1,23,45,678.90"),
        (-450, "₹", "-₹450"),
        (Decimal("1234.5"), "$", "$1,234.50"),
        (0.000123, "", "0.000123"),
        (1e-30, "", "0"),
        (-0.0, "", "0"),
        (None, "₹", "–"),
        (math.nan, "", "–"),
        (math.inf, "", "–"),
        (True, "", "–"),
    ],
)
def test_a_number_in_full(value: object, unit: str, text: str) -> None:
    """A number stands in full: grouped, with its unit, with the decimals its size deserves."""
    assert number(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal("12389456.50"), "₹", "₹1.24 crore"),
        (456_000, "₹", "₹4.56 lakh"),
        (99_999, "₹", "₹99,999"),
        (9_999_999, "₹", "₹1 crore"),
        (-45_000_000, "₹", "-₹4.5 crore"),
        (1_234_567_890, "", "1.23 billion"),
        (336_776, "", "336,776"),
        (123_456.78, "", "123,457"),
        (16_540, "min", "16,540 min (11.5 days)"),
        (119, "min", "119 min"),
        (None, "", "–"),
    ],
)
def test_a_number_in_a_sentence(value: object, unit: str, text: str) -> None:
    """A headline says rupees in lakh and crore, the very large in words, long times in the unit people think in."""
    assert headline_number(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12_345, "", "12.3k"),
        (999_999, "", "1M"),
        (1_240_000, "", "1.24M"),
        (450_000, "₹", "₹4.5 L"),
        (12_400_000, "₹", "₹1.24 Cr"),
        (0.35, "", "0.35"),
        (7, "min", "7 min"),
        (None, "", "–"),
    ],
)
def test_a_number_in_a_narrow_place(value: object, unit: str, text: str) -> None:
    """An axis or a bar gets about three digits."""
    assert compact(value, unit) == text


@given(st.integers(min_value=0, max_value=10**18))
def test_grouping_only_adds_commas(value: int) -> None:
    """Taking the commas out gives the digits back, whichever way they were grouped."""
    assert grouped(str(value)).replace(",", "") == str(value)
    assert grouped(str(value), indian=True).replace(",", "") == str(value)


def test_indian_grouping_is_three_then_twos() -> None:
    """Lakhs and crores are told apart by commas after three digits, then after every two."""
    assert [grouped("1" * n, indian=True) for n in (3, 4, 6, 8)] == ["111", "1,111", "1,11,111", "1,11,11,111"]


@given(st.one_of(st.floats(), st.decimals(), st.integers()), st.sampled_from(["", "₹", "$", "%", "min"]))
def test_no_number_is_ever_scientific(value: object, unit: str) -> None:
    """Whatever the number, no form of it has an exponent, and none is empty."""
    for text in (number(value, unit), compact(value, unit), headline_number(value, unit), signed(value, unit)):
        assert text
        assert "E" not in text
        assert "e" not in text.replace(" lakh", "").replace(" crore", "").replace("years", "")


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_a_number_in_full_is_exact_to_its_last_decimal(value: Decimal) -> None:
    """Reading a number back gives the number that was written."""
    assert Decimal(number(value, decimals=2).replace(",", "")) == value


def test_a_column_shares_its_decimals() -> None:
    """Numbers of one column have the same decimals: none when all are whole, else as the largest deserves."""
    assert decimals_for([1, 2, Decimal("3.00")]) == 0
    assert decimals_for([1, 2.5]) == 2
    assert decimals_for([0.00123, 0.5]) == 3
    assert decimals_for([0.00123]) == 5
    assert decimals_for([]) == 0


def test_a_change_has_its_sign() -> None:
    """Up is said with a plus, down with a minus, nothing with neither."""
    assert [signed(value, "%") for value in (12.5, -3, 0)] == ["+12.50%", "-3%", "0%"]


def test_times_costs_and_counts_are_said_in_words() -> None:
    """How long, how much, how many."""
    assert [milliseconds(value) for value in (0.2, 340.4, 1_234, 125_000)] == ["0 ms", "340 ms", "1.2 s", "2 min 5 s"]
    assert [dollars(value) for value in (0, 0.00001, 0.0012, 0.25)] == ["free", "under $0.0001", "$0.0012", "$0.25"]
    assert [count(1, "row"), count(2_000, "row"), count(2, "box", "boxes")] == ["1 row", "2,000 rows", "2 boxes"]


def test_only_finite_numbers_are_numbers() -> None:
    """Truth values, texts, NaN and infinity are not numbers to write."""
    assert [as_decimal(value) for value in (True, "5", math.nan, Decimal("sNaN"), None)] == [None] * 5
