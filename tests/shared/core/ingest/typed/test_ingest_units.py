"""Units are known where they mean nothing else."""

from __future__ import annotations

import pytest

from shared.core.ingest.typed.units import short_word, unit_behind, unit_of_header


def test_units_in_headers() -> None:
    """Brackets at the end hold a unit only where it is a known one."""
    labels = (
        "Amount (\u20b9)",
        "Price [USD]",
        "Temp (\u00b0C)",
        "Length (in mm)",
        "PO4 (values)",
        "Total (a) x",
        "Sales (in Rs.)",
        "Plain",
        "Weight (KG)",
        "Time [hrs]",
        "Qty (Nos)",
        "Price in USD",
        "Amount in Rs.",
        "Goods in transit",
        "Made in",
    )
    units = ["\u20b9", "$", "\u00b0C", "mm", "", "", "\u20b9", "", "kg", "hr", "nos", "$", "\u20b9", "", ""]
    assert [unit_of_header(label) for label in labels] == units


def test_single_letters_behind_a_number_are_no_unit() -> None:
    """12A is a seat or a flat, 5 m may be minutes: only words that mean nothing else count, or few behind a space."""
    assert [unit_behind(word, is_apart=True) for word in ("g", "l", "h", "G", "m", "A")] == ["g", "l", "hr", "", "", ""]
    assert [unit_behind(word) for word in ("g", "l", "h")] == ["", "", ""]
    assert [unit_behind(word) for word in ("kg", "Kgs", "percent", "KWh", "A", "m", "W")] == [
        "kg",
        "kg",
        "%",
        "kWh",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("word", "is_money", "short"),
    [
        ("k", False, "k"),
        ("Lakhs", False, "lakhs"),
        ("M", False, "M"),
        ("m", False, ""),
        ("m", True, "M"),
        ("L", False, ""),
        ("L", True, "lakh"),
        ("cr", False, "cr"),
        ("Cr", False, "Cr"),
        ("Cr", True, "cr"),
        ("DR", False, "Dr"),
        ("x", True, ""),
    ],
)
def test_words_that_make_numbers_short(word: str, short: str, *, is_money: bool) -> None:
    """A small m is a metre and a lone L a litre, but not behind an amount of money; Cr alone may be credit."""
    assert short_word(word, is_money=is_money) == short
