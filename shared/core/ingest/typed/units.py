"""Units that stand behind numbers and in headers, and words that make numbers short: 5 kg, "Weight (kg)", 3 lakh."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.ingest.typed.numbers import is_currency, unit_symbol

if TYPE_CHECKING:
    from collections.abc import Collection

_HEADER_UNIT = re.compile(r"[(\[]\s*([^()\[\]]{1,12}?)\s*[)\]]\s*$")
_HEADER_UNITS = frozenset(
    "% kg g gm gms mg lb lbs oz t mt km m cm mm mi ft in l ltr ml h hr hrs min mins s sec secs ms d days pcs nos "
    "\u00b0c \u00b0f kw kwh mw mwh w v a".split()
)
_IN_MONEY = re.compile(r"\bin\s+(\S{1,4})$")
_HEADER_SCALE = re.compile(
    r"[(\[][^()\[\]]*?\b(thousands?|lakhs?|lacs?|millions?|mn|crores?|crs?|billions?|bn)\.?\s*[)\]]", re.IGNORECASE
)
_BEHIND_NUMBERS = {
    "percent": "%",
    "per cent": "%",
    "pct": "%",
    "kg": "kg",
    "kgs": "kg",
    "gm": "g",
    "gms": "g",
    "mg": "mg",
    "lb": "lb",
    "lbs": "lb",
    "oz": "oz",
    "mt": "mt",
    "km": "km",
    "kms": "km",
    "cm": "cm",
    "mm": "mm",
    "ltr": "l",
    "ltrs": "l",
    "ml": "ml",
    "hr": "hr",
    "hrs": "hr",
    "min": "min",
    "mins": "min",
    "sec": "s",
    "secs": "s",
    "day": "days",
    "days": "days",
    "kw": "kW",
    "kwh": "kWh",
    "mwh": "MWh",
    "\u00b0c": "\u00b0C",
    "\u00b0f": "\u00b0F",
    "pc": "pcs",
    "pcs": "pcs",
    "nos": "nos",
}
"""Measures that mean nothing else behind a number; single letters may be part of a code (12A) and are left out."""
_APART = {"g": "g", "l": "l", "t": "t", "h": "hr", "s": "s"}
"""Single letters that measure where a space stands before them: "500 g" is a weight, 5g a network."""
_CALLED = {"h": "hr", "d": "days", "w": "W", "v": "V", "a": "A", "mw": "MW"}
"""Units of headers that are called otherwise behind numbers."""
_MEASURES = (
    {"mg": -6, "g": -3, "kg": 0, "t": 3, "mt": 3},
    {"ml": -3, "l": 0},
    {"mm": -3, "cm": -2, "m": 0, "km": 3},
    {"W": 0, "kW": 3, "MW": 6},
    {"kWh": 0, "MWh": 3},
)
"""Units of one measure, and which power of ten each is of it."""
SCALES = {
    "k": 3,
    "thousand": 3,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "lacs": 5,
    "mn": 6,
    "mio": 6,
    "million": 6,
    "M": 6,
    "cr": 7,
    "crore": 7,
    "crores": 7,
    "bn": 9,
    "billion": 9,
}
"""Words for powers of ten. A small m is a metre or a minute, a lone L a litre: they count only as amounts of money."""
_SCALES_OF_MONEY = {"l": 5, "m": 6, "b": 9}
SIDES = frozenset({"Dr", "Cr"})
"""Debit and credit. Cr with capitals is a side, or crores: the column has to say; cr in small letters is crores,
unless dr stands beside it."""


def unit_of_header(label: str) -> str:
    """The unit that a header ends with: "Weight (kg)" is in kg, "Amount (Rs.)" and "Amount in Rs." in rupees."""
    match = _HEADER_UNIT.search(label)
    words = match[1].split() if match else []
    if words[:1] == ["in"]:
        words = words[1:]
    word = " ".join(words)
    if not word and (money := _IN_MONEY.search(label)) and is_currency(money[1]):
        return unit_symbol(money[1])
    if is_currency(word):
        return unit_symbol(word)
    small = word.lower()
    return _CALLED.get(small) or unit_behind(small) or small if small in _HEADER_UNITS else ""


def scale_of_header(label: str) -> str:
    """What a header says its numbers are counted in: "lakhs" of "Sales (Rs. in Lakhs)"; empty where nothing."""
    match = _HEADER_SCALE.search(label)
    return match[1].lower() if match else ""


def unit_behind(word: str, *, is_apart: bool = False) -> str:
    """The unit a word behind a number means; empty where it is none. is_apart: a space stands between them."""
    return _BEHIND_NUMBERS.get(word.lower(), "") or (_APART.get(word, "") if is_apart else "")


def largest_unit(units: Collection[str]) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The largest of several units of one measure, and what each is of it as a power of ten; empty for any others."""
    measure = next((each for each in _MEASURES if each.keys() >= set(units)), None)
    if measure is None or len(units) < 2:  # noqa: PLR2004 - one unit is none to be turned into another
        return "", ()
    largest = max(units, key=lambda unit: (measure[unit], unit))
    return largest, tuple(sorted((unit, measure[unit] - measure[largest]) for unit in units))


def short_word(word: str, *, is_money: bool) -> str:
    """A word of SCALES or SIDES in its one spelling; empty where it is none.

    is_money: a currency stands before the number, so that "₹3 L" is three lakhs and "₹2 Cr" two crores.
    """
    small = word.lower()
    if small == "dr" or (small == "cr" and word != small and not is_money):
        return small.capitalize()
    if word == "M" or (small in SCALES and small != "m"):
        return word if word == "M" else small
    if is_money and small in _SCALES_OF_MONEY:
        return {"l": "lakh", "m": "M", "b": "bn"}[small]
    return ""
