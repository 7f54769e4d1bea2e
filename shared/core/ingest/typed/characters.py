"""Digits, signs and spaces of every script as the plain ones, for cells that are numbers or dates."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
"""Characters of the longest number or date anybody writes; longer texts are not worth the search for one."""
_FULLWIDTH = range(0xFF01, 0xFF5F)
_FULLWIDTH_SHIFT = 0xFEE0
_PLAIN = {
    "\u2212": "-",
    "\u2019": "'",
    "\u066b": ".",
    "\u066c": ",",
    "\u200b": "",
    "\ufeff": "",
}
_NO_LETTER = re.compile(r"[\W_]")
_NINES = str.maketrans("012345678", "999999999")


class _Characters(dict[int, str]):
    """What each character becomes, found when it is first met."""

    def __missing__(self, point: int) -> str:
        self[point] = plain = _plain(chr(point))
        return plain


def _plain(character: str) -> str:
    """One character: decimal digits as 0 to 9, dashes as a hyphen, spaces as a space, invisible marks as nothing."""
    if character in _PLAIN:
        return _PLAIN[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if ord(character) in _FULLWIDTH:
        return chr(ord(character) - _FULLWIDTH_SHIFT)
    return {"Pd": "-", "Zs": " ", "Cf": ""}.get(unicodedata.category(character), character)


_TABLE = _Characters()


def plain_characters(text: str) -> str:
    """The text in plain characters: Devanagari or full-width digits, every minus, non-breaking and thin spaces.

    A text longer than LONGEST is no number and no date, and comes back as it is.
    """
    return text if text.isascii() or len(text) > LONGEST else text.translate(_TABLE).strip()


def spaced_words(text: str) -> str:
    """The text with a space for all but letters and digits; marks on letters, as in Devanagari, are parts of them."""
    if text.isascii():
        return _NO_LETTER.sub(" ", text)
    return "".join(each if unicodedata.category(each)[0] in "LNM" else " " for each in text)


def shape_of(text: str) -> str:
    """The text with a nine for every digit: texts of one shape are read alike."""
    return text.translate(_NINES)
