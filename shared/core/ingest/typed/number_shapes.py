"""What is known of a number by its shape alone, so that a column of millions needs each form but once.

The shape of a text is the text with a nine for every digit. How a number is read depends on its shape, and on whether
its first digit is a zero; everything here is remembered by those two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite

from shared.core.ingest.typed.characters import LONGEST, shape_of
from shared.core.ingest.typed.numbers import Marks, NumberForm, number_digits, read_number
from shared.core.ingest.typed.units import short_word, unit_behind

_SHAPES = 8_192
"""Shapes that are remembered; a column has a few dozen."""
_WORDED = re.compile(r"(.*?[0-9][.,)]?)\s*((?:[^\W\d_]|\u00b0)[^\W\d_]*(?: cent)?)\.?")
_EXPONENT = re.compile(r"(?<=9[eE])9{1,3}$|(?<=9[eE][+-])9{1,3}$")
_FIRST_DIGIT = re.compile(r"[0-9]")
_PLAIN = re.compile(r"-?(?:0|9+)(?:\.9+)?")
_LONG = 19
"""Whole digits that may be more than 64 bits hold."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberShape:
    """A form of numbers: digits are those of text[start:stop], still grouped; word is one of SCALES or SIDES.

    sizes are the digits before and after the decimal mark, read with a point and with a comma. is_plain: a program
    writes it so. is_long: 64 bits may not hold it. Shapes are compared by identity, which is quick.
    """

    start: int
    stop: int
    negative: bool
    marks: Marks
    unit: str
    word: str
    scientific: bool
    sizes: tuple[tuple[int, int], tuple[int, int]]
    is_plain: bool
    is_long: bool

    def size(self, mark: Marks) -> tuple[int, int]:
        """(digits before the decimal mark, digits after it)."""
        return self.sizes[mark is Marks.COMMA]


def number_shape(text: str) -> NumberShape | None:
    """The shape of the number text is (its characters plain already), or None."""
    if len(text) > LONGEST:
        return None
    known = _by_shape(shape_of(text))
    if known is None:
        return None
    first, others, zeros = known
    found = zeros if text[first] == "0" else others
    if found is not None and found.scientific and not isfinite(float(text[found.start : found.stop])):
        return None
    return found


@lru_cache(maxsize=_SHAPES)
def _by_shape(shape: str) -> tuple[int, NumberShape | None, NumberShape | None] | None:
    """Where the first digit is, the shape of numbers that begin with another digit than zero, and of those that do."""
    match = _FIRST_DIGIT.search(shape)
    if match is None:
        return None
    first = match.start()
    return first, _shape(shape), _shape(f"{shape[:first]}0{shape[first + 1 :]}")


def _shape(text: str) -> NumberShape | None:
    """What one text of a shape says for all of them."""
    # an exponent of nines may be too large where that of the text is not
    text = _EXPONENT.sub(lambda found: "0" * len(found[0]), text)
    form, word = read_number(text), ""
    if form is None and (worded := _WORDED.fullmatch(text)):
        form, word = _worded(worded[1], worded[2], is_apart=text[worded.end(1)].isspace())
    if form is None:
        return None
    start = text.index(form.digits)
    sizes = (_size(form, Marks.POINT), _size(form, Marks.COMMA))
    return NumberShape(
        start,
        start + len(form.digits),
        form.negative,
        form.marks,
        form.unit,
        word,
        form.scientific,
        sizes,
        _PLAIN.fullmatch(text) is not None,
        max(whole for whole, _ in sizes) >= _LONG,
    )


def _worded(rest: str, word: str, *, is_apart: bool) -> tuple[NumberForm | None, str]:
    """A number with a word behind it: its unit, or what makes it short."""
    form = read_number(rest)
    if form is None or form.scientific:
        return None, ""
    short = short_word(word, is_money=bool(form.unit) and form.unit != "%")
    if short:
        return form, short
    unit = unit_behind(word, is_apart=is_apart)
    return (replace(form, unit=unit), "") if unit and not form.unit else (None, "")


def _size(form: NumberForm, mark: Marks) -> tuple[int, int]:
    """(digits before the decimal mark, digits after it); of scientific numbers, and with marks it has not, (0, 0)."""
    if form.scientific or not form.marks & mark:
        return 0, 0
    whole, _, decimals = number_digits(form, mark).lstrip("-").partition(".")
    return len(whole), len(decimals)
