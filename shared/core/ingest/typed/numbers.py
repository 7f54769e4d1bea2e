"""Numbers as people write them: grouped by thousands or the Indian way, with either decimal mark, with their signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite
from typing import TYPE_CHECKING

from shared.core.ingest.typed.characters import LONGEST, plain_characters

if TYPE_CHECKING:
    from decimal import Decimal

MAX_DIGITS = 38
"""The most a decimal column holds exactly, in PostgreSQL's and DuckDB's common range."""


class Marks(IntEnum):
    """Which decimal marks a number can be read with, as bits; a column's numbers must share one."""

    NEITHER = 0
    POINT = 1
    COMMA = 2
    EITHER = 3


@dataclass(frozen=True, slots=True)
class NumberForm:
    """A number before its decimal mark is settled: digits still hold the grouping.

    unit is a currency or percent sign. scientific numbers have an exponent and are not exact.
    """

    digits: str
    negative: bool
    marks: Marks
    unit: str = ""
    scientific: bool = False


_SPACE = r"[ ']"
_POINT_FORM = re.compile(
    rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,2}}(?:,[0-9]{{2}})*,[0-9]{{3}}|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+"
    rf"|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
)
_COMMA_FORM = re.compile(
    rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)(?:,[0-9]*)?|,[0-9]+"
)
_SCIENTIFIC = re.compile(r"([-+]?)([0-9](?:\.[0-9]+)?[eE][-+]?[0-9]{1,3})")
_PLAIN = re.compile(r"(-?)((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)")
_GROUP = 3
_LEADING_ZERO = re.compile(r"0[0-9]+")
_ZERO_BEFORE_GROUP = re.compile(r"0[,. '][0-9]{3}")
_LONG_WITH_PLUS = re.compile(r"\+[0-9]{8,}")
_GROUPING = re.compile(r"[ ']")

# Words and signs of currencies, and the symbol each is stored as.
_CURRENCIES = {
    "\u20b9": "\u20b9",
    "rs.": "\u20b9",
    "rs": "\u20b9",
    "inr": "\u20b9",
    "\u20a8": "\u20b9",
    "us$": "$",
    "usd": "$",
    "$": "$",
    "a$": "A$",
    "aud": "A$",
    "c$": "C$",
    "cad": "C$",
    "s$": "S$",
    "sgd": "S$",
    "eur": "\u20ac",
    "\u20ac": "\u20ac",
    "gbp": "\u00a3",
    "\u00a3": "\u00a3",
    "jpy": "\u00a5",
    "\u00a5": "\u00a5",
    "\u20a9": "\u20a9",
    "\u20bd": "\u20bd",
    "\u20ba": "\u20ba",
    "\u20ab": "\u20ab",
    "\u0e3f": "\u0e3f",
    "aed": "AED",
    "sar": "SAR",
    "chf": "CHF",
}
_SIGNS = "|".join(re.escape(each) for each in sorted(_CURRENCIES, key=len, reverse=True))
_DRESSED = re.compile(
    rf"(?:(?P<ahead>{_SIGNS})\s*(?=\())?(?P<open>\()?\s*(?P<sign>[-+])?\s*(?:(?P<before>{_SIGNS})\s*)?(?P<inner>[-+])?"
    rf"\s*(?P<digits>[0-9.,][0-9.,' ]*?)"
    rf"\s*(?:(?P<after>{_SIGNS}|%)|(?P<trailing>-))?\s*(?P<close>\))?\s*(?P<behind>%)?(?:/-)?",
    re.IGNORECASE,
)


def read_number(text: str) -> NumberForm | None:
    """The number text is, or None. Codes with leading zeros and phone numbers are no numbers."""
    if len(text) > LONGEST:
        return None
    text = plain_characters(text)
    if plain := _PLAIN.fullmatch(text):
        sign, digits = plain.groups()
        return NumberForm(digits, bool(sign), _marks_of_plain(digits))
    if scientific := _SCIENTIFIC.fullmatch(text):
        if not isfinite(float(text)):
            return None  # larger than any number that a table keeps
        return NumberForm(scientific.group(2), scientific.group(1) == "-", Marks.POINT, scientific=True)
    if _LONG_WITH_PLUS.fullmatch(text):
        return None
    dressed = _DRESSED.fullmatch(text)
    return _undressed(dressed) if dressed else None


def unit_symbol(text: str) -> str:
    """The symbol a unit is stored as: currencies by their sign, others as they are."""
    return _CURRENCIES.get(text.lower(), text)


def is_currency(text: str) -> bool:
    """True for a sign or a word of money: ₹, Rs., USD."""
    return text.lower() in _CURRENCIES


def has_leading_zero(text: str) -> bool:
    """True for codes such as 007: digits alone, the first of several a zero."""
    return _LEADING_ZERO.fullmatch(text) is not None


def _undressed(match: re.Match[str]) -> NumberForm | None:
    """The form of a number with signs around it; None where the signs or the grouping make no sense."""
    opened, sign, inner, trailing, closed = match.group("open", "sign", "inner", "trailing", "close")
    digits = match.group("digits")
    minuses = [mark for mark in (sign, inner, trailing) if mark]
    marks = _marks_of(digits)
    if bool(opened) != bool(closed) or len(minuses) + bool(opened) > 1 or not marks or has_leading_zero(digits):
        return None
    units = [unit for unit in match.group("ahead", "before", "after", "behind") if unit]
    if len(units) > 1:
        return None
    negative = bool(opened) or bool(minuses and minuses[0] != "+")
    return NumberForm(digits, negative, marks, unit_symbol(units[0]) if units else "")


def _marks_of_plain(digits: str) -> Marks:
    """The same for digits with at most one point, which groups thousands only three digits before the end."""
    whole, point, decimals = digits.partition(".")
    groups = len(decimals) == _GROUP and len(whole) <= _GROUP and whole != "0"
    return Marks.EITHER if not point or groups else Marks.POINT


def _marks_of(digits: str) -> Marks:
    """The decimal marks under which the grouping of digits is right; nobody groups thousands behind a lone zero."""
    point, comma = _POINT_FORM.fullmatch(digits), _COMMA_FORM.fullmatch(digits)
    if _ZERO_BEFORE_GROUP.match(digits):
        point, comma = (point, None) if digits[1] == "." else (None, comma) if digits[1] == "," else (None, None)
    return Marks((Marks.POINT if point else 0) | (Marks.COMMA if comma else 0))


def number_digits(form: NumberForm, mark: Marks) -> str:
    """The number as a plain decimal literal, read with that decimal mark (POINT or COMMA)."""
    group, decimal = (",", ".") if mark is Marks.POINT else (".", ",")
    body = _GROUPING.sub("", form.digits.replace(group, "")).replace(decimal, ".").removesuffix(".")
    return f"-{body}" if form.negative else body


def decimal_size(value: Decimal) -> tuple[int, int]:
    """(digits before the point, digits after it) that the value needs."""
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    return max(1, len(digits) + int(exponent)), scale
