"""Numbers as people write them: grouped by thousands or the Indian way, with either decimal mark, with their signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

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


_SPACE = r"[ \u00a0\u202f']"
_POINT_FORM = re.compile(
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,2}}(?:,\d{{2}})*,\d{{3}}|\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)(?:\.\d*)?|\.\d+"
)
_COMMA_FORM = re.compile(rf"(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)(?:,\d*)?|,\d+")
_SCIENTIFIC = re.compile(r"([-+]?)(\d(?:\.\d+)?[eE][-+]?\d{1,3})")
_PLAIN = re.compile(r"(-?)((?:0|[1-9]\d*)(?:\.\d+)?)")
_LONGEST = 60
"""Characters of the longest number anybody writes; longer texts are not worth the search for one."""
_GROUP = 3
_LEADING_ZERO = re.compile(r"0\d+")
_LONG_WITH_PLUS = re.compile(r"\+\d{8,}")
_GROUPING = re.compile(r"[ \u00a0\u202f']")

# Words and signs of currencies, and the symbol each is stored as.
_CURRENCIES = {
    "\u20b9": "\u20b9",
    "rs.": "\u20b9",
    "rs": "\u20b9",
    "inr": "\u20b9",
    "us$": "$",
    "usd": "$",
    "$": "$",
    "eur": "\u20ac",
    "\u20ac": "\u20ac",
    "gbp": "\u00a3",
    "\u00a3": "\u00a3",
    "jpy": "\u00a5",
    "\u00a5": "\u00a5",
    "aed": "AED",
    "chf": "CHF",
}
_SIGNS = "|".join(re.escape(each) for each in sorted(_CURRENCIES, key=len, reverse=True))
_DRESSED = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+\u2212])?\s*(?:(?P<before>{_SIGNS})\s*)?(?P<inner>[-+\u2212])?\s*"
    rf"(?P<digits>[\d.,][\d.,'\u00a0\u202f ]*?)"
    rf"\s*(?:(?P<after>{_SIGNS}|%)|(?P<trailing>-))?\s*(?P<close>\))?(?:/-)?",
    re.IGNORECASE,
)


def read_number(text: str) -> NumberForm | None:
    """The number text is, or None. Codes with leading zeros and phone numbers are no numbers."""
    if plain := _PLAIN.fullmatch(text):
        sign, digits = plain.groups()
        return NumberForm(digits, bool(sign), _marks_of_plain(digits))
    if scientific := _SCIENTIFIC.fullmatch(text):
        return NumberForm(scientific.group(2), scientific.group(1) == "-", Marks.POINT, scientific=True)
    if len(text) > _LONGEST or _LONG_WITH_PLUS.fullmatch(text):
        return None
    dressed = _DRESSED.fullmatch(text)
    return _undressed(dressed) if dressed else None


def unit_symbol(text: str) -> str:
    """The symbol a unit is stored as: currencies by their sign, others as they are."""
    return _CURRENCIES.get(text.lower(), text)


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
    before, after = match.group("before", "after")
    if before and after:
        return None
    negative = bool(opened) or bool(minuses and minuses[0] != "+")
    return NumberForm(digits, negative, marks, unit_symbol(before or after or ""))


def _marks_of_plain(digits: str) -> Marks:
    """The same for digits with at most one point, which groups thousands only three digits before the end."""
    whole, point, decimals = digits.partition(".")
    groups = len(decimals) == _GROUP and len(whole) <= _GROUP and whole != "0"
    return Marks.EITHER if not point or groups else Marks.POINT


def _marks_of(digits: str) -> Marks:
    """The decimal marks under which the grouping of digits is right."""
    if _POINT_FORM.fullmatch(digits):
        return Marks.EITHER if _COMMA_FORM.fullmatch(digits) else Marks.POINT
    return Marks.COMMA if _COMMA_FORM.fullmatch(digits) else Marks.NEITHER


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
