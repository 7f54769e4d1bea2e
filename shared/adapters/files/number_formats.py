"""What the number format of a cell says beyond its number: percent, currency, leading zeros.

A format is up to four sections between semicolons, of which the first shows positive numbers (ECMA-376, 18.8.31).
Imported by a child, so it imports nothing heavy.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]', re.DOTALL)
_SIGN = re.compile(r"[₹$€£¥₽₩₺₫₱₦฿₪]|\b(?:rs\.?|inr|usd|eur|gbp|jpy|aed|chf)(?![a-z])|US\$", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,20}")
_BUILT_IN = {9: "0%", 10: "0.00%"} | dict.fromkeys((5, 6, 7, 8, 42, 44), '"$"#,##0')
"""The formats that a workbook need not spell out (ECMA-376, 18.8.30), as far as they matter here."""


class NumberFormat(NamedTuple):
    """unit is "%", a currency as it is shown, or empty.

    hundredfold: a hundred times the number is shown. digits is how many a whole number is filled up to with zeros.
    """

    unit: str = ""
    hundredfold: bool = False
    digits: int = 0

    @property
    def changes(self) -> bool:
        """True when the number shown is not the one kept."""
        return self.hundredfold or self.digits > 0


PLAIN = NumberFormat()


def built_in(number: int) -> NumberFormat:
    """The format that a workbook means by a number it does not spell out."""
    return read_format(_BUILT_IN.get(number, ""))


def read_format(code: str) -> NumberFormat:
    """What a format code says; PLAIN where it says nothing of this kind."""
    literals = "".join(found[1] or found[2] or found[3] or "" for found in _LITERAL.finditer(code))
    bare = _LITERAL.sub("", code).split(";")[0]
    if "%" in bare:
        return NumberFormat("%", hundredfold=True)
    if literals.strip() == "%":
        return NumberFormat("%")
    if sign := _SIGN.search(literals) or _SIGN.search(bare):
        return NumberFormat(sign[0])
    return NumberFormat(digits=len(bare)) if _ZEROS.fullmatch(bare) else PLAIN
