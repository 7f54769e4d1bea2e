"""What the numbers of a column have in common: their decimal mark, their unit, their digits, and words behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.core.ingest.typed.characters import plain_characters
from shared.core.ingest.typed.dates import DateOrder
from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.findings import stays_text
from shared.core.ingest.typed.number_shapes import number_shape
from shared.core.ingest.typed.numbers import MAX_DIGITS, Marks
from shared.core.ingest.typed.readings import NumberReading, PlainReading, Reading, Remark, TextReading
from shared.core.ingest.typed.units import SCALES, SIDES, largest_unit
from shared.core.semantic.phrases import listed
from shared.core.table.types import DataType
from shared.core.table.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.ingest.typed.findings import Finding, Habits
    from shared.core.ingest.typed.number_shapes import NumberShape

LARGEST_INTEGER = 2**63 - 1
_NOT_DIGITS = {ord(mark): None for mark in "., '"}
_DEBIT, _CREDIT = "Dr", "Cr"
_TOO_LARGE = 300
"""Digits before the point that no float has."""
_LONG = len(str(LARGEST_INTEGER))


@dataclass(frozen=True, slots=True)
class Digits:
    """How much room numbers need: the most digits before and after the point, and whether 64 bits are too few."""

    whole: int
    scale: int
    beyond_64: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one unit whose decimal marks do not contradict each other.

    point and comma are the room they need read with either mark. words are those behind the numbers; side is the one
    that is below zero, of debit and credit. powers are of several units that are turned into the unit.
    """

    marks: Marks
    unit: str
    point: Digits
    comma: Digits
    is_plain: bool
    is_scientific: bool
    words: frozenset[str] = frozenset()
    side: str = ""
    order: DateOrder = DateOrder.EITHER
    powers: tuple[tuple[str, int], ...] = ()

    @property
    def mark(self) -> Marks:
        """The decimal mark that the values settle, EITHER where none does or it does not matter."""
        return self.marks

    def settle(self, habits: Habits) -> Reading:
        """Integers, exact decimals, or floats where exponents were written."""
        mark = habits.mark if self.marks is Marks.EITHER else self.marks
        has_comma = mark is Marks.COMMA
        digits = self.comma if has_comma else self.point
        remarks = self._remarks(has_comma=has_comma and (self.marks is Marks.COMMA or self.comma != self.point))
        if self.is_plain and not (has_comma and self.comma != self.point):
            return plain_numbers(digits)
        kind = DataType.FLOAT if self.is_scientific else exact_type(digits)
        if kind is DataType.TEXT:
            return TextReading(remarks=(_TOO_LONG,))
        return NumberReading(
            type=kind,
            unit=self.unit,
            precision=digits.whole + digits.scale if kind is DataType.DECIMAL else None,
            scale=digits.scale if kind is DataType.DECIMAL else None,
            remarks=() if self.is_scientific and not self.unit else remarks,
            has_comma=has_comma,
            has_words=bool(self.words or self.powers),
            negative_side=self.side,
            powers=self.powers,
        )

    def _remarks(self, *, has_comma: bool) -> tuple[Remark, ...]:
        """What was taken away from the numbers, or decided about them."""
        remarks = []
        if has_comma:
            remarks.append(Remark("decimal commas were read as decimal points"))
        if self.powers:
            remarks.append(Remark(_turned(self.unit, self.powers), to_check=True))
        elif self.unit == "%":
            remarks.append(Remark("percent signs were taken away (12% is kept as 12)"))
        elif self.unit:
            kind = "currency signs" if self.unit in CURRENCIES or self.unit.isupper() else "units"
            remarks.append(Remark(f"{kind} ({self.unit}) were taken away"))
        if self.side:
            what = f"amounts with {self.side} behind them were read as negative, those with Dr as positive"
            remarks.append(Remark(what, to_check=True))
        elif self.words:
            words = ", ".join(sorted(self.words))
            remarks.append(Remark(f"amounts written short ({words}) were written out in full", to_check=True))
        return tuple(remarks) or (Remark("numbers written with separators or signs were made plain"),)


_TOO_LONG = Remark("numbers too long to be exact stay text", to_check=True)


def exact_type(digits: Digits) -> DataType:
    """Integers where 64 bits hold them, decimals where 38 digits do; beyond that floats or, without decimals, text."""
    if not digits.scale and not digits.beyond_64:
        return DataType.INTEGER
    if digits.whole + digits.scale <= MAX_DIGITS:
        return DataType.DECIMAL
    return DataType.FLOAT if digits.scale and digits.whole < _TOO_LARGE else DataType.TEXT


def plain_numbers(digits: Digits) -> Reading:
    """The reading of numbers as programs write them, with a point or none."""
    kind = exact_type(digits)
    if kind is DataType.TEXT:
        return TextReading(remarks=(_TOO_LONG,))
    is_exact = kind is DataType.DECIMAL
    return PlainReading(
        type=kind,
        form=PlainForm.INTEGER if kind is DataType.INTEGER else PlainForm.DECIMAL,
        precision=digits.whole + digits.scale if is_exact else None,
        scale=digits.scale if is_exact else None,
    )


