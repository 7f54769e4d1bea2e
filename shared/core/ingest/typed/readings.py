"""What the cells of a column are read as: settled over the whole table first, then one text at a time.

A Reading is frozen and knows everything its column needs; cell() is asked once for each distinct text. Columns whose
form is a plain one need not even that: an engine's own cast of the texts to the type gives the same cells.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

from shared.core.ingest.typed.characters import plain_characters
from shared.core.ingest.typed.dates import read_time
from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.moment_shapes import compact_shape, moment_shape
from shared.core.ingest.typed.months import read_month
from shared.core.ingest.typed.number_shapes import number_shape
from shared.core.ingest.typed.units import SCALES
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.core.ingest.report import Flaw
    from shared.core.table.types import Cell

FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""What a spreadsheet shows as a text whatever is in it."""
_POINTED = str.maketrans("", "", ", '")
_COMMAED = str.maketrans(",", ".", ". '")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that reading a column did to its cells, in words; to_check where it was a choice.

    flaw is what it says against the data, if anything. examples are said behind it, but not of what is about people.
    """

    what: str
    to_check: bool = False
    flaw: Flaw | None = None
    examples: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(ABC):
    """One way to understand a column.

    form is the plain form that every cell has which is neither blank nor of nulls: then the cells are what a cast of
    the texts to type gives. It is TEXT where texts stay texts, and where each must be looked at (needs_look). unit is
    what stood with the numbers; precision and scale are of decimals. nulls are the spellings that mean no value here.
    """

    type: DataType
    form: PlainForm = PlainForm.TEXT
    unit: str = ""
    precision: int | None = None
    scale: int | None = None
    remarks: tuple[Remark, ...] = ()
    nulls: frozenset[str] = frozenset()

    @property
    def needs_look(self) -> bool:
        """True when only cell() knows what a text means."""
        return self.form is PlainForm.TEXT and self.type is not DataType.TEXT

    @abstractmethod
    def cell(self, text: str) -> Cell:
        """The cell of a trimmed text; None for a blank, a null, and a stray text that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading(Reading):
    """Everything stays as it is; remarks say why, where the texts were nearly something else."""

    type: DataType = DataType.TEXT

    def cell(self, text: str) -> Cell:
        """The text itself."""
        return None if not text or text in self.nulls else text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaTextReading(TextReading):
    """Texts of which some are written ="00123", as for a spreadsheet that would take them for numbers."""

    @property
    def needs_look(self) -> bool:
        """Each text may be written so."""
        return True

    def cell(self, text: str) -> Cell:
        """The text within the formula, or the text itself."""
        found = FORMULA_TEXT.fullmatch(text)
        return TextReading.cell(self, found[1].replace('""', '"') if found else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainReading(Reading):
    """Numbers, dates and timestamps as programs write them."""

    def cell(self, text: str) -> Cell:
        """What the standard library makes of it."""
        if not text or text in self.nulls:
            return None
        return _PLAIN_CELLS[self.type](text)


_PLAIN_CELLS: Mapping[DataType, Callable[[str], Cell]] = {
    DataType.INTEGER: int,
    DataType.DECIMAL: Decimal,
    DataType.FLOAT: float,
    DataType.DATE: date.fromisoformat,
    DataType.TIMESTAMP: datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanReading(Reading):
    """Yes and no, in one of their pairs; words are in small letters."""

    type: DataType = DataType.BOOLEAN
    truths: frozenset[str]
    untruths: frozenset[str]

    def cell(self, text: str) -> Cell:
        """True or False."""
        word = text.lower()
        return True if word in self.truths else False if word in self.untruths else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading(Reading):
    """Numbers with grouping, signs, units, exponents or decimal commas; has_comma says what the decimal mark is.

    has_words: lakhs, thousands and the like are written out, or several units turned into one, each by its power of ten
    in powers. negative_side is the one of Dr and Cr that is below zero.
    """

    has_comma: bool = False
    has_words: bool = False
    negative_side: str = ""
    powers: tuple[tuple[str, int], ...] = ()

    def cell(self, text: str) -> Cell:
        """An integer, an exact decimal or a float, as the type has it."""
        text = plain_characters(text)
        shape = number_shape(text)
        if shape is None:
            return None
        digits = text[shape.start : shape.stop].translate(_COMMAED if self.has_comma else _POINTED)
        if self.has_words and shape.word:
            return self._worded(digits, shape.word, is_negative=shape.negative)
        if self.powers:
            return self._raised(f"{'-' if shape.negative else ''}{digits}", dict(self.powers).get(shape.unit, 0))
        return _AS_NUMBERS[self.type](f"-{digits}" if shape.negative else digits)

    def _worded(self, digits: str, word: str, *, is_negative: bool) -> Cell:
        """An amount with a word behind it; built from text, because arithmetic would round to 28 digits."""
        sign = "-" if is_negative is not (word.capitalize() == self.negative_side) else ""
        return self._raised(
            f"{sign}{digits}", 0 if self.negative_side else SCALES[word.lower() if word == "Cr" else word]
        )

    def _raised(self, digits: str, power: int) -> Cell:
        """A number times a power of ten; exact, for it is only its point that moves."""
        amount = Decimal(f"{digits}E{power}")
        if self.type is DataType.FLOAT:
            return float(amount)
        if self.type is DataType.INTEGER:
            return int(amount)
        return Decimal(f"{amount:f}")


def _integer(digits: str) -> int:
    """A whole number, that may end in a point."""
    return int(digits.removesuffix("."))


def _float(digits: str) -> float | None:
    """A float; None for what is larger than any."""
    number = float(digits)
    return number if isfinite(number) else None


_AS_NUMBERS: Mapping[DataType, Callable[[str], Cell]] = {
    DataType.INTEGER: _integer,
    DataType.DECIMAL: Decimal,
    DataType.FLOAT: _float,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentReading(Reading):
    """Dates or timestamps, in one order of day and month; is_compact for eight digits, year first."""

    day_first: bool = True
    is_compact: bool = False

    def cell(self, text: str) -> Cell:
        """A date, or a timestamp without a zone."""
        text = plain_characters(text)
        shape = compact_shape(text) if self.is_compact else moment_shape(text)
        if shape is None:
            return None
        try:
            if self.type is DataType.DATE and not shape.zone:
                return shape.day(text, day_first=self.day_first)
            stamp = shape.stamp(text, day_first=self.day_first)
        except (ValueError, OverflowError):
            return None
        return stamp.date() if self.type is DataType.DATE else stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReading(Reading):
    """Months of a year, as their first day."""

    type: DataType = DataType.DATE

    def cell(self, text: str) -> Cell:
        """The first day of the month."""
        return read_month(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeReading(Reading):
    """Times of day."""

    type: DataType = DataType.TIME

    def cell(self, text: str) -> Cell:
        """The time."""
        return read_time(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochReading(Reading):
    """Seconds, or milliseconds, since the beginning of 1970 in UTC."""

    type: DataType = DataType.TIMESTAMP
    in_milliseconds: bool = False

    def cell(self, text: str) -> Cell:
        """The moment in UTC, without a zone."""
        if not text.isdecimal():
            return None
        seconds, thousandths = divmod(int(text), 1000) if self.in_milliseconds else (int(text), 0)
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=thousandths * 1000)