class NumberFold:
    """Numbers in any dress.

    Of amounts with Dr and Cr behind them credits are below zero, as in ledgers, whichever is the rarer, so that the
    next file of the same kind is read the same way. Of one side alone they stay text, unless takes_sides: somebody
    declared the column one of numbers.
    """

    def __init__(self, *, takes_sides: bool = False) -> None:
        self._takes_sides = takes_sides
        self._counts: dict[NumberShape, int] = {}
        self._valued: set[NumberShape] = set()
        self._beyond_64 = False
        self._is_ascii = True

    def add(self, text: str, count: int) -> bool:
        """Take a number."""
        self._is_ascii = self._is_ascii and text.isascii()
        text = plain_characters(text)
        shape = number_shape(text)
        if shape is None:
            return False
        self._counts[shape] = self._counts.get(shape, 0) + count
        if shape not in self._valued and text[shape.start : shape.stop].strip("0.,' "):
            self._valued.add(shape)
        if shape.is_long and not self._beyond_64:
            number = int(text[shape.start : shape.stop].translate(_NOT_DIGITS))
            self._beyond_64 = number > LARGEST_INTEGER + shape.negative
        return True

    def is_slip(self, text: str) -> bool:
        """None: what is no number may be a code."""
        del text
        return False

    def finding(self) -> Finding | None:
        """The numbers, if they agree on their decimal mark, their unit and their words; a zero needs none."""
        marks = int(Marks.EITHER)
        for shape in self._counts:
            marks &= shape.marks
        if not self._counts or not marks:
            return None
        units = {shape.unit for shape in self._counts if shape.unit or shape in self._valued}
        largest, powers = largest_unit(units)
        if len(units) > 1 and not largest:
            signs = ", ".join(sorted(unit or "none" for unit in units))
            return stays_text(
                f"amounts with different signs or units ({signs}) stay text, so that they are never added up"
            )
        words = self._words()
        is_money = bool(units) and units <= CURRENCIES
        if reason := _why_text(words, takes_sides=self._takes_sides, is_money=is_money):
            return stays_text(reason)
        return self._numbers(Marks(marks), largest or max(units, default=""), words, powers)

    def _words(self) -> Counter[str]:
        """How often each word stands behind a number, "" for none; small cr beside dr is a side."""
        words: Counter[str] = Counter()
        for shape, count in self._counts.items():
            if shape.word or shape in self._valued:
                words[shape.word] += count
        if "Dr" in words and "cr" in words:
            words[_CREDIT] += words.pop("cr")
        return words

    def _numbers(
        self, marks: Marks, unit: str, words: Counter[str], powers: tuple[tuple[str, int], ...] = ()
    ) -> Numbers:
        """The numbers with the room they need."""
        sides = {word: count for word, count in words.items() if word in SIDES}
        side = _CREDIT if _DEBIT in sides else ""
        scales = frozenset(word for word in words if word and not side)
        return Numbers(
            marks=marks,
            unit=unit,
            point=self._digits(Marks.POINT, dict(powers), is_side=bool(side)),
            comma=self._digits(Marks.COMMA, dict(powers), is_side=bool(side)),
            is_plain=self._is_ascii and all(shape.is_plain for shape in self._counts),
            is_scientific=any(shape.scientific for shape in self._counts),
            words=scales or frozenset(sides),
            side=side,
            powers=powers,
        )

    def _digits(self, mark: Marks, powers: Mapping[str, int], *, is_side: bool) -> Digits:
        """The room that the numbers need, read with a mark; a lakh has five digits more before the point."""
        whole, scale, is_beyond = 0, 0, self._beyond_64
        for shape in self._counts:
            before, after = shape.size(mark)
            power = SCALES[shape.word.replace(_CREDIT, "cr")] if shape.word and not is_side else 0
            power += powers.get(shape.unit, 0)
            whole, scale = max(whole, before + power), max(scale, after - power)
            is_beyond = is_beyond or (power > 0 and before + power >= _LONG)
        return Digits(whole, scale, is_beyond)


def _turned(unit: str, powers: tuple[tuple[str, int], ...]) -> str:
    """What is said of units that were turned into another."""
    others = [(other, power) for other, power in powers if other != unit]
    shown = ", ".join(f"1 {other} is {Decimal(1).scaleb(power):f} {unit}" for other, power in others)
    return f"amounts in {listed([other for other, _ in others])} were turned into {unit} ({shown})"


def _why_text(words: Counter[str], *, takes_sides: bool, is_money: bool) -> str:
    """Why numbers with such words behind them are no numbers; empty where they are.

    Of money, an amount without a word is what it says beside others in lakhs; a bare 5 beside 3 lakh may mean anything.
    """
    if not any(words):
        return ""
    if "Dr" in words or (_CREDIT in words and len(set(words) - {""}) == 1):
        return "" if set(words) == SIDES or (takes_sides and set(words) <= SIDES) else _SIDES_REMAIN
    if "" in words and not is_money:
        return "amounts of which only some are written short (10k, 3 lakh) stay text"
    return ""


_SIDES_REMAIN = "amounts with only Dr or only Cr behind them stay text, because the file does not say what they mean"
